"""Names, literals and values."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Literal, TypeAlias

from segdsl.record import field, record
from segdsl.source import Span
from segdsl.types import Unit

if TYPE_CHECKING:
    from segdsl.syntax.ast.unions import Cond, Expr


@record
class Name:
    """`RFM score`, `高價值`, or in backticks. `text` has single spaces and no backticks (as written otherwise)."""

    text: str
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class NumberLit:
    """`12`, `1_000`, `100k`, `1.5m`, `-3`, `60%` (value 0.6). `text` is the spelling; int when it is whole."""

    value: int | float
    text: str
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class TextLit:
    """`"text"`; `value` is unescaped and NFC."""

    value: str
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class YesNoLit:
    """`yes`, `no`."""

    value: bool
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class DateLit:
    """`2026-11-23`."""

    value: dt.date
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class DurationLit:
    """`90 days`, `1 month`."""

    count: int
    unit: Unit
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class Today:
    """`today`, `the as-of date`."""

    span: Span = field(compare=False, repr=False, kw_only=True)


Literal_: TypeAlias = NumberLit | TextLit | YesNoLit | DateLit | DurationLit


@record
class Ref:
    """A name used as a value. `avg salary of districts` is one name here; checking splits it when it must."""

    name: Name
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class Binary:
    """`balance / salary`; also `50% of y`, written with op "of"."""

    op: Literal["+", "-", "*", "/", "of"]
    left: Expr
    right: Expr
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class Negative:
    """`-x` (not before a number: that is a NumberLit)."""

    value: Expr
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class Since:
    """`days since d`, `months since d`, `years since d`, `weeks since d`; d is any value or measure."""

    unit: Unit
    date: Expr
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class Defaulting:
    """`x defaulting to 0`."""

    value: Expr
    fallback: Expr
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class Call:
    """`larger of a, b`, `smaller of a, b`, `round x`, `absolute x`; `function` is the word(s) as here."""

    function: Literal["larger of", "smaller of", "round", "absolute"]
    arguments: tuple[Expr, ...]
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class ChanceOf:
    """`chance of buying "credit card"`: what a `recommend` statement learned."""

    product: TextLit
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class Branch:
    """`when age < 30 then "young"`; in tiers the result is a Ref or a TextLit naming the part."""

    condition: Cond
    result: Expr
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class Cases:
    """`when … then … when … then … otherwise …`, only as the body of a `define`; `otherwise` may be left out."""

    branches: tuple[Branch, ...]
    otherwise: Expr | None
    span: Span = field(compare=False, repr=False, kw_only=True)
