"""What every reader gives: the headers of a table and its rows in chunks of Arrow arrays, nothing converted yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeAlias

import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute

Arrow: TypeAlias = Any
"""An Arrow array or type: the library's own hints do not say enough of either to be checked."""

compute: Any = pyarrow.compute
"""Arrow's functions: its own hints take what they give for single values."""

RawColumn: TypeAlias = "Arrow | npt.NDArray[Any]"
"""An Arrow array, or a plain array of floats, whole numbers, booleans or datetime64 (from a data frame)."""


Misshapen: TypeAlias = Mapping[int, Mapping[str, str | None]]
"""Rows (from 0) that are no rows, as far as their fields can be told."""


def none_misshapen() -> Misshapen:
    return {}


@dataclass(frozen=True, slots=True, eq=False)
class Chunk:
    """Consecutive rows; `first` is the number of the first one (from 0), columns are keyed by their place."""

    first: int
    rows: int
    columns: Mapping[int, RawColumn]


class Raw(Protocol):
    """A table as it lies in its file or frame.

    `spelled` means that the texts are spellings of values of any kind (a text file), so that numbers may be read from
    them; in typed data a text is a text. Columns in `plain` are keys: numbering their texts would be in vain. `label`
    is how messages call the data, `paths` are the files read. `misshapen` rows are empty in the chunks.
    """

    @property
    def label(self) -> str: ...
    @property
    def paths(self) -> tuple[Path, ...]: ...
    @property
    def headers(self) -> Sequence[str]: ...
    @property
    def spelled(self) -> bool: ...
    @property
    def misshapen(self) -> Misshapen: ...
    def chunks(self, places: Sequence[int], plain: frozenset[int] = frozenset()) -> Iterator[Chunk]: ...


def one_array(column: Arrow) -> Arrow:
    """The column in one piece, without copying when it is in one already."""
    if column.num_chunks == 1:
        return column.chunk(0)
    combined = column.combine_chunks()
    if isinstance(combined, pa.ChunkedArray):
        return combined.chunk(0) if combined.num_chunks else pa.array([], column.type)
    return combined


def plain_array(array: Arrow) -> Arrow:
    """One array of a type that the rest knows."""
    if isinstance(array, pa.ChunkedArray):
        array = one_array(array)
    if isinstance(array, pa.ExtensionArray):
        array = array.storage
    if pa.types.is_string_view(array.type):
        return array.cast(pa.large_string())
    return array
