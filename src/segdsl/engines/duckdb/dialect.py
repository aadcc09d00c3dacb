"""What DuckDB says in its own way; knows no plans.

Its doubles follow the processor: x / 0 and what is too large give infinities and NaN, which `settled` takes out.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlglot import exp

from segdsl import ir
from segdsl.engines.duckdb import sums
from segdsl.engines.sql.dialect import Dialect, Once
from segdsl.engines.sql.sorts import Sort
from segdsl.engines.sql.trees import call, when, wrapped
from segdsl.lower import nodes
from segdsl.patterns import Pattern
from segdsl.types import Unit

E = exp.Expression
_OPERATORS: dict[ir.Op, type[E]] = {
    ir.Op.ADD: exp.Add,
    ir.Op.SUBTRACT: exp.Sub,
    ir.Op.MULTIPLY: exp.Mul,
    ir.Op.DIVIDE: exp.Div,
}
_UNITS = {Unit.DAY: "day", Unit.WEEK: "week", Unit.MONTH: "month", Unit.YEAR: "year"}
_DIGITS = 1e38
"""Whole numbers from here on have no type that shows all their digits."""


@dataclass(slots=True, eq=False)
class DuckDB(Dialect):
    """`functions` are the nodes that were asked for as batch functions, by the name they are called by; `adds`: there
    are exact sums, which may need functions too."""

    name: str = "duckdb"
    functions: dict[str, nodes.Fitted] = field(default_factory=dict)
    adds: bool = False

    # ---- constants ------------------------------------------------------------------------------------------------

    def number(self, value: float) -> E:
        text = repr(abs(value))
        literal = exp.Literal.number(text if "e" in text else f"{text.removesuffix('.0')}e0")
        return exp.Neg(this=literal) if math.copysign(1.0, value) < 0 else literal

    def limit(self, value: float) -> E:
        """A whole number is compared with a double as a double."""
        if value.is_integer() and abs(value) < 1e9:
            literal = exp.Literal.number(str(int(abs(value))))
            return exp.Neg(this=literal) if value < 0 else literal
        return self.number(value)

    # ---- numbers --------------------------------------------------------------------------------------------------

    def calculate(self, op: ir.Op, left: E, right: E, once: Once) -> E:
        return _OPERATORS[op](this=wrapped(left), expression=wrapped(right))

    def settled(self, value: E, once: Once) -> E:
        x = once(value)
        return when([(call("ISFINITE", x.copy()), x)])

    def whole_part(self, value: E) -> E:
        return call("TRUNC", value)

    def exponential(self, value: E) -> E:
        return exp.Exp(this=value)

    # ---- texts ----------------------------------------------------------------------------------------------------

    def contains(self, text: E, part: str) -> E:
        return call("CONTAINS", text, self.text(part))

    def starts(self, text: E, part: str) -> E:
        return call("STARTS_WITH", text, self.text(part))

    def ends(self, text: E, part: str) -> E:
        return call("SUFFIX", text, self.text(part))

    def matches(self, text: E, pattern: Pattern) -> E:
        return call("REGEXP_MATCHES", text, self.text(pattern.re2))

    def md5(self, text: E) -> E:
        return exp.MD5(this=text)

    def concatenated(self, left: E, right: E) -> E:
        return exp.DPipe(this=left, expression=right)

    def as_key(self, value: E, sort: Sort, once: Once) -> E:
        text = self.type_of(Sort.TEXT)
        if sort is Sort.NUMBER:
            x = once(value)
            whole = exp.And(
                this=exp.EQ(this=call("TRUNC", x.copy()), expression=x.copy()),
                expression=exp.LT(this=exp.Abs(this=x.copy()), expression=self.number(_DIGITS)),
            )
            digits = exp.Cast(this=exp.Cast(this=x.copy(), to=exp.DataType.build("hugeint", "duckdb")), to=text.copy())
            return when([(whole, digits)], exp.Cast(this=x.copy(), to=text))
        if sort is Sort.TIME:
            x = once(value)
            part = exp.EQ(this=call("MICROSECOND", x.copy()), expression=exp.Literal.number(0))
            short = call("STRFTIME", x.copy(), exp.Literal.string("%Y-%m-%d %H:%M:%S"))
            return when([(part, short)], call("STRFTIME", x.copy(), exp.Literal.string("%Y-%m-%d %H:%M:%S.%f")))
        return exp.Cast(this=value, to=text)

    # ---- dates ----------------------------------------------------------------------------------------------------

    def days_between(self, later: E, earlier: E) -> E:
        return self.as_double(exp.Paren(this=exp.Sub(this=wrapped(later), expression=wrapped(earlier))))

    def shifted(self, value: E, sort: Sort, count: int, unit: Unit) -> E:
        step = exp.Interval(this=exp.Literal.string(str(count)), unit=exp.Var(this=_UNITS[unit].upper()))
        moved = exp.Add(this=wrapped(value), expression=step)
        return exp.Cast(this=moved, to=self.type_of(sort))

    def month_number(self, date: E, once: Once) -> E:
        x = once(date)
        months = exp.Mul(this=exp.Literal.number(12), expression=exp.Year(this=x.copy()))
        return self.as_double(exp.Add(this=months, expression=exp.Month(this=x.copy())))

    def day_of_month(self, date: E) -> E:
        return self.as_double(exp.Day(this=date))

    def is_month_end(self, date: E, once: Once) -> E:
        x = once(date)
        return exp.EQ(this=x.copy(), expression=exp.LastDay(this=x.copy()))

    # ---- aggregates -----------------------------------------------------------------------------------------------

    def added(self, values: E, decimals: int | None, once: Once) -> Mapping[str, E]:
        self.adds = True
        return sums.added(self, values, decimals, once)

    def added_small(self, values: E, decimals: int, once: Once) -> Mapping[str, E]:
        return sums.added_small(self, values, decimals, once)

    def bit(self, text: E, few: Sequence[str]) -> E:
        place = call("LIST_POSITION", exp.Array(expressions=[self.text(each) for each in few]), text)
        one = exp.Cast(this=exp.Literal.number(1), to=exp.DataType.build("bigint", "duckdb"))
        before = exp.Paren(this=exp.Sub(this=place, expression=exp.Literal.number(1)))
        return exp.BitwiseLeftShift(this=one, expression=before)

    def total(self, parts: Mapping[str, E], decimals: int | None, once: Once) -> E:
        return sums.total(self, parts, decimals, once)

    def average(self, parts: Mapping[str, E], count: E, decimals: int | None, once: Once) -> E:
        return sums.average(self, parts, count, decimals, once)

    def share(self, above: Mapping[str, E], below: Mapping[str, E], decimals: int | None, once: Once) -> E:
        return sums.share(self, above, below, decimals, once)

    def middle(self, values: E) -> Mapping[str, E]:
        half = exp.Literal.number("0.5")
        other = call("QUANTILE_DISC", exp.Neg(this=exp.Paren(this=values.copy())), half.copy())
        return {"low": call("QUANTILE_DISC", values, half), "high": exp.Neg(this=other)}

    # ---- steps ----------------------------------------------------------------------------------------------------

    def batch(self, node: nodes.Fitted, parts: Sequence[E]) -> E:
        name = f"batch_{node.number}"
        self.functions[name] = node
        return call(name, *parts)
