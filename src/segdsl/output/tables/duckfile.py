"""Tables written into a DuckDB file; the manifest is the comment of the table."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from segdsl.data.filetables import in_use
from segdsl.diagnostics.model import Refused
from segdsl.output import failures
from segdsl.output.tables.database import There, failed
from segdsl.output.tables.target import Target

_INCOMING = "incoming rows"


@dataclass(frozen=True, slots=True)
class DuckTransaction:
    connection: Any
    schema: str

    def there(self, table: str) -> There | None:
        for kind in ("table", "view"):
            found = self.connection.execute(
                f"SELECT comment FROM duckdb_{kind}s() WHERE database_name = current_database()"
                f" AND schema_name = ? AND lower({kind}_name) = lower(?)",
                [self.schema, table],
            ).fetchall()
            if found:
                return There(found[0][0], kind == "view")
        return None

    def put(self, table: str, rows: pa.RecordBatchReader, note: str) -> None:
        name = self._name(table)
        self.connection.register(_INCOMING, rows)
        self.connection.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM {_quoted(_INCOMING)}")
        self.connection.unregister(_INCOMING)
        self.connection.execute(f"COMMENT ON TABLE {name} IS {_literal(note)}")

    def drop(self, table: str) -> None:
        self.connection.execute(f"DROP TABLE {self._name(table)}")

    def commit(self) -> None:
        self.connection.execute("COMMIT")

    def _name(self, table: str) -> str:
        return f"{_quoted(self.schema)}.{_quoted(table)}"


@contextlib.contextmanager
def opened(target: Target, writing: bool) -> Iterator[DuckTransaction]:
    import duckdb

    path = target.path
    assert path is not None
    try:
        with duckdb.connect(str(path), read_only=not writing) as connection:
            connection.execute("BEGIN")
            yield DuckTransaction(connection, target.schema or "main")
    except duckdb.Error as error:
        raise _refused(error, target) from None


def _refused(error: Exception, target: Target) -> Refused:
    """DuckDB's own messages are not passed on: they quote what they are about."""
    text = str(error)
    if "set lock" in text or "different configuration" in text:
        return Refused(in_use(target.shown))
    if "No space left" in text or "not enough space" in text.lower():
        return Refused(failures.full_disk(target.shown))
    if "Permission denied" in text or "read-only" in text.lower():
        return Refused(failures.not_allowed(target.shown))
    if "schema" in text.lower() and "does not exist" in text:
        return failed(target, f"it has no schema `{target.schema}`", "make the schema first")
    return failed(target, "the file is damaged, or something else depends on the table", "write to another file")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
