"""Reads the tables a plan needs, batch by batch, as columns to compute with; decides nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from segdsl.engines.pandas.vectors import Vec, from_vector
from segdsl.frames import Store
from segdsl.lower import Plan

Columns: TypeAlias = Mapping[str, Vec]


@dataclass(frozen=True, slots=True, eq=False)
class Reader:
    """`progress` is told how many rows each batch had."""

    plan: Plan
    stores: Mapping[str, Store]
    progress: Callable[[int], None] | None = None

    def batches(self, table: str) -> Iterator[tuple[int, Columns]]:
        """The rows of a table, with the columns that the plan needs of it."""
        names = self.plan.columns.get(table, frozenset())
        for batch in self.stores[table].batches(names):
            yield batch.rows, {name: from_vector(batch.columns[name]) for name in names}
            if self.progress is not None:
                self.progress(batch.rows)
