"""SQL of Spark and of Databricks, as somebody runs it by hand: the engine's, without its functions; runs nothing."""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

from segdsl.engines.spark.dialect import SparkDialect
from segdsl.engines.spark.patterns import to_java
from segdsl.engines.sql import Once, Sort
from segdsl.engines.sql.dialect import E
from segdsl.engines.sql.printed.plain import Plain, digits
from segdsl.engines.sql.trees import call
from segdsl.patterns import Pattern


class Spark(Plain, SparkDialect):
    title = "Spark"
    reads = frozenset({"parquet"})

    def file(self, path: str) -> E:
        return exp.Table(this=exp.to_identifier(path, quoted=True), db=exp.to_identifier("parquet"))

    def nearest(self, value: E) -> E:
        return call("rint", value)

    def matches(self, text: E, pattern: Pattern) -> E:
        return exp.RegexpLike(this=text, expression=self.text(to_java(pattern.node)))

    def as_key(self, value: E, sort: Sort, once: Once) -> E:
        """Fractions as Spark spells them."""
        return (
            Plain.as_key(self, value, sort, once)
            if sort is Sort.NUMBER
            else SparkDialect.as_key(self, value, sort, once)
        )

    def middle(self, values: E) -> Mapping[str, E]:
        """The middle of the sorted list; nothing where the list is empty."""

        def at(offset: E) -> E:
            listed = call("sort_array", call("collect_list", values.copy()))
            return call("get", listed, exp.Cast(this=call("floor", offset), to=exp.DataType.build("int")))

        count = exp.Count(this=values.copy())
        less = exp.paren(exp.Sub(this=count, expression=digits(1)), copy=False)
        two = digits(2)
        low = exp.Div(this=less, expression=two, typed=False, safe=False)
        high = exp.Div(this=count.copy(), expression=two.copy(), typed=False, safe=False)
        return {"low": at(low), "high": at(high)}

    def spelled_time(self, value: E) -> E:
        return call("date_format", value, self.text("yyyy-MM-dd HH:mm:ss.SSSSSS"))


class Databricks(Spark):
    name = "databricks"
    title = "Databricks"
