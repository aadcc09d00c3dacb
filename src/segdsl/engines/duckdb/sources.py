"""Where the rows of tables come from in DuckDB: files it reads itself, a database of its own kind, or batches handed
over as Arrow; cleans columns as the rules know them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pyarrow as pa
from sqlglot import exp

from segdsl.engines import few
from segdsl.engines.duckdb import natives
from segdsl.engines.duckdb.arrow import TYPES, sort_of_vector, to_arrow
from segdsl.engines.sql import Relation, Sort, fewtexts
from segdsl.engines.sql.batches import roots
from segdsl.engines.sql.sorts import sort_of
from segdsl.engines.sql.trees import column
from segdsl.frames import ROW_NUMBER, Batch, Store
from segdsl.frames.native import DatabaseTable, ParquetScan
from segdsl.lower import Plan, nodes, walking

Progress = Callable[[int], None]


@dataclass(slots=True, eq=False)
class Sources:
    """`failed` is what a store raised while DuckDB read its batches, `scanned` are the tables that it reads itself."""

    connection: Any
    plan: Plan
    stores: Mapping[str, Store]
    progress: Progress | None
    failed: BaseException | None = None
    scanned: set[str] = field(default_factory=set)
    _handed: dict[str, str] = field(default_factory=dict)

    def relation(self, table: str) -> Relation:
        native = self.stores[table].native
        wanted = self.plan.columns[table]
        if isinstance(native, ParquetScan):
            found = natives.of_files(self.connection, native, wanted)
            if found is not None:
                self.scanned.add(table)
                return replace(found, few=self._few(table, found))
        if isinstance(native, DatabaseTable) and native.system == "duckdb" and ROW_NUMBER not in wanted:
            self.scanned.add(table)
            return natives.of_database(self.connection, native, wanted, f"database_{len(self._handed)}_{table}")
        return self._of_batches(table)

    def answered(self, rows: int, *, first: bool) -> None:
        """Tells how many rows have been read of the tables that DuckDB scans, of which it says nothing itself: it joins
        the customers last, so all others have been read when the first answers come."""
        if self.progress is None:
            return
        customers = self.plan.customers.table
        if first:
            for table in sorted(self.scanned - {customers}):
                self.progress(self.stores[table].rows or 0)
        if customers in self.scanned:
            self.progress(rows)

    def hand_over(self, readings: Mapping[str, int]) -> None:
        """Gives DuckDB the batches: as they come where a table is read once, else put down in a table of its own."""
        for table, name in self._handed.items():
            reader = self._reader(table)
            if readings.get(table, 0) <= 1:
                self.connection.register(name, reader)
                continue
            self.connection.register("incoming", reader)
            self.connection.execute(f'CREATE TEMP TABLE "{name}" AS SELECT * FROM incoming')
            self.connection.unregister("incoming")

    def _few(self, table: str, relation: Relation) -> dict[str, tuple[str, ...]]:
        """All texts of columns that measures count the different texts of, where there are few. Only of many rows is it
        quicker to know them."""
        found: dict[str, tuple[str, ...]] = {}
        for name in few.counted(self.plan, table) if (relation.rows or 0) > few.MANY else ():
            texts: list[str] = []
            for sample in (True, False):
                asked = fewtexts.query(relation, name, sample=sample).sql("duckdb")
                texts = [text for (text,) in self.connection.execute(asked).fetchall()]
                if not few.usable(texts):
                    break
            else:
                found[name] = tuple(sorted(texts))
        return found

    # ---- batches ----------------------------------------------------------------------------------------------------

    def _of_batches(self, table: str) -> Relation:
        name = self._handed[table] = f"source_{len(self._handed) + 1}"
        columns = self._named(table)
        number = columns.get(ROW_NUMBER) or "row"
        row = exp.Cast(this=column(number), to=exp.DataType.build("bigint"))
        return Relation(
            source=exp.Table(this=exp.Identifier(this=name)),
            columns={folded: column(given) for folded, given in columns.items() if folded != ROW_NUMBER},
            row_number=row,
        )

    def _named(self, table: str) -> dict[str, str]:
        wanted = sorted(self.plan.columns[table] | {ROW_NUMBER})
        return {folded: f"c{place}" for place, folded in enumerate(wanted)}

    def _reader(self, table: str) -> Any:
        names = self._named(table)
        batches = iter(self.stores[table].batches(frozenset(names)))
        try:
            first = next(batches, None)
        except BaseException as error:
            self.failed = error
            raise
        sorts = self._sorts(table, first)
        schema = pa.schema([(names[folded], TYPES[sort]) for folded, sort in sorts.items()])
        return pa.RecordBatchReader.from_batches(schema, self._arrow(first, batches, sorts, schema))

    def _arrow(
        self, first: Batch | None, batches: Iterator[Batch], sorts: Mapping[str, Sort], schema: Any
    ) -> Iterator[Any]:
        batch = first
        try:
            while batch is not None:
                made = [to_arrow(batch.columns[folded], sort, batch.rows) for folded, sort in sorts.items()]
                yield pa.RecordBatch.from_arrays(made, schema=schema)
                if self.progress is not None:
                    self.progress(batch.rows)
                batch = next(batches, None)
        except BaseException as error:
            self.failed = error
            raise

    def _sorts(self, table: str, first: Batch | None) -> dict[str, Sort]:
        """What the columns are in the rules; those that the rules know as keys only are what they are in the data."""
        found = dict.fromkeys(self._named(table), Sort.TEXT)
        for node in walking.below(roots(self.plan), across=True):
            if isinstance(node, nodes.Field) and node.table == table:
                found[node.column] = sort_of(node.type)
        if first is not None:
            known = self._fields(table)
            found |= {name: sort_of_vector(first.columns[name]) for name in found if name not in known}
        found[ROW_NUMBER] = Sort.NUMBER
        return found

    def _fields(self, table: str) -> set[str]:
        below = walking.below(roots(self.plan), across=True)
        return {node.column for node in below if isinstance(node, nodes.Field) and node.table == table}
