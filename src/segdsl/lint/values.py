"""What a value of the IR can be: a constant, or a domain from declarations and arithmetic; knows no conditions."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import field, replace
from typing import assert_never

from segdsl import calendar, ir, schemas
from segdsl.lint import domain, learned
from segdsl.lint.domain import ANYTHING, Domain, Point
from segdsl.load.walk import nodes
from segdsl.names import fold
from segdsl.record import mutable
from segdsl.types import Kind, Value, is_numeric

_COUNTS = (ir.Aggregate.COUNT, ir.Aggregate.DIFFERENT)
# Averages and sums of decimals may leave their range by the last bit.
_ROUNDING = 1e-9


@mutable
class Values:
    """The values of one program."""

    program: ir.Program
    _domains: dict[ir.Expr, Domain] = field(default_factory=dict)
    _constants: dict[str, Value | None] = field(default_factory=dict)
    _settled: bool = False

    def unfolded(self, value: ir.Expr) -> ir.Expr:
        """The value behind a name."""
        while isinstance(value, ir.Named) and value.name in self.program.defines:
            value = self.program.defines[value.name].value
        return value

    def constant(self, value: ir.Expr) -> Point | None:
        """The one value that it has for every customer; None if there is none that is known here."""
        self._settle()
        found = self._constant(value)
        return None if found is None else domain.point(found)

    def domain(self, value: ir.Expr) -> Domain:
        """What it can be."""
        if value not in self._domains:
            constant = self.constant(value)
            self._domains[value] = self._work_out(value) if constant is None else domain.related(ir.Rel.EQ, constant)
        return self._domains[value]

    def column(self, column: ir.Column) -> schemas.Column | None:
        """The declaration of a column, or what the data says of it."""
        name = column.hops[-1].table if column.hops else column.table
        table = self.program.tables.get(fold(name))
        return None if table is None else table.columns.get(fold(column.name))

    def _settle(self) -> None:
        """Works out what names stand for, each after those it needs, so that long chains of them do not nest."""
        if self._settled:
            return
        self._settled = True
        for name in self.program.order:
            if name in self.program.defines:
                body = self.program.defines[name].value
                self._constants[name] = self._constant(body)
                self.domain(body)

    def _constant(self, value: ir.Expr) -> Value | None:
        if isinstance(value, ir.Named) and value.name in self._constants:
            return self._constants[value.name]
        match self.unfolded(value):
            case ir.Literal(value=found):
                return found
            case ir.Today():
                return self.program.as_of
            case ir.Shift() as shift:
                date = self._constant(shift.date)
                return calendar.shift(date, shift.count, shift.unit) if isinstance(date, dt.date) else None
            case ir.DayOf() as day:
                date = self._constant(day.value)
                return calendar.day(date) if isinstance(date, dt.date) else None
            case ir.Negate() as negate:
                number = self._constant(negate.value)
                return -number if isinstance(number, int | float) else None
            case ir.OfCustomer() as outer:
                return self._constant(outer.value)
            case ir.Arithmetic() as sum:
                left, right = self._constant(sum.left), self._constant(sum.right)
                if isinstance(left, int | float) and isinstance(right, int | float):
                    return _calculated(sum.op, left, right)
                return None
            case _:
                return None

    def _work_out(self, value: ir.Expr) -> Domain:
        match value:
            case ir.Named():
                inner = self.unfolded(value)
                return ANYTHING if isinstance(inner, ir.Named) else self.domain(inner)
            case ir.Column():
                return self._of_column(value)
            case ir.OfCustomer():
                return self.domain(value.value)
            case ir.PartOf():
                return Domain(missing=False, only=frozenset(value.parts))
            case ir.Arithmetic():
                return self._of_arithmetic(value)
            case ir.Negate():
                found = _numbers(self.domain(value.value))
                return replace(found, low=-found.high, high=-found.low)
            case ir.Default():
                return _any_of([replace(self.domain(value.value), missing=False), self.domain(value.fallback)])
            case ir.Extreme():
                return self._of_extreme(value)
            case ir.Round():
                found = _numbers(self.domain(value.value))
                return replace(found, low=_floor(found.low), high=-_floor(-found.high), discrete=True)
            case ir.Absolute():
                found = _numbers(self.domain(value.value))
                most = max(abs(found.low), abs(found.high))
                return replace(found, low=max(found.low, -found.high, 0), high=most)
            case ir.Choose():
                results = [self.domain(result) for _, result in value.branches]
                rest = domain.MISSING if value.otherwise is None else self.domain(value.otherwise)
                return _any_of([*results, rest])
            case ir.Measure():
                return self._of_measure(value)
            case ir.Learned():
                return learned.domain_of(self.program.learned.get(value.name), value)
            case ir.Band():
                return Domain(low=1, high=len(value.cuts) + 1, discrete=True)
            case ir.Mapped() | ir.Linear() | ir.Apply() | ir.Interpolate() | ir.Trees() | ir.Best() | ir.Repeats():
                return domain.of_type(value.type)
            case ir.Literal() | ir.Today() | ir.DateDifference() | ir.Shift() | ir.DayOf() | ir.Since() | ir.Truth():
                return domain.of_type(value.type)
            case _:
                assert_never(value)

    def _of_column(self, column: ir.Column) -> Domain:
        found = domain.of_type(column.type)
        declared = self.column(column)
        if declared is None or column.type.kind is Kind.UNKNOWN:
            return found
        for rel, end in ((ir.Rel.GE, declared.low), (ir.Rel.LE, declared.high)):
            if end is not None and isinstance(end, dt.datetime) == (column.type.kind is Kind.DATE_TIME):
                found = found.meet(replace(domain.related(rel, domain.point(end)), missing=True))
        return found

    def _of_arithmetic(self, value: ir.Arithmetic) -> Domain:
        left, right = _numbers(self.domain(value.left)), _numbers(self.domain(value.right))
        ends: list[float]
        match value.op:
            case ir.Op.ADD:
                ends = [left.low + right.low, left.high + right.high]
            case ir.Op.SUBTRACT:
                ends = [left.low - right.high, left.high - right.low]
            case ir.Op.MULTIPLY:
                ends = [a * b if a and b else 0 for a in (left.low, left.high) for b in (right.low, right.high)]
            case ir.Op.DIVIDE:
                return domain.of_type(value.type)
        if any(math.isnan(end) for end in ends):
            return domain.of_type(value.type)
        return replace(domain.of_type(value.type), low=min(ends), high=max(ends))

    def _of_extreme(self, value: ir.Extreme) -> Domain:
        if not is_numeric(value.type):
            return domain.of_type(value.type)
        found = [_numbers(self.domain(item)) for item in value.values]
        pick = max if value.larger else min
        return replace(domain.of_type(value.type), low=pick(d.low for d in found), high=pick(d.high for d in found))

    def _of_measure(self, measure: ir.Measure) -> Domain:
        fixed = measure.window is None or not any(isinstance(n, ir.Column) for n in nodes(measure.window))
        of = ANYTHING if measure.of is None else _numbers(self.domain(measure.of))
        match measure.aggregate:
            case ir.Aggregate.COUNT | ir.Aggregate.DIFFERENT:
                return Domain(missing=not fixed, low=0, discrete=True)
            case ir.Aggregate.SUM:
                return Domain(low=0 if of.low >= 0 else -math.inf, high=0 if of.high <= 0 else math.inf)
            case ir.Aggregate.SHARE if measure.of is None:
                return Domain(low=0, high=1)
            case ir.Aggregate.SHARE:
                return Domain(low=0, high=1 + _ROUNDING) if of.low >= 0 else ANYTHING
            case ir.Aggregate.AVERAGE | ir.Aggregate.MEDIAN:
                return Domain(low=of.low - abs(of.low) * _ROUNDING, high=of.high + abs(of.high) * _ROUNDING)
            case ir.Aggregate.SMALLEST | ir.Aggregate.LARGEST | ir.Aggregate.MOST_COMMON:
                return ANYTHING if measure.of is None else replace(self.domain(measure.of), missing=True)
            case ir.Aggregate.EARLIEST | ir.Aggregate.LATEST:
                return self._of_dates(measure)
            case _:
                assert_never(measure.aggregate)

    def _of_dates(self, measure: ir.Measure) -> Domain:
        """Rows after the as-of date are never seen."""
        found = domain.of_type(measure.type)
        table = self.program.tables.get(fold(measure.table))
        dated = table is not None and table.dated is not None and isinstance(measure.of, ir.Column)
        as_of = self.program.as_of
        if not dated or measure.type.kind is not Kind.DATE or not isinstance(as_of, dt.date):
            return found
        assert isinstance(measure.of, ir.Column)
        if table is None or fold(table.dated or "") != fold(measure.of.name):
            return found
        return replace(found, high=calendar.day(as_of).toordinal())


def _numbers(found: Domain) -> Domain:
    """Only the range is kept; a set of numbers becomes the range that it spans."""
    low, high = found.low, found.high
    numbers = [v for v in found.only or () if not isinstance(v, bool | str)]
    if numbers and found.only is not None and len(numbers) == len(found.only):
        low, high = max(low, min(numbers)), min(high, max(numbers))
    return Domain(low=low, high=high, discrete=found.discrete)


def _any_of(domains: Sequence[Domain]) -> Domain:
    """Holds all of them."""
    known = [d for d in domains if d.any_known]
    missing = any(d.missing for d in domains)
    if not known:
        return Domain(known=False, missing=missing)
    only = [d.only for d in known if d.only is not None]
    if len(only) == len(known):
        return Domain(missing=missing, only=frozenset().union(*only))
    ranges = [_numbers(d) for d in known]
    low, high = min(d.low for d in ranges), max(d.high for d in ranges)
    return Domain(missing=missing, low=low, high=high, discrete=all(d.discrete for d in known))


def _floor(value: float) -> float:
    return math.floor(value) if math.isfinite(value) else value


def _calculated(op: ir.Op, left: float, right: float) -> float | None:
    match op:
        case ir.Op.ADD:
            found = left + right
        case ir.Op.SUBTRACT:
            found = left - right
        case ir.Op.MULTIPLY:
            found = left * right
        case ir.Op.DIVIDE:
            if right == 0:
                return None
            found = left / right
    return found if math.isfinite(found) else None
