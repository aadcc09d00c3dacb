"""Reads a table or view of an SQLite file, some rows at a time; every row is looked at, because any row of SQLite may
hold any kind of value whatever its column was declared as."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pyarrow as pa

from segdsl.data import spelling
from segdsl.data.filetables import Entry, Wish, choose, in_use
from segdsl.data.header import refuse_repeats
from segdsl.data.memory import numbered, text_of
from segdsl.data.raw import Arrow, Chunk, Misshapen, none_misshapen
from segdsl.diagnostics.codes import data as codes
from segdsl.diagnostics.model import Diagnostic, Refused

ROWS = 64 * 1024


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
            cursor = connection.execute(f"SELECT {names} FROM {source}")
            while rows := cursor.fetchmany(ROWS):
                values = dict(zip(taken, zip(*rows, strict=True), strict=False))
                yield Chunk(
                    first, len(rows), {place: numbered(_typed(values[place]), place in plain) for place in places}
                )
                first += len(rows)


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


def _typed(values: Sequence[Any]) -> Arrow:
    """The values as one Arrow array: of their kind, or each as its text where they are of several."""
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
    return pa.array([None if value is None else text_of(value) for value in values], pa.string())


@contextlib.contextmanager
def _connected(path: Path, label: str) -> Iterator[sqlite3.Connection]:
    """A connection that only reads. SQLite's own messages are not passed on: they may quote what they are about."""
    try:
        address = f"file:{quote(os.path.abspath(path))}?mode=ro"
        with contextlib.closing(sqlite3.connect(address, uri=True, timeout=5, isolation_level=None)) as connection:
            yield connection
    except (sqlite3.Error, OverflowError) as error:
        if getattr(error, "sqlite_errorcode", None) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise Refused(in_use(label)) from None
        said = f"`{label.split('?')[0]}` is damaged, or its tables cannot be read"
        raise Refused(Diagnostic(codes.UNREADABLE_FILE, said, path=label)) from None
