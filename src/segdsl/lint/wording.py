"""How findings name what they speak of: a piece of the text, a value, what a value can be."""

from __future__ import annotations

import datetime as dt
import math

from segdsl import ir
from segdsl.lint.domain import Domain, Point
from segdsl.source import Span
from segdsl.types import Kind, Type

LONGEST = 60
MOST_VALUES = 6


def quoted(node: ir.Cond | ir.Expr) -> str:
    """The text of a node in backticks, on one line; long ones are cut."""
    text = "" if node.span is None else " ".join(node.span.text.split())
    text = text.replace("`", "")
    return f"`{text if len(text) <= LONGEST else text[: LONGEST - 1] + '…'}`"


def head(thing: ir.Define | ir.Segment | ir.Tiers | ir.LearnedThing) -> Span | None:
    """Where the name of a statement stands; its first line when it is written in another way there."""
    if thing.span is None:
        return None
    line = thing.span.text.split("\n", 1)[0]
    at = line.find(thing.name)
    begin, length = (at, len(thing.name)) if at >= 0 else (0, len(line))
    return Span(thing.span.source, thing.span.start + begin, thing.span.start + begin + length)


def range_of(found: Domain, type: Type) -> str:
    """`from 0 to 120`, `0 or more`, `one of "F", "M"`; `` when it can be anything."""
    if found.only is not None:
        if len(found.only) > MOST_VALUES or type.kind is Kind.YES_NO:
            return ""
        values = [_value(value, type) for value in sorted(found.only, key=lambda v: (isinstance(v, str), v))]
        return ("one of " if len(values) > 1 else "") + ", ".join(values)
    low, high = _number(found.low, type), _number(found.high, type)
    if low and high:
        return f"from {low} to {high}"
    return f"{low} or more" if low else f"up to {high}" if high else ""


def _value(value: Point, type: Type) -> str:
    return f'"{value}"' if isinstance(value, str) else _number(value, type) or str(value)


def _number(value: float, type: Type) -> str:
    if not math.isfinite(value):
        return ""
    if type.kind is Kind.DATE:
        return dt.date.fromordinal(int(value)).isoformat()
    return "" if type.kind is Kind.DATE_TIME else f"{value:.10g}"
