"""Comparisons in the form that is cheapest to ask: constants on the right, and questions about a date's age or day
turned into questions about the date itself; reads no IR expressions."""

from __future__ import annotations

import datetime as dt
import math

from segdsl.calendar import latest_start
from segdsl.interpret import scalars
from segdsl.ir import Rel
from segdsl.lower import nodes, walking
from segdsl.lower.nodes import Cond, Value
from segdsl.lower.pool import Pool
from segdsl.types import Kind

_MOST_UNITS = 4_000_000
"""More than the days of ten thousand years."""


def compare(pool: Pool, rel: Rel, left: Value, right: Value) -> Cond:
    """A condition that is true, false and undecided where the comparison is."""
    if isinstance(left, nodes.Constant):
        if isinstance(right, nodes.Constant):
            return pool.known(scalars.compare(rel, left.value, right.value))
        left, right, rel = right, left, rel.mirrored
    if not isinstance(right, nodes.Constant):
        return pool.make(nodes.Compare, rel, left, right)
    value = right.value
    if value is None:
        return pool.known(None)
    if isinstance(left, nodes.Since) and isinstance(value, int | float):
        return _age(pool, rel, left, float(value))
    if isinstance(left, nodes.DayOf) and isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return day(pool, rel, left.value, value)
    return pool.make(nodes.Compare, rel, left, right)


def _age(pool: Pool, rel: Rel, since: nodes.Since, units: float) -> Cond:
    """`months since d < 6` as a question about d: the later the date, the fewer units are complete."""
    if rel is Rel.EQ or rel is Rel.NE:
        least, more = math.ceil(_bounded(units)), math.floor(_bounded(units)) + 1
        if rel is Rel.EQ:
            return pool.both([_at_least(pool, since, least, True), _at_least(pool, since, more, False)])
        return pool.either([_at_least(pool, since, least, False), _at_least(pool, since, more, True)])
    if rel is Rel.GE or rel is Rel.LT:
        return _at_least(pool, since, math.ceil(_bounded(units)), rel is Rel.GE)
    return _at_least(pool, since, math.floor(_bounded(units)) + 1, rel is Rel.GT)


def _bounded(units: float) -> float:
    return max(-float(_MOST_UNITS), min(float(_MOST_UNITS), units))


def _at_least(pool: Pool, since: nodes.Since, units: int, wanted: bool) -> Cond:
    latest = latest_start(since.unit, since.today, units)
    if latest is None:
        return day(pool, Rel.LT if wanted else Rel.GE, since.date, dt.date.min)
    return day(pool, Rel.LE if wanted else Rel.GT, since.date, latest)


def day(pool: Pool, rel: Rel, value: Value, date: dt.date) -> Cond:
    """The calendar day of a value against a day; of a date and time without taking the day out of each."""
    if isinstance(value, nodes.DayOf):
        value = value.value
    if walking.kind(value) is not Kind.DATE_TIME:
        if walking.kind(value) is not Kind.DATE:
            value = pool.make(nodes.DayOf, value)
        return pool.make(nodes.Compare, rel, value, pool.constant(date))
    begin = dt.datetime.combine(date, dt.time())
    end = dt.datetime.combine(date, dt.time.max)
    match rel:
        case Rel.LT | Rel.GE:
            return pool.make(nodes.Compare, rel, value, pool.constant(begin))
        case Rel.GT | Rel.LE:
            return pool.make(nodes.Compare, rel, value, pool.constant(end))
        case Rel.EQ:
            return pool.both([day(pool, Rel.GE, value, date), day(pool, Rel.LE, value, date)])
        case Rel.NE:
            return pool.either([day(pool, Rel.LT, value, date), day(pool, Rel.GT, value, date)])
