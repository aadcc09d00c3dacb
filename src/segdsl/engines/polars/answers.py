"""Batches of Polars → answers as writers take them: masks, vectors, keys."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from segdsl.frames import Answers, Bools, KeyArray, Texts, Vector
from segdsl.interpret import as_key

CELLS = 64_000_000
"""A batch has fewer rows where so many conditions are asked that their masks would have more bytes than this."""


def answers(rows: pl.DataFrame, key: str, conditions: Sequence[str], values: Sequence[str]) -> Iterator[Answers]:
    """The answers of some customers, in one batch or more; columns that are asked for twice are made once."""
    bits = {name: Bits.of(rows[name]) for name in dict.fromkeys(conditions)}
    step = max(8192, CELLS // max(len(bits), 1) // 8 * 8)
    for start in range(0, len(rows), step):
        some = rows[start : start + step] if step < len(rows) else rows
        pairs = {name: each.masks(start, len(some)) for name, each in bits.items()}
        vectors = {name: vector(some[name]) for name in dict.fromkeys(values)}
        yield Answers(
            rows=len(some),
            make_keys=partial(keys, some[key]),
            true=tuple(pairs[name][0] for name in conditions),
            possible=tuple(pairs[name][1] for name in conditions),
            values=tuple(vectors[name] for name in values),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Bits:
    """A column of yes, no and null, as Arrow packs it; `possible` is None where nothing is null."""

    true: npt.NDArray[np.uint8]
    possible: npt.NDArray[np.uint8] | None
    offset: int

    @classmethod
    def of(cls, column: pl.Series) -> Bits:
        array: Any = column.rechunk().to_arrow()
        valid, bits = (np.frombuffer(each or b"", dtype=np.uint8) for each in array.buffers())
        if not array.null_count:
            return cls(bits, None, array.offset)
        return cls(bits & valid, bits | ~valid, array.offset)

    def masks(self, start: int, rows: int) -> tuple[Bools, Bools]:
        """Where the condition is true, and where it is true or undecided, from a row whose number 8 divides."""
        true = self._unpacked(self.true, start, rows)
        return true, true if self.possible is None else self._unpacked(self.possible, start, rows)

    def _unpacked(self, bits: npt.NDArray[np.uint8], start: int, rows: int) -> Bools:
        """One byte for each bit, which is eight times quicker than asking Arrow for them."""
        some = bits[start // 8 :]
        return np.unpackbits(some, count=self.offset + rows, bitorder="little")[self.offset :].view(np.bool_)


def vector(column: pl.Series) -> Vector:
    if column.dtype == pl.String:
        return texts(column)
    if column.dtype == pl.Boolean:
        return column.cast(pl.Int8).fill_null(-1).to_numpy()
    if column.dtype == pl.Date:
        return column.to_numpy().astype("M8[D]", copy=False)
    if column.dtype.is_temporal():
        return column.to_numpy().astype("M8[us]", copy=False)
    return column.cast(pl.Float64).to_numpy()


def texts(column: pl.Series) -> Texts:
    array: Any = column.rechunk().to_arrow()
    coded = array.dictionary_encode()
    codes = coded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    return Texts(codes.astype(np.int32, copy=False), tuple(coded.dictionary.to_pylist()))


def keys(column: pl.Series) -> KeyArray:
    """The keys as texts; row numbers as they are counted."""
    if column.dtype == pl.String:
        return column.to_arrow()
    return np.array([as_key(value) for value in column.to_list()], dtype=object)
