"""A customer out of a box of domains, without a solver; whether a claim is true of it is asked of the interpreter."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator

from segdsl import calendar, ir
from segdsl.lint.domain import Domain, Point
from segdsl.lint.regions import Box
from segdsl.record import record
from segdsl.types import Kind, Type, Value

_MICRO = dt.timedelta(microseconds=1)
_ABOVE_LAST = dt.date.max.toordinal() + 1


@record
class _Nothing:
    """No value was found, which is not the same as a missing one."""


_NOTHING = _Nothing()


def sample(box: Box, as_of: Value | None) -> dict[ir.Expr, Value | None] | None:
    """A value for each of the box; None where one is not at hand, or where values hang together in ways that boxes do
    not know of."""
    tables = [expr.table for expr in box if isinstance(expr, ir.Measure)]
    tables += [expr.name for expr in box if isinstance(expr, ir.Learned)]
    if len(tables) > len(set(tables)):
        return None
    given: dict[ir.Expr, Value | None] = {}
    for expr, domain in box.items():
        found = _of(expr, domain, as_of)
        if found is None:
            return None
        target, value = found
        if target in given and given[target] != value:
            return None
        given[target] = value
    return given


def _of(expr: ir.Expr, domain: Domain, as_of: Value | None) -> tuple[ir.Expr, Value | None] | None:
    if isinstance(expr, ir.Since) and isinstance(expr.date, ir.Column) and isinstance(as_of, dt.date):
        number = next(_points(domain, Type(Kind.WHOLE)), _NOTHING) if domain.any_known else None
        if number is None:
            return (expr.date, None) if domain.missing else None
        if not isinstance(number, int | float):
            return None
        start = calendar.latest_start(expr.unit, calendar.day(as_of), int(number))
        return None if start is None or expr.date.type.kind is not Kind.DATE else (expr.date, start)
    if not isinstance(expr, ir.Column | ir.Measure | ir.Learned):
        return None
    if not domain.any_known:
        return (expr, None) if domain.missing else None
    value = next(_points(domain, expr.type), _NOTHING)
    return None if isinstance(value, _Nothing) else (expr, _typed(value, expr.type))


def _points(domain: Domain, type: Type) -> Iterator[Point]:
    """Values of the domain."""
    if domain.only is not None:
        for value in sorted(domain.only - domain.excluded, key=lambda v: (isinstance(v, str), v)):
            if isinstance(value, bool | str) or _inside(domain, value):
                yield value
        return
    if type.kind in (Kind.TEXT, Kind.ONE_OF):
        yield next(text for n in range(len(domain.excluded) + 1) if (text := f"other{n}") not in domain.excluded)
        return
    if type.kind is Kind.UNKNOWN and any(isinstance(v, str) for v in domain.excluded):
        yield next(text for n in range(len(domain.excluded) + 1) if (text := f"other{n}") not in domain.excluded)
        return
    if type.kind is Kind.DATE:
        yield from (v for v in _numbers(domain) if v not in domain.excluded and 1 <= v < _ABOVE_LAST)
        return
    yield from (v for v in _numbers(domain) if v not in domain.excluded)


def _numbers(domain: Domain) -> Iterator[float]:
    low, high = domain.low, domain.high
    tries = [0.0, 1.0, low, low + 1, low + 2, high, high - 1, high - 2, (low + high) / 2]
    for value in tries:
        if math.isfinite(value) and _inside(domain, value) and (not domain.discrete or value == math.floor(value)):
            yield value


def _inside(domain: Domain, value: float) -> bool:
    above = value > domain.low or (value == domain.low and not domain.low_open)
    return above and (value < domain.high or (value == domain.high and not domain.high_open))


def _typed(value: Point, type: Type) -> Value:
    if isinstance(value, bool | str):
        return value
    match type.kind:
        case Kind.DATE:
            return dt.date.fromordinal(int(value))
        case Kind.DATE_TIME:
            return dt.datetime(1970, 1, 1) + int(value) * _MICRO
        case Kind.DURATION:
            return dt.timedelta(days=int(value))
        case Kind.WHOLE:
            return int(value)
        case _:
            return float(value)
