"""Reads Parquet: a file, a folder (also of `name=value` folders) or a glob, some row groups at a time."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from segdsl.data.converted import is_text
from segdsl.data.header import refuse_repeats
from segdsl.data.raw import Chunk, Misshapen, RawColumn, none_misshapen, one_array
from segdsl.diagnostics.codes import data as codes
from segdsl.diagnostics.model import Diagnostic, Refused
from segdsl.frames.native import Native, NativeColumn, ParquetScan

ROWS = 64 * 1024
"""Row groups smaller than this are read together."""

GLIMPSES = 12
FIRST_GLIMPSE = 20_000
GLIMPSE = 4_096
"""For a look at the data: of so many row groups at most, and of one in four, all over the files, so many rows; more of
the first one."""

_NOTHING = "__HIVE_DEFAULT_PARTITION__"
"""What stands in the name of a folder for a value that is not there."""


@dataclass(frozen=True, slots=True)
class _Group:
    """A row group: its file, its number in it, the number of its first row in the table, and how many it has."""

    path: Path
    number: int
    first: int
    rows: int


@dataclass(frozen=True, slots=True, eq=False)
class ParquetFiles:
    """Files with the same columns, in order of name. `folders` are the columns that only folder names tell, `alike`
    says that every column has one type in all files, `rows` is how many rows they have together."""

    label: str
    paths: tuple[Path, ...]
    headers: Sequence[str]
    kinds: Sequence[pa.DataType]
    folders: Sequence[str]
    alike: bool = True
    rows: int = 0
    spelled: bool = False
    misshapen: Misshapen = field(default_factory=none_misshapen)
    _beginning: dict[tuple[int, bool], RawColumn] = field(default_factory=dict)

    def chunks(self, places: Sequence[int], plain: frozenset[int] = frozenset()) -> Iterator[Chunk]:
        """Texts come numbered (as dictionaries) when Parquet holds them so."""
        first = 0
        stored = len(self.headers) - len(self.folders)
        names = [self.headers[place] for place in places if place < stored]
        for path in self.paths:
            for table in self._tables(path, names, plain):
                yield Chunk(first, table.num_rows, self._columns(path, places, table))
                first += table.num_rows

    def _columns(self, path: Path, places: Sequence[int], table: pa.Table) -> dict[int, RawColumn]:
        stored = len(self.headers) - len(self.folders)
        columns = {place: one_array(table.column(self.headers[place])) for place in places if place < stored}
        for place in (place for place in places if place >= stored):
            value = _folder_values(path).get(self.headers[place])
            columns[place] = pa.repeat(pa.scalar(value, pa.string()), table.num_rows)
        return columns

    def glimpses(self, places: Sequence[int], plain: frozenset[int] = frozenset()) -> Iterator[Chunk]:
        """The first rows of the first row group, and fewer of some others, always of the same ones."""
        groups = list(self._groups())
        if not groups:
            return
        yield self._first_glimpse(groups[0], places, plain)
        many = min(GLIMPSES, max(len(groups) // 4, 1))
        for number in sorted({*np.random.default_rng(20).integers(0, len(groups), many).tolist()} - {0}):
            yield self._glimpse(groups[number], places, plain, GLIMPSE)

    def _first_glimpse(self, group: _Group, places: Sequence[int], plain: frozenset[int]) -> Chunk:
        """The beginning is looked at more than once, and therefore kept."""
        known = self._beginning
        new = [place for place in places if (place, place in plain) not in known]
        if new:
            found = self._glimpse(group, new, plain, FIRST_GLIMPSE)
            known.update({(place, place in plain): column for place, column in found.columns.items()})
        rows = min(FIRST_GLIMPSE, group.rows)
        return Chunk(group.first, rows, {place: known[place, place in plain] for place in places})

    def _groups(self) -> Iterator[_Group]:
        """Those that have rows."""
        first = 0
        for path in self.paths:
            with self._opened(path, ()) as file:
                for number in range(file.num_row_groups):
                    rows = file.metadata.row_group(number).num_rows
                    if rows:
                        yield _Group(path, number, first, rows)
                    first += rows

    def _glimpse(self, group: _Group, places: Sequence[int], plain: frozenset[int], most: int) -> Chunk:
        names = [self.headers[place] for place in places if place < len(self.headers) - len(self.folders)]
        rows = min(most, group.rows)
        if not names:
            return Chunk(group.first, rows, self._columns(group.path, places, pa.table({"": pa.nulls(rows)})))
        with self._opened(group.path, self._numbered(names, plain)) as file:
            batch = next(iter(file.iter_batches(rows, row_groups=[group.number], columns=names)))
        return Chunk(group.first, rows, self._columns(group.path, places, pa.Table.from_batches([batch])))

    def scanned(self, columns: Mapping[str, NativeColumn], places: Sequence[int]) -> Native | None:
        """None where an engine might mix columns up: those that differ from another only in upper and lower case (which
        some engines take for one), those that differ from file to file, and those that folder names tell."""
        stored = self.headers[: len(self.headers) - len(self.folders)]
        different = len({header.casefold() for header in stored}) == len(stored)
        if not different or not self.alike or any(place >= len(stored) for place in places):
            return None
        return ParquetScan(tuple(Path(os.path.abspath(path)) for path in self.paths), columns)

    def _tables(self, path: Path, names: list[str], plain: frozenset[int]) -> Iterator[pa.Table]:
        with self._opened(path, self._numbered(names, plain)) as file:
            group: list[int] = []
            rows = 0
            for number in range(file.num_row_groups):
                group.append(number)
                rows += file.metadata.row_group(number).num_rows
                if rows >= ROWS or number == file.num_row_groups - 1:
                    yield file.read_row_groups(group, columns=names)
                    group, rows = [], 0

    def _numbered(self, names: list[str], plain: frozenset[int]) -> list[str]:
        """Those of the columns whose texts come numbered."""
        kinds = zip(self.headers, self.kinds, strict=True)
        numbered = [name for place, (name, kind) in enumerate(kinds) if is_text(kind) and place not in plain]
        return [name for name in numbered if name in names]

    @contextmanager
    def _opened(self, path: Path, numbered: Sequence[str]) -> Iterator[pq.ParquetFile]:
        try:
            with pq.ParquetFile(path, read_dictionary=list(numbered)) as file:
                yield file
        except (pa.ArrowException, OSError) as error:
            raise Refused(_damaged(self.label)) from error


def open_parquet(paths: Sequence[Path], label: str) -> ParquetFiles:
    """Raises Refused when the files are damaged or differ in their columns."""
    try:
        footer = pq.read_metadata(paths[0])
        found, rows, alike = footer.schema.to_arrow_schema(), footer.num_rows, True
        for path in paths[1:]:
            footer = pq.read_metadata(path)
            other = footer.schema.to_arrow_schema()
            rows += footer.num_rows
            alike = alike and other.types == found.types
            if other.names != found.names:
                raise Refused(
                    Diagnostic(
                        codes.UNREADABLE_FILE,
                        f"`{path.name}` in `{label}` has other columns than `{paths[0].name}`",
                        help=("the files of one table must have the same columns in the same order",),
                        path=label,
                    )
                )
    except (pa.ArrowException, OSError) as error:
        raise Refused(_damaged(label)) from error
    is_file = paths[0].name == Path(label).name
    folders = [] if is_file else [name for name in _folder_values(paths[0]) if name not in found.names]
    headers = (*found.names, *folders)
    refuse_repeats(headers, label)
    kinds = (*found.types, *(pa.string() for _ in folders))
    return ParquetFiles(label, tuple(paths), headers, kinds, folders, alike, rows)


def _folder_values(path: Path) -> dict[str, str | None]:
    parts = [part.split("=", 1) for part in path.parent.parts if "=" in part]
    return {unquote(name): None if value == _NOTHING else unquote(value) for name, value in parts if name}


def _damaged(label: str) -> Diagnostic:
    return Diagnostic(codes.UNREADABLE_FILE, f"`{label}` is damaged or not Parquet", path=label)
