"""Vectors ↔ Arrow columns; decides nothing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from segdsl.engines.sql.sorts import Sort
from segdsl.frames import LazyTexts, Numbers, Texts, Vector

TYPES: dict[Sort, Any] = {
    Sort.NUMBER: pa.float64(),
    Sort.TEXT: pa.dictionary(pa.int32(), pa.string()),
    Sort.FLAG: pa.bool_(),
    Sort.DATE: pa.date32(),
    Sort.TIME: pa.timestamp("us"),
}
_DTYPES: dict[Sort, Any] = {Sort.NUMBER: np.float64, Sort.FLAG: np.int8, Sort.DATE: "M8[D]", Sort.TIME: "M8[us]"}


def sort_of_vector(vector: Vector) -> Sort:
    if isinstance(vector, Texts):
        return Sort.TEXT
    if vector.dtype.kind == "M":
        return Sort.DATE if vector.dtype == np.dtype("M8[D]") else Sort.TIME
    return Sort.FLAG if vector.dtype == np.int8 else Sort.NUMBER


def to_arrow(vector: Vector, sort: Sort, rows: int) -> Any:
    """A column for the query; what is of another sort is missing."""
    if sort_of_vector(vector) is not sort:
        return pa.nulls(rows, TYPES[sort])
    if isinstance(vector, Texts):
        texts = vector.values.array if isinstance(vector.values, LazyTexts) else pa.array(vector.values, pa.string())
        if texts.type != pa.string():
            texts = texts.cast(pa.string())
        codes = pa.array(vector.codes, pa.int32(), mask=vector.codes < 0)
        return pa.DictionaryArray.from_arrays(codes, texts)
    match sort:
        case Sort.FLAG:
            flags = vector.view(np.int8)
            return pa.array(flags == 1, pa.bool_(), mask=flags < 0)
        case Sort.NUMBER:
            return pa.array(vector, pa.float64(), from_pandas=True)
        case Sort.DATE:
            return pa.array(vector, pa.date32())
        case _:
            return pa.array(vector.astype("M8[us]", copy=False), TYPES[sort])


def to_vector(column: Any, sort: Sort) -> Vector:
    """A column of answers."""
    if sort is Sort.TEXT:
        encoded = column.dictionary_encode()
        codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
        return Texts(codes.astype(np.int32, copy=False), LazyTexts(encoded.dictionary))
    if sort is Sort.FLAG:
        column = column.cast(pa.int8()).fill_null(-1)
    found: Numbers = column.to_numpy(zero_copy_only=False).astype(_DTYPES[sort], copy=False)
    return found
