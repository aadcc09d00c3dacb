"""Tables of a real PostgreSQL server as data: types, checks inside the database, errors without secrets."""

from __future__ import annotations

import datetime as dt
import os
import signal
import threading
import time
from typing import Any

import pytest
from tests.data.opened import open_one
from tests.servers.databases import Database, address, database, made
from tests.servers.postgres import LOCKED, OWNER, PASSWORD, postgres

import segdsl
from segdsl.data.model import Opened, Options
from segdsl.diagnostics.model import Outcome, Refused
from segdsl.engines.postgres.session import Session
from segdsl.engines.postgres.store import PostgresStore
from segdsl.frames import ROW_NUMBER, cells
from segdsl.schemas import Column
from segdsl.types import DATE, DATE_TIME, NUMBER, TEXT, WHOLE, YES_NO, one_of

__all__ = ["database", "postgres"]

ODD = 'cust"omers; drop table x --'


@pytest.fixture(autouse=True)
def _owner(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGUSER", OWNER)


def rows(found: Outcome[Opened]) -> list[dict[str, Any]]:
    assert found.value is not None, found.diagnostics
    store = found.value.stores["customers"]
    assert isinstance(store, PostgresStore)
    names = frozenset(store.columns)
    return [cells(batch, row) for batch in store.batches(names) for row in range(batch.rows)]


def said(found: Outcome[Any]) -> dict[str, str]:
    return {diagnostic.code.id: diagnostic.message for diagnostic in found.diagnostics}


def test_types_and_values(database: Database) -> None:
    columns = (
        'id int primary key, "Full Name" text, amount numeric(10,2), rate numeric, share float8, small float4, '
        'code uuid, kind char(4), yes boolean, "day" date, at timestamp, seen timestamptz'
    )
    uuid = "11111111-2222-3333-4444-555555555555"
    url = made(
        database,
        ODD,
        columns,
        f"(1, 'Zoe\u0308 100% _''q', 12.34, 0.1, 'NaN', 'Infinity', '{uuid}', 'ab', true, '2024-02-29', "
        "'2024-02-29 23:59:59.5', '2024-07-01 22:30:00+00')",
        "(2, ' \u3000', 'NaN', 'NaN', '-Infinity', 1.5, NULL, '', false, 'infinity', '-infinity', NULL)",
    )
    found = open_one(url, options=Options(zone="Europe/Zurich"))
    first, second = rows(found)
    assert first["full name"] == "Zo\u00eb 100% _'q"
    assert (first["amount"], first["rate"], first["share"], first["small"]) == (12.34, 0.1, None, None)
    assert (first["code"], first["kind"], first["yes"]) == (uuid, "ab", True)
    assert first["day"] == dt.date(2024, 2, 29)
    assert first["at"] == dt.datetime(2024, 2, 29, 23, 59, 59, 500000)
    assert first["seen"] == dt.datetime(2024, 7, 2, 0, 30)
    assert first["id"] == "1"
    assert {name for name, value in second.items() if value is not None} == {"id", "small", "yes"}
    assert found.value is not None
    kinds = {name: column.type for name, column in found.value.schema.customers.columns.items()}
    assert [kinds[n] for n in ("id", "amount", "yes", "day", "at")] == [TEXT, NUMBER, YES_NO, DATE, DATE_TIME]
    assert "SEG573" in said(found)


def test_the_same_rows_with_numbers_and_by_key(database: Database) -> None:
    url = made(database, "t", "id text primary key, n int", "('b', 1)", "('a', 2)", "('c', 3)")
    found = open_one(url)
    assert found.value is not None
    store = found.value.stores["customers"]
    assert isinstance(store, PostgresStore)
    numbers = {
        cells(b, i)["id"]: cells(b, i)[ROW_NUMBER]
        for b in store.batches(frozenset({"id", ROW_NUMBER}))
        for i in range(b.rows)
    }
    assert numbers == {"b": 1.0, "a": 2.0, "c": 3.0}
    some = [cells(b, i) for b in store.matching(frozenset({"n"}), "id", {"a", "c", "x'; --"}) for i in range(b.rows)]
    assert sorted((row["id"], row["n"]) for row in some) == [("a", 2.0), ("c", 3.0)]


@pytest.mark.parametrize(
    ("columns", "values", "declared", "code"),
    [
        ("id text, n int", "('a', 200), ('b', 5)", Column("n", WHOLE, low=0, high=100), "SEG532"),
        ("id text, n float8", "('a', 1.5), ('b', 5)", Column("n", WHOLE), "SEG531"),
        ("id text, n int8", "('a', 9007199254740993), ('b', 5)", Column("n", WHOLE), "SEG534"),
        ("id text, n text", "('a', 'secret-x'), ('b', 'F')", Column("n", one_of(("F", "M"))), "SEG533"),
        ("id text, n timestamp", "('a', '2024-01-01 10:00'), ('b', NULL)", Column("n", DATE), "SEG531"),
        ("id text, n numeric", "('a', 1.234), ('b', 5)", Column("n", NUMBER, decimals=2), "SEG531"),
        ("id text, n date", "('a', '0044-03-15 BC'), ('b', NULL)", Column("n", DATE), "SEG531"),
    ],
)
def test_values_that_break_a_declaration(
    database: Database, columns: str, values: str, declared: Column, code: str
) -> None:
    url = made(database, "t", columns, values)
    found = open_one(url, declared)
    assert found.value is None
    assert code in said(found)
    assert said(found)[code].startswith("1 value ")
    assert "secret" not in str(found.diagnostics)
    left = open_one(url, declared, options=Options(on_bad_rows="quarantine"))
    assert left.value is not None
    assert {"SEG588", "SEG577"} <= set(said(left))
    assert [record.key for record in left.value.quarantine] == ["a"]


def test_keys(database: Database) -> None:
    twice = open_one(made(database, "twice", "id text", "('a')", "('a')", "('b')"), key="id")
    assert said(twice)["SEG542"] == "1 row of `bank.twice` has a `id` that an earlier row has"
    none = open_one(made(database, "none", "id text", "('a')", "(NULL)", "(' ')"), key="id")
    assert said(none)["SEG541"] == "2 rows of `bank.none` have no `id`"
    numbered = open_one(made(database, "bare", "n int", "(1)", "(1)"))
    assert "SEG574" in said(numbered)


def test_missing_codes_and_what_is_found(database: Database) -> None:
    url = made(database, "t", "id text primary key, n int, t text", "('a', -999, 'n/a')", "('b', 7, 'x')")
    declared = (Column("n", WHOLE, missing_codes=(-999,)), Column("t", TEXT, missing_codes=("n/a",)))
    found = open_one(url, *declared)
    assert [(row["n"], row["t"]) for row in rows(found)] == [(None, None), (7.0, "x")]
    assert found.value is not None
    columns = found.value.schema.customers.columns
    assert (columns["n"].missing_share, columns["t"].values_seen) == (0.5, ("x",))


def test_what_cannot_be_opened(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    made(database, "customers", "id text", "('a')")
    assert "SEG587" in said(open_one(address(database, "bank.custmers")))
    assert "SEG587" in said(open_one(address(database, "customers")))
    assert "SEG743" in said(open_one("postgresql://127.0.0.1:1/x?table=t"))
    assert "SEG743" in said(open_one(f"postgresql://127.0.0.1:{database.port}/nowhere?table=t"))
    secret = open_one(f"postgresql://ann:hidden@127.0.0.1:{database.port}/postgres?table=t")
    assert "SEG586" in said(secret)
    assert "hidden" not in str(secret.diagnostics)
    monkeypatch.setenv("PGUSER", LOCKED)
    assert "SEG744" in said(open_one(address(database, "bank.customers")))
    monkeypatch.setenv("PGPASSWORD", PASSWORD + "x")
    wrong = open_one(address(database, "bank.customers"))
    assert "SEG744" in said(wrong)
    assert PASSWORD not in str(wrong.diagnostics)
    monkeypatch.setenv("PGPASSWORD", PASSWORD)
    assert "SEG744" in said(open_one(address(database, "bank.customers")))  # no right to read it


def test_a_column_that_is_no_value(database: Database) -> None:
    url = made(database, "t", "id text primary key, tags text[]", "('a', '{x}')")
    assert "SEG523" in said(open_one(url))
    assert open_one(url, wanted=frozenset({"id"})).value is not None


def test_views_and_partitions(database: Database) -> None:
    made(database, "t", "id text, n int", "('b', 2)", "('a', 1)")
    database.execute("CREATE VIEW bank.v AS SELECT id, n::text AS n FROM bank.t")
    seen = open_one(address(database, "bank.v"), Column("n", TEXT), key="id")
    assert sorted((row["id"], row["n"]) for row in rows(seen)) == [("a", "1"), ("b", "2")]
    read = open_one(address(database, "bank.v"), Column("n", WHOLE), key="id")
    assert "SEG588" in said(read)
    assert read.value is not None
    database.execute(
        "CREATE TABLE bank.p (id text, n int) PARTITION BY LIST (n)",
        "CREATE TABLE bank.p1 PARTITION OF bank.p FOR VALUES IN (1)",
        "CREATE TABLE bank.p2 PARTITION OF bank.p FOR VALUES IN (2)",
        "INSERT INTO bank.p SELECT * FROM bank.t",
    )
    assert len(rows(open_one(address(database, "bank.p"), key="id"))) == 2


def test_one_moment_and_nothing_written(database: Database) -> None:
    url = made(database, "t", "id text primary key", "('a')")
    found = open_one(url)
    database.execute("INSERT INTO bank.t VALUES ('b')")
    assert [row["id"] for row in rows(found)] == ["a"]
    session = Session(database.owners, "the server")
    with pytest.raises(Refused) as refused:
        session.rows("INSERT INTO bank.t VALUES ('c') RETURNING id")
    assert refused.value.diagnostics[0].code.id == "SEG745"


def test_a_signal_cancels_the_statement(database: Database) -> None:
    session = Session(database.owners, "the server")
    threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT)).start()
    started = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        session.rows("SELECT pg_sleep(30)")
    assert time.monotonic() - started < 10


