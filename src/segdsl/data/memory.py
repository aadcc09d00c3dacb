"""Tables that are in memory already (data frames, Arrow tables, Arrow files): taken as they are, without copying."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.ipc as ipc

from segdsl.data import wellformed
from segdsl.data.converted import is_text
from segdsl.data.header import refuse_repeats
from segdsl.data.objects import column_of
from segdsl.data.raw import Chunk, Misshapen, RawColumn, none_misshapen, plain_array
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
        yield Chunk(0, len(self.frame), {place: self._column(place, place in plain) for place in places})

    def _column(self, place: int, plain: bool) -> RawColumn:
        series, header = self.frame.iloc[:, place], self.headers[place]
        found = wellformed.array_of(lambda: column_of(series, plain, header, self.label), series, 0, header, self.label)
        return numbered(found, plain)


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
    wellformed.refuse_names(headers, label)
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
