"""Spark by hand: the same SQL as for DuckDB where the two agree, one grouping, written as Parquet; `local[2]`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rivals import with_duckdb


def session() -> Any:
    """The one session of this process, which both sides use."""
    from pyspark.sql import SparkSession

    settings = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false", "spark.driver.memory": "4g"}
    builder = SparkSession.builder.master("local[2]").appName("by hand")
    for name, value in settings.items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    return spark


def plain(customers: Path, out: Path) -> None:
    spark = session()
    spark.read.parquet(str(customers)).createOrReplaceTempView("customers")
    _write(with_duckdb.PLAIN.replace("read_parquet(?)", "customers"), spark, out)


def measured(customers: Path, transactions: Path, out: Path) -> None:
    spark = session()
    spark.read.parquet(str(customers)).createOrReplaceTempView("customers")
    spark.read.parquet(str(transactions)).createOrReplaceTempView("transactions")
    query = with_duckdb.MEASURED
    for name in ("customers", "transactions"):
        query = query.replace(f"read_parquet(${name})", name)
    query = query.replace(" FILTER (", " FILTER (WHERE ").replace(
        "DISTINCT category) FILTER (WHERE day > DATE '2024-12-31')",
        ("DISTINCT CASE WHEN day > DATE '2024-12-31' THEN category END)"),
    )
    query = query.replace("::DOUBLE", "")
    _write(query, spark, out)


def _write(query: str, spark: Any, out: Path) -> None:
    """Names in quotes stand in backticks in Spark."""
    spark.sql(query.replace('"', "`")).write.mode("overwrite").parquet(str(out))