RULES = """as of 2024-06-30

table customers
  key id

table buys
  many per id, dated at

rich if amount > 100 and name contains "100%"
buyers if sum of value in buys > 0.3
lately if count of buys over the last 3 months is at least 1
"""


def test_the_engine_says_what_pandas_says(database: Database) -> None:
    customers = made(
        database, "customers", "id text primary key, name text, amount numeric(10,2)", "('a', 'x 100%', 150.5)",
        "('b', 'x 1000', 300)", "('c', NULL, 200)", "('d', '100%', 100)",
    )  # fmt: skip
    buys = made(
        database, "buys", "id text, value float8, at date", "('a', 0.1, '2024-06-01')", "('a', 0.2, '2024-06-02')",
        "('b', 0.1, '2024-01-01')", "('c', 1, '2025-01-01')", "('d', 'NaN', '2024-06-30')",
    )  # fmt: skip
    rules = RULES
    given = {"customers": customers, "buys": buys}
    inside = segdsl.apply(rules, given, engine="postgres")
    outside = segdsl.apply(rules, given, engine="pandas")
    assert inside.ok, inside.diagnostics
    assert inside.frame is not None
    assert outside.frame is not None
    assert inside.frame.sort_values("id").values.tolist() == outside.frame.sort_values("id").values.tolist()
    assert inside.frame.sort_values("id")["rich"].tolist() == [True, False, False, False]
    chosen = segdsl.apply(rules, given)
    assert chosen.applied is not None
    assert chosen.applied.engine.name == "postgres"
