"""The meaning of operators on single values; a missing value is None, and so is an undecided answer."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeAlias, assert_never

from segdsl import ir, patterns
from segdsl.calendar import day
from segdsl.types import Value

Row: TypeAlias = Mapping[str, Value | None]
"""A row of a table: folded column name → value. A column that is not there is missing."""


def family(value: Value) -> type:
    """What a value may be compared with: numbers, texts, yes/no, dates (with or without a time), durations."""
    if isinstance(value, bool):
        return bool
    if isinstance(value, int | float):
        return float
    if isinstance(value, dt.date):
        return dt.date
    return type(value)


def compare(rel: ir.Rel, left: Value | None, right: Value | None) -> bool | None:
    """Undecided when a side is missing (or, in examples, of another family). Numbers are compared as doubles."""
    if left is None or right is None or family(left) is not family(right):
        return None
    a, b = comparable(left, right)
    match rel:
        case ir.Rel.LT:
            return bool(a < b)
        case ir.Rel.LE:
            return bool(a <= b)
        case ir.Rel.GT:
            return bool(a > b)
        case ir.Rel.GE:
            return bool(a >= b)
        case ir.Rel.EQ:
            return bool(a == b)
        case ir.Rel.NE:
            return bool(a != b)
        case _:
            assert_never(rel)


def comparable(left: Value, right: Value) -> tuple[float, float]:
    """Both in a form that Python compares: numbers as doubles, a date and time beside a date by its calendar day.

    What is returned need not be numbers; Python has no type for "ordered alike", and a number stands for it.
    """
    a: object = left
    b: object = right
    if isinstance(left, dt.date) and isinstance(right, dt.date):
        if isinstance(left, dt.datetime) is not isinstance(right, dt.datetime):
            a, b = day(left), day(right)
    elif isinstance(left, int | float) and isinstance(right, int | float):
        a, b = float(left), float(right)
    return a, b  # type: ignore[return-value]


def finite(calculate: Callable[[], float]) -> float | None:
    """The result, or missing when there is none or it is not finite."""
    try:
        result = calculate()
    except (ZeroDivisionError, OverflowError):
        return None
    return result if math.isfinite(result) else None


def arithmetic(op: ir.Op, left: Value | None, right: Value | None) -> float | None:
    if not isinstance(left, int | float) or not isinstance(right, int | float):
        return None
    a, b = float(left), float(right)
    match op:
        case ir.Op.ADD:
            return finite(lambda: a + b)
        case ir.Op.SUBTRACT:
            return finite(lambda: a - b)
        case ir.Op.MULTIPLY:
            return finite(lambda: a * b)
        case ir.Op.DIVIDE:
            return finite(lambda: a / b)
        case _:
            assert_never(op)


def extreme(larger: bool, values: Sequence[Value | None]) -> Value | None:
    """The largest or smallest of values of one family; missing if any of them is."""
    known: list[Any] = [value for value in values if value is not None]
    if len(known) < len(values):
        return None
    found: Value = max(known) if larger else min(known)
    return found


def rounded(value: float) -> float:
    """Halves away from zero. The distance to the whole part is exact, so 0.49999999999999994 stays below a half."""
    whole = math.trunc(value)
    if abs(value - whole) >= 0.5:
        whole += 1 if value > 0 else -1
    return float(whole)


def tested(test: ir.Test, text: str, pattern: str) -> bool:
    match test:
        case ir.Test.CONTAINS:
            return pattern in text
        case ir.Test.STARTS:
            return text.startswith(pattern)
        case ir.Test.ENDS:
            return text.endswith(pattern)
        case ir.Test.MATCHES:
            found = patterns.read(pattern)
            return isinstance(found, patterns.Pattern) and found.found(text)
        case _:
            assert_never(test)


def all_of(answers: Iterable[bool | None]) -> bool | None:
    """Kleene's `and`: false as soon as one is false, else undecided as soon as one is."""
    result: bool | None = True
    for answer in answers:
        if answer is False:
            return False
        if answer is None:
            result = None
    return result


def any_of(answers: Iterable[bool | None]) -> bool | None:
    """Kleene's `or`."""
    opposite = all_of(None if answer is None else not answer for answer in answers)
    return None if opposite is None else not opposite


def as_key(value: Value | None) -> str | None:
    """A value as a key: tables are joined by text, as written; whole numbers without a decimal point."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
