"""Vectors to Arrow columns and back, as Spark takes and gives them; reads and asks nothing."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa

from segdsl.engines.sql.sorts import Sort
from segdsl.frames import LazyTexts, Texts, Vector

Arrow: TypeAlias = Any
"""An Arrow array: the library's own hints do not say enough of it to be checked."""

KINDS: dict[Sort, Arrow] = {
    Sort.NUMBER: pa.float64(),
    Sort.TEXT: pa.string(),
    Sort.FLAG: pa.bool_(),
    Sort.DATE: pa.date32(),
    Sort.TIME: pa.timestamp("us"),
}


def to_arrow(vector: Vector, sort: Sort) -> Arrow:
    """A column with null where the value is missing."""
    if isinstance(vector, Texts):
        values = vector.values.array if isinstance(vector.values, LazyTexts) else pa.array(vector.values, pa.string())
        codes = pa.array(vector.codes, pa.int32(), mask=vector.codes < 0)
        return pa.DictionaryArray.from_arrays(codes, values.cast(pa.string())).cast(pa.string())
    if sort is Sort.FLAG:
        flags: Any = vector
        return pa.array(flags == 1, pa.bool_(), mask=flags < 0)
    if vector.dtype.kind == "M":
        return pa.array(vector.astype("M8[D]" if sort is Sort.DATE else "M8[us]"), KINDS[sort])
    # A column of which nothing is known, not even its kind, holds nothing but gaps.
    return pa.array(vector, KINDS[Sort.NUMBER], from_pandas=True).cast(KINDS[sort])


def to_vector(array: Arrow, sort: Sort) -> Vector:
    """The other way round."""
    match sort:
        case Sort.NUMBER:
            numbers: Vector = array.cast(pa.float64()).to_numpy(zero_copy_only=False)
            return numbers
        case Sort.TEXT:
            coded = array.cast(pa.string()).dictionary_encode()
            codes = coded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
            return Texts(codes.astype(np.int32, copy=False), tuple(coded.dictionary.to_pylist()))
        case Sort.FLAG:
            flags: Vector = array.cast(pa.int8()).fill_null(-1).to_numpy(zero_copy_only=False)
            return flags
        case Sort.DATE | Sort.TIME:
            unit = "M8[D]" if sort is Sort.DATE else "M8[us]"
            dates: Vector = array.cast(KINDS[sort]).to_numpy(zero_copy_only=False).astype(unit, copy=False)
            return dates
