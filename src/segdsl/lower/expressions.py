"""IR conditions and values → nodes: names replaced by what they mean, `not` moved to the leaves; makes no plan."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import assert_never

from segdsl import ir, splits
from segdsl.calendar import complete, day, shift
from segdsl.diagnostics.codes.structure import NO_AS_OF
from segdsl.diagnostics.model import Diagnostic, Refused
from segdsl.interpret import scalars
from segdsl.interpret.references import Order, references
from segdsl.lower import comparisons, learned, measures, nodes
from segdsl.lower.nodes import Cond, Value
from segdsl.lower.pool import Pool
from segdsl.source import Span
from segdsl.types import one_of


@dataclass(slots=True)
class Lowering:
    """Turns parts of one program into nodes of one pool. `of_row` tells whether the row at hand is a row of a many
    table; what is about the customer is then marked as such."""

    program: ir.Program
    pool: Pool = field(default_factory=Pool)
    _order: Order = field(init=False)
    _values: dict[str, Value] = field(default_factory=dict)
    _members: dict[str, Cond] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._order = Order(self.program)

    def prepare(self, part: object) -> None:
        """Lowers what a piece of the IR refers to, each name after those it needs, so that long chains do not nest."""
        for name in self._order.needed(references(part), ()):
            if name in self.program.segments:
                self.member(name)
            else:
                self.named(name)

    def today_or_none(self) -> dt.date | None:
        as_of = self.program.as_of
        return day(as_of) if isinstance(as_of, dt.date) else None

    def today(self, span: Span | None) -> dt.date:
        as_of = self.today_or_none()
        if as_of is not None:
            return as_of
        raise Refused(
            Diagnostic(
                NO_AS_OF,
                "these rules ask about the as-of date, and none is given",
                span=span,
                help=("give it with `--as-of 2026-11-23`, or write `as of 2026-11-23` in the rules",),
            )
        )

    # ---- conditions -----------------------------------------------------------------------------------------------

    def condition(self, cond: ir.Cond, wanted: bool = True, of_row: bool = False) -> Cond:
        """The condition, or its opposite: true where it is false, undecided where it is undecided."""
        pool = self.pool
        match cond:
            case ir.Ranked(place, value):
                rel = place.rel if wanted else place.rel.opposite
                x, limit = self.value(value, of_row), self.value(cond.limit, of_row)
                return comparisons.compare(pool, rel, learned.days(pool, x), learned.days(pool, limit))
            case ir.Compare(rel, left, right):
                rel = rel if wanted else rel.opposite
                return comparisons.compare(pool, rel, self.value(left, of_row), self.value(right, of_row))
            case ir.Between(value, low, high):
                x = self.value(value, of_row)
                above, below = (ir.Rel.GE, ir.Rel.LE) if wanted else (ir.Rel.LT, ir.Rel.GT)
                sides = [
                    comparisons.compare(pool, above, x, self.value(low, of_row)),
                    comparisons.compare(pool, below, x, self.value(high, of_row)),
                ]
                return pool.both(sides) if wanted else pool.either(sides)
            case ir.Among(value, items):
                return pool.make(nodes.Among, self.value(value, of_row), items, not wanted)
            case ir.IsMissing(value):
                return pool.make(nodes.Missing, self.value(value, of_row), not wanted)
            case ir.TextTest(test, value, pattern):
                return pool.make(nodes.TextTest, test, self.value(value, of_row), pattern, not wanted)
            case ir.Holds(value):
                return self._holds(value, wanted, of_row)
            case ir.Member(name):
                if not of_row:
                    return pool.surely(self.member(name), wanted)
                member = pool.surely(self.member(name))
                if isinstance(member, nodes.Known):
                    return pool.known(member.answer is wanted)
                return pool.make(nodes.Holds, pool.of_customer(pool.make(nodes.Truth, member)), wanted)
            case ir.Surely(condition):
                return pool.surely(self.condition(condition, True, of_row), wanted)
            case ir.Not(condition):
                return self.condition(condition, not wanted, of_row)
            case ir.And(items) | ir.Or(items):
                found = [self.condition(item, wanted, of_row) for item in items]
                return pool.both(found) if isinstance(cond, ir.And) is wanted else pool.either(found)
            case _:
                assert_never(cond)

    def _holds(self, value: ir.Expr, wanted: bool, of_row: bool) -> Cond:
        if isinstance(value, ir.Truth):
            return self.condition(value.condition, wanted, of_row)
        if isinstance(value, ir.Named) and not of_row:
            body = self.program.defines[value.name].value
            if isinstance(body, ir.Truth):
                self.named(value.name)
                return self.condition(body.condition, wanted)
        x = self.value(value, of_row)
        if isinstance(x, nodes.Constant):
            return self.pool.known((x.value is wanted) if isinstance(x.value, bool) else None)
        return self.pool.make(nodes.Holds, x, wanted)

    def member(self, name: str) -> Cond:
        """The condition of a segment."""
        if name not in self._members:
            self._members[name] = self.condition(self.program.segments[name].condition)
        return self._members[name]

    # ---- values ---------------------------------------------------------------------------------------------------

    def value(self, expr: ir.Expr, of_row: bool = False) -> Value:
        pool = self.pool
        if isinstance(expr, ir.Fitted):
            return learned.fitted(pool, expr, lambda part: self.value(part, of_row))
        match expr:
            case ir.Learned():
                return pool.constant(None)
            case ir.Literal(value):
                return pool.constant(value)
            case ir.Today():
                return pool.constant(self.today(expr.span))
            case ir.Column():
                return self.field(expr)
            case ir.OfCustomer(value):
                return pool.of_customer(self.value(value))
            case ir.Named(name) | ir.PartOf(name):
                return pool.of_customer(self.named(name)) if of_row else self.named(name)
            case ir.Measure():
                found = measures.fold(self, expr)
                return pool.of_customer(found) if of_row else found
            case ir.Truth(condition):
                truth = self.condition(condition, True, of_row)
                if isinstance(truth, nodes.Known):
                    return pool.constant(truth.answer)
                return pool.make(nodes.Truth, truth)
            case ir.Choose(branches, otherwise):
                lowered = tuple(
                    (pool.surely(self.condition(condition, True, of_row)), self.value(result, of_row))
                    for condition, result in branches
                )
                rest = pool.constant(None) if otherwise is None else self.value(otherwise, of_row)
                return pool.make(nodes.Choose, lowered, rest, expr.type)
            case ir.Default(value, fallback):
                x = self.value(value, of_row)
                if isinstance(x, nodes.Constant):
                    return x if x.value is not None else self.value(fallback, of_row)
                return pool.make(nodes.Default, x, self.value(fallback, of_row))
            case ir.Extreme() | ir.Arithmetic() | ir.Negate() | ir.Absolute() | ir.Round():
                return self._number(expr, of_row)
            case ir.DateDifference() | ir.Shift() | ir.DayOf() | ir.Since():
                return self._date(expr, of_row)
            case _:
                assert_never(expr)

    def _number(self, expr: ir.Extreme | ir.Arithmetic | ir.Negate | ir.Absolute | ir.Round, of_row: bool) -> Value:
        pool = self.pool
        match expr:
            case ir.Extreme(larger, values):
                return pool.strict(nodes.Extreme, larger, tuple(self.value(v, of_row) for v in values))
            case ir.Arithmetic(op, left, right):
                a, b = self.value(left, of_row), self.value(right, of_row)
                if isinstance(a, nodes.Constant) and isinstance(b, nodes.Constant):
                    return pool.constant(scalars.arithmetic(op, a.value, b.value))
                return pool.strict(nodes.Calculate, op, a, b)
            case ir.Negate(value):
                return pool.strict(nodes.Negate, self.value(value, of_row))
            case ir.Absolute(value):
                return pool.strict(nodes.Absolute, self.value(value, of_row))
            case ir.Round(value):
                return pool.strict(nodes.Round, self.value(value, of_row))
            case _:
                assert_never(expr)

    def _date(self, expr: ir.DateDifference | ir.Shift | ir.DayOf | ir.Since, of_row: bool) -> Value:
        pool = self.pool
        match expr:
            case ir.DateDifference(later, earlier):
                a, b = self.value(later, of_row), self.value(earlier, of_row)
                if isinstance(p := _plain(a), dt.date) and isinstance(q := _plain(b), dt.date):
                    return pool.constant(day(p) - day(q))
                return pool.strict(nodes.Days, a, b)
            case ir.Shift(date, count, unit):
                x = self.value(date, of_row)
                if isinstance(p := _plain(x), dt.date):
                    return pool.constant(shift(p, count, unit))
                return pool.strict(nodes.Shift, x, count, unit)
            case ir.DayOf(value):
                x = self.value(value, of_row)
                return pool.constant(day(p)) if isinstance(p := _plain(x), dt.date) else pool.strict(nodes.DayOf, x)
            case ir.Since(unit, date):
                x, today = self.value(date, of_row), self.today(expr.span)
                if isinstance(p := _plain(x), dt.date):
                    return pool.constant(complete(unit, p, today))
                return pool.strict(nodes.Since, unit, x, today)
            case _:
                assert_never(expr)

    def field(self, column: ir.Column) -> Value:
        at, via = column.table, None
        for hop in column.hops:
            link = self._in(at, hop.link, via)
            via = self.pool.make(nodes.Joined, link, hop.table, self.program.tables[hop.table].per or "")
            at = hop.table
        return self._in(at, column.name, via)

    def _in(self, table: str, name: str, via: nodes.Joined | None) -> nodes.Field:
        return self.pool.make(nodes.Field, table, name, self.program.tables[table].columns[name].type, via)

    def named(self, name: str) -> Value:
        """The value of a define, or the part of tiers or a split, for the customer."""
        if name not in self._values:
            self._values[name] = self._definition(name)
        return self._values[name]

    def _definition(self, name: str) -> Value:
        program, pool = self.program, self.pool
        if name in program.defines:
            return self.value(program.defines[name].value)
        if name in program.tiers:
            tiers = program.tiers[name]
            branches = tuple((pool.surely(self.condition(c)), pool.constant(part)) for c, part in tiers.branches)
            return pool.make(nodes.Choose, branches, pool.constant(tiers.otherwise), one_of(tiers.parts))
        split = program.splits[name]
        return pool.make(nodes.SplitPart, self.value(split.by), split.salt, splits.bounds(split.shares))


def _plain(value: Value) -> object:
    return value.value if isinstance(value, nodes.Constant) else None
