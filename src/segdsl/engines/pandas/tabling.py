"""Which of a few texts each customer has, and how often: a table of texts by customers; measures nothing else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

from segdsl import ir
from segdsl.engines.pandas.vectors import Array, Sort, Vec

MOST_TEXTS = {ir.Aggregate.DIFFERENT: 64, ir.Aggregate.MOST_COMMON: 16}
"""For more texts than this, the rows themselves take less room than a table."""


class Rows(Protocol):
    """Another way to measure, which keeps the rows."""

    def add(self, customers: Array, values: Vec | None) -> None: ...
    def done(self) -> Vec: ...


@dataclass(slots=True, eq=False)
class Tabling:
    """`instead` makes the other way, which takes over as soon as there are too many texts."""

    size: int
    aggregate: ir.Aggregate
    instead: Callable[[], Rows]
    places: dict[str, int] = field(default_factory=dict)
    table: Array = field(init=False)
    rows: Rows | None = None
    _list: Sequence[str] | None = None
    _moves: Array | None = None

    def __post_init__(self) -> None:
        self.table = self._wide(4)

    def _wide(self, texts: int) -> Array:
        kind: Any = np.bool_ if self.aggregate is ir.Aggregate.DIFFERENT else np.int32
        return np.zeros((texts, self.size), dtype=kind)

    def add(self, customers: Array, values: Vec | None) -> None:
        if values is None or not len(customers):
            return
        numbers = None if self.rows is not None else self._numbered(values)
        if numbers is None:
            assert self.rows is not None
            self.rows.add(customers, values)
        elif self.aggregate is ir.Aggregate.DIFFERENT:
            self.table[numbers, customers] = True
        else:
            np.add.at(self.table.reshape(-1), numbers * np.int64(self.size) + customers, 1)

    def add_base(self, customers: Array, values: Vec | None) -> None:
        """Nothing is a share here."""

    def done(self) -> Vec:
        if self.rows is not None:
            return self.rows.done()
        if self.aggregate is ir.Aggregate.DIFFERENT:
            different = np.zeros(self.size)
            for has in self.table[: len(self.places)]:
                different += has
            return Vec(Sort.NUMBER, different)
        return self._most_common()

    def _most_common(self) -> Vec:
        """Of several as common the smallest: the first one of them in order."""
        texts = tuple(sorted(self.places))
        codes = np.full(self.size, -1, dtype=np.int32)
        most = np.zeros(self.size, dtype=np.int32)
        for code, text in enumerate(texts):
            counts = self.table[self.places[text]]
            more = counts > most
            codes[more], most[more] = code, counts[more]
        return Vec(Sort.TEXT, codes, texts)

    def _numbered(self, values: Vec) -> Array | None:
        """The rows of the table for these values; None when they would be too many, and the other way was taken."""
        if self._moves is None or self._list is not values.values:
            used = np.flatnonzero(np.bincount(values.data, minlength=len(values.values)))
            if len(self.places.keys() | {values.values[code] for code in used[: self._most + 1].tolist()}) > self._most:
                self._hand_over()
                return None
            moves = np.full(len(values.values), -1, dtype=np.int64)
            for code in used.tolist():
                moves[code] = self.places.setdefault(values.values[code], len(self.places))
            if len(used) == len(values.values):  # otherwise the next rows may have others of the list
                self._list, self._moves = values.values, moves
            self._grow()
            return moves[values.data]
        return self._moves[values.data]

    @property
    def _most(self) -> int:
        return MOST_TEXTS[self.aggregate]

    def _grow(self) -> None:
        if len(self.places) > len(self.table):
            wider = self._wide(2 * len(self.places))
            wider[: len(self.table)] = self.table
            self.table = wider

    def _hand_over(self) -> None:
        """What is in the table, as rows."""
        self.rows = self.instead()
        texts = tuple(self.places)
        for code, counts in enumerate(self.table[: len(texts)]):
            customers = np.repeat(np.arange(self.size), counts)
            self.rows.add(customers, Vec(Sort.TEXT, np.full(len(customers), code, dtype=np.int32), texts))
        self.table = self._wide(0)
