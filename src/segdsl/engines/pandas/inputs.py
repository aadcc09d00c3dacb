"""Reads the tables a plan needs, batch by batch, as columns to compute with; decides nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from segdsl.engines.pandas.vectors import Vec, from_vector
from segdsl.frames import Batch, LateTexts, Store
from segdsl.lower import Plan

Columns: TypeAlias = Mapping[str, Vec]


class BatchColumns(Mapping[str, Vec]):
    """The columns of a batch, each made when it is first asked for: keys may never be."""

    def __init__(self, batch: Batch) -> None:
        self._vectors = batch.columns
        self._made: dict[str, Vec] = {}

    def __getitem__(self, name: str) -> Vec:
        if name not in self._made:
            self._made[name] = from_vector(self._vectors[name])
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._vectors)

    def __len__(self) -> int:
        return len(self._vectors)

    def unnumbered(self, name: str) -> Any:
        """The column as an Arrow array of texts; None when its texts have numbers."""
        vector = self._vectors[name]
        return vector.array if isinstance(vector, LateTexts) else None


@dataclass(frozen=True, slots=True, eq=False)
class Reader:
    """`progress` is told how many rows each batch had."""

    plan: Plan
    stores: Mapping[str, Store]
    progress: Callable[[int], None] | None = None

    def batches(self, table: str) -> Iterator[tuple[int, BatchColumns]]:
        """The rows of a table, with the columns that the plan needs of it."""
        names = self.plan.columns.get(table, frozenset())
        for batch in self.stores[table].batches(names):
            yield batch.rows, BatchColumns(batch)
            if self.progress is not None:
                self.progress(batch.rows)
