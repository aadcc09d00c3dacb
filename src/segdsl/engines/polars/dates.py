"""Dates that move, and the time between them; what falls outside the years 1 to 9999 is missing."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange

import polars as pl

from segdsl.engines.polars.conditions import as_days
from segdsl.engines.polars.sorts import DTYPES, Part, Sort, missing
from segdsl.engines.polars.steps import Steps, made
from segdsl.types import Unit

_EPOCH = dt.date(1970, 1, 1)
_FIRST, _LAST = (dt.date.min - _EPOCH).days, (dt.date.max - _EPOCH).days
_DAY = 86_400_000_000
_MOST_DAYS, _MOST_MONTHS = 10_000_000, 200_000


def days_between(later: Part, earlier: Part) -> Part:
    later, earlier = as_days(later), as_days(earlier)
    if later.sort is not Sort.DATE or earlier.sort is not Sort.DATE:
        return missing(Sort.NUMBER)
    found = later.expr.cast(pl.Int32) - earlier.expr.cast(pl.Int32)
    return made(found.cast(pl.Float64), Sort.NUMBER, later, earlier)


def shift(date: Part, count: int, unit: Unit, steps: Steps) -> Part:
    """Months and years are steps of the calendar, clamped to the month's end; a time of day is kept."""
    if date.sort not in (Sort.DATE, Sort.TIME):
        return missing(Sort.DATE)
    date = steps.settled(date)
    if unit in (Unit.DAY, Unit.WEEK):
        return _shift_days(date, _between(count * (7 if unit is Unit.WEEK else 1), _MOST_DAYS))
    return _shift_months(date, _between(count * (12 if unit is Unit.YEAR else 1), _MOST_MONTHS))


def _between(count: int, most: int) -> int:
    return max(-most, min(most, count))


def _shift_days(date: Part, count: int) -> Part:
    assert date.sort is not None
    days = as_days(date).expr.cast(pl.Int32)
    inside = days.is_between(_FIRST - count, _LAST - count)
    if date.sort is Sort.TIME:
        moved = date.expr.cast(pl.Int64) + count * _DAY
    else:
        moved = days + count
    return made(pl.when(inside).then(moved).cast(DTYPES[date.sort]), date.sort, date)


def _shift_months(date: Part, count: int) -> Part:
    assert date.sort is not None
    month = _months(date.expr) + count
    inside = month.is_between(12, 9999 * 12 + 11)
    movable = pl.when(inside).then(date.expr)
    return made(movable.dt.offset_by(f"{count}mo"), date.sort, date)


def _months(date: pl.Expr) -> pl.Expr:
    return date.dt.year().cast(pl.Int32) * 12 + date.dt.month().cast(pl.Int32) - 1


def since(date: Part, unit: Unit, today: dt.date, steps: Steps) -> Part:
    """Complete units from the date to today, as `calendar.complete`."""
    days = as_days(date)
    if days.sort is not Sort.DATE:
        return missing(Sort.NUMBER)
    days = steps.settled(days)
    if unit in (Unit.DAY, Unit.WEEK):
        count, by = (today - _EPOCH).days - days.expr.cast(pl.Int32), 7 if unit is Unit.WEEK else 1
    else:
        count, by = _complete_months(days.expr, today), 12 if unit is Unit.YEAR else 1
    units = made(count.cast(pl.Float64), Sort.NUMBER, days)
    if by == 1:
        return units
    units = steps.keep(units)  # divided by what is no constant: Polars would multiply by its reciprocal
    return made((units.expr / (units.expr * 0.0 + by)).cast(pl.Int32).cast(pl.Float64), Sort.NUMBER, units)


def _complete_months(days: pl.Expr, today: dt.date) -> pl.Expr:
    months = (today.year * 12 + today.month - 1) - _months(days)
    day = days.dt.day().cast(pl.Int32)
    length = days.dt.month_end().dt.day().cast(pl.Int32)
    last_of_month = today.day == monthrange(today.year, today.month)[1]
    early = pl.lit(False) if last_of_month else day > today.day
    late = (today.day > day) & (day < length)
    past = days <= pl.lit(today, dtype=pl.Date)
    return pl.when(past).then(months - early.cast(pl.Int32)).otherwise(months + late.cast(pl.Int32))
