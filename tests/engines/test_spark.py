"""What is Spark's own: numbers and texts to the last bit, sums of any numbers, patterns, files, many customers."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.meaning.test_engine_agrees import disagreements
from tests.servers.spark import spark as spark  # the fixture

from segdsl import api, patterns
from segdsl.diagnostics.model import Refused
from segdsl.engines.spark import ENGINE, results, run
from segdsl.engines.spark.dialect import SparkDialect
from segdsl.engines.spark.inputs import scanned
from segdsl.engines.spark.patterns import simple, to_java
from segdsl.engines.spark.session import quiet
from segdsl.engines.sql import batches
from segdsl.engines.sql.sorts import Sort
from segdsl.frames import ROW_NUMBER
from segdsl.frames.native import NativeColumn, ParquetScan
from segdsl.types import Kind

PROGRAMS = int(os.environ.get("SEGDSL_SPARK_WORLDS", "1"))


def asked(spark: Any, *expressions: Any) -> list[Any]:
    """The values of SQL expressions without a table."""
    listed = ", ".join(f"{each.sql('spark')} AS x{place}" for place, each in enumerate(expressions))
    with quiet():
        (row,) = spark.sql(f"SELECT {listed}").toArrow().to_pylist()
    return list(row.values())


def test_numbers_are_written_to_the_last_bit(spark: Any) -> None:
    numbers = [0.1, 1 / 3, 1e300, -1e-300, 5e-324, 1.7976931348623157e308, 90071992547409.93, -0.0, 2.0**53]
    assert asked(spark, *map(SparkDialect().number, numbers)) == numbers


def test_texts_are_written_as_they_are(spark: Any) -> None:
    texts = [
        "it's",
        'a"b',
        "a\\b",
        "a\\%b",
        "${env:HOME}",
        "${",
        "x${y}z${",
        "a\nb\tc",
        "高價𝕏",
        "",
        "%_",
        "--",
        "a\x00b",
    ]
    assert asked(spark, *map(SparkDialect().text, texts)) == texts


def test_moments_are_written_without_a_zone(spark: Any) -> None:
    moments = [
        dt.datetime(1, 1, 1),
        dt.datetime(1582, 10, 10, 3, 4, 5, 6),
        dt.datetime(9999, 12, 31, 23, 59, 59, 999999),
    ]
    assert asked(spark, *map(SparkDialect().time, moments)) == moments


@pytest.mark.parametrize(
    "pattern", ["a", "^a", "b$", "[a-z]+", "^$", ".b", "価|價", r"\.", "[^a]", "a{2,3}", "^.{2}$", r"\d"]
)
def test_patterns_mean_the_same_in_java(spark: Any, pattern: str) -> None:
    texts = ["", "a", "ab", "B", "aaab", "a.b", "價", "\n", "a\nb", "𝕏b", "1", "x\n"]
    found = patterns.read(pattern)
    assert isinstance(found, patterns.Pattern)
    assert simple(found.node)
    made = [SparkDialect().matches(SparkDialect().text(text), found) for text in texts]
    assert asked(spark, *made) == [found.found(text) for text in texts], to_java(found.node)


@pytest.mark.parametrize("pattern", ["(a|b)*c", "(a*)*b", "a*b*c", "(ab)+"])
def test_patterns_that_java_may_try_for_ever_are_not_given_to_it(pattern: str) -> None:
    found = patterns.read(pattern)
    assert isinstance(found, patterns.Pattern)
    assert not simple(found.node)


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few rows are treated as many: sums the quick way, steps kept, answers part by part."""
    monkeypatch.setattr(run, "FEW_ROWS", 0)
    monkeypatch.setattr(results, "AT_ONCE", 0)


def test_few_rows(spark: Any) -> None:
    for seed in range(PROGRAMS):
        assert not disagreements(Random(seed), ENGINE), f"seed {seed}"


@pytest.mark.usefixtures("many")
def test_many_rows(spark: Any) -> None:
    for seed in range(1000, 1000 + PROGRAMS):
        assert not disagreements(Random(seed), ENGINE), f"seed {seed}"


@pytest.fixture
def in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """All that was learned is too large for SQL."""
    for name in ("MOST_TREE_NODES", "MOST_TERMS", "MOST_PAIRS"):
        monkeypatch.setattr(batches, name, 0)


