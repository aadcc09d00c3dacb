"""Reads Parquet: a file, a folder (also of `name=value` folders) or a glob, some row groups at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from segdsl.data.converted import is_text
from segdsl.data.header import refuse_repeats
from segdsl.data.raw import Chunk, Misshapen, none_misshapen, one_array
from segdsl.diagnostics.codes import data as codes
from segdsl.diagnostics.model import Diagnostic, Refused

ROWS = 64 * 1024
"""Row groups smaller than this are read together."""


@dataclass(frozen=True, slots=True, eq=False)
class ParquetFiles:
    """Files with the same columns, in order of name. `folders` are the columns that only folder names tell."""

    label: str
    paths: tuple[Path, ...]
    headers: Sequence[str]
    kinds: Sequence[pa.DataType]
    folders: Sequence[str]
    spelled: bool = False
    misshapen: Misshapen = field(default_factory=none_misshapen)

    def chunks(self, places: Sequence[int], plain: frozenset[int] = frozenset()) -> Iterator[Chunk]:
        """Texts come numbered (as dictionaries) when Parquet holds them so."""
        first = 0
        stored = len(self.headers) - len(self.folders)
        names = [self.headers[place] for place in places if place < stored]
        for path in self.paths:
            for table in self._tables(path, names, plain):
                columns = {place: one_array(table.column(self.headers[place])) for place in places if place < stored}
                for place in (place for place in places if place >= stored):
                    value = _folder_values(path).get(self.headers[place])
                    columns[place] = pa.repeat(pa.scalar(value, pa.string()), table.num_rows)
                yield Chunk(first, table.num_rows, columns)
                first += table.num_rows

    def _tables(self, path: Path, names: list[str], plain: frozenset[int]) -> Iterator[pa.Table]:
        kinds = zip(self.headers, self.kinds, strict=True)
        numbered = [name for place, (name, kind) in enumerate(kinds) if is_text(kind) and place not in plain]
        try:
            with pq.ParquetFile(path, read_dictionary=[name for name in numbered if name in names]) as file:
                group: list[int] = []
                rows = 0
                for number in range(file.num_row_groups):
                    group.append(number)
                    rows += file.metadata.row_group(number).num_rows
                    if rows >= ROWS or number == file.num_row_groups - 1:
                        yield file.read_row_groups(group, columns=names)
                        group, rows = [], 0
        except (pa.ArrowException, OSError) as error:
            raise Refused(_damaged(self.label)) from error


def open_parquet(paths: Sequence[Path], label: str) -> ParquetFiles:
    """Raises Refused when the files are damaged or differ in their columns."""
    try:
        found = pq.read_schema(paths[0])
        for path in paths[1:]:
            if pq.read_schema(path).names != found.names:
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
    return ParquetFiles(label, tuple(paths), headers, (*found.types, *(pa.string() for _ in folders)), folders)


def _folder_values(path: Path) -> dict[str, str]:
    parts = [part.split("=", 1) for part in path.parent.parts if "=" in part]
    return {name: value for name, value in parts if name}


def _damaged(label: str) -> Diagnostic:
    return Diagnostic(codes.UNREADABLE_FILE, f"`{label}` is damaged or not Parquet", path=label)
