"""SQL of BigQuery, where it differs; runs nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from sqlglot import exp

from segdsl import ir
from segdsl.engines.sql import Once, Sort
from segdsl.engines.sql.dialect import E
from segdsl.engines.sql.printed.plain import Plain, case, digits
from segdsl.engines.sql.trees import call, wrapped
from segdsl.patterns import Pattern
from segdsl.types import Unit

_SAFE = {
    ir.Op.ADD: "SAFE_ADD",
    ir.Op.SUBTRACT: "SAFE_SUBTRACT",
    ir.Op.MULTIPLY: "SAFE_MULTIPLY",
    ir.Op.DIVIDE: "SAFE_DIVIDE",
}
"""NULL where the plain operators stop the query."""


_MOST = 709.782712893384
"""e to a higher power is too large."""

_ROUGH = "may be infinite"


class BigQuery(Plain):
    name = "bigquery"
    title = "BigQuery"
    wide = "bigdecimal"

    def number(self, value: float) -> E:
        literal = exp.Literal.number(repr(abs(value)))
        return exp.Neg(this=literal) if str(value).startswith("-") else literal

    def time(self, value: dt.datetime) -> E:
        return exp.Cast(this=exp.Literal.string(value.isoformat(" ")), to=self.type_of(Sort.TIME))

    # ---- numbers --------------------------------------------------------------------------------------------------

    def calculate(self, op: ir.Op, left: E, right: E, once: Once) -> E:
        return call(_SAFE[op], left, right)

    def settled(self, value: E, once: Once) -> E:
        """Only what `exponential` gives may be infinite."""
        if not value.meta.get(_ROUGH):
            return value
        x = once(value)
        return case((exp.Not(this=call("IS_INF", x)), x.copy()))

    def cleaned(self, column: E) -> E:
        double = self.as_double(column)
        odd = exp.Or(this=call("IS_NAN", double), expression=call("IS_INF", double.copy()))
        return case((exp.Not(this=exp.paren(odd)), double.copy()))

    def whole_part(self, value: E) -> E:
        return call("TRUNC", value)

    def exponential(self, value: E) -> E:
        """Of a power that is too large it would stop the query."""
        infinite = exp.Cast(this=exp.Literal.string("inf"), to=self.type_of(Sort.NUMBER))
        too_large = exp.GT(this=wrapped(value), expression=self.number(_MOST))
        found = case((too_large, infinite), otherwise=call("EXP", value.copy()))
        found.meta[_ROUGH] = True
        return found

    # ---- texts ----------------------------------------------------------------------------------------------------

    def contains(self, text: E, part: str) -> E:
        return exp.GT(this=call("STRPOS", text, self.text(part)), expression=digits(0))

    def starts(self, text: E, part: str) -> E:
        return call("STARTS_WITH", text, self.text(part))

    def ends(self, text: E, part: str) -> E:
        return call("ENDS_WITH", text, self.text(part))

    def matches(self, text: E, pattern: Pattern) -> E:
        return call("REGEXP_CONTAINS", text, self.text(pattern.re2))

    def md5(self, text: E) -> E:
        return call("TO_HEX", call("MD5", text))

    def spelled_time(self, value: E) -> E:
        return call("FORMAT_DATETIME", self.text("%F %H:%M:%E6S"), value)

    # ---- dates ----------------------------------------------------------------------------------------------------

    def days_between(self, later: E, earlier: E) -> E:
        return self.as_double(call("DATE_DIFF", later, earlier, exp.var("DAY")))

    def shifted(self, value: E, sort: Sort, count: int, unit: Unit) -> E:
        by = exp.Interval(this=digits(count), unit=exp.var(unit.name))
        return call("DATETIME_ADD" if sort is Sort.TIME else "DATE_ADD", value, by)

    def month_number(self, date: E, once: Once) -> E:
        x = once(date)
        years = exp.Mul(this=digits(12), expression=exp.Extract(this=exp.var("YEAR"), expression=x))
        months = exp.Extract(this=exp.var("MONTH"), expression=x.copy())
        return self.as_double(exp.Add(this=years, expression=months))

    def day_of_month(self, date: E) -> E:
        return self.as_double(exp.Extract(this=exp.var("DAY"), expression=date))

    def is_month_end(self, date: E, once: Once) -> E:
        x = once(date)
        return exp.EQ(this=x, expression=call("LAST_DAY", x.copy()))

    # ---- aggregates -----------------------------------------------------------------------------------------------

    def middle(self, values: E) -> Mapping[str, E]:
        """There is no median that gives a value of the list: so the list itself, and its middle."""

        def at(offset: E) -> E:
            listed = exp.ArrayAgg(
                this=exp.IgnoreNulls(
                    this=exp.Order(this=values.copy(), expressions=[exp.Ordered(this=values.copy(), nulls_first=True)])
                )
            )
            return exp.Bracket(this=listed, expressions=[call("SAFE_OFFSET", offset)])

        count = exp.Count(this=values.copy())
        less = exp.Sub(this=count, expression=digits(1))
        return {"low": at(call("DIV", less, digits(2))), "high": at(call("DIV", count.copy(), digits(2)))}
