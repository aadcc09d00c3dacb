"""Tables written into a PostgreSQL database; the manifest is the comment of the table.

A table that has the same columns stays the same table, with its rights and the views that read it, and gets new rows;
readers see the old rows until all new ones are there.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import pyarrow as pa

from segdsl.diagnostics.model import Refused
from segdsl.engines.postgres.errors import not_answered, not_connected
from segdsl.engines.postgres.session import identifier, in_thread, literal, needs_driver
from segdsl.output.tables.database import There, failed
from segdsl.output.tables.target import Target

T = TypeVar("T")

_LACKS_RIGHT = "42501"
_DEPENDENT = "2BP01"
_NO_SCHEMA = "3F000"
_NO_CHARACTER = "22021"


@dataclass(frozen=True, slots=True)
class ServerTransaction:
    target: Target
    connection: Any
    cursor: Any
    schema: str

    def there(self, table: str) -> There | None:
        found = self._rows(
            "SELECT c.relkind::text AS kind, obj_description(c.oid, 'pg_class') AS note FROM pg_class AS c "
            "JOIN pg_namespace AS n ON n.oid = c.relnamespace "
            f"WHERE n.nspname = {literal(self.schema)} AND c.relname = {literal(table)}"
        )
        return There(found[0][1], found[0][0] not in ("r", "p")) if found else None

    def put(self, table: str, rows: pa.RecordBatchReader, note: str) -> None:
        name = self._name(table)
        kinds = ("boolean" if pa.types.is_boolean(kind) else "text" for kind in rows.schema.types)
        columns = list(zip(rows.schema.names, kinds, strict=True))
        is_there = self.there(table) is not None
        if is_there and self._columns(table) == columns:
            # Two runs on one table must not mix their rows; those who only read it are not kept waiting.
            self._do(f"LOCK TABLE {name} IN SHARE ROW EXCLUSIVE MODE")
            self._do(f"DELETE FROM {name}")
        else:
            if is_there:
                self._do(f"DROP TABLE {name}")
            self._do(f"CREATE TABLE {name} ({', '.join(f'{identifier(column)} {kind}' for column, kind in columns)})")
        self._waiting(lambda: self.cursor.adbc_ingest(table, rows, mode="append", db_schema_name=self.schema))
        self._do(f"COMMENT ON TABLE {name} IS {literal(note)}")

    def drop(self, table: str) -> None:
        self._do(f"DROP TABLE {self._name(table)}")

    def commit(self) -> None:
        self._waiting(self.connection.commit)

    def _columns(self, table: str) -> list[tuple[str, str]]:
        found = self._rows(
            "SELECT a.attname::text AS name, format_type(a.atttypid, a.atttypmod) AS type FROM pg_attribute AS a "
            "JOIN pg_class AS c ON c.oid = a.attrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace "
            "WHERE a.attnum > 0 AND NOT a.attisdropped "
            f"AND n.nspname = {literal(self.schema)} AND c.relname = {literal(table)} ORDER BY a.attnum"
        )
        return [(str(name), str(kind)) for name, kind in found]

    def _name(self, table: str) -> str:
        return f"{identifier(self.schema)}.{identifier(table)}"

    def _do(self, statement: str) -> None:
        self._waiting(lambda: self.cursor.execute(statement))

    def _rows(self, statement: str) -> list[tuple[Any, ...]]:
        def ask() -> list[tuple[Any, ...]]:
            self.cursor.execute(statement)
            return list(self.cursor.fetchall())

        return self._waiting(ask)

    def _waiting(self, job: Callable[[], T]) -> T:
        return in_thread(job, self.cursor.adbc_cancel)


@contextlib.contextmanager
def opened(target: Target) -> Iterator[ServerTransaction]:
    needs_driver()
    from adbc_driver_postgresql import dbapi

    try:
        connection = in_thread(lambda: dbapi.connect(target.place, autocommit=False), lambda: None)
    except dbapi.Error as error:
        raise not_connected(error, target.shown) from None
    try:
        with contextlib.closing(connection), contextlib.closing(connection.cursor()) as cursor:
            transaction = ServerTransaction(target, connection, cursor, target.schema or "")
            if target.schema is None:
                found = transaction._rows("SELECT current_schema()::text AS name")
                if found[0][0] is None:
                    raise failed(target, "this user has no schema to write to", "name one: `?table=schema.table`")
                transaction = ServerTransaction(target, connection, cursor, str(found[0][0]))
            yield transaction
    except (dbapi.Error, pa.ArrowException) as error:
        raise _refused(error, target) from None


def _refused(error: Any, target: Target) -> Refused:
    """The server's own messages are not passed on: they quote data and statements."""
    state = str(getattr(error, "sqlstate", None) or "")
    if state == _LACKS_RIGHT:
        help = "writing needs the right CREATE on the schema, and a table that is there must belong to this user"
        return failed(target, "this user may not write it", help)
    if state == _DEPENDENT:
        help = "the columns have changed, and a view depends on the old ones: remove the view first"
        return failed(target, "something else depends on it", help)
    if state == _NO_SCHEMA:
        return failed(target, f"there is no schema `{target.schema}`", "make the schema first")
    if state == _NO_CHARACTER:
        return failed(target, "a key or a name holds a character with the number 0", "write to a file instead")
    return not_answered(error, target.shown)
