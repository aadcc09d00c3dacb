"""How dates move: calendar steps and complete units between two days; knows no rules and no data."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange

from segdsl.types import Unit


def day(value: dt.date) -> dt.date:
    """The calendar day of a date or of a date and time."""
    return value.date() if isinstance(value, dt.datetime) else value


def shift(date: dt.date, count: int, unit: Unit) -> dt.date | None:
    """The date `count` units later; months and years are calendar steps clamped to the month's end.

    A date and time keeps its time of day. None when the result is outside the years 1 to 9999.
    """
    try:
        if unit is Unit.DAY:
            return date + dt.timedelta(days=count)
        if unit is Unit.WEEK:
            return date + dt.timedelta(weeks=count)
        months = date.year * 12 + date.month - 1 + (count * 12 if unit is Unit.YEAR else count)
        year, month = divmod(months, 12)
        return date.replace(year=year, month=month + 1, day=min(date.day, monthrange(year, month + 1)[1]))
    except (ValueError, OverflowError):
        return None


def complete(unit: Unit, start: dt.date, end: dt.date) -> int:
    """Complete units from the day `start` to the day `end`; backwards in time the negative of the way forwards.

    Complete months are the largest n such that `start` shifted by n months is not after `end`.
    """
    start, end = day(start), day(end)
    if start > end:
        return -complete(unit, end, start)
    if unit is Unit.DAY:
        return (end - start).days
    if unit is Unit.WEEK:
        return (end - start).days // 7
    months = (end.year - start.year) * 12 + end.month - start.month
    if start.day > end.day and end.day < monthrange(end.year, end.month)[1]:
        months -= 1
    return months // 12 if unit is Unit.YEAR else months


def latest_start(unit: Unit, end: dt.date, at_least: int) -> dt.date | None:
    """The latest day from which at least so many units are complete at `end`; None when there is no such day.

    Turns a question about `months since d` into one about `d`: the later the day, the fewer units are complete.
    """
    low, high = 0, dt.date.max.toordinal()
    while low < high:
        middle = (low + high + 1) // 2
        if complete(unit, dt.date.fromordinal(middle), end) >= at_least:
            low = middle
        else:
            high = middle - 1
    return dt.date.fromordinal(low) if low else None
