"""SQL of Trino, where it differs; runs nothing."""

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


class Trino(Plain):
    name = "trino"
    title = "Trino"

    def number(self, value: float) -> E:
        """Without an exponent it would be a decimal."""
        spelled = repr(abs(value)).upper()
        literal = exp.Literal.number(spelled if "E" in spelled else f"{spelled}E0")
        return exp.Neg(this=literal) if str(value).startswith("-") else literal

    def text(self, value: str) -> E:
        """A backslash is a character like any other; before a quotation mark not every tool believes it."""
        if "\\" not in value or not ("\\'" in value or value.endswith("\\")):
            return exp.Literal.string(value)
        first, *others = value.split("\\")
        parts: list[E] = [exp.Literal.string(first)]
        for part in others:
            parts += [call("CHR", digits(92)), exp.Literal.string(part)]
        return call("CONCAT", *parts)

    def time(self, value: dt.datetime) -> E:
        return exp.Cast(this=exp.Literal.string(value.isoformat(" ")), to=self.type_of(Sort.TIME))

    def type_of(self, sort: Sort) -> exp.DataType:
        return exp.DataType.build("timestamp(6)") if sort is Sort.TIME else super().type_of(sort)

    # ---- numbers --------------------------------------------------------------------------------------------------

    def calculate(self, op: ir.Op, left: E, right: E, once: Once) -> E:
        if op is ir.Op.DIVIDE:
            return binary(op, left, right, typed=True, safe=False)
        return binary(op, left, right)

    def settled(self, value: E, once: Once) -> E:
        x = once(value)
        return case((call("IS_FINITE", x), x.copy()))

    def cleaned(self, column: E) -> E:
        double = self.as_double(column)
        return case((call("IS_FINITE", double), double.copy()))

    def whole_part(self, value: E) -> E:
        return call("TRUNCATE", value)

    def exponential(self, value: E) -> E:
        return exp.Exp(this=value)

    # ---- texts ----------------------------------------------------------------------------------------------------

    def contains(self, text: E, part: str) -> E:
        return exp.GT(this=call("STRPOS", text, self.text(part)), expression=digits(0))

    def starts(self, text: E, part: str) -> E:
        return call("STARTS_WITH", text, self.text(part))

    def ends(self, text: E, part: str) -> E:
        if not part:
            return self.starts(text, part)
        return exp.EQ(this=call("SUBSTR", text, digits(-len(part))), expression=self.text(part))

    def matches(self, text: E, pattern: Pattern) -> E:
        return call("REGEXP_LIKE", text, self.text(pattern.re2))

    def md5(self, text: E) -> E:
        return call("LOWER", call("TO_HEX", call("MD5", call("TO_UTF8", text))))

    def spelled_number(self, value: E) -> E:
        """A cast would write `1.5E0`."""
        return call("FORMAT", self.text("%s"), value)

    def spelled_time(self, value: E) -> E:
        """DATE_FORMAT would leave out what is less than a thousandth of a second."""
        return self.as_text(exp.Cast(this=value, to=self.type_of(Sort.TIME)))

    # ---- dates ----------------------------------------------------------------------------------------------------

    def days_between(self, later: E, earlier: E) -> E:
        return self.as_double(call("DATE_DIFF", self.text("day"), earlier, later))

    def shifted(self, value: E, sort: Sort, count: int, unit: Unit) -> E:
        return call("DATE_ADD", self.text(unit.name.lower()), digits(count), value)

    def month_number(self, date: E, once: Once) -> E:
        x = once(date)
        years = exp.Mul(this=digits(12), expression=call("YEAR", x))
        return self.as_double(exp.Add(this=years, expression=call("MONTH", x.copy())))

    def day_of_month(self, date: E) -> E:
        return self.as_double(call("DAY", date))

    def is_month_end(self, date: E, once: Once) -> E:
        x = once(date)
        return exp.EQ(this=x, expression=call("LAST_DAY_OF_MONTH", x.copy()))

    # ---- aggregates -----------------------------------------------------------------------------------------------

    def middle(self, values: E) -> Mapping[str, E]:
        """Lists count from 1, and nothing is known of an empty one; missing values are sorted to the end. To ask for
        what is at 0, where all values are missing, would stop the query."""
        listed = call("ARRAY_SORT", exp.ArrayAgg(this=values.copy()))
        count = exp.Count(this=values.copy())
        half = exp.IntDiv(this=exp.paren(exp.Add(this=count, expression=digits(1))), expression=digits(2))
        upper = exp.Add(this=exp.IntDiv(this=count.copy(), expression=digits(2)), expression=digits(1))
        low = exp.Nullif(this=half, expression=digits(0))
        return {"low": call("ELEMENT_AT", listed, low), "high": call("ELEMENT_AT", listed.copy(), upper)}
