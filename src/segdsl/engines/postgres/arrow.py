"""Arrow columns as they come from the database, as vectors; they hold only what the rules know of."""

from __future__ import annotations

from typing import Any

import numpy as np

from segdsl.frames import Texts, Vector
from segdsl.types import Kind


def to_vector(column: Any, kind: Kind) -> Vector:
    """A column of doubles, whole numbers, booleans, dates, timestamps or texts, of which any may be null."""
    import pyarrow as pa

    if kind in (Kind.TEXT, Kind.ONE_OF):
        numbered = column.dictionary_encode()
        codes = numbered.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int32, copy=False)
        return Texts(codes, tuple(numbered.dictionary.to_pylist()))
    found: Any
    match kind:
        case Kind.YES_NO:
            found = column.cast(pa.int8()).fill_null(-1).to_numpy(zero_copy_only=False)
        case Kind.DATE:
            found = column.to_numpy(zero_copy_only=False).astype("datetime64[D]", copy=False)
        case Kind.DATE_TIME:
            found = column.to_numpy(zero_copy_only=False).astype("datetime64[us]", copy=False)
        case _:
            found = column.to_numpy(zero_copy_only=False).astype(np.float64, copy=False)
    vector: Vector = found
    return vector
