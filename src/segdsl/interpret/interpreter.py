"""The interpreter: conditions and values of one row, by the definition of every node; it is not made to be fast."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import assert_never

from segdsl import ir, splits
from segdsl.calendar import complete, day, shift
from segdsl.decimals import decimals
from segdsl.interpret.examples import GivenRows
from segdsl.interpret.fitted import fitted, in_days
from segdsl.interpret.measures import Rows, aggregate, divided, total
from segdsl.interpret.references import Order
from segdsl.interpret.scalars import Row, all_of, any_of, arithmetic, as_key, compare, extreme, rounded, tested
from segdsl.types import Value

_GIVEN = (ir.Column, ir.Named, ir.Measure, ir.PartOf, ir.Learned)


@dataclass(slots=True)
class Interpreter:
    """Asks conditions and values of a program of customers' rows.

    `tables` holds the rows of every table by folded name (the customers' may be left out when no measure is asked).
    """

    program: ir.Program
    tables: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    given: Mapping[ir.Expr, Value | None] | None = None
    order: Order | None = None
    """Of the same names, where many interpreters are asked one question each."""
    rows: Rows = field(init=False)
    _order: Order = field(init=False)
    _customer: Row | None = field(init=False, default=None)
    _known: dict[str, Value | None] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.rows = Rows(self.program, self.tables, lambda cond, row, me: self._condition(cond, row, me) is True)
        self._order = self.order or Order(self.program)

    def condition(self, cond: ir.Cond, row: Row) -> bool | None:
        """Whether the condition is true of the customer; None when it is undecided."""
        return self._condition(cond, row, row)

    def value(self, expr: ir.Expr, row: Row) -> Value | None:
        """The value for the customer; None when it is missing."""
        return self._value(expr, row, row)

    def part(self, name: str, row: Row) -> str | None:
        """The part of the tiers or split that the customer is in (None only in examples, for a split)."""
        part = self._name(name, row)
        return part if isinstance(part, str) else None

    # ---- conditions; `row` is the row at hand, `me` the customer ------------------------------------------------

    def _condition(self, cond: ir.Cond, row: Row, me: Row) -> bool | None:
        match cond:
            case ir.Ranked(place, value):
                ends = in_days(self._value(value, row, me)), in_days(self._value(cond.limit, row, me))
                return compare(place.rel, *ends)
            case ir.Compare(rel, left, right):
                limit = self._value(right, row, me)
                answer = compare(rel, self._value(left, row, me), limit)
                return self._from_example(rel, left, limit, me) if answer is None and self.given is not None else answer
            case ir.Between(value, low, high):
                x = self._value(value, row, me)
                above = compare(ir.Rel.GE, x, self._value(low, row, me))
                return all_of([above, compare(ir.Rel.LE, x, self._value(high, row, me))])
            case ir.Among(value, items):
                x = self._value(value, row, me)
                return None if x is None else any(compare(ir.Rel.EQ, x, item) for item in items)
            case ir.IsMissing(value):
                return self._value(value, row, me) is None
            case ir.TextTest(test, value, pattern):
                x = self._value(value, row, me)
                return tested(test, x, pattern) if isinstance(x, str) else None
            case ir.Holds(value):
                x = self._value(value, row, me)
                return x if isinstance(x, bool) else None
            case ir.Member(name):
                return self._name(name, me) is True
            case ir.Surely(condition):
                return self._condition(condition, row, me) is True
            case ir.Not(condition):
                answer = self._condition(condition, row, me)
                return None if answer is None else not answer
            case ir.And(items):
                return all_of(self._condition(item, row, me) for item in items)
            case ir.Or(items):
                return any_of(self._condition(item, row, me) for item in items)
            case _:
                assert_never(cond)

    # ---- values -------------------------------------------------------------------------------------------------

    def _value(self, expr: ir.Expr, row: Row, me: Row) -> Value | None:
        if self.given is not None and isinstance(expr, _GIVEN) and expr in self.given:
            return self.given[expr]
        if isinstance(expr, ir.Fitted):
            return fitted(expr, lambda part: self._value(part, row, me))
        match expr:
            case ir.Learned():
                return None
            case ir.Literal(value):
                return value
            case ir.Today():
                return self.program.as_of
            case ir.Column(_, name, _, hops):
                return self.rows.reach(row, hops).get(name)
            case ir.OfCustomer(value):
                return self._value(value, me, me)
            case ir.Named(name) | ir.PartOf(name):
                return self._name(name, me)
            case ir.Truth(condition):
                return self._condition(condition, row, me)
            case ir.Measure():
                return self._measure(expr, me)
            case ir.Choose(branches, otherwise):
                for condition, result in branches:
                    if self._condition(condition, row, me):
                        return self._value(result, row, me)
                return None if otherwise is None else self._value(otherwise, row, me)
            case ir.Default(value, fallback):
                x = self._value(value, row, me)
                return self._value(fallback, row, me) if x is None else x
            case ir.Extreme(larger, values):
                return extreme(larger, [self._value(value, row, me) for value in values])
            case ir.Arithmetic(op, left, right):
                return arithmetic(op, self._value(left, row, me), self._value(right, row, me))
            case ir.Negate(value) | ir.Absolute(value) | ir.Round(value):
                return self._number(expr, self._value(value, row, me))
            case ir.DateDifference() | ir.Shift() | ir.DayOf() | ir.Since():
                return self._date(expr, row, me)
            case _:
                assert_never(expr)

    def _number(self, expr: ir.Negate | ir.Absolute | ir.Round, x: Value | None) -> Value | None:
        if not isinstance(x, int | float | dt.timedelta):
            return None
        match expr:
            case ir.Negate():
                return -x
            case ir.Absolute():
                return abs(x) if isinstance(x, dt.timedelta) else abs(float(x))
            case ir.Round():
                return None if isinstance(x, dt.timedelta) else rounded(x)
            case _:
                assert_never(expr)

    def _date(self, expr: ir.DateDifference | ir.Shift | ir.DayOf | ir.Since, row: Row, me: Row) -> Value | None:
        match expr:
            case ir.DateDifference(later, earlier):
                a, b = self._value(later, row, me), self._value(earlier, row, me)
                return day(a) - day(b) if isinstance(a, dt.date) and isinstance(b, dt.date) else None
            case ir.Shift(date, count, unit):
                x = self._value(date, row, me)
                return shift(x, count, unit) if isinstance(x, dt.date) else None
            case ir.DayOf(value):
                x = self._value(value, row, me)
                return day(x) if isinstance(x, dt.date) else None
            case ir.Since(unit, date):
                x, today = self._value(date, row, me), self.program.as_of
                return complete(unit, x, today) if isinstance(x, dt.date) and isinstance(today, dt.date) else None
            case _:
                assert_never(expr)

    # ---- what has a name ----------------------------------------------------------------------------------------

    def _name(self, name: str, me: Row) -> Value | None:
        """The value of a define, whether a customer is in a segment, or the part of tiers and splits."""
        if self._customer is not me:
            self._customer, self._known = me, {}
        if name not in self._known:
            for needed in self._order.needed([name], self._known):  # in their order, so that long chains do not nest
                self._known[needed] = self._definition(needed, me)
        return self._known[name]

    def _definition(self, name: str, me: Row) -> Value | None:
        program = self.program
        if name in program.defines:
            return self._value(program.defines[name].value, me, me)
        if name in program.segments:
            return self._condition(program.segments[name].condition, me, me)
        if name in program.tiers:
            tiers = program.tiers[name]
            parts = (part for condition, part in tiers.branches if self._condition(condition, me, me))
            return next(parts, tiers.otherwise)
        split = program.splits[name]
        text = as_key(self._value(split.by, me, me))
        if text is None and self.given is not None:
            return None
        return splits.part(split.salt, split.shares, text or "")

    # ---- measures -----------------------------------------------------------------------------------------------

    def _measure(self, measure: ir.Measure, me: Row) -> Value | None:
        if self.given is not None:
            return self._example(me).of_nothing(measure)
        window = self._window(measure.window, me)
        if window is None:
            return None
        rows = [row for row in self.rows.of_customer(measure.table, me) if self._inside(row, measure.table, window)]
        counted = [r for r in rows if measure.where is None or self._condition(measure.where, r, me)]
        if measure.aggregate is ir.Aggregate.COUNT:
            return len(counted)
        if measure.of is None:
            return len(counted) / len(rows) if rows else None
        scale = decimals(measure.of, self.program)
        values = self._known_values(measure.of, counted, me)
        if measure.aggregate is ir.Aggregate.SHARE:
            return divided(total(values, scale), total(self._known_values(measure.of, rows, me), scale), scale)
        return aggregate(measure.aggregate, values, scale)

    def _example(self, me: Row) -> GivenRows:
        return GivenRows(self.given or {}, self.program.as_of, lambda window: self._window(window, me))

    def _from_example(self, rel: ir.Rel, left: ir.Expr, limit: Value | None, me: Row) -> bool | None:
        """A comparison with a count that an example does not give, though perhaps some rows of it."""
        given = self.given or {}
        while isinstance(left, ir.Named) and left not in given:
            left = self.program.defines[left.name].value
        if left in given or not isinstance(left, ir.Measure) or left.aggregate is not ir.Aggregate.COUNT:
            return None
        return self._example(me).compared(rel, left, limit)

    def _known_values(self, of: ir.Expr, rows: Sequence[Row], me: Row) -> list[Value]:
        return [x for row in rows if (x := self._value(of, row, me)) is not None]

    def _window(self, window: ir.Window | None, me: Row) -> tuple[dt.date | None, dt.date | None] | None:
        """The first and last day, None where it is open; None altogether when an end that there is is missing."""
        if window is None:
            return None, None
        ends = [self._value(end, me, me) if end is not None else dt.date.max for end in (window.first, window.last)]
        first, last = (day(end) if isinstance(end, dt.date) else None for end in ends)
        if first is None or last is None:
            return None
        return first if window.first is not None else None, last if window.last is not None else None

    def _inside(self, row: Row, table: str, window: tuple[dt.date | None, dt.date | None]) -> bool:
        first, last = window
        if first is None and last is None:
            return True
        date = row.get(self.program.tables[table].dated or "")
        if not isinstance(date, dt.date):
            return False
        return (first is None or first <= day(date)) and (last is None or day(date) <= last)


def of_example(program: ir.Program, example: ir.Example) -> Interpreter:
    """An interpreter of one made-up customer, whose row is `{}`: what is not given is missing, measures too unless it
    follows from the rows that are given (`no purchases`)."""
    return Interpreter(program, {}, {given.target: given.value for given in example.given})
