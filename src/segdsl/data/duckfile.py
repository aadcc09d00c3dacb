"""Reads a table or view of a DuckDB file, batch by batch; writes nothing into it."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from segdsl.data.filetables import Entry, Wish, choose, in_use
from segdsl.data.header import refuse_repeats
from segdsl.data.memory import numbered
from segdsl.data.raw import Arrow, Chunk, Misshapen, none_misshapen, plain_array
from segdsl.diagnostics.codes import data as codes
from segdsl.diagnostics.model import Diagnostic, Refused
from segdsl.frames.native import DatabaseTable, Native, NativeColumn

ROWS = 128 * 1024

_AS_STORED = frozenset({"VARCHAR", "BOOLEAN", "FLOAT", "DOUBLE", "DATE", "TIMESTAMP", "TIMESTAMP_MS"})
_WHOLE = frozenset(f"{sign}{name}" for sign in ("", "U") for name in ("TINYINT", "SMALLINT", "INTEGER", "BIGINT"))
BEYOND = frozenset({"UHUGEINT", "BIGNUM"})
"""Whole numbers of DuckDB that Arrow has no type for: of the first it would show half as negative ones."""
_QUIET: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "python_enable_replacements": "false",
}


@dataclass(frozen=True, slots=True, eq=False)
class DuckTable:
    """A table; `kinds` has the null type for columns that engines must not read by themselves, `beyond` are those of
    whole numbers that Arrow has no type for, which come as their digits."""

    label: str
    paths: tuple[Path, ...]
    entry: Entry
    headers: Sequence[str]
    kinds: Sequence[Arrow]
    spelled: bool = False
    misshapen: Misshapen = field(default_factory=none_misshapen)
    beyond: frozenset[int] = frozenset()

    @property
    def place(self) -> tuple[str, str | None, str]:
        return os.path.realpath(self.paths[0]), self.entry.schema, self.entry.table

    def chunks(self, places: Sequence[int], plain: frozenset[int] = frozenset()) -> Iterator[Chunk]:
        names = ", ".join(_asked(self.headers[place], place in self.beyond) for place in places) or "true"
        first = 0
        with _connected(self.paths[0], self.label) as connection:
            if self.entry.view:
                # With more threads a view may come in another order each time.
                connection.execute("SET threads = 1")
            for batch in connection.sql(f"SELECT {names} FROM {_source(self.entry)}").to_arrow_reader(ROWS):
                columns = {
                    place: numbered(plain_array(column), place in plain)
                    for place, column in zip(places, batch.columns, strict=False)
                }
                yield Chunk(first, batch.num_rows, columns)
                first += batch.num_rows

    def scanned(self, columns: Mapping[str, NativeColumn], places: Sequence[int]) -> Native | None:
        """Views are left out: what order their rows have is nobody's promise."""
        if self.entry.view:
            return None
        address = os.path.abspath(self.paths[0])
        return DatabaseTable("duckdb", address, self.entry.schema, self.entry.table, columns)


def open_duckdb(path: Path, label: str, wish: Wish) -> DuckTable:
    """Raises Refused when the file cannot be read, or when it is not clear which table is meant."""
    with _connected(path, label) as connection:
        listed = connection.execute(
            "SELECT table_schema, table_name, table_type = 'VIEW' FROM information_schema.tables"
            " WHERE table_catalog = current_database() ORDER BY ALL"
        ).fetchall()
        entry = choose([Entry(*row) for row in listed], wish, label)
        described = connection.execute(f"DESCRIBE SELECT * FROM {_source(entry)}").fetchall()
        empty = connection.sql(f"SELECT * FROM {_source(entry)} LIMIT 0").to_arrow_table()
    headers = tuple(str(row[0]) for row in described)
    refuse_repeats(headers, label)
    kinds = tuple(
        kind if _is_stored_so(str(row[1])) else pa.null()
        for row, kind in zip(described, empty.schema.types, strict=True)
    )
    paths = (path, path.with_name(path.name + ".wal"))
    beyond = frozenset(place for place, row in enumerate(described) if str(row[1]) in BEYOND)
    return DuckTable(label, tuple(p for p in paths if p.exists()), entry, headers, kinds, beyond=beyond)


def _is_stored_so(kind: str) -> bool:
    """Whether engines meet the type that Arrow shows; an ENUM or a UUID only looks like a text."""
    return kind in _AS_STORED or kind in _WHOLE or kind.startswith("DECIMAL(")


def _asked(name: str, beyond: bool) -> str:
    return f"CAST({quoted_name(name)} AS VARCHAR)" if beyond else quoted_name(name)


def quoted_name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _source(entry: Entry) -> str:
    parts = [entry.table] if entry.schema is None else [entry.schema, entry.table]
    return ".".join(quoted_name(part) for part in parts)


@contextlib.contextmanager
def _connected(path: Path, label: str) -> Iterator[Any]:
    """A connection that only reads. DuckDB's own messages are not passed on: they may quote what they are about."""
    try:
        import duckdb
    except ImportError:
        said = f"reading `{label}` needs `duckdb`"
        help = ('install it: `pip install "segdsl[duckdb]"`',)
        raise Refused(Diagnostic(codes.SOURCE_NOT_INSTALLED, said, help=help, path=label)) from None
    try:
        with duckdb.connect(str(path), read_only=True, config=_QUIET) as connection:
            yield connection
    except (duckdb.Error, pa.ArrowException, OSError) as error:
        said = str(error)
        if "set lock" in said or "different configuration" in said:
            raise Refused(in_use(label)) from None
        newer = "version" in said and isinstance(error, (duckdb.IOException, duckdb.SerializationException))
        lacking = isinstance(error, duckdb.CatalogException | duckdb.BinderException)
        what = "has a view of something that is not in it" if lacking else "is damaged, or its tables cannot be read"
        what = "was written by another version of DuckDB" if newer else what
        raise Refused(Diagnostic(codes.UNREADABLE_FILE, f"`{label.split('?')[0]}` {what}", path=label)) from None
