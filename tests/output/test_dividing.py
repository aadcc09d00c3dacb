"""Folders divided by columns of the data, on every engine the same, and read back by every tool as they were."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest
from tests.data.opened import open_one, values
from tests.fences import run_here
from tests.servers.postgres import OWNER, Server, postgres
from tests.servers.spark import spark

import segdsl
from segdsl.frames import Texts
from segdsl.output import parts

__all__ = ["postgres", "spark"]

RULES = """\
table customers
  key customer id
  column age: whole number, personal
  column street: text, sensitive
  column code as "DISTRICT": text
  column nobody: number, protected

adults if age is at least 18

tiers worth
  when balance > 1000 then high
  otherwise basic
"""
DISTRICTS = ("a/b", "50% = *?", "élan 高", "x+y: z", "__HIVE_DEFAULT_PARTITION__", None, "..", 'quote"\\')
ROWS = 1200


def table() -> pa.Table:
    numbers = np.arange(ROWS)
    days = [None if n % 6 == 0 else np.datetime64("2026-01-30", "D") + n % 4 for n in range(ROWS)]
    moments = [
        None if n % 7 == 0 else np.datetime64("2026-01-30T10:30:00", "us") + n % 3 * 500_000 for n in range(ROWS)
    ]
    return pa.table(
        {
            "customer_id": [f"C{n:04d}" for n in range(ROWS)],
            "age": pa.array((numbers % 60).tolist(), pa.int64()),
            "street": ["x"] * ROWS,
            "DISTRICT": [DISTRICTS[n % len(DISTRICTS)] for n in range(ROWS)],
            "balance": (numbers * 10.5).tolist(),
            "nobody": [1.0] * ROWS,
            "rate": pa.array([None if n % 5 == 0 else n % 3 / 4 - 0.25 for n in range(ROWS)], pa.float64()),
            "limit": pa.array([None if n % 5 == 1 else n % 3 * 1000 for n in range(ROWS)], pa.int64()),
            "since": pa.array([None if d is None else d.item() for d in days], pa.date32()),
            "seen": pa.array([None if m is None else m.item() for m in moments], pa.timestamp("us")),
            "online": pa.array([None if n % 4 == 0 else n % 4 == 1 for n in range(ROWS)], pa.bool_()),
        }
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "rules.seg").write_text(RULES)
    pq.write_table(table(), tmp_path / "customers.parquet")
    return tmp_path


def apply(folder: Path, *arguments: str) -> tuple[str, int]:
    return run_here(["apply", "rules.seg", "--data", "customers.parquet", "--out", "out", *arguments], folder)


def by(*names: str) -> list[str]:
    return [argument for name in names for argument in ("--partition-by", name)]


def rows_by(column: str) -> dict[str | None, set[str]]:
    found: dict[str | None, set[str]] = {}
    for key, value in zip(*(table().column(name).to_pylist() for name in ("customer_id", column)), strict=True):
        found.setdefault(value, set()).add(key)
    return found


def files(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.rglob("*.parquet")):
        yield path.relative_to(folder).as_posix(), hashlib.sha256(path.read_bytes()).hexdigest()


COLUMNS = ("code", "rate", "limit", "since", "seen", "online")


@pytest.mark.parametrize("column", COLUMNS)
def test_every_engine_writes_the_same_folders(folder: Path, column: str) -> None:
    found = set()
    for engine in ("pandas", "polars", "duckdb"):
        printed, code = apply(folder, "--engine", engine, *by(column, "worth"))
        assert code == 0, printed
        manifest = json.loads((folder / "out.manifest.json").read_text())
        assert manifest["self_check"]["result"] == "agreed"
        found.add((manifest["output"]["sha256"], *files(folder / "out")))
    assert len(found) == 1


def test_values_have_one_form(folder: Path) -> None:
    apply(folder, *by("rate"))
    assert names(folder) == {"rate=-0.25", "rate=0", "rate=0.25", f"rate={parts.NOTHING}"}
    apply(folder, *by("limit"))
    assert names(folder) == {"limit=0", "limit=1000", "limit=2000", f"limit={parts.NOTHING}"}
    apply(folder, *by("since"))
    assert {f"since={day}" for day in ("2026-01-30", "2026-01-31", "2026-02-01", "2026-02-02")} < names(folder)
    apply(folder, *by("seen"))
    assert {"seen=2026-01-30 10%3A30%3A00", "seen=2026-01-30 10%3A30%3A00.500000"} < names(folder)
    apply(folder, *by("online"))
    assert names(folder) == {"online=yes", "online=no", f"online={parts.NOTHING}"}


def names(folder: Path) -> set[str]:
    return {path.name for path in (folder / "out").iterdir()}


def test_read_back_by_every_tool(folder: Path) -> None:
    printed, code = apply(folder, *by("code", "Worth"))
    assert code == 0, printed
    out = folder / "out"
    assert {path.name for path in out.glob("*/*")} == {"worth=high", "worth=basic"}
    expected = {(key, value) for value, keys in rows_by("DISTRICT").items() for key in keys}
    opened = open_one(out, wanted=frozenset({"district", "worth"}))
    assert set(zip(values(opened, "customer id"), values(opened, "district"), strict=True)) == expected
    query = f"FROM read_parquet('{out}/**/*.parquet', hive_partitioning=true)"
    with duckdb.connect() as connection:
        assert set(connection.execute(f"SELECT customer_id, DISTRICT {query}").fetchall()) == expected
    # Polars and pandas take even an escaped text for nothing when it is the word that means nothing.
    expected = {(key, None if value == parts.NOTHING else value) for key, value in expected}
    frame = pd.read_parquet(out, partitioning=ds.partitioning(flavor="hive"))
    told = frame["DISTRICT"].astype(object).where(frame["DISTRICT"].notna(), None)
    assert set(zip(frame["customer_id"], told, strict=True)) == expected
    assert set(frame.columns) == {"customer_id", "adults", "suppressed", "DISTRICT", "worth"}
    polars = pl.scan_parquet(str(out), hive_partitioning=True).select("customer_id", "DISTRICT").collect()
    assert set(polars.rows()) == expected


def test_long_and_members_and_python(folder: Path) -> None:
    apply(folder, "--long", *by("code", "segment"))
    assert sum(path.name == "segment=adults" for path in (folder / "out").glob("*/*")) == len(DISTRICTS)
    printed, code = apply(folder, "--members", "adults", *by("since", "online"))
    assert code == 0, printed
    assert pl.scan_parquet(str(folder / "out")).collect().height == sum(n % 60 >= 18 for n in range(ROWS))
    done = segdsl.apply(
        folder / "rules.seg", table().to_pandas(), out=folder / "out", partition_by=["worth", "limit"], engine="polars"
    )
    assert done.ok, done.diagnostics
    assert list(done.membership) == ["customer_id", "adults", "worth", "suppressed"]
    assert {path.parent.name for path in (folder / "out").glob("*/*/*")} == {
        "limit=0",
        "limit=1000",
        "limit=2000",
        f"limit={parts.NOTHING}",
    }


@pytest.mark.parametrize(
    ("names", "id", "exit"),
    [
        (["street"], "SEG777", 2),
        (["worth", "nobody"], "SEG777", 2),
        (["customer id"], "SEG774", 2),
        (["customer_id"], "SEG774", 2),
        (["city"], "SEG774", 2),
        (["code", "DISTRICT"], "SEG774", 2),
        (["worth", "WORTH"], "SEG774", 2),
        (["balance"], "SEG778", 3),
    ],
)
def test_what_divides_nothing(folder: Path, names: list[str], id: str, exit: int) -> None:
    apply(folder, *by("worth"))
    before = list(files(folder / "out"))
    manifest = (folder / "out.manifest.json").read_text()
    printed, code = apply(folder, *by(*names))
    assert id in printed, printed
    assert code == exit
    assert list(files(folder / "out")) == before
    assert (folder / "out.manifest.json").read_text() == manifest
    assert {path.name for path in folder.iterdir()} == {"rules.seg", "customers.parquet", "out", "out.manifest.json"}


def test_personal_columns_are_told_of(folder: Path) -> None:
    printed, code = apply(folder, *by("age"))
    assert code == 0
    assert "SEG779" in printed
    assert len(names(folder)) == 60


def test_rows_fall_into_groups_in_their_order() -> None:
    texts = Texts(np.array([1, 0, -1, 1, 0], dtype=np.int32), ("a", "b"))
    order, groups = parts.divided([texts, np.array([True, True, False, True, False])])
    assert order.tolist() == [2, 4, 1, 0, 3]
    assert groups == [((None, "no"), 0, 1), (("a", "no"), 1, 2), (("a", "yes"), 2, 3), (("b", "yes"), 3, 5)]


def test_more_folders_than_files_that_may_be_open(tmp_path: Path) -> None:
    data = pd.DataFrame({"customer_id": range(5000), "branch": np.arange(5000) % parts.MOST, "balance": 1.0})
    rules = "rich if balance > 0\n"
    assert segdsl.apply(rules, data, out=tmp_path / "out", partition_by="branch").ok
    assert len(list((tmp_path / "out").iterdir())) == parts.MOST
    data["branch"] = np.arange(5000) % (parts.MOST + 1)
    assert [d.code.id for d in segdsl.apply(rules, data, out=tmp_path / "out", partition_by="branch").diagnostics][
        -1
    ] == "SEG778"


def literal(value: object) -> str:
    return "NULL" if value is None else "'" + str(value).replace("'", "''") + "'"


def contents(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    """What each folder holds, in no order."""
    return {
        path.parent.relative_to(folder).as_posix(): sorted(pl.read_parquet(path, hive_partitioning=False).rows())
        for path in folder.rglob("*.parquet")
    }


def test_from_a_server(folder: Path, postgres: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGUSER", OWNER)
    postgres.execute("DROP DATABASE IF EXISTS divided", "CREATE DATABASE divided")
    kinds = ("text", "bigint", "text", "text", "float8", "float8", "float8", "bigint", "date", "timestamp", "boolean")
    columns = ", ".join(f'"{name}" {kind}' for name, kind in zip(table().column_names, kinds, strict=True))
    rows = ", ".join(f"({', '.join(map(literal, row.values()))})" for row in table().to_pylist())
    postgres.execute(f"CREATE TABLE customers ({columns})", f"INSERT INTO customers VALUES {rows}", database="divided")
    for column in COLUMNS:
        apply(folder, "--engine", "pandas", *by(column, "worth"))
        expected = contents(folder / "out")
        data = postgres.url("divided", table="customers")
        asked = ["apply", "rules.seg", "--data", data, "--out", "out", "--engine", "postgres", *by(column, "worth")]
        printed, code = run_here(asked, folder)
        assert code == 0, printed
        assert contents(folder / "out") == expected


def test_on_spark(folder: Path, spark: object) -> None:
    for column in COLUMNS:
        apply(folder, "--engine", "pandas", *by(column, "worth"))
        expected = contents(folder / "out")
        printed, code = apply(folder, "--engine", "spark", *by(column, "worth"))
        assert code == 0, printed
        assert contents(folder / "out") == expected
