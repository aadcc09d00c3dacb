"""Tables of DuckDB and SQLite files are read like any other, and refused as plainly."""

from __future__ import annotations

import contextlib
import datetime as dt
import sqlite3
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from tests.data.opened import codes, errors, open_one, row_numbers, schema_of, table, text_of, types_of, values

from segdsl import data
from segdsl.data import Options, sqlitefile
from segdsl.frames.native import DatabaseTable
from segdsl.schemas import Column, Role
from segdsl.types import TEXT, WHOLE, Kind

ODD = 'a"; drop table t; --'


@pytest.fixture
def duck(tmp_path: Path) -> Path:
    path = tmp_path / "bank.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            """CREATE TABLE customers AS SELECT * FROM (VALUES
            ('001', 35, 0.07::DECIMAL(18,2), '高雄', DATE '2020-01-05', TIMESTAMP '2020-01-05 08:30:15', true),
            ('002', NULL, 12.5, NULL, NULL, NULL, NULL),
            ('003', 52, NULL, 'e\u0301', DATE '1969-12-31', TIMESTAMP '2020-01-06 00:00:00', false)
            ) t("customer id", age, pay, city, joined, seen, consent)"""
        )
        connection.execute(
            f'CREATE TABLE "select" ("customer id" BIGINT, "{ODD.replace(chr(34), chr(34) * 2)}" INTEGER)'
        )
        connection.execute('INSERT INTO "select" VALUES (7, 1), (8, NULL)')
        connection.execute("CREATE VIEW young AS SELECT * FROM customers WHERE age < 40")
        connection.execute("CREATE SCHEMA sales; CREATE TABLE sales.customers (id INTEGER)")
    return path


def test_a_table_of_a_duckdb_file(duck: Path) -> None:
    opened = open_one(f"{duck}?table=main.customers")
    assert types_of(opened) == {
        "customer id": "text",
        "age": "whole number",
        "pay": "number",
        "city": "text",
        "joined": "date",
        "seen": "date and time",
        "consent": "yes or no",
    }
    assert values(opened, "customer id") == ["001", "002", "003"]
    assert values(opened, "pay") == [float(Decimal("0.07")), 12.5, None]
    assert values(opened, "city") == ["高雄", None, "é"]
    assert values(opened, "seen") == [dt.datetime(2020, 1, 5, 8, 30, 15), None, dt.datetime(2020, 1, 6)]
    assert values(opened, "consent") == [True, None, False]
    assert row_numbers(opened) == [1, 2, 3]
    assert opened.value is not None
    assert opened.value.fingerprints.source("customers") == "bank.duckdb"


@pytest.mark.parametrize("memory", [0, 10**9])
def test_engines_may_read_tables_but_not_views(duck: Path, memory: int) -> None:
    options = Options(memory=memory)
    opened = open_one(f"{duck}?table=select", options=options)
    assert values(opened, ODD) == [1, None]
    assert opened.value is not None
    native = opened.value.stores["customers"].native
    assert isinstance(native, DatabaseTable)
    assert (native.system, native.address, native.schema, native.table) == ("duckdb", str(duck), "main", "select")
    assert native.columns["customer id"].spelled
    assert native.columns["customer id"].kind is Kind.TEXT
    young = open_one(f"{duck}?table=young", wanted=frozenset({"age"}), options=options)
    assert values(young, "age") == [35]
    assert young.value is not None
    assert young.value.stores["customers"].native is None


def test_types_that_only_look_like_texts(tmp_path: Path) -> None:
    path = tmp_path / "t.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE t AS SELECT i AS id, uuid() AS u FROM range(3) r(i)")
    for wanted, engines_read in ((frozenset({"u"}), False), (frozenset[str](), True)):
        opened = open_one(path, wanted=wanted)
        assert opened.value is not None
        assert (opened.value.stores["customers"].native is not None) == engines_read


def test_which_table(duck: Path) -> None:
    assert "has several tables: `customers`" in text_of(open_one(f"{duck}?table="))
    several = open_one(f"{duck}?table=customers")
    assert errors(several) == ["unknown-table-in-file"]
    assert "?table=main.customers" in text_of(several)
    assert "`customers`" in text_of(open_one(f"{duck}?table=custmers"))
    assert errors(open_one(f"{duck}?table=nowhere.x")) == ["unknown-table-in-file"]


def test_the_table_that_is_called_as_in_the_rules(duck: Path) -> None:
    declared = schema_of(
        table(), table("young", role=Role.ONE, per="customer id", path=duck.name, base=str(duck.parent))
    )
    opened = data.open_tables(declared, {"": f"{duck}?table=main.customers"}, None)
    assert values(opened, "customer id", "young") == ["001"]


def test_a_file_without_tables_to_choose_from(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text("customer id,age\n1,2\n")
    opened = open_one(f"{path}?table=customers")
    assert errors(opened) == ["unknown-table-in-file"]
    odd = tmp_path / "c?table=x.csv"
    odd.write_text("customer id,age\n1,2\n")
    assert values(open_one(odd), "age") == [2]


def test_locked_and_damaged(duck: Path) -> None:
    script = f"import duckdb, sys; c = duckdb.connect({str(duck)!r}); print('open', flush=True); sys.stdin.read()"
    with subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        assert errors(open_one(f"{duck}?table=young")) == ["database-in-use"]
        assert other.stdin is not None
        other.stdin.close()
    content = duck.read_bytes()
    duck.write_bytes(content[:5000] + b"\xff" * 3000 + content[8000:])
    assert errors(open_one(f"{duck}?table=young")) == ["unreadable-file"]


# ---- SQLite --------------------------------------------------------------------------------------------------------


def sqlite(folder: Path, create: str, rows: list[tuple[Any, ...]]) -> Path:
    path = folder / "bank.sqlite"
    connection = sqlite3.connect(path)
    connection.execute(create)
    connection.executemany(f"INSERT INTO t VALUES ({', '.join('?' * len(rows[0]))})", rows)
    connection.commit()
    connection.close()
    return path


def test_a_table_of_an_sqlite_file(tmp_path: Path) -> None:
    rows = [
        ("001", 35, 10.25, "2020-01-05", "yes"),
        ("002", None, 3, None, None),
        ("003", 52, None, "1969-12-31", "no"),
    ]
    path = sqlite(
        tmp_path, 'CREATE TABLE t ("customer id" TEXT, age INT, pay NUMERIC, joined DATE, consent TEXT)', rows
    )
    opened = open_one(path)
    assert types_of(opened) == {
        "customer id": "text",
        "age": "whole number",
        "pay": "number",
        "joined": "date",
        "consent": "yes or no",
    }
    assert values(opened, "pay") == [10.25, 3, None]
    assert values(opened, "joined") == [dt.date(2020, 1, 5), None, dt.date(1969, 12, 31)]


def test_every_row_counts_whatever_the_column_was_declared_as(tmp_path: Path) -> None:
    rows: list[tuple[Any, ...]] = [(f"c{number}", number) for number in range(70_000)]
    rows[69_000] = ("c69000", "n/a")
    path = sqlite(tmp_path, "CREATE TABLE t (id TEXT, age INTEGER)", rows)
    assert types_of(open_one(path))["age"] == "text"
    declared = open_one(path, Column("age", WHOLE))
    assert values(declared, "age")[69_000] is None, "`n/a` in a column of numbers is missing"
    connection = sqlite3.connect(path)
    connection.execute("UPDATE t SET age = 'old' WHERE id = 'c5'")
    connection.commit()
    connection.close()
    wrong = open_one(path, Column("age", WHOLE))
    assert errors(wrong) == ["wrong-kind"]
    assert "row 6" in text_of(wrong)


def test_large_integers_and_bytes(tmp_path: Path) -> None:
    path = sqlite(tmp_path, "CREATE TABLE t (id INTEGER, b)", [(2**60 + 1, b"x"), (3, None)])
    assert values(open_one(path, Column("id", TEXT), wanted=frozenset()), "id") == [str(2**60 + 1), "3"]
    assert errors(open_one(path)) == ["unreadable-column"]


def test_an_index_does_not_change_the_order_of_the_rows(tmp_path: Path) -> None:
    path = sqlite(tmp_path, "CREATE TABLE t (id TEXT, n INTEGER)", [(f"c{9 - n}", 9 - n) for n in range(9)])
    connection = sqlite3.connect(path)
    connection.execute("CREATE INDEX i ON t (n)")
    connection.commit()
    connection.close()
    opened = open_one(path, options=Options(memory=0))
    assert values(opened, "n") == list(range(9, 0, -1))
    assert values(opened, "id") == [f"c{number}" for number in range(9, 0, -1)]


def test_a_locked_and_a_damaged_sqlite_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlitefile, "PATIENCE", 0.2)
    path = sqlite(tmp_path, "CREATE TABLE t (id TEXT)", [("a",)])
    connection = sqlite3.connect(path)
    connection.execute("BEGIN EXCLUSIVE")
    assert codes(open_one(path))[-1] == "database-in-use"
    connection.close()
    path.write_bytes(path.read_bytes()[:100] + b"\xff" * 8000)
    assert errors(open_one(path)) == ["unreadable-file"]


@pytest.mark.parametrize("rows", [1, 70_000])
def test_a_text_of_sqlite_that_is_none(tmp_path: Path, rows: int) -> None:
    path = sqlite(tmp_path, "CREATE TABLE t (id TEXT, name)", [(f"c{n}", "Zoë") for n in range(rows)])
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("INSERT INTO t VALUES ('x', CAST(x'5aff' AS TEXT)), ('y', 'Zoë')")
        connection.commit()
    found = open_one(path)
    assert errors(found) == ["unreadable-file"]
    assert f"row {rows + 1} of" in text_of(found)
    assert "not UTF-8" in text_of(found)


def test_numbers_texts_and_fractions_in_one_column(tmp_path: Path) -> None:
    path = sqlite(
        tmp_path, "CREATE TABLE t (id TEXT, n INTEGER)", [("a", 20), ("b", "17"), ("c", "unknown"), ("d", 30.5)]
    )
    assert types_of(open_one(path))["n"] == "text"
    found = open_one(path, Column("n", WHOLE))
    assert errors(found) == ["wrong-kind"]
    assert "(rows 3 and 4)" in text_of(found)


def test_views_of_what_is_not_there(tmp_path: Path) -> None:
    path = sqlite(tmp_path, "CREATE TABLE t (id TEXT)", [("a",)])
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE VIEW v AS SELECT * FROM gone")
        connection.commit()
    with duckdb.connect(str(tmp_path / "other.duckdb")) as other:
        other.execute("CREATE TABLE t (id INTEGER)")
    with duckdb.connect(str(tmp_path / "bank.duckdb")) as bank:
        bank.execute(f"ATTACH '{tmp_path / 'other.duckdb'}' AS other")
        bank.execute("CREATE VIEW v AS SELECT * FROM other.main.t")
    for file in (path, tmp_path / "bank.duckdb"):
        found = open_one(f"{file}?table=v")
        assert errors(found) == ["unreadable-file"]
        assert "has a view of something that is not in it" in text_of(found)
