"""How many rows Parquet files have, and how far from zero their numbers lie, as their footers tell; reads no values."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from segdsl.frames import ROW_NUMBER
from segdsl.frames.native import ParquetScan
from segdsl.types import Kind

_NUMBERS = frozenset({Kind.WHOLE, Kind.NUMBER})


@dataclass(frozen=True, slots=True)
class Told:
    """`farthest` has the columns of numbers (folded names) of which it is told everywhere."""

    rows: int
    farthest: Mapping[str, float]


def told(scan: ParquetScan, wanted: frozenset[str]) -> Told:
    import pyarrow.parquet as pq

    numbers = {name: scan.columns[name] for name in wanted - {ROW_NUMBER}}
    names = {name: c.name for name, c in numbers.items() if c.kind in _NUMBERS and not c.spelled}
    rows, found = 0, dict.fromkeys(names, 0.0)
    for path in scan.paths:
        metadata = pq.read_metadata(path)
        rows += metadata.num_rows
        leaves = {metadata.schema.column(leaf).path: leaf for leaf in range(metadata.num_columns)}
        for name, stored in names.items():
            for number in range(metadata.num_row_groups):
                chunk = metadata.row_group(number).column(leaves[stored]) if stored in leaves else None
                found[name] = max(found[name], _farthest(chunk))
    return Told(rows, {name: size for name, size in found.items() if math.isfinite(size)})


def _farthest(chunk: Any) -> float:
    """Infinity where that is not told, or not to be believed."""
    told = None if chunk is None else chunk.statistics
    if told is None:
        return math.inf
    if not told.has_min_max:
        return 0.0 if told.has_null_count and told.null_count == chunk.num_values else math.inf
    try:
        size = max(abs(float(told.min)), abs(float(told.max)))
    except (TypeError, ValueError, OverflowError):
        return math.inf
    return math.inf if math.isnan(float(told.min)) or math.isnan(float(told.max)) else size
