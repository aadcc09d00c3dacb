"""What the footers of Parquet files prove of a column, so that its values need not be read to be checked; reads no
values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import pyarrow as pa
import pyarrow.parquet as pq

from segdsl.data import spelling
from segdsl.data.raw import Arrow, Chunk, Raw
from segdsl.schemas import Column
from segdsl.types import Kind

_SURE_DAYS = (dt.date(1, 1, 2), dt.date(9999, 12, 30))


@runtime_checkable
class Footed(Raw, Protocol):
    """Parquet files that all have the same columns; those of `folders` are not in them."""

    @property
    def paths(self) -> tuple[Path, ...]: ...
    @property
    def headers(self) -> Sequence[str]: ...
    @property
    def kinds(self) -> Sequence[Arrow]: ...
    @property
    def folders(self) -> Sequence[str]: ...
    @property
    def alike(self) -> bool: ...
    @property
    def rows(self) -> int: ...
    def glimpses(self, places: Sequence[int], plain: frozenset[int]) -> Iterator[Chunk]: ...


@dataclass(slots=True)
class Told:
    """What is told of a column: its storage type, of how many rows, how many values are missing, and the ends of the
    others (None: not everywhere told)."""

    kind: Arrow
    rows: int = 0
    missing: int | None = 0
    least: Any = None
    most: Any = None
    bounded: bool = True

    def add(self, chunk: Any) -> None:
        """One more row group."""
        found = chunk.statistics
        if found is None or not found.has_null_count:
            self.missing, self.bounded = None, False
            return
        self.missing = None if self.missing is None else self.missing + found.null_count
        if found.null_count == chunk.num_values:
            return
        least, most = _ends(found)
        if least is None or most is None:
            self.bounded = False
            return
        self.least = least if self.least is None else min(self.least, least)
        self.most = most if self.most is None else max(self.most, most)

    def proves(self, column: Column) -> bool:
        """Whether all values are as this column's must be, and come to the rules as they lie there."""
        if self.missing is None or column.missing_codes or column.date_pattern:
            return False
        kind, types = column.type.kind, pa.types
        if kind is Kind.YES_NO:
            return bool(types.is_boolean(self.kind))
        if kind is Kind.WHOLE and types.is_integer(self.kind):
            return self._within(max(-spelling.EXACT, _least(column)), min(spelling.EXACT, _most(column)))
        if kind is Kind.NUMBER and (types.is_float64(self.kind) or types.is_float32(self.kind)):
            free = column.low is None and column.high is None
            return column.decimals is None and (free or self._within(_least(column), _most(column)))
        if kind is Kind.DATE and types.is_date32(self.kind):
            return column.low is None and column.high is None and self._within(*_SURE_DAYS)
        return False

    def _within(self, low: Any, high: Any) -> bool:
        return self.bounded and (self.least is None or bool(low <= self.least and self.most <= high))


def told(raw: Footed, places: Sequence[int]) -> Mapping[int, Told]:
    """What is told of the columns at these places; nothing of those that differ from file to file or lie in no file."""
    stored = raw.headers[: len(raw.headers) - len(raw.folders)]
    found = {place: Told(raw.kinds[place]) for place in places if place < len(stored) and raw.alike}
    for metadata in _footers(raw.paths):
        for tells in found.values():
            tells.rows += metadata.num_rows
        leaves = {metadata.schema.column(leaf).path: leaf for leaf in range(metadata.num_columns)}
        for number in range(metadata.num_row_groups):
            group = metadata.row_group(number)
            for place, tells in found.items():
                tells.add(group.column(leaves[stored[place]])) if stored[place] in leaves else tells.add(_Nothing)
    return found


class _Nothing:
    """Of a nested column nothing is told."""

    statistics = None


def _footers(paths: Sequence[Path]) -> Iterator[Any]:
    for path in paths:
        with pq.ParquetFile(path) as file:
            yield file.metadata


def _ends(found: Any) -> tuple[Any, Any]:
    try:
        return (found.min, found.max) if found.has_min_max else (None, None)
    except (OverflowError, ValueError, pa.ArrowException):  # a date that Python does not have
        return None, None


def _least(column: Column) -> float:
    return float(column.low) if isinstance(column.low, int | float) else -float("inf")


def _most(column: Column) -> float:
    return float(column.high) if isinstance(column.high, int | float) else float("inf")
