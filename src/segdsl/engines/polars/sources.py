"""Where the rows of each table come from: scanned by Polars itself, or pulled batch by batch from the store."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from segdsl.engines import few, footers
from segdsl.engines.polars import native
from segdsl.engines.polars.batches import BatchSource
from segdsl.engines.polars.names import Names
from segdsl.engines.polars.running import collected
from segdsl.engines.polars.sorts import Part, Sort, column
from segdsl.engines.sizes import Sizes
from segdsl.frames import Store
from segdsl.frames.native import ParquetScan
from segdsl.lower import Plan, Through, nodes
from segdsl.lower.nodes import Node


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """The rows of a table: a lazy frame, and for each folded column its name there and its sort."""

    frame: pl.LazyFrame
    columns: Mapping[str, tuple[str, Sort]]

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.columns.values()]

    def given(self, order: Iterable[Node]) -> dict[int, Part]:
        """Those nodes that are columns of these rows."""
        found: dict[int, Part] = {}
        for node in order:
            if isinstance(node, nodes.Field) and node.via is None:
                found[node.number] = self.column(node.column)
        return found

    def column(self, folded: str) -> Part:
        return column(*self.columns[folded])


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """How many rows a table has, how far from zero its numbers lie, and all texts of columns that have few."""

    rows: int | None = None
    farthest: Sizes = field(default_factory=dict)
    few: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Sources:
    """`progress` is told how many rows each batch had, `watch` what every query is for before it runs."""

    plan: Plan
    stores: Mapping[str, Store]
    progress: Callable[[int], None] | None = None
    watch: Callable[[str, pl.LazyFrame], None] | None = None
    names: Names = field(init=False)
    _known: dict[str, Known] = field(default_factory=dict)
    _batches: dict[str, BatchSource] = field(default_factory=dict)
    _read_again: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        self.names = Names(self.plan)
        self._read_again = _read_again(self.plan)

    def rows(self, table: str, columns: frozenset[str]) -> Rows:
        """The rows of a table with these columns, in their order."""
        store = self.stores[table]
        names = {folded: self.names.of(table, folded) for folded in sorted(columns)}
        if isinstance(store.native, ParquetScan):
            frame, sorts = native.scan(store.native, names)
        else:
            frame, sorts = self._pulled(table, names)
        return Rows(frame, {folded: (name, sorts[name]) for folded, name in names.items()})

    def collected(self, purpose: str, frame: pl.LazyFrame) -> pl.DataFrame:
        """What a query finds, held whole."""
        if self.watch is not None:
            self.watch(purpose, frame)
        return collected(frame)

    def known(self, table: str) -> Known:
        """What is known of a table that Polars reads itself; nothing of others."""
        scan = self.stores[table].native
        if table not in self._known and isinstance(scan, ParquetScan):
            told = footers.told(scan, self.plan.columns[table])
            self._known[table] = Known(told.rows, {table: told.farthest}, self._few(table, told.rows))
        return self._known.get(table, Known())

    def _few(self, table: str, rows: int) -> dict[str, tuple[str, ...]]:
        """All texts of columns that measures count the different texts of, where there are few. Only of many rows is it
        quicker to know them."""
        found: dict[str, tuple[str, ...]] = {}
        for name in few.counted(self.plan, table) if rows > few.MANY else ():
            read = self.rows(table, frozenset({name}))
            column = read.column(name).expr.alias("found")
            frames = (read.frame.head(few.SAMPLE), read.frame)
            for frame in frames:
                asked = frame.select(column).unique().drop_nulls().head(few.MOST + 1)
                texts = self.collected(f"the different texts of {name}", asked)["found"].to_list()
                if not few.usable(texts):
                    break
            else:
                found[name] = tuple(sorted(texts))
        return found

    def scanned(self, table: str) -> bool:
        """Whether Polars reads the table itself, and nobody else counts its rows."""
        return isinstance(self.stores[table].native, ParquetScan)

    def tell(self, rows: int) -> None:
        if self.progress is not None:
            self.progress(rows)

    def _pulled(self, table: str, names: dict[str, str]) -> tuple[pl.LazyFrame, dict[str, Sort]]:
        again = table in self._read_again
        if not again:
            return BatchSource(table, self.stores[table], names, False, self.progress).frame()
        if table not in self._batches:
            every = {folded: self.names.of(table, folded) for folded in sorted(self.plan.columns[table])}
            self._batches[table] = BatchSource(table, self.stores[table], every, True, self.progress)
        frame, sorts = self._batches[table].frame()
        return frame.select(names.values()), sorts


def _read_again(plan: Plan) -> frozenset[str]:
    """The tables that are read more than once."""
    times = Counter(step.many.table for step in plan.passes)
    for step in plan.passes:
        route = step.many.route
        while isinstance(route, Through):
            route = route.route
            times[route.table] += 1
    again = {table for table, count in times.items() if count > 1}
    if plan.passes or plan.customers.distinct:
        again.add(plan.customers.table)
    return frozenset(again)
