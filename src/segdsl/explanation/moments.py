"""Conditions on dates against the as-of date in plain English (`is within the last 90 days (1997-07-03 to …)`)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from segdsl import ir
from segdsl.explanation import phrases
from segdsl.explanation.days import resolve
from segdsl.types import Unit

if TYPE_CHECKING:
    from segdsl.explanation.phrases import Context


def steps_from_today(expr: ir.Expr) -> tuple[int, Unit] | None:
    """How far from the as-of date an end of a window is, if it is a plain step from it."""
    if isinstance(expr, ir.Shift) and isinstance(expr.date, ir.Today):
        return expr.count, expr.unit
    return None


def ago(context: Context, left: ir.Expr, rel: ir.Rel, right: ir.Expr) -> str | None:
    """`joined is at least 90 days ago (on or before 1998-10-02)`, from `joined <= Shift(Today, -90 days)`."""
    step = steps_from_today(right)
    if step is None or rel in (ir.Rel.EQ, ir.Rel.NE):
        return None
    count, unit = step
    length = phrases.duration(abs(count), unit)
    day = resolve(right, context.as_of)
    side = {ir.Rel.LT: "before", ir.Rel.LE: "on or before", ir.Rel.GT: "after", ir.Rel.GE: "on or after"}[rel]
    resolved = "" if day is None else f" ({side} {day})"
    subject = phrases.words(context, left)
    if count < 0:
        degree = {ir.Rel.LT: "more than", ir.Rel.LE: "at least", ir.Rel.GT: "less than", ir.Rel.GE: "at most"}[rel]
        return f"{subject} is {degree} {length} ago{resolved}"
    return f"{subject} is {side} {length} after the as-of date{resolved}"


def within(context: Context, cond: ir.Between, negated: bool) -> str | None:
    """`joined is within the last 90 days (1998-10-03 to 1998-12-31)`, from a range that ends or begins at today."""
    text = _last(cond) or _next(cond) or _at_most(cond)
    if text is None:
        return None
    first, last = resolve(cond.low, context.as_of), resolve(cond.high, context.as_of)
    subject = phrases.words(context, cond.value)
    return f"{subject} is {'not ' if negated else ''}{text}{_resolved(first, last)}"


def _resolved(first: dt.date | None, last: dt.date | None) -> str:
    return "" if first is None or last is None else f" ({first} to {last})"


def _last(cond: ir.Between) -> str | None:
    """The day after so many units ago, up to today."""
    match cond:
        case ir.Between(low=ir.Shift(count=1, unit=Unit.DAY, date=inner), high=ir.Today()):
            step = steps_from_today(inner)
            if step is not None and step[0] < 0:
                return f"within the last {phrases.duration(-step[0], step[1])}"
    return None


def _next(cond: ir.Between) -> str | None:
    """Tomorrow, up to so many units from today."""
    match cond:
        case ir.Between(low=ir.Shift(count=1, unit=Unit.DAY, date=ir.Today())):
            step = steps_from_today(cond.high)
            if step is not None and step[0] > 0:
                return f"within the next {phrases.duration(step[0], step[1])}"
    return None


def _at_most(cond: ir.Between) -> str | None:
    """So many units ago, up to today."""
    step = steps_from_today(cond.low)
    if isinstance(cond.high, ir.Today) and step is not None and step[0] < 0:
        return f"at most {phrases.duration(-step[0], step[1])} ago"
    return None
