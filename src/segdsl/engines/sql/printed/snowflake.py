"""SQL of Snowflake, where it differs; runs nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from sqlglot import exp

from segdsl import ir
from segdsl.engines.sql import Once, Sort
from segdsl.engines.sql.dialect import E
from segdsl.engines.sql.printed.patterns import to_posix
from segdsl.engines.sql.printed.plain import LARGEST, Plain, binary, case, digits
from segdsl.engines.sql.trees import call
from segdsl.patterns import Pattern
from segdsl.types import Unit


class Snowflake(Plain):
    name = "snowflake"
    title = "Snowflake"

    def number(self, value: float) -> E:
        """A literal would be a decimal, which divides and overflows in its own way."""
        return self.as_double(self.limit(value))

    def limit(self, value: float) -> E:
        literal = exp.Literal.number(repr(abs(value)))
        return exp.Neg(this=literal) if str(value).startswith("-") else literal

    def time(self, value: dt.datetime) -> E:
        return exp.Cast(this=exp.Literal.string(value.isoformat(" ")), to=self.type_of(Sort.TIME))

    def type_of(self, sort: Sort) -> exp.DataType:
        return (
            exp.DataType(this=exp.DType.USERDEFINED, kind=exp.var("TIMESTAMP_NTZ"))
            if sort is Sort.TIME
            else super().type_of(sort)
        )

    # ---- numbers --------------------------------------------------------------------------------------------------

    def calculate(self, op: ir.Op, left: E, right: E, once: Once) -> E:
        if op is ir.Op.DIVIDE:
            known = exp.Nullif(this=right, expression=digits(0))
            return binary(op, left, known, typed=False, safe=False)
        return binary(op, left, right)

    def settled(self, value: E, once: Once) -> E:
        """NaN is greater than all numbers."""
        x = once(value)
        return case((exp.Between(this=x, low=self.limit(-LARGEST), high=self.limit(LARGEST)), x.copy()))

    def whole_part(self, value: E) -> E:
        return call("TRUNC", value)

    def exponential(self, value: E) -> E:
        return exp.Exp(this=value)

    # ---- texts ----------------------------------------------------------------------------------------------------

    def contains(self, text: E, part: str) -> E:
        return call("CONTAINS", text, self.text(part))

    def starts(self, text: E, part: str) -> E:
        return call("STARTSWITH", text, self.text(part))

    def ends(self, text: E, part: str) -> E:
        return call("ENDSWITH", text, self.text(part))

    def matches(self, text: E, pattern: Pattern) -> E:
        """REGEXP_LIKE would ask that the whole text fits."""
        found = call("REGEXP_INSTR", text, self.text(to_posix(pattern.node)))
        return exp.GT(this=found, expression=digits(0))

    def md5(self, text: E) -> E:
        return call("MD5", text)

    def spelled_time(self, value: E) -> E:
        return call("TO_CHAR", value, self.text("YYYY-MM-DD HH24:MI:SS.FF6"))

    # ---- dates ----------------------------------------------------------------------------------------------------

    def days_between(self, later: E, earlier: E) -> E:
        return self.as_double(call("DATEDIFF", exp.var("DAY"), earlier, later))

    def shifted(self, value: E, sort: Sort, count: int, unit: Unit) -> E:
        """ADD_MONTHS would go from one month's end to the next."""
        return call("DATEADD", exp.var(unit.name), digits(count), value)

    def month_number(self, date: E, once: Once) -> E:
        x = once(date)
        years = exp.Mul(this=digits(12), expression=call("YEAR", x))
        return self.as_double(exp.Add(this=years, expression=call("MONTH", x.copy())))

    def day_of_month(self, date: E) -> E:
        return self.as_double(call("DAY", date))

    def is_month_end(self, date: E, once: Once) -> E:
        x = once(date)
        return exp.EQ(this=x, expression=call("LAST_DAY", x.copy()))

    # ---- aggregates -----------------------------------------------------------------------------------------------

    def middle(self, values: E) -> Mapping[str, E]:
        def at(descending: bool) -> E:
            order = exp.Order(expressions=[exp.Ordered(this=values.copy(), desc=descending)])
            return exp.WithinGroup(this=call("PERCENTILE_DISC", exp.Literal.number("0.5")), expression=order)

        return {"low": at(False), "high": at(True)}
