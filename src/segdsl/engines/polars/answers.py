"""Batches of Polars → answers as writers take them: masks, vectors, keys."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np
import polars as pl

from segdsl.frames import Answers, KeyArray, Texts, Vector
from segdsl.frames.masks import Masks, two_masks
from segdsl.interpret import as_key

CELLS = 64_000_000
"""A batch has fewer rows where so many conditions are asked that their masks would have more bytes than this."""


def answers(rows: pl.DataFrame, key: str, conditions: Sequence[str], values: Sequence[str]) -> Iterator[Answers]:
    """The answers of some customers, in one batch or more; columns that are asked for twice are made once."""
    asked = list(dict.fromkeys(conditions))
    step = max(8192, CELLS // max(len(asked), 1) // 8 * 8)
    for start in range(0, len(rows), step):
        some = rows[start : start + step] if step < len(rows) else rows
        pairs = {name: two_masks(some[name].rechunk().to_arrow()) for name in asked}
        vectors = {name: vector(some[name]) for name in dict.fromkeys(values)}
        yield Answers(
            rows=len(some),
            make_keys=partial(keys, some[key]),
            true=Masks(pairs[name][0] for name in conditions),
            possible=Masks(pairs[name][1] for name in conditions),
            values=tuple(vectors[name] for name in values),
        )


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
