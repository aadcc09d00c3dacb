"""Look-up tables, held whole: one row for each key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from segdsl.engines.polars.compiling import Compiler, below
from segdsl.engines.polars.names import KEY
from segdsl.engines.polars.sorts import Part, Sort
from segdsl.engines.polars.sources import Sources
from segdsl.engines.polars.steps import made
from segdsl.engines.polars.texts import key_text
from segdsl.lower import LookUp, nodes


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    rows: pl.DataFrame
    columns: Mapping[str, tuple[str, Sort]]


@dataclass(slots=True, eq=False)
class LookUpTables:
    """Tables are read when something first asks for them."""

    plans: Mapping[str, LookUp]
    sources: Sources
    _held: dict[str, Held] = field(default_factory=dict)

    def table(self, table: str, prefix: str) -> tuple[pl.LazyFrame, str, Mapping[str, tuple[str, Sort]]]:
        """As `compiling.LookUps`."""
        held = self.held(table)
        frame = held.rows.lazy().rename(lambda name: prefix + name.removeprefix("_"))
        columns = {folded: (prefix + name, sort) for folded, (name, sort) in held.columns.items()}
        return frame, prefix + KEY.removeprefix("_"), columns

    def held(self, table: str) -> Held:
        if table not in self._held:
            self._held[table] = self._read(table)
        return self._held[table]

    def _read(self, table: str) -> Held:
        plan = self.plans[table]
        rows = self.sources.rows(table, self.sources.plan.columns[table])
        compiler = Compiler(rows.given(below([plan.seen])), self)
        compiler.add([plan.seen])
        outputs = [("_seen", compiler.strict(plan.seen)), (KEY, _key(rows.column(plan.per)))]
        frame = compiler.steps.apply(rows.frame, outputs, rows.names)
        if not (isinstance(plan.seen, nodes.Known) and plan.seen.answer is True):
            frame = frame.filter(pl.col("_seen").fill_null(False))
        frame = frame.drop("_seen").filter(pl.col(KEY).is_not_null())
        first = frame.unique(subset=[KEY], keep="first", maintain_order=True)
        found = self.sources.collected(f"the rows of {table}, by their key", first)
        if self.sources.scanned(table):
            self.sources.tell(len(found))
        return Held(found, rows.columns)


def _key(part: Part) -> Part:
    return made(key_text(part), Sort.TEXT, part)
