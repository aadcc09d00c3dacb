"""The dialects that SQL is printed in, by the name that a user gives."""

from __future__ import annotations

from importlib import import_module

from segdsl.engines.sql.printed.plain import Plain

_CLASSES = {
    "duckdb": "duckdb:DuckDb",
    "postgres": "postgres:Postgres",
    "spark": "spark:Spark",
    "databricks": "spark:Databricks",
    "bigquery": "bigquery:BigQuery",
    "snowflake": "snowflake:Snowflake",
    "trino": "trino:Trino",
    "clickhouse": "clickhouse:ClickHouse",
}
NAMES = tuple(_CLASSES)


def dialect(name: str) -> Plain:
    """A new dialect object. Raises KeyError for a name that is not in `NAMES`."""
    module, _, called = _CLASSES[name].partition(":")
    found: Plain = getattr(import_module(f"segdsl.engines.sql.printed.{module}"), called)()
    return found
