"""SQL of DuckDB as somebody runs it by hand: the engine's, without its functions; runs nothing."""

from __future__ import annotations

from sqlglot import exp

from segdsl.engines.duckdb.dialect import DuckDB
from segdsl.engines.sql import Once, Sort
from segdsl.engines.sql.dialect import E
from segdsl.engines.sql.printed.plain import Plain, case, digits
from segdsl.engines.sql.trees import call


class DuckDb(Plain, DuckDB):
    title = "DuckDB"
    wide = "int128"
    reads = frozenset({"parquet"})

    # ---- files ----------------------------------------------------------------------------------------------------

    def file(self, path: str) -> E:
        return exp.Table(this=call("READ_PARQUET", self.text(path)))

    # ---- numbers and texts ----------------------------------------------------------------------------------------

    def cleaned(self, column: E) -> E:
        double = self.as_double(column)
        return case((call("ISFINITE", double), double.copy()))

    def nearest(self, value: E) -> E:
        return call("ROUND_EVEN", value, digits(0))

    def concatenated(self, left: E, right: E) -> E:
        return DuckDB.concatenated(self, left, right)

    def as_key(self, value: E, sort: Sort, once: Once) -> E:
        return DuckDB.as_key(self, value, sort, once)

    def spelled_time(self, value: E) -> E:
        return call("STRFTIME", value, self.text("%Y-%m-%d %H:%M:%S.%f"))
