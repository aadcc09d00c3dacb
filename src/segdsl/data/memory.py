"""Tables that are in memory already (data frames, Arrow tables, Arrow files): taken as they are, without copying."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.ipc as ipc

from segdsl.data.converted import is_text
from segdsl.data.header import refuse_repeats
from segdsl.data.raw import Arrow, Chunk, Misshapen, RawColumn, none_misshapen, one_array
from segdsl.diagnostics.codes import data as codes
from segdsl.diagnostics.model import Diagnostic, Refused

ROWS = 1024 * 1024
"""Arrow tables are taken in parts of so many rows: they may be larger than memory."""


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """A pandas data frame; its index is no column."""

    label: str
    frame: pd.DataFrame
    headers: Sequence[str]
    paths: tuple[Path, ...] = ()
    spelled: bool = False
    misshapen: Misshapen = field(default_factory=none_misshapen)

    def chunks(self, places: Sequence[int], plain: frozenset[int] = frozenset()) -> Iterator[Chunk]:
        columns = {place: numbered(_series(self.frame.iloc[:, place]), place in plain) for place in places}
        yield Chunk(0, len(self.frame), columns)


@dataclass(frozen=True, slots=True, eq=False)
class ArrowTable:
    """An Arrow table, or a file of Arrow data mapped into memory."""

    label: str
    table: pa.Table
    headers: Sequence[str]
    paths: tuple[Path, ...] = ()
    spelled: bool = False
    misshapen: Misshapen = field(default_factory=none_misshapen)

    def chunks(self, places: Sequence[int], plain: frozenset[int] = frozenset()) -> Iterator[Chunk]:
        for first in range(0, max(self.table.num_rows, 1), ROWS):
            part = self.table.slice(first, ROWS)
            columns = {place: numbered(plain_array(part.column(place)), place in plain) for place in places}
            yield Chunk(first, part.num_rows, columns)


def open_frame(frame: pd.DataFrame, label: str) -> Frame:
    headers = tuple(str(name) for name in frame.columns)
    refuse_repeats(headers, label)
    return Frame(label, frame, headers)


def open_table(table: pa.Table, label: str, paths: tuple[Path, ...] = ()) -> ArrowTable:
    headers = tuple(table.column_names)
    refuse_repeats(headers, label)
    return ArrowTable(label, table, headers, paths)


def open_arrow(path: Path, label: str) -> ArrowTable:
    """Arrow files and streams (feather too). Raises Refused when the file is damaged."""
    try:
        source = pa.memory_map(str(path))
        try:
            table = ipc.open_file(source).read_all()
        except pa.ArrowInvalid:
            source.seek(0)
            table = ipc.open_stream(source).read_all()
    except (pa.ArrowException, OSError) as error:
        said = f"`{label}` is damaged or not an Arrow file"
        raise Refused(Diagnostic(codes.UNREADABLE_FILE, said, path=label)) from error
    return open_table(table, label, (path,))


def numbered(column: RawColumn, plain: bool) -> RawColumn:
    """Texts by number, once for all that will be asked of them."""
    if plain or isinstance(column, np.ndarray) or not is_text(column.type):
        return column
    return column.dictionary_encode()


def _series(series: pd.Series[Any]) -> RawColumn:
    kind = series.dtype
    if isinstance(kind, np.dtype) and kind.kind in "fiubM":
        return series.to_numpy()
    if isinstance(kind, np.dtype):
        return _objects(series)
    return plain_array(pa.Array.from_pandas(series))


def plain_array(array: Arrow) -> Arrow:
    """One array of a type that the rest knows."""
    if isinstance(array, pa.ChunkedArray):
        array = one_array(array)
    if isinstance(array, pa.ExtensionArray):
        array = array.storage
    if pa.types.is_string_view(array.type):
        return array.cast(pa.large_string())
    return array


def _objects(series: pd.Series[Any]) -> Arrow:
    """Python objects: of one kind, or else each one as its text."""
    try:
        return plain_array(pa.array(series, from_pandas=True))
    except (pa.ArrowException, OverflowError, ValueError, TypeError):
        missing = series.isna()
        texts = [None if gone else text_of(value) for value, gone in zip(series, missing, strict=True)]
        return pa.array(texts, pa.string())


def text_of(value: object) -> str:
    """What a user would write for the value."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)
