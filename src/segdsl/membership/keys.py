"""How customers are told apart: the key of one, and where some of them stand among many; asks nobody anything."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute

from segdsl import ir
from segdsl.frames import ROW_NUMBER, Bools, KeyArray
from segdsl.interpret import Row, as_key

_compute: Any = pyarrow.compute


def key_column(program: ir.Program) -> str:
    """The column with the customers' keys: without one, the number of the row serves."""
    return ROW_NUMBER if program.customers.key is None else program.customers.key


def key_of(program: ir.Program, row: Row) -> str:
    """What a customer is called; empty without a key."""
    return as_key(row.get(key_column(program))) or ""


def arrow_texts(keys: KeyArray) -> Any:
    """Keys as one Arrow array of texts, whatever array they came in."""
    if isinstance(keys, np.ndarray):
        return pa.array(keys, pa.large_string())
    if isinstance(keys, pa.ChunkedArray):
        keys = keys.combine_chunks()
    return keys if keys.type == pa.large_string() else keys.cast(pa.large_string())


def among(array: Any, wanted: Collection[str]) -> Bools:
    """Which texts of an Arrow array are wanted."""
    found: Bools = _compute.is_in(array, value_set=pa.array(sorted(wanted), array.type)).to_numpy(zero_copy_only=False)
    return found


def places(keys: KeyArray, wanted: Collection[str]) -> Iterator[tuple[int, str]]:
    """Where in `keys` those that are wanted stand."""
    array = arrow_texts(keys)
    for place in np.flatnonzero(among(array, wanted)).tolist():
        yield place, array[place].as_py()
