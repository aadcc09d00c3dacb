"""Rows as engines ask for them: from arrays kept in memory, or read again from the file, batch by batch."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from segdsl.data.choosing import Glimpsed, here_and_there, with_keys
from segdsl.data.convert import length_of
from segdsl.data.raw import Raw
from segdsl.data.reading import Plan, vectors_of
from segdsl.frames import ROW_NUMBER, Batch, Bools, LateTexts, Store, Texts, Vector
from segdsl.frames.native import Native

Rows: TypeAlias = npt.NDArray[np.int64]

ROWS = 256 * 1024
"""The most rows in a batch that is cut from memory: larger ones no longer fit the processor's cache."""


MOST_SHARED = 20_000
"""The most texts in a part for which one list is made for all parts."""


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Rows that were read together; `numbers` are their row numbers from 1, None when they follow on `first`."""

    first: int
    rows: int
    vectors: Mapping[str, Vector]
    numbers: npt.NDArray[np.float64] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class MemoryStore:
    """A table that fits in memory, converted once."""

    parts: Sequence[Part]
    native: Native | None = None

    @property
    def rows(self) -> int:
        return sum(part.rows for part in self.parts)

    def batches(self, columns: frozenset[str]) -> Iterator[Batch]:
        for part in self.parts:
            for start in range(0, part.rows, ROWS):
                end = min(start + ROWS, part.rows)
                yield Batch(end - start, {name: _cut(part, name, start, end) for name in sorted(columns)})


@dataclass(frozen=True, slots=True, eq=False)
class StreamStore:
    """A table that is read again each time. `dropped` are row numbers (from 0, sorted) that are left out, `kept` the
    columns of each chunk that had to be read to be checked."""

    raw: Raw
    plan: Plan
    rows: int
    dropped: Rows
    native: Native | None = None
    kept: Sequence[Mapping[str, Vector]] = ()

    def batches(self, columns: frozenset[str]) -> Iterator[Batch]:
        here = frozenset(self.kept[0]) & columns if self.kept else frozenset[str]()
        names = sorted(columns - here - {ROW_NUMBER})
        chunks = self.raw.chunks([self.plan.places[name] for name in names], self.plan.link_places())
        for number, chunk in enumerate(chunks):
            vectors = vectors_of(chunk, self.plan, names)
            vectors |= {name: self.kept[number][name] for name in here}
            part = keep(Part(chunk.first, chunk.rows, vectors), kept_rows(chunk.first, chunk.rows, self.dropped))
            if part.rows:
                yield Batch(part.rows, {name: _cut(part, name, 0, part.rows) for name in sorted(columns)})

    def matching(self, columns: frozenset[str], column: str, texts: frozenset[str]) -> Iterator[Batch]:
        """At least the rows in which `column` is one of these texts: of keys only those, and nothing is converted of
        others."""
        if column == ROW_NUMBER or not self.plan.is_link(column):
            yield from self.batches(columns | {column})
            return
        names = sorted((columns | {column}) - {ROW_NUMBER})
        for rows, vectors in with_keys(self.raw, self.plan, names, column, texts):
            yield from self._some(rows, vectors, columns | {column})

    def glimpses(self, columns: frozenset[str]) -> Iterator[Batch] | None:
        """The beginning, and a few rows from other places; None where that would mean to read everything."""
        if not isinstance(self.raw, Glimpsed):
            return None
        found = here_and_there(self.raw, self.plan, sorted(columns - {ROW_NUMBER}))
        return (batch for rows, vectors in found for batch in self._some(rows, vectors, columns))

    def _some(self, rows: Rows, vectors: Mapping[str, Vector], columns: frozenset[str]) -> Iterator[Batch]:
        part = Part(0, len(rows), vectors, (rows + 1).astype(np.float64))
        if len(self.dropped):
            part = _less(part, self.dropped)
        if part.rows:
            yield Batch(part.rows, {name: _cut(part, name, 0, part.rows) for name in sorted(columns)})


def with_shared_texts(parts: Sequence[Part]) -> Sequence[Part]:
    """The same parts, but each column has one list of texts for all of them, where that is not too long: what is asked
    of a text is then asked once."""
    if len(parts) < 2:
        return parts
    shared: list[dict[str, Vector]] = [dict(part.vectors) for part in parts]
    for name, first in parts[0].vectors.items():
        if not isinstance(first, Texts):
            continue
        texts = [vectors[name] for vectors in shared]
        if all(_is_short(vector) for vector in texts):
            for vectors, vector in zip(shared, _shared(texts), strict=True):
                vectors[name] = vector
    return [replace(part, vectors=vectors) for part, vectors in zip(parts, shared, strict=True)]


def _is_short(vector: Vector) -> bool:
    """Whether it is a column of few texts; keys that nobody has numbered yet are not numbered to find out."""
    if isinstance(vector, LateTexts):
        return len(vector.array) <= MOST_SHARED
    return isinstance(vector, Texts) and len(vector.values) <= MOST_SHARED


def _shared(vectors: Sequence[Any]) -> Iterator[Texts]:
    places: dict[str, int] = {}
    moves = [[places.setdefault(value, len(places)) for value in vector.values] for vector in vectors]
    values = tuple(places)
    for vector, move in zip(vectors, moves, strict=True):
        if move == list(range(len(move))):
            yield Texts(vector.codes, values)
        else:
            yield Texts(np.array([*move, -1], dtype=np.int32)[vector.codes], values)


def kept_rows(first: int, rows: int, dropped: Rows) -> Bools | None:
    """Which of the rows from `first` on stay when some (sorted, from 0) are dropped; None when all do."""
    start, end = np.searchsorted(dropped, [first, first + rows])
    if start == end:
        return None
    kept = np.ones(rows, dtype=bool)
    kept[dropped[start:end] - first] = False
    return kept


def keep(part: Part, kept: Bools | None) -> Part:
    """The part with only these rows, which keep their numbers."""
    if kept is None:
        return part
    numbers = (np.flatnonzero(kept) + part.first + 1).astype(np.float64)
    return Part(part.first, len(numbers), {name: _take(vector, kept) for name, vector in part.vectors.items()}, numbers)


def without(store: Store, dropped: Rows) -> Store:
    """The store without more rows (from 0, sorted), after some may have been dropped before."""
    if not len(dropped):
        return store
    if isinstance(store, StreamStore):
        return replace(store, rows=store.rows - len(dropped), dropped=np.union1d(store.dropped, dropped), native=None)
    assert isinstance(store, MemoryStore)
    return MemoryStore([_less(part, dropped) for part in store.parts])


def last_day(store: Store, column: str) -> dt.date | None:
    """The last calendar day in a column of dates; None when it has none."""
    last: dt.date | None = None
    for batch in store.batches(frozenset({column})):
        dates: Any = batch.columns[column]
        known = dates[~np.isnat(dates)]
        if len(known):
            day: dt.date = known.max().astype("datetime64[D]").item()
            last = day if last is None else max(last, day)
    return last


def _less(part: Part, dropped: Rows) -> Part:
    if part.numbers is None:
        return keep(part, kept_rows(part.first, part.rows, dropped))
    kept = ~np.isin(part.numbers - 1, dropped)
    vectors = {name: _take(vector, kept) for name, vector in part.vectors.items()}
    return Part(part.first, int(kept.sum()), vectors, part.numbers[kept])


def _take(vector: Vector, kept: Bools) -> Vector:
    if isinstance(vector, LateTexts):
        return LateTexts(vector.array.filter(pa.array(kept)))
    return Texts(vector.codes[kept], vector.values) if isinstance(vector, Texts) else vector[kept]


def _cut(part: Part, name: str, start: int, end: int) -> Vector:
    if name == ROW_NUMBER:
        if part.numbers is not None:
            return part.numbers[start:end]
        return np.arange(part.first + start + 1, part.first + end + 1, dtype=np.float64)
    vector = part.vectors[name]
    if start == 0 and end == length_of(vector):
        return vector
    if isinstance(vector, LateTexts):
        return LateTexts(vector.array.slice(start, end - start))
    return Texts(vector.codes[start:end], vector.values) if isinstance(vector, Texts) else vector[start:end]
