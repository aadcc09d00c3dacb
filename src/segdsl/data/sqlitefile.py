"""Reads a table or view of an SQLite file, some rows at a time; every row is looked at, because any row of SQLite may
hold any kind of value whatever its column was declared as."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pyarrow as pa

from segdsl.data import spelling
from segdsl.data.filetables import Entry, Wish, choose, in_use
from segdsl.data.header import refuse_repeats
from segdsl.data.memory import numbered
from segdsl.data.objects import texts_of
from segdsl.data.raw import Arrow, Chunk, Misshapen, RawColumn, none_misshapen
from segdsl.diagnostics.codes import data as codes
from segdsl.diagnostics.model import Diagnostic, Refused

ROWS = 64 * 1024
_NO_TEXT = "Could not decode to UTF-8"
"""What SQLite's module for Python says of a text."""

PATIENCE = 5.0
"""Seconds within which whoever writes into the file may come to an end."""


@dataclass(frozen=True, slots=True, eq=False)
class SqliteTable:
    """A table of an SQLite file."""

    label: str
    paths: tuple[Path, ...]
    entry: Entry
    headers: Sequence[str]
    spelled: bool = False
    misshapen: Misshapen = field(default_factory=none_misshapen)

    @property
    def place(self) -> tuple[str, str | None, str]:
        return os.path.realpath(self.paths[0]), self.entry.schema, self.entry.table

    def chunks(self, places: Sequence[int], plain: frozenset[int] = frozenset()) -> Iterator[Chunk]:
        # An index that has all the columns would be read in its own order; a view always gives all of its columns,
        # because it may come in another order with others.
        taken = range(len(self.headers)) if self.entry.view else places
        names = ", ".join(quoted_name(self.headers[place]) for place in taken) or "1"
        source = quoted_name(self.entry.table) + ("" if self.entry.view else " NOT INDEXED")
        first = 0
        with _connected(self.paths[0], self.label) as connection:
            for rows in self._read(connection, f"SELECT {names} FROM {source}"):
                values = dict(zip(taken, zip(*rows, strict=True), strict=False))
                columns = {place: self._column(values[place], place, place in plain, first) for place in places}
                yield Chunk(first, len(rows), columns)
                first += len(rows)

    def _column(self, values: Sequence[Any], place: int, plain: bool, first: int) -> RawColumn:
        header = self.headers[place]
        return numbered(_typed(values, lambda: texts_of(values, plain, header, self.label, first)), plain)

    def _read(self, connection: sqlite3.Connection, statement: str) -> Iterator[list[tuple[Any, ...]]]:
        """The rows, many at a time. Raises Refused with the first row that has a text that is none."""
        cursor = connection.execute(statement)
        try:
            while rows := cursor.fetchmany(ROWS):
                yield rows
        except sqlite3.OperationalError as error:
            if _NO_TEXT not in str(error):
                raise
            row = _first_unread(connection.execute(statement))
            said = f"row {row} of `{self.label}` has a text that is not UTF-8"
            help = ("SQLite keeps what it was given: write the text again, in UTF-8",)
            raise Refused(Diagnostic(codes.UNREADABLE_FILE, said, help=help, path=self.label)) from None


def _first_unread(cursor: sqlite3.Cursor) -> int:
    """The number of the first row that cannot be read."""
    row = 1
    with contextlib.suppress(sqlite3.OperationalError):
        for _ in cursor:
            row += 1
    return row


def open_sqlite(path: Path, label: str, wish: Wish) -> SqliteTable:
    """Raises Refused when the file cannot be read, or when it is not clear which table is meant."""
    with _connected(path, label) as connection:
        listed = connection.execute(
            "SELECT name, type FROM sqlite_master WHERE type IN ('table', 'view') AND substr(name, 1, 7) <> 'sqlite_'"
            " ORDER BY name"
        ).fetchall()
        entry = choose([Entry(None, name, kind == "view") for name, kind in listed], wish, label)
        found = connection.execute(f"SELECT * FROM {quoted_name(entry.table)} LIMIT 0").description
    headers = tuple(column[0] for column in found)
    refuse_repeats(headers, label)
    paths = [path, *(path.with_name(path.name + ending) for ending in ("-wal", "-journal"))]
    return SqliteTable(label, tuple(p for p in paths if p.exists()), entry, headers)


def quoted_name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _typed(values: Sequence[Any], texts: Callable[[], Arrow]) -> Arrow:
    """The values as one Arrow array: of their kind, or as `texts` where they are of several."""
    kinds = set(map(type, values)) - {type(None)}
    if not kinds:
        return pa.nulls(len(values))
    if bytes in kinds:
        return pa.array([value if isinstance(value, bytes) else None for value in values], pa.binary())
    if kinds == {int}:
        return pa.array(values, pa.int64())
    if kinds == {float}:
        return pa.array(values, pa.float64())
    if kinds == {int, float} and all(abs(value) <= spelling.EXACT for value in values if isinstance(value, int)):
        return pa.array([None if value is None else float(value) for value in values], pa.float64())
    return texts()


@contextlib.contextmanager
def _connected(path: Path, label: str) -> Iterator[sqlite3.Connection]:
    """A connection that only reads. SQLite's own messages are not passed on: they may quote what they are about."""
    try:
        address = f"file:{quote(os.path.abspath(path))}?mode=ro"
        found = sqlite3.connect(address, uri=True, timeout=PATIENCE, isolation_level=None)
        with contextlib.closing(found) as connection:
            yield connection
    except (sqlite3.Error, OverflowError) as error:
        if getattr(error, "sqlite_errorcode", None) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise Refused(in_use(label)) from None
        lacking = getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR
        what = "has a view of something that is not in it" if lacking else "is damaged, or its tables cannot be read"
        said = f"`{label.split('?')[0]}` {what}"
        raise Refused(Diagnostic(codes.UNREADABLE_FILE, said, path=label)) from None
