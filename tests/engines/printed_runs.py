"""Databases that run printed SQL by hand, as somebody would: tables are loaded, the text is run, rows come back."""

from __future__ import annotations

import atexit
import datetime as dt
import functools
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.meaning.random_tables import World
from tests.servers import postgres, spark
from tests.servers.postgres import OWNER

from segdsl import ir
from segdsl.types import Kind, Value

Rows = list[tuple[Any, ...]]

TYPES = {
    Kind.NUMBER: pa.float64(), Kind.WHOLE: pa.float64(), Kind.TEXT: pa.string(), Kind.ONE_OF: pa.string(),
    Kind.YES_NO: pa.bool_(), Kind.DATE: pa.date32(), Kind.DATE_TIME: pa.timestamp("us"),
}  # fmt: skip


class Runner(Protocol):
    """One database, empty or with the tables of the world before."""

    def load(self, made: World) -> None: ...
    def rows(self, sql: str) -> Rows: ...


def arrow(table: ir.Table, data: Sequence[dict[str, Value | None]]) -> pa.Table:
    """The rows under the names that printed SQL expects."""
    columns = {name: [row.get(name) for row in data] for name in table.columns}
    types = {name: TYPES[column.type.kind] for name, column in table.columns.items()}
    return pa.table({name: pa.array(values, types[name]) for name, values in columns.items()})


class DuckDB:
    def __init__(self) -> None:
        import duckdb

        self.connection: Any = duckdb.connect()

    def load(self, made: World) -> None:
        for name, table in made.program.tables.items():
            given = arrow(table, made.data[name])
            self.connection.register("given", given)
            self.connection.execute(f'CREATE OR REPLACE TABLE "{name}" AS SELECT * FROM given')

    def rows(self, sql: str) -> Rows:
        found: Rows = self.connection.execute(sql).fetchall()
        return found


class PostgreSQL:
    """In a schema of its own, where the names stand that are printed."""

    def __init__(self) -> None:
        from adbc_driver_postgresql import dbapi

        self.server = postgres.shared()
        self.server.execute("CREATE SCHEMA IF NOT EXISTS printed")
        self.connection: Any = dbapi.connect(
            f"postgresql://{OWNER}@127.0.0.1:{self.server.port}/postgres", autocommit=True
        )
        self.cursor = self.connection.cursor()
        self.cursor.execute("SET search_path = printed")
        atexit.register(self.close)

    def load(self, made: World) -> None:
        for name, table in made.program.tables.items():
            self.cursor.execute(f'DROP TABLE IF EXISTS "{name}"')
            self.cursor.adbc_ingest(name, arrow(table, made.data[name]), mode="create", db_schema_name="printed")

    def rows(self, sql: str) -> Rows:
        self.cursor.execute(sql)
        return list(self.cursor.fetchall())

    def close(self) -> None:
        self.cursor.close()
        self.connection.close()


class Spark:
    """For what is printed for Spark, and for Databricks, whose SQL is the same language."""

    def __init__(self) -> None:
        # A session of its own, so that the tables it makes are not those of other tests.
        self.session: Any = spark.shared().newSession()

    def load(self, made: World) -> None:
        for name, table in made.program.tables.items():
            self.session.createDataFrame(arrow(table, made.data[name])).createOrReplaceTempView(f"`{name}`")

    def rows(self, sql: str) -> Rows:
        return [tuple(row) for row in self.session.sql(sql).collect()]


class ClickHouse:
    """ClickHouse in this process, where `chdb` is installed."""

    def __init__(self, folder: Path) -> None:
        from chdb.session import Session  # type: ignore[import-not-found, unused-ignore]

        self.session: Any = Session()
        self.folder = folder

    def load(self, made: World) -> None:
        for name, table in made.program.tables.items():
            path = self.folder / "given.parquet"
            pq.write_table(arrow(table, made.data[name]), path)
            columns = ", ".join(f'"{column}" {self._type(each.type.kind)}' for column, each in table.columns.items())
            self.session.query(f'DROP TABLE IF EXISTS "{name}"')
            self.session.query(f'CREATE TABLE "{name}" ({columns}) ENGINE = Memory')
            self.session.query(f"INSERT INTO \"{name}\" SELECT * FROM file('{path}', Parquet)")

    def rows(self, sql: str) -> Rows:
        settings = ", session_timezone = 'UTC', output_format_json_quote_64bit_integers = 0"
        found = json.loads(str(self.session.query(sql.rstrip().rstrip(";") + settings, "JSONCompact")))
        kinds = [column["type"] for column in found["meta"]]
        return [tuple(map(_value, row, kinds)) for row in found["data"]]

    def _type(self, kind: Kind) -> str:
        types = {Kind.YES_NO: "Bool", Kind.DATE: "Date32", Kind.DATE_TIME: "DateTime64(6, 'UTC')"}
        texts = (Kind.TEXT, Kind.ONE_OF)
        return f"Nullable({'String' if kind in texts else types.get(kind, 'Float64')})"


def _value(text: Any, kind: str) -> Any:
    """A value as ClickHouse writes it in JSON."""
    if text is None or "Date" not in kind:
        return text
    return dt.datetime.fromisoformat(text) if "DateTime" in kind else dt.date.fromisoformat(text)


RUN_BY = ("duckdb", "postgres", "spark", "databricks", "clickhouse")
"""The dialects for which there is somebody who runs them without a network."""


@functools.cache
def runner(dialect: str, folder: Path) -> Runner:
    """The test is skipped, with the reason, where nobody runs the dialect here."""
    try:
        match dialect:
            case "duckdb":
                return DuckDB()
            case "postgres":
                return PostgreSQL()
            case "clickhouse":
                pytest.importorskip("chdb", reason="ClickHouse is run where `pip install chdb` was, half a gigabyte")
                return ClickHouse(folder)
            case _:
                return Spark()
    except (postgres.NoServer, spark.NoSpark) as missing:
        pytest.skip(str(missing))


def plain(value: Any) -> Value | None:
    """A value as the interpreter gives it to be compared."""
    if isinstance(value, dt.timedelta):
        return value / dt.timedelta(days=1)
    if isinstance(value, dt.datetime):
        return value.replace(tzinfo=None)
    found: Value | None = float(value) if isinstance(value, int) and not isinstance(value, bool) else value
    return found
