"""Some rows of a table that is not in memory: those with certain keys, or a few from all over; all others are read as
little as possible, and none of them become vectors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol, TypeAlias, runtime_checkable

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from segdsl.data.raw import Chunk, Raw, RawColumn
from segdsl.data.raw import compute as pc
from segdsl.data.reading import Plan, vectors_of
from segdsl.data.texts import key_texts
from segdsl.frames import Vector

Numbered: TypeAlias = tuple[npt.NDArray[np.int64], dict[str, Vector]]
"""Rows by their numbers (from 0), and their columns."""


@runtime_checkable
class Glimpsed(Raw, Protocol):
    """Data of which a few rows can be read without those before them."""

    def glimpses(self, places: Sequence[int], plain: frozenset[int]) -> Iterator[Chunk]:
        """The beginning, and then a few thousand rows each from a few other places, in their order."""


def with_keys(raw: Raw, plan: Plan, names: Sequence[str], column: str, texts: frozenset[str]) -> Iterator[Numbered]:
    """The rows whose key in `column` is one of these texts."""
    places = sorted({plan.places[name] for name in (*names, column)})
    wanted = pa.array(sorted(texts), pa.string())
    for chunk in raw.chunks(places, plan.link_places()):
        keys = key_texts(chunk.columns[plan.places[column]], plan.spelled).array
        rows = np.flatnonzero(pc.is_in(keys, value_set=wanted).to_numpy(zero_copy_only=False))
        if len(rows):
            some = Chunk(chunk.first, len(rows), {at: _taken(each, rows) for at, each in chunk.columns.items()})
            yield chunk.first + rows, vectors_of(some, plan, names)


def here_and_there(raw: Glimpsed, plan: Plan, names: Sequence[str]) -> Iterator[Numbered]:
    """A few rows from all over the data."""
    for chunk in raw.glimpses([plan.places[name] for name in names], plan.link_places()):
        yield np.arange(chunk.first, chunk.first + chunk.rows), vectors_of(chunk, plan, names)


def _taken(column: RawColumn, rows: npt.NDArray[np.int64]) -> RawColumn:
    return column[rows] if isinstance(column, np.ndarray) else column.take(pa.array(rows))
