"""Tables written into an SQLite file; the manifests are kept in the table `segdsl_tables`."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

import pyarrow as pa

from segdsl.data.filetables import in_use
from segdsl.diagnostics.model import Refused
from segdsl.output import failures
from segdsl.output.tables.database import There, failed
from segdsl.output.tables.target import Target

_NOTES = "segdsl_tables"
PATIENCE = 10.0
"""Seconds within which whoever else writes into the file may come to an end."""
_NO_RIGHT = frozenset({sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH})


@dataclass(frozen=True, slots=True)
class SqliteTransaction:
    connection: sqlite3.Connection

    def there(self, table: str) -> There | None:
        kinds = self.connection.execute(
            "SELECT type FROM sqlite_master WHERE type IN ('table', 'view') AND lower(name) = lower(?)", [table]
        ).fetchall()
        if not kinds:
            return None
        notes = self._notes(table) if self._has_notes() else []
        return There(notes[0][0] if notes else None, kinds[0][0] == "view")

    def put(self, table: str, rows: pa.RecordBatchReader, note: str) -> None:
        name = _quoted(table)
        kinds = ("INTEGER" if pa.types.is_boolean(kind) else "TEXT" for kind in rows.schema.types)
        columns = ", ".join(f"{_quoted(column)} {kind}" for column, kind in zip(rows.schema.names, kinds, strict=True))
        self.connection.execute(f"DROP TABLE IF EXISTS {name}")
        self.connection.execute(f"CREATE TABLE {name} ({columns})")
        marks = ", ".join("?" * len(rows.schema.names))
        for batch in rows:
            lines = zip(*(column.to_pylist() for column in batch.columns), strict=True)
            self.connection.executemany(f"INSERT INTO {name} VALUES ({marks})", lines)
        self.connection.execute(f"CREATE TABLE IF NOT EXISTS {_NOTES} (name TEXT PRIMARY KEY, manifest TEXT)")
        self.connection.execute(f"DELETE FROM {_NOTES} WHERE lower(name) = lower(?)", [table])
        self.connection.execute(f"INSERT INTO {_NOTES} VALUES (?, ?)", [table, note])

    def drop(self, table: str) -> None:
        self.connection.execute(f"DROP TABLE {_quoted(table)}")
        if self._has_notes():
            self.connection.execute(f"DELETE FROM {_NOTES} WHERE lower(name) = lower(?)", [table])

    def commit(self) -> None:
        self.connection.execute("COMMIT")

    def _has_notes(self) -> bool:
        found = self.connection.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", [_NOTES])
        return bool(found.fetchall())

    def _notes(self, table: str) -> list[tuple[str]]:
        return self.connection.execute(
            f"SELECT manifest FROM {_NOTES} WHERE lower(name) = lower(?)", [table]
        ).fetchall()


@contextlib.contextmanager
def opened(target: Target, writing: bool) -> Iterator[SqliteTransaction]:
    path = target.path
    assert path is not None
    address = f"file:{quote(os.path.abspath(path))}?mode={'rwc' if writing else 'ro'}"
    try:
        found = sqlite3.connect(address, uri=True, timeout=PATIENCE, isolation_level=None)
        with contextlib.closing(found) as connection:
            connection.execute("BEGIN IMMEDIATE" if writing else "BEGIN")
            yield SqliteTransaction(connection)
    except sqlite3.Error as error:
        raise _refused(error, target) from None


def _refused(error: sqlite3.Error, target: Target) -> Refused:
    """SQLite's own messages are not passed on: they may quote what they are about."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return Refused(in_use(target.shown))
    if code == sqlite3.SQLITE_FULL:
        return Refused(failures.full_disk(target.shown))
    if code in _NO_RIGHT:
        return Refused(failures.not_allowed(target.shown))
    return failed(target, "the file is damaged, or its disk fails", "write to another file")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
