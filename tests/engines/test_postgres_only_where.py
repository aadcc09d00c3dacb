"""Rows of a database that `only where` leaves out break no declaration, and nothing is read out to find that."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
import pytest
from tests.servers.databases import Database, address, database
from tests.servers.postgres import OWNER, postgres

import segdsl
from segdsl.api import Result

__all__ = ["database", "postgres"]

DAY = dt.date(2026, 1, 2)
Row = tuple[str | None, float | None, str | None, dt.date | None]


@pytest.fixture(autouse=True)
def _owner(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGUSER", OWNER)


def rules(only: str, amount: str = "number 0 or more, 2 decimals") -> str:
    return (
        f"as of 2026-01-31\n\ntable customers\n  key id\n\ntable payments\n  many per id, dated on\n  {only}\n"
        f'  column amount: {amount}\n  column kind: one of "a", "b"\n  column on: date\n\n'
        "rich if sum of amount in payments > 1\n"
    )


@pytest.fixture
def tables(database: Database) -> dict[str, str]:
    database.execute(
        "CREATE TABLE bank.customers (id text PRIMARY KEY)",
        "INSERT INTO bank.customers VALUES ('1'), ('2')",
        'CREATE TABLE bank.payments (id text, amount float8, kind text, "on" date)',
    )
    return {name: address(database, f"bank.{name}") for name in ("customers", "payments")}


def fill(database: Database, rows: list[Row]) -> None:
    def value(each: object) -> str:
        return "NULL" if each is None else f"'{each}'"

    listed = ", ".join(f"({', '.join(map(value, row))})" for row in rows)
    database.execute("TRUNCATE bank.payments", f"INSERT INTO bank.payments VALUES {listed}")


def both(text: str, there: dict[str, str], rows: list[Row]) -> tuple[Result, Result]:
    """What is said of the rows in the database, and of the same ones in memory."""
    columns = {name: [row[place] for row in rows] for place, name in enumerate(("id", "amount", "kind", "on"))}
    here = {"customers": pa.table({"id": ["1", "2"]}), "payments": pa.table(columns)}
    return segdsl.apply(text, there, engine="postgres"), segdsl.apply(text, here, engine="pandas")


@pytest.mark.parametrize(
    ("only", "rows"),
    [
        ('only where kind is "a"', [("1", 3.0, "a", DAY), ("2", -5.0, "b", DAY)]),
        ('only where kind is "a"', [("1", 3.0, "a", DAY), ("2", 1.234, "b", DAY)]),
        ('only where kind is "a"', [("1", 3.0, "a", DAY), ("2", -5.0, "a", DAY)]),
        ('only where kind is "a"', [("1", 3.0, "a", DAY), ("2", 3.0, "z", DAY)]),
        ('only where kind is not "b"', [("1", 3.0, "a", DAY), ("2", 3.0, "z", DAY)]),
        ('only where kind is "a"', [("1", -5.0, None, DAY), ("2", 2.0, "a", DAY)]),
        ("only where amount >= 0", [("1", -5.0, "a", DAY), ("2", 2.0, "a", DAY)]),
        ('only where not (amount < 0 or kind is "b")', [("1", -5.0, "b", DAY), ("2", -2.0, "a", DAY)]),
        ('only where not (amount < 0 and kind is "b")', [("1", -5.0, "b", DAY), ("2", -2.0, "a", DAY)]),
        ("only where on is on or before 2026-01-31", [("1", -5.0, "b", dt.date(2026, 2, 1)), ("2", 2.0, "a", DAY)]),
        ("only where months since on is at least 1", [("1", -5.0, "b", DAY), ("2", 2.0, "a", dt.date(2025, 2, 1))]),
    ],
)
def test_the_same_is_wrong_as_with_other_data(
    database: Database, tables: dict[str, str], only: str, rows: list[Row]
) -> None:
    fill(database, rows)
    inside, outside = both(rules(only), tables, rows)
    assert [d.code.id for d in inside.diagnostics if d.is_error] == [
        d.code.id for d in outside.diagnostics if d.is_error
    ]
    assert "SEG588" not in {d.code.id for d in inside.diagnostics}
    if outside.ok:
        assert inside.members("rich") == outside.members("rich")


@pytest.mark.parametrize(
    ("column", "declared", "bad"),
    [
        ("float8", "whole number", "1.5"),
        ("int8", "whole number", "9007199254740993"),
        ("date", "date", "'0044-03-15 BC'"),
    ],
)
@pytest.mark.parametrize(
    ("only", "left_out"),
    [
        ("amount is not missing", False),
        ('amount is missing or kind is "b"', False),
        ('amount is not missing and kind is "b"', True),
        ('not (kind is not "b")', True),
    ],
)
def test_what_cannot_be_read_may_have_been_anything(
    database: Database, tables: dict[str, str], column: str, declared: str, bad: str, only: str, left_out: bool
) -> None:
    database.execute(
        "DROP TABLE bank.payments",
        f'CREATE TABLE bank.payments (id text, amount {column}, kind text, "on" date)',
        f"INSERT INTO bank.payments VALUES ('1', {bad}, 'a', '2026-01-02'), ('2', NULL, 'b', '2026-01-02')",
    )
    text = rules(f"only where {only}", declared).replace("sum of amount in", "count of")
    found = segdsl.apply(text, tables, engine="postgres")
    assert found.ok is left_out, found.diagnostics
    assert "SEG588" not in {d.code.id for d in found.diagnostics}


def test_keys_are_unique_among_the_rows_that_are_kept(database: Database) -> None:
    database.execute(
        "CREATE TABLE bank.customers (id text, open boolean, city text)",
        "INSERT INTO bank.customers VALUES ('7', false, 'A'), ('7', true, 'B'), ('8', true, 'C'), (NULL, false, 'C')",
    )
    text = 'table customers\n  key id\n  only where open\n\nb if city is "B"\n'
    there = address(database, "bank.customers")
    found = segdsl.apply(text, there, engine="postgres")
    assert found.ok, found.diagnostics
    assert found.members("b") == ["7"]
    database.execute("INSERT INTO bank.customers VALUES ('7', true, 'D'), (NULL, true, 'D')")
    found = segdsl.apply(text, there, engine="postgres")
    assert [d.code.id for d in found.diagnostics if d.is_error] == ["SEG541", "SEG542"]


def test_rows_that_are_set_aside_are_read_out(database: Database, tables: dict[str, str]) -> None:
    fill(database, [("1", 3.0, "a", DAY), ("2", -5.0, "a", DAY), ("2", -5.0, "b", DAY)])
    found = segdsl.apply(rules('only where kind is "a"'), tables, engine="pandas", on_bad_rows="quarantine")
    assert found.ok, found.diagnostics
    assert "SEG588" in {d.code.id for d in found.diagnostics}
    assert found.members("rich") == ["1"]
    left = segdsl.apply(rules('only where kind is "a" and amount > 0'), tables, on_bad_rows="quarantine")
    assert left.ok, left.diagnostics
    assert "SEG588" not in {d.code.id for d in left.diagnostics}
