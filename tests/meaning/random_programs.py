"""Random programs over random tables: conditions and values of every kind of node."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from random import Random
from typing import TypeVar

from tests.meaning import random_fitted as learned
from tests.meaning.random_tables import (
    AS_OF,
    CLOSED,
    DATES,
    IDS,
    MONEY,
    NUMBERS,
    PATTERNS,
    TEXTS,
    TIMES,
    WHOLES,
    Rows,
    World,
    rows,
    tables,
)

from segdsl import ir
from segdsl.types import DATE, DATE_TIME, DURATION, NUMBER, TEXT, WHOLE, YES_NO, Kind, Type, Unit, Value

__all__ = ["Asker", "Rows", "world"]

T = TypeVar("T")


def world(rnd: Random) -> World:
    made = tables(rnd)
    gaps = rnd.choice([0.0, 0.15, 0.4])
    sizes = {"customers": rnd.randint(1, 9), "cards": 4, "areas": 3, "lands": 2, "uses": rnd.randint(0, 8)}
    data = {name: rows(rnd, of, sizes.get(name, rnd.randint(0, 14)), gaps) for name, of in made.items()}
    if made["customers"].key is not None and not made["customers"].distinct:
        for number, row in enumerate(data["customers"]):
            row["id"] = IDS[number] if number < len(IDS) else f"n{number}"
    nothing: dict[str, ir.Define] = {}
    program = ir.Program(ir.Meta(), rnd.choice(AS_OF), "UTC", made, nothing, {}, {}, {}, (), (), ())
    return World(with_names(rnd, program), data)


def with_names(rnd: Random, program: ir.Program) -> ir.Program:
    """The program with some defines, segments, tiers and splits that refer to earlier ones."""
    for number in range(rnd.randint(0, 6)):
        ask = Asker(rnd, program)
        name = f"name {number}"
        kind = rnd.choice(["define", "define", "segment", "segment", "tiers", "split"])
        order = (*program.order, name)
        if kind == "define":
            value = rnd.choice([ask.number, ask.text, ask.date, ask.yes_no, ask.measured_number])(3)
            program = replace(program, order=order, defines={**program.defines, name: ir.Define(name, value)})
        elif kind == "segment":
            segment = ir.Segment(name, ask.condition(2))
            program = replace(program, order=order, segments={**program.segments, name: segment})
        elif kind == "tiers":
            branches = tuple((ask.condition(1), rnd.choice(["gold", "silver"])) for _ in range(rnd.randint(1, 3)))
            program = replace(program, order=order, tiers={**program.tiers, name: ir.Tiers(name, branches, "rest")})
        else:
            shares = rnd.choice([(("a", 0.5), ("b", 0.5)), (("a", 0.1), ("b", 0.2), ("c", 0.7))])
            by = ir.Column("customers", rnd.choice(["id", "t"]), TEXT)
            program = replace(
                program, order=order, splits={**program.splits, name: ir.Split(name, by, rnd.choice("xy"), shares)}
            )
    return program


class Asker:
    """Makes random conditions and values about a customer, or (`of`) about a row of a many table."""

    def __init__(self, rnd: Random, program: ir.Program, of: str | None = None) -> None:
        self.rnd = rnd
        self.program = program
        self.of = of
        self.at = of or "customers"

    def pick(self, *options: T) -> T:
        return self.rnd.choice(options)

    # ---- columns ----------------------------------------------------------------------------------------------

    def column(self, *kinds: Kind) -> ir.Expr | None:
        found = [
            ir.Column(self.at, name, col.type)
            for name, col in self.program.tables[self.at].columns.items()
            if col.type.kind in kinds
        ]
        if "g" in self.program.tables[self.at].columns:
            for hops in ((ir.Hop("g", "areas"),), (ir.Hop("g", "areas"), ir.Hop("land", "lands"))):
                at = self.program.tables[hops[-1].table]
                found += [ir.Column(self.at, n, c.type, hops) for n, c in at.columns.items() if c.type.kind in kinds]
        return self.rnd.choice(found) if found else None

    def named(self, *kinds: Kind) -> ir.Expr | None:
        found: list[ir.Expr] = [ir.Named(n, d.value.type) for n, d in self.program.defines.items()]
        found += [ir.PartOf(name, tiers.parts) for name, tiers in self.program.tiers.items()]
        found += [ir.PartOf(name, tuple(p for p, _ in s.shares)) for name, s in self.program.splits.items()]
        found = [expr for expr in found if expr.type.kind in kinds]
        return self.rnd.choice(found) if found else None

    def of_customer(self, value: ir.Expr) -> ir.Expr:
        return ir.OfCustomer(value)

    def leaf(self, *kinds: Kind) -> ir.Expr | None:
        chance = self.rnd.random()
        if self.of is not None and chance < 0.15:
            outer = Asker(self.rnd, self.program).leaf(*kinds)
            return None if outer is None else self.of_customer(outer)
        if self.of is None and chance < 0.25 and (found := self.named(*kinds)) is not None:
            return found
        return self.column(*kinds)

    # ---- values -----------------------------------------------------------------------------------------------

    def number(self, depth: int = 2) -> ir.Expr:
        chance = self.rnd.random()
        if depth <= 0 or chance < 0.3:
            return self.leaf(Kind.NUMBER, Kind.WHOLE) or self.literal_number()
        if chance < 0.38:
            return self.literal_number()
        if chance < 0.55:
            return ir.Arithmetic(self.pick(*ir.Op), self.number(depth - 1), self.number(depth - 1))
        if chance < 0.63 and self.of is None:
            return self.measured_number(depth)
        if chance < 0.71:
            return learned.number(self, depth)
        inner = self.number(depth - 1)
        match self.rnd.randint(0, 8):
            case 0:
                return ir.Negate(inner)
            case 1:
                return ir.Absolute(inner)
            case 2:
                return ir.Round(inner)
            case 3:
                return ir.Default(inner, self.number(depth - 1))
            case 4:
                return ir.Extreme(self.pick(True, False), (inner, self.number(depth - 1)))
            case 5 | 6 | 7:
                return self.age(depth)
            case _:
                return self.cases(NUMBER, inner, self.number(depth - 1), depth)

    def age(self, depth: int = 2) -> ir.Expr:
        return ir.Since(self.pick(*Unit), self.date(depth - 1))

    def fitted(self, depth: int = 2) -> ir.Expr:
        return learned.number(self, depth)

    def curved(self, depth: int = 2) -> ir.Expr:
        return learned.curved(self, depth)

    def literal_number(self) -> ir.Expr:
        value = self.pick(*NUMBERS, *WHOLES, *MONEY)
        return ir.Literal(value, WHOLE if isinstance(value, int) else NUMBER)

    def cases(self, kind: Type, one: ir.Expr, other: ir.Expr, depth: int) -> ir.Expr:
        return ir.Choose(((self.condition(depth - 1), one),), self.pick(other, other, None), kind)

    def text(self, depth: int = 2) -> ir.Expr:
        chance = self.rnd.random()
        if depth > 0 and chance > 0.85:
            return learned.text(self, depth)
        if depth > 0 and chance < 0.15:
            return ir.Default(self.text(depth - 1), self.text(depth - 1))
        if depth > 0 and chance < 0.3:
            return self.cases(TEXT, self.text(depth - 1), ir.Literal(self.pick(*TEXTS), TEXT), depth)
        if depth > 0 and chance < 0.4 and self.of is None:
            return self.measure(ir.Aggregate.MOST_COMMON, TEXT, depth)
        return self.leaf(Kind.TEXT, Kind.ONE_OF) or ir.Literal(self.pick(*TEXTS), TEXT)

    def date(self, depth: int = 2) -> ir.Expr:
        chance = self.rnd.random()
        if depth > 0 and chance < 0.2:
            return ir.Shift(self.date(depth - 1), self.pick(-3, -1, 1, 2, 12, 120_000), self.pick(*Unit))
        if depth > 0 and chance < 0.3:
            return ir.DayOf(self.time() or self.date(depth - 1))
        if depth > 0 and chance < 0.45 and self.of is None:
            return self.measure(self.pick(ir.Aggregate.EARLIEST, ir.Aggregate.LATEST), DATE, depth)
        if depth > 0 and chance < 0.55:
            return ir.Default(self.date(depth - 1), self.date(depth - 1))
        if depth > 0 and chance < 0.65:
            return ir.Extreme(self.pick(True, False), (self.date(depth - 1), self.date(depth - 1)), DATE)
        if chance < 0.75:
            return ir.Today() if self.rnd.random() < 0.5 else ir.Literal(self.pick(*DATES), DATE)
        return self.leaf(Kind.DATE) or ir.Literal(self.pick(*DATES), DATE)

    def time(self) -> ir.Expr | None:
        return self.leaf(Kind.DATE_TIME)

    def duration(self, depth: int) -> ir.Expr:
        found = ir.DateDifference(self.date(depth - 1), self.time() or self.date(depth - 1))
        options: tuple[ir.Expr, ...] = (found, ir.Absolute(found), ir.Negate(found))
        return self.rnd.choice(options)

    def yes_no(self, depth: int = 1) -> ir.Expr:
        chance = self.rnd.random()
        if depth > 0 and chance < 0.3:
            return ir.Truth(self.condition(depth - 1))
        if depth > 0 and chance > 0.85:
            return learned.yes_no(self, depth)
        return self.leaf(Kind.YES_NO) or ir.Literal(self.pick(True, False), YES_NO)

    # ---- measures ---------------------------------------------------------------------------------------------

    def measured_number(self, depth: int = 1) -> ir.Expr:
        kinds = ir.Aggregate
        aggregate = self.pick(
            kinds.COUNT, kinds.COUNT, kinds.SUM, kinds.SUM, kinds.AVERAGE, kinds.MEDIAN, kinds.SMALLEST, kinds.LARGEST,
            kinds.DIFFERENT, kinds.MOST_COMMON, kinds.SHARE,
        )  # fmt: skip
        return self.measure(aggregate, NUMBER, depth)

    def measure(self, aggregate: ir.Aggregate, kind: Type, depth: int) -> ir.Expr:
        at = self.pick("buys", "buys", "orders", "orders", "visits")
        of = self.measured(aggregate, kind, Asker(self.rnd, self.program, at))
        where = None
        if aggregate is ir.Aggregate.SHARE or self.rnd.random() < 0.5:
            where = Asker(self.rnd, self.program, at).condition(1)
        if kind is not NUMBER and of is not None:
            kind = of.type
        return ir.Measure(aggregate, at, of, self.window(at, depth), where, kind)

    def measured(self, aggregate: ir.Aggregate, kind: Type, row: Asker) -> ir.Expr | None:
        if aggregate is ir.Aggregate.COUNT or (aggregate is ir.Aggregate.SHARE and self.rnd.random() < 0.5):
            return None
        if aggregate is ir.Aggregate.DIFFERENT:
            return self.pick(row.text, row.date, row.number, row.yes_no)(0)
        if kind is TEXT:
            return row.text(0)
        if kind is DATE:
            return row.date(1)
        return self.pick(row.number(0), row.number(0), row.number(1))

    def window(self, at: str, depth: int) -> ir.Window | None:
        if self.program.tables[at].dated is None or self.rnd.random() < 0.3:
            return None
        end = self.pick(ir.Today(), ir.Today(), self.date(min(depth - 1, 1)))
        start: ir.Expr = ir.Shift(end, -self.pick(0, 1, 2, 3, 30), self.pick(*Unit))
        if self.rnd.random() < 0.5:
            start = ir.Shift(start, 1, Unit.DAY)
        return ir.Window(self.pick(start, start, None), self.pick(end, end, None))

    # ---- conditions -------------------------------------------------------------------------------------------

    def condition(self, depth: int = 2) -> ir.Cond:
        chance = self.rnd.random()
        if depth > 0 and chance < 0.45:
            match self.rnd.randint(0, 4):
                case 0 | 1:
                    return ir.And(tuple(self.condition(depth - 1) for _ in range(self.rnd.randint(2, 3))))
                case 2:
                    return ir.Or(tuple(self.condition(depth - 1) for _ in range(self.rnd.randint(2, 3))))
                case 3:
                    return ir.Not(self.condition(depth - 1))
                case _:
                    return ir.Surely(self.condition(depth - 1))
        return self.test(depth)

    def test(self, depth: int) -> ir.Cond:
        match self.rnd.randint(0, 12):
            case 12:
                return learned.condition(self, depth)
            case 0 | 1 | 2:
                number = self.pick(self.literal_number(), self.number(depth))
                return ir.Compare(self.pick(*ir.Rel), *self.swapped(self.number(depth), number))
            case 3 | 4:
                right = self.pick(ir.Literal(self.pick(*TEXTS, *CLOSED), TEXT), self.text(depth))
                return ir.Compare(self.pick(ir.Rel.EQ, ir.Rel.NE), *self.swapped(self.text(depth), right))
            case 5:
                right = self.pick(ir.Literal(self.pick(*DATES), DATE), self.date(depth))
                return ir.Compare(self.pick(*ir.Rel), *self.swapped(self.date(depth), right))
            case 6:
                return self.other_test(depth)
            case 7:
                if self.rnd.random() < 0.3:
                    return ir.Between(self.date(depth), self.date(0), self.date(0))
                return ir.Between(self.number(depth), self.literal_number(), self.number(0))
            case 8:
                return self.among(depth)
            case 9:
                return ir.IsMissing(self.pick(self.number, self.text, self.date, self.yes_no)(depth))
            case 10:
                test = self.pick(*ir.Test)
                return ir.TextTest(test, self.text(depth), self.pick(*PATTERNS if test is ir.Test.MATCHES else TEXTS))
            case _:
                if self.program.segments and self.of is None and self.rnd.random() < 0.6:
                    return ir.Member(self.pick(*self.program.segments))
                return ir.Holds(self.yes_no(depth))

    def swapped(self, left: ir.Expr, right: ir.Expr) -> tuple[ir.Expr, ir.Expr]:
        return (right, left) if self.rnd.random() < 0.2 else (left, right)

    def other_test(self, depth: int) -> ir.Cond:
        """Durations, ages and dates with times."""
        match self.rnd.randint(0, 3):
            case 0:
                days = ir.Literal(self.pick(dt.timedelta(0), dt.timedelta(1), dt.timedelta(30)), DURATION)
                return ir.Compare(self.pick(*ir.Rel), self.duration(depth), days)
            case 1:
                units = ir.Literal(self.pick(*WHOLES, 0.5, 1.5, 1e300), NUMBER)
                age = ir.Since(self.pick(*Unit), self.time() or self.date(depth))
                return ir.Compare(self.pick(*ir.Rel), age, units)
            case 2:
                time = self.time() or ir.Literal(self.pick(*TIMES), DATE_TIME)
                return ir.Compare(self.pick(*ir.Rel), time, ir.Literal(self.pick(*TIMES), DATE_TIME))
            case _:
                day = ir.DayOf(self.time() or ir.Literal(self.pick(*TIMES), DATE_TIME))
                other = self.pick(ir.Literal(self.pick(*DATES), DATE), self.date(0))
                return ir.Compare(self.pick(*ir.Rel), *self.swapped(day, other))

    def among(self, depth: int) -> ir.Cond:
        values: ir.Expr
        options: Sequence[Value]
        values, options = self.pick(
            (self.number(depth), (*NUMBERS, *WHOLES)), (self.text(depth), TEXTS), (self.date(depth), DATES)
        )
        return ir.Among(values, tuple(self.rnd.sample(list(options), self.rnd.choice([0, 1, 2, 5]))))
