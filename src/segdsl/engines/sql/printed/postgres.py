"""SQL of PostgreSQL as somebody runs it by hand: the engine's, with plainer sums and steps; runs nothing."""

from __future__ import annotations

from sqlglot import exp

from segdsl.engines.postgres.dialect import Postgres as Engine
from segdsl.engines.sql import Dialect, Once, Sort
from segdsl.engines.sql.dialect import E
from segdsl.engines.sql.printed.plain import Plain


class Postgres(Plain, Engine):
    title = "PostgreSQL"
    wide = "decimal"

    def concatenated(self, left: E, right: E) -> E:
        return Engine.concatenated(self, left, right)

    def as_key(self, value: E, sort: Sort, once: Once) -> E:
        return Engine.as_key(self, value, sort, once)

    def spelled_time(self, value: E) -> E:
        return exp.Anonymous(this="TO_CHAR", expressions=[value, self.text("YYYY-MM-DD HH24:MI:SS.US")])

    def step(self, name: str, query: exp.Query, readings: int) -> exp.CTE:
        """Steps that are read once would be written out where they are read, over and over as columns build on columns:
        PostgreSQL can take hours to plan that."""
        made = Dialect.step(self, name, query, readings)
        made.set("materialized", True)
        return made
