"""SQL of ClickHouse, where it differs; runs nothing.

Its dates lie between the years 1900 and 2299; others are moved there by the database.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from sqlglot import exp

from segdsl import ir
from segdsl.engines.sql import Once, Sort
from segdsl.engines.sql.dialect import E
from segdsl.engines.sql.printed.plain import Plain, binary, case, digits
from segdsl.engines.sql.trees import call
from segdsl.patterns import Pattern
from segdsl.types import Unit

_TYPES = {Sort.DATE: "Nullable(Date32)", Sort.TIME: "Nullable(DateTime64(6))"}
"""What is missing is cast to a type that has room for it."""

_SHIFTS = {Unit.DAY: "addDays", Unit.WEEK: "addWeeks", Unit.MONTH: "addMonths", Unit.YEAR: "addYears"}


class ClickHouse(Plain):
    name = "clickhouse"
    title = "ClickHouse"
    wide = "Int256"

    @property
    def trailer(self) -> str:
        """Rows that find no partner have no values, and a name in a step is a column before it is an alias."""
        return "\nSETTINGS join_use_nulls = 1, prefer_column_name_to_alias = 1"

    def number(self, value: float) -> E:
        literal = exp.Literal.number(repr(abs(value)))
        return exp.Neg(this=literal) if str(value).startswith("-") else literal

    def date(self, value: dt.date) -> E:
        return call("toDate32", exp.Literal.string(value.isoformat()))

    def time(self, value: dt.datetime) -> E:
        return call("toDateTime64", exp.Literal.string(value.isoformat(" ")), digits(6))

    def type_of(self, sort: Sort) -> exp.DataType:
        return exp.DataType.build(_TYPES[sort], dialect="clickhouse") if sort in _TYPES else super().type_of(sort)

    # ---- numbers --------------------------------------------------------------------------------------------------

    def calculate(self, op: ir.Op, left: E, right: E, once: Once) -> E:
        if op is ir.Op.DIVIDE:
            return binary(op, left, right, typed=False, safe=False)
        return binary(op, left, right)

    def settled(self, value: E, once: Once) -> E:
        x = once(value)
        return case((call("isFinite", x), x.copy()))

    def cleaned(self, column: E) -> E:
        double = self.as_double(column)
        return case((call("isFinite", double), double.copy()))

    def whole_part(self, value: E) -> E:
        return call("trunc", value)

    def exponential(self, value: E) -> E:
        return call("exp", value)

    def logarithm(self, value: E) -> E:
        return call("log", value)

    # ---- texts ----------------------------------------------------------------------------------------------------

    def contains(self, text: E, part: str) -> E:
        return exp.GT(this=call("position", text, self.text(part)), expression=digits(0))

    def starts(self, text: E, part: str) -> E:
        return call("startsWith", text, self.text(part))

    def ends(self, text: E, part: str) -> E:
        return call("endsWith", text, self.text(part))

    def matches(self, text: E, pattern: Pattern) -> E:
        return call("match", text, self.text(pattern.re2))

    def md5(self, text: E) -> E:
        return call("lower", call("hex", call("MD5", text)))

    def concatenated(self, left: E, right: E) -> E:
        return call("concat", left, right)

    def spelled_time(self, value: E) -> E:
        return call("formatDateTime", value, self.text("%Y-%m-%d %H:%i:%S.%f"))

    # ---- dates ----------------------------------------------------------------------------------------------------

    def days_between(self, later: E, earlier: E) -> E:
        return self.as_double(call("dateDiff", self.text("day"), earlier, later))

    def shifted(self, value: E, sort: Sort, count: int, unit: Unit) -> E:
        return call(_SHIFTS[unit], value, digits(count))

    def month_number(self, date: E, once: Once) -> E:
        x = once(date)
        years = exp.Mul(this=digits(12), expression=call("toYear", x))
        return self.as_double(exp.Add(this=years, expression=call("toMonth", x.copy())))

    def day_of_month(self, date: E) -> E:
        return self.as_double(call("toDayOfMonth", date))

    def is_month_end(self, date: E, once: Once) -> E:
        x = once(date)
        return exp.EQ(this=x, expression=call("toLastDayOfMonth", x.copy()))

    # ---- aggregates -----------------------------------------------------------------------------------------------

    def middle(self, values: E) -> Mapping[str, E]:
        return {"low": call("quantileExactLow", values), "high": call("quantileExactHigh", values.copy())}
