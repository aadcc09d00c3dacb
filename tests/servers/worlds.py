"""Random worlds as tables in a real PostgreSQL database, under names that only a careful writer of SQL survives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
from tests.meaning.tables_in_memory import vector
from tests.servers.postgres import OWNER, Server

from segdsl import ir
from segdsl.engines.postgres.session import Session, identifier
from segdsl.engines.postgres.store import PostgresStore, Stored
from segdsl.frames import Texts
from segdsl.interpret import Row
from segdsl.types import Kind

_TYPES = {Kind.YES_NO: "boolean", Kind.DATE: "date", Kind.DATE_TIME: "timestamp", Kind.TEXT: "text"}
_TYPES |= {Kind.ONE_OF: "text"}
_ARROW = {"boolean": pa.bool_(), "date": pa.date32(), "timestamp": pa.timestamp("us"), "text": pa.string()}


def physical(name: str) -> str:
    """What a column is called in the database."""
    return f"{name}\"; drop table '%_高"


def _type(kind: Kind) -> str:
    return _TYPES.get(kind, "double precision")


def _arrow(values: Sequence[Any], kind: Kind) -> Any:
    found: Any = vector(values, kind)
    if isinstance(found, Texts):
        return pa.array([None if code < 0 else found.values[code] for code in found.codes.tolist()], pa.string())
    if kind is Kind.YES_NO:
        return pa.array(found == 1, pa.bool_(), mask=found < 0)
    if found.dtype.kind == "f":
        return pa.array(found, pa.float64(), mask=np.isnan(found))
    return pa.array(found, _ARROW[_type(kind)])


@dataclass
class Worlds:
    """A database that takes one world after the other."""

    server: Server
    schema: str = "worlds"
    _connection: Any = None
    _session: Session | None = None
    _made: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"postgresql://{OWNER}@127.0.0.1:{self.server.port}/postgres"

    def stores(self, program: ir.Program, data: Mapping[str, Sequence[Row]]) -> dict[str, PostgresStore]:
        """The tables of a program, written and opened; what is open of the one before would be in the way."""
        if self._session is not None:
            self._session.close()
        if self._connection is None:
            self._connection = self.server.connect()
        with self._connection.cursor() as cursor:
            for name, table in program.tables.items():
                self._write(cursor, name, table, data.get(name, ()))
        session = self._session = Session(self.url, "the test server")
        return {name: self._store(session, name, table, data) for name, table in program.tables.items()}

    def _write(self, cursor: Any, name: str, table: ir.Table, rows: Sequence[Row]) -> None:
        place = f"{identifier(self.schema)}.{identifier(physical(name))}"
        if self._made.get(name) != tuple(table.columns):
            columns = [f"{identifier(physical(c))} {_type(col.type.kind)}" for c, col in table.columns.items()]
            cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {identifier(self.schema)}")
            cursor.execute(f"DROP TABLE IF EXISTS {place}")
            cursor.execute(f"CREATE TABLE {place} ({', '.join(columns)})")
            self._made[name] = tuple(table.columns)
        else:
            cursor.execute(f"TRUNCATE {place}")
        if rows:
            arrays = {
                physical(column): _arrow([row.get(column) for row in rows], found.type.kind)
                for column, found in table.columns.items()
            }
            cursor.adbc_ingest(physical(name), pa.table(arrays), mode="append", db_schema_name=self.schema)

    def _store(self, session: Session, name: str, table: ir.Table, data: Mapping[str, Sequence[Row]]) -> PostgresStore:
        columns = {}
        for column, found in table.columns.items():
            sql = f"source.{identifier(physical(column))}"
            collated = f'{sql} COLLATE "C"' if _type(found.type.kind) == "text" else sql
            columns[column] = Stored(physical(column), collated, found.type.kind)
        rows = len(data.get(name, ()))
        return PostgresStore(session, self.schema, physical(name), rows, columns, "source.ctid", True)

    def close(self) -> None:
        if self._session is not None:
            self._session.close()
        if self._connection is not None:
            self._connection.close()
            self._connection = None