@pytest.mark.usefixtures("in_batches")
def test_what_is_learned_in_batches(spark: Any) -> None:
    for seed in range(2000, 2000 + PROGRAMS):
        assert not disagreements(Random(seed), ENGINE), f"seed {seed}"


RULES = """
as of 2026-06-30

table customers
  key `select`

table buys
  many per `select`, dated `a"; drop table t; --`

define spent as sum of amount in buys
define ratio as average of amount / 3 in buys

`big ones` if spent > 30
even if ratio >= 5
`dollar ${x}` if `^.*$` contains "${x}"
"""


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    customers = pa.table({"select": ["a", "b", "c"], "^.*$": ["${x}", "$", None], "x y": [1.0, float("nan"), None]})
    pq.write_table(customers, tmp_path / "customers [1] {x}.parquet")
    days = [dt.date(2026, 1, 1), dt.date(2026, 2, 1), dt.date(2027, 1, 1), None]
    buys = pa.table({"select": ["a", "a", "b", "b"], 'a"; drop table t; --': days, "amount": [10.1, 20.2, 99.0, 1.0]})
    (tmp_path / "buys").mkdir()
    pq.write_table(buys.slice(0, 2), tmp_path / "buys" / "part 0.parquet")
    pq.write_table(buys.slice(2), tmp_path / "buys" / "part%201.parquet")
    return {"customers": tmp_path / "customers [1] {x}.parquet", "buys": tmp_path / "buys"}


@pytest.mark.parametrize("how", ["few", "many"])
def test_parquet_with_odd_names(spark: Any, files: dict[str, Path], how: str, request: pytest.FixtureRequest) -> None:
    if how == "many":
        request.getfixturevalue("many")
    made = {engine: api.apply(RULES, files, engine=engine) for engine in ("spark", "pandas")}
    assert all(each.ok for each in made.values()), made
    frames = [each.membership.sort_values("select").reset_index(drop=True) for each in made.values()]
    assert frames[0].equals(frames[1])
    assert made["spark"].members("big ones") == ["a"]
    assert made["spark"].members("dollar ${x}") == ["a"]


def test_a_thousand_segments(spark: Any) -> None:
    rules = "table customers\n  key id\n\n" + "\n".join(f"s{n} if n > {n} and m < {n + 50}" for n in range(1000))
    data = pa.table({"id": ["a", "b", "c"], "n": [500.5, 3.0, None], "m": [400.0, None, 20.0]})
    made = [api.apply(rules, data, engine=engine) for engine in ("spark", "pandas")]
    frames = [each.membership.sort_values("id").reset_index(drop=True) for each in made]
    assert frames[0].equals(frames[1])


def test_errors_of_spark_are_said_in_other_words(spark: Any) -> None:
    with pytest.raises(Refused) as caught, run.wrapped():
        spark.sql("SELECT CAST('a secret' AS INT)").toArrow()
    assert "secret" not in str(caught.value)
    assert caught.value.diagnostics[0].code.id == "SEG754"


def test_keys_are_spelled_as_python_does(spark: Any) -> None:
    from segdsl.interpret import as_key

    numbers = [1.0, -3.0, 0.5, 1e-9, 1e17, 1e300, 1 / 3, 2.0**62]
    dialect = SparkDialect()
    made = [dialect.as_key(dialect.number(number), Sort.NUMBER, lambda value, name="": value) for number in numbers]
    dialect.functions.register(spark)
    assert asked(spark, *made) == [as_key(number) for number in numbers]


def test_rows_are_counted_on_from_file_to_file(spark: Any, tmp_path: Path) -> None:
    names = ("a b.parquet", "c%20d.parquet", "e [0]*.parquet", "高價.parquet")
    paths = tuple(tmp_path / name for name in names)
    for number, path in enumerate(paths):
        pq.write_table(pa.table({"x": [2.0 * number, 2.0 * number + 1]}), path)
    scan = ParquetScan(paths, {"x": NativeColumn("x", Kind.NUMBER)})
    rows = scanned(spark, scan, {"x": "x", ROW_NUMBER: "place"}).collect()
    assert sorted((row["place"], row["x"]) for row in rows) == [(n + 1, float(n)) for n in range(8)]
