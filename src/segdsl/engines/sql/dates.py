"""Dates as SQL expressions: steps of the calendar and complete units."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, assert_never

from sqlglot import exp

from segdsl.calendar import shift
from segdsl.engines.sql.constants import literal
from segdsl.engines.sql.sorts import Sort, sort_of_node
from segdsl.engines.sql.trees import E, joined_by, when, wrapped
from segdsl.lower import nodes
from segdsl.lower.nodes import Value
from segdsl.types import Unit

if TYPE_CHECKING:
    from segdsl.engines.sql.writer import Writer

_LAST_TIME = dt.datetime.max


def written(w: Writer, node: nodes.Days | nodes.Shift | nodes.DayOf | nodes.Since) -> E:
    match node:
        case nodes.Days(later, earlier):
            a, b = day(w, later), day(w, earlier)
            return w.dialect.null(Sort.NUMBER) if a is None or b is None else w.dialect.days_between(a, b)
        case nodes.DayOf(value):
            return day(w, value) or w.dialect.null(Sort.DATE)
        case nodes.Shift(date, count, unit):
            return _shifted(w, date, count, unit)
        case nodes.Since(unit, date, today):
            found = day(w, date)
            return w.dialect.null(Sort.NUMBER) if found is None else _since(w, unit, found, today)
        case _:
            assert_never(node)


def day(w: Writer, value: Value) -> E | None:
    """The calendar day; None for what is no date."""
    sort = sort_of_node(value)
    if sort is Sort.TIME:
        return w.dialect.day_of(w.value(value))
    return w.value(value) if sort is Sort.DATE else None


def _shifted(w: Writer, date: Value, count: int, unit: Unit) -> E:
    """Only dates that stay between the years 1 and 9999 are moved."""
    sort = sort_of_node(date)
    if sort not in (Sort.DATE, Sort.TIME):
        return w.dialect.null(Sort.DATE)
    ends = _movable(count, unit)
    if ends is None:
        return w.dialect.null(sort)
    found = w.value(date)
    if ends == (dt.date.min, dt.date.max):
        return w.dialect.shifted(found, sort, count, unit)
    first, last = ends
    tests: list[E] = []
    found = w.once(found)
    if first > dt.date.min:
        tests.append(exp.GTE(this=found.copy(), expression=literal(w.dialect, _begin(first, sort))))
    if last < dt.date.max:
        end = _begin(last + dt.timedelta(days=1), sort)
        tests.append(exp.LT(this=found.copy(), expression=literal(w.dialect, end)))
    return when([(joined_by(exp.And, tests), w.dialect.shifted(found.copy(), sort, count, unit))])


def _begin(day: dt.date, sort: Sort) -> dt.date:
    return dt.datetime.combine(day, dt.time()) if sort is Sort.TIME else day


def _movable(count: int, unit: Unit) -> tuple[dt.date, dt.date] | None:
    """The first and the last day that the step leaves between the years 1 and 9999."""
    low, high = 1, dt.date.max.toordinal()
    inside = [shift(day, count, unit) is not None for day in (dt.date.min, dt.date.max)]
    if all(inside):
        return dt.date.min, dt.date.max
    if not any(inside):
        return None
    while low < high:  # the days that can be moved lie together at one end
        middle = (low + high + 1) // 2
        if (shift(dt.date.fromordinal(middle), count, unit) is not None) is inside[0]:
            low = middle
        else:
            high = middle - 1
    edge = dt.date.fromordinal(low)
    return (dt.date.min, edge) if inside[0] else (edge + dt.timedelta(days=1), dt.date.max)


def _since(w: Writer, unit: Unit, date: E, today: dt.date) -> E:
    """Complete units, as `calendar.complete`: backwards in time the negative of the way forwards."""
    if unit in (Unit.DAY, Unit.WEEK):
        days = w.dialect.days_between(literal(w.dialect, today), date)
        return days if unit is Unit.DAY else _divided(w, days, 7)
    found = w.once(date)
    months = _months(w, found, today)
    return months if unit is Unit.MONTH else _divided(w, months, 12)


def _divided(w: Writer, number: E, by: int) -> E:
    return w.dialect.whole_part(exp.Div(this=exp.Paren(this=number), expression=w.dialect.number(float(by))))


def _months(w: Writer, date: E, today: dt.date) -> E:
    """From the first to the last of the two days, less one where the month's day has not come (unless the month ends
    before it can)."""
    number = w.dialect.number
    now = number(float(today.year * 12 + today.month))
    between = w.once(exp.Sub(this=now, expression=wrapped(w.dialect.month_number(date.copy(), w.once))), "months")
    day = w.dialect.day_of_month(date.copy())
    ends_here = (today + dt.timedelta(days=1)).day == 1 if today < dt.date.max else True
    before = exp.LTE(this=date.copy(), expression=literal(w.dialect, today))
    branches: list[tuple[E, E]] = []
    if not ends_here:
        late = exp.GT(this=wrapped(day), expression=number(float(today.day)))
        less = exp.Sub(this=between.copy(), expression=number(1.0))
        branches.append((joined_by(exp.And, [before, late]), less))
    after = exp.GT(this=date.copy(), expression=literal(w.dialect, today))
    early = exp.LT(this=wrapped(w.dialect.day_of_month(date.copy())), expression=number(float(today.day)))
    inside = exp.Not(this=exp.Paren(this=w.dialect.is_month_end(date.copy(), w.once)))
    more = exp.Add(this=between.copy(), expression=number(1.0))
    branches.append((joined_by(exp.And, [after, early, inside]), more))
    return when(branches, between.copy())
