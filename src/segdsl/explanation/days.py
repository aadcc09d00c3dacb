"""Dates that are known before any customer is: the as-of date and what is reckoned from it; knows no data."""

from __future__ import annotations

import datetime as dt

from segdsl import calendar, ir


def as_day(value: object) -> dt.date | None:
    """The calendar day of a date or a date and time; None for anything else."""
    if isinstance(value, dt.datetime):
        return value.date()
    return value if isinstance(value, dt.date) else None


def resolve(expr: ir.Expr, as_of: dt.date | None) -> dt.date | None:
    """The day an expression stands for when it needs no customer; None when it does, or without an as-of date."""
    match expr:
        case ir.Literal():
            return as_day(expr.value)
        case ir.Today():
            return as_of
        case ir.Shift():
            day = resolve(expr.date, as_of)
            return None if day is None else calendar.shift(day, expr.count, expr.unit)
        case ir.DayOf() | ir.OfCustomer():
            return resolve(expr.value, as_of)
        case _:
            return None
