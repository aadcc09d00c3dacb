"""What SQL for Spark looks like where it differs from other databases; knows no plans and runs nothing.

All of it means the same whether or not a session asks for ANSI behaviour, and whatever its time zone is.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlglot import exp

from segdsl import ir
from segdsl.engines.spark import sums
from segdsl.engines.spark.functions import Function, Functions, key_of_number, of_node, of_pattern
from segdsl.engines.spark.patterns import simple, to_java
from segdsl.engines.sql import Dialect, Once, Sort
from segdsl.engines.sql.dialect import E
from segdsl.engines.sql.trees import call
from segdsl.lower import nodes
from segdsl.patterns import Pattern
from segdsl.types import Unit


def bigint(value: E) -> E:
    return exp.Cast(this=value, to=exp.DataType.build("bigint"))


@dataclass(slots=True)
class SparkDialect(Dialect):
    """`any_numbers`: sums are exact whatever the numbers are, which takes more time; without it a query fails (see
    `sums.UNUSUAL`) where some are too large or too small. `functions` are those that the query calls."""

    any_numbers: bool = True
    functions: Functions = field(default_factory=Functions)
    name = "spark"

    # ---- constants ------------------------------------------------------------------------------------------------

    def number(self, value: float) -> E:
        """`1.5` would be a decimal; the suffix makes it a double."""
        literal = exp.Literal.number(f"{abs(value)!r}D")
        return exp.Neg(this=literal) if str(value).startswith("-") else literal

    def text(self, value: str) -> E:
        """`${…}` is replaced by settings, even in quotes."""
        pieces = value.split("${")
        if len(pieces) == 1:
            return exp.Literal.string(value)
        ends = ["{" + piece for piece in pieces[1:]]
        parts = [pieces[0], *(part for end in ends for part in ("$", end))]
        return call("concat", *(exp.Literal.string(part) for part in parts))

    def time(self, value: dt.datetime) -> E:
        return exp.Cast(this=exp.Literal.string(value.isoformat(" ")), to=self.type_of(Sort.TIME))

    def type_of(self, sort: Sort) -> exp.DataType:
        return exp.DataType.build("timestampntz") if sort is Sort.TIME else Dialect.type_of(self, sort)

    # ---- numbers --------------------------------------------------------------------------------------------------

    def calculate(self, op: ir.Op, left: E, right: E, once: Once) -> E:
        match op:
            case ir.Op.ADD:
                made: E = exp.Add(this=left, expression=right)
            case ir.Op.SUBTRACT:
                made = exp.Sub(this=left, expression=right)
            case ir.Op.MULTIPLY:
                made = exp.Mul(this=left, expression=right)
            case ir.Op.DIVIDE:
                zero = exp.Nullif(this=right, expression=self.number(0.0))
                made = exp.Div(this=left, expression=zero, typed=True, safe=False)
        return exp.paren(made)

    def settled(self, value: E, once: Once) -> E:
        """NaN is greater than all numbers."""
        x = once(value)
        finite = exp.LTE(this=exp.Abs(this=x), expression=self.number(sys.float_info.max))
        return exp.Case(ifs=[exp.If(this=finite, true=x.copy())])

    def whole_part(self, value: E) -> E:
        return exp.paren(
            exp.Sub(this=value, expression=exp.Mod(this=exp.paren(value.copy()), expression=self.number(1.0)))
        )

    def exponential(self, value: E) -> E:
        return exp.Exp(this=value)

    # ---- texts ----------------------------------------------------------------------------------------------------

    def contains(self, text: E, part: str) -> E:
        return call("contains", text, self.text(part))

    def starts(self, text: E, part: str) -> E:
        return call("startswith", text, self.text(part))

    def ends(self, text: E, part: str) -> E:
        return call("endswith", text, self.text(part))

    def matches(self, text: E, pattern: Pattern) -> E:
        if not simple(pattern.node):
            return self.called(of_pattern(pattern.re2), text)
        return exp.RegexpLike(this=text, expression=self.text(to_java(pattern.node)))

    def md5(self, text: E) -> E:
        return exp.MD5(this=text)

    def concatenated(self, left: E, right: E) -> E:
        return call("concat", left, right)

    def as_key(self, value: E, sort: Sort, once: Once) -> E:
        match sort:
            case Sort.TEXT:
                return value
            case Sort.FLAG:
                x = once(value)
                yes = exp.If(this=x, true=self.text("yes"))
                no = exp.If(this=exp.Not(this=x.copy()), true=self.text("no"))
                return exp.Case(ifs=[yes, no])
            case Sort.DATE:
                return self._as_text(value)
            case Sort.TIME:
                written = once(self._as_text(value))
                fraction = exp.GT(this=exp.Length(this=written), expression=exp.Literal.number(19))
                padded = call("rpad", written.copy(), exp.Literal.number(26), exp.Literal.string("0"))
                return exp.Case(ifs=[exp.If(this=fraction, true=padded)], default=written.copy())
            case Sort.NUMBER:
                return self._number_as_key(once(value))

    def _number_as_key(self, x: E) -> E:
        """Python's own spelling of all but whole numbers of usual size."""
        is_whole = exp.EQ(this=exp.Mod(this=x, expression=self.number(1.0)), expression=self.number(0.0))
        usual = exp.LT(this=exp.Abs(this=x.copy()), expression=self.number(2.0**62))
        plain = exp.And(this=is_whole, expression=usual)
        odd = exp.Case(ifs=[exp.If(this=exp.Not(this=exp.paren(plain)), true=x.copy())])
        spelled = self._as_text(bigint(x.copy()))
        return exp.Case(ifs=[exp.If(this=plain.copy(), true=spelled)], default=self.called(key_of_number(), odd))

    def _as_text(self, value: E) -> E:
        return exp.Cast(this=value, to=self.type_of(Sort.TEXT))

    # ---- dates ----------------------------------------------------------------------------------------------------

    def days_between(self, later: E, earlier: E) -> E:
        return self.as_double(call("datediff", later, earlier))

    def shifted(self, value: E, sort: Sort, count: int, unit: Unit) -> E:
        days = count * 7 if unit is Unit.WEEK else count
        months = count * 12 if unit is Unit.YEAR else count
        by_days = unit in (Unit.DAY, Unit.WEEK)
        by = exp.Literal.number(days if by_days else months)
        if sort is Sort.TIME:
            return call("timestampadd", exp.var("DAY" if by_days else "MONTH"), by, value)
        return call("date_add" if by_days else "add_months", value, by)

    def month_number(self, date: E, once: Once) -> E:
        x = once(date)
        years = exp.Mul(this=call("year", x), expression=exp.Literal.number(12))
        return self.as_double(exp.paren(exp.Add(this=years, expression=call("month", x.copy()))))

    def day_of_month(self, date: E) -> E:
        return self.as_double(call("dayofmonth", date))

    def is_month_end(self, date: E, once: Once) -> E:
        x = once(date)
        return exp.EQ(this=x, expression=call("last_day", x.copy()))

    # ---- aggregates -----------------------------------------------------------------------------------------------

    def added(self, values: E, decimals: int | None, once: Once) -> Mapping[str, E]:
        return sums.added(self, values, decimals, once, lists=self.any_numbers)

    def added_small(self, values: E, decimals: int, once: Once) -> Mapping[str, E]:
        if decimals > sums.MOST_DECIMALS:
            return self.added(values, decimals, once)
        return sums.added_small(self, values, decimals)

    def total(self, parts: Mapping[str, E], decimals: int | None, once: Once) -> E:
        return sums.total(self, parts, decimals, once)

    def average(self, parts: Mapping[str, E], count: E, decimals: int | None, once: Once) -> E:
        return sums.average(self, parts, count, decimals, once)

    def share(self, above: Mapping[str, E], below: Mapping[str, E], decimals: int | None, once: Once) -> E:
        return sums.share(self, above, below, decimals, once)

    def middle(self, values: E) -> Mapping[str, E]:
        return {"low": _percentile(values, False), "high": _percentile(values.copy(), True)}

    # ---- steps ----------------------------------------------------------------------------------------------------

    def batch(self, node: nodes.Fitted, parts: Sequence[E]) -> E:
        return self.called(of_node(node), *parts)

    def called(self, function: Function, *arguments: E) -> E:
        return call(self.functions.name(function), *arguments)


def _percentile(values: E, descending: bool) -> E:
    order = exp.Order(expressions=[exp.Ordered(this=values, desc=descending)])
    return exp.WithinGroup(this=call("percentile_disc", exp.Literal.number("0.5")), expression=order)
