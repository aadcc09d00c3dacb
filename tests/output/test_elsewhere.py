"""`apply` writes tables and folders from the command line and from Python, and never what it reads."""

from __future__ import annotations

import json
from contextlib import chdir
from pathlib import Path

import duckdb
import pytest
from tests.fences import run_here
from tests.output.test_tables import read
from tests.servers.postgres import OWNER, Server, postgres

import segdsl

__all__ = ["postgres"]

RULES = """table customers from "bank.duckdb"
  key customer id
  column age: whole number

adults if age is at least 18

tiers worth
  when balance > 1000 then high
  otherwise basic
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "rules.seg").write_text(RULES)
    with duckdb.connect(str(tmp_path / "bank.duckdb")) as connection:
        connection.execute(
            "CREATE TABLE customers AS SELECT printf('C%05d', i) AS customer_id, i % 90 AS age, i * 1.5 AS balance"
            " FROM range(3000) t(i)"
        )
    return tmp_path


def apply(folder: Path, *arguments: str) -> tuple[str, int]:
    return run_here(["apply", "rules.seg", *arguments], folder)


@pytest.mark.parametrize("engine", ["pandas", "duckdb", "polars"])
def test_into_the_database_that_is_read(folder: Path, engine: str) -> None:
    for _ in range(2):
        printed, code = apply(folder, "--engine", engine, "--out", "bank.duckdb?table=members")
        assert code == 0, printed
        assert "membership: bank.duckdb?table=members (3,000 rows)" in printed
    found = read(folder / "bank.duckdb", "SELECT count(*), sum(adults::int), count(DISTINCT worth) FROM members")
    assert found == [(3000, 2388, 2)]
    (note,) = read(folder / "bank.duckdb", "SELECT comment FROM duckdb_tables() WHERE table_name = 'members'")[0]
    manifest = json.loads(note)
    assert manifest["output"]["name"] == "bank.duckdb?table=members"
    assert manifest["self_check"]["result"] == "agreed"


def test_never_what_is_read(folder: Path) -> None:
    printed, code = apply(folder, "--out", "./bank.duckdb?table=Customers", "--replace")
    assert "SEG700" in printed
    assert code == 3
    assert read(folder / "bank.duckdb", "SELECT count(*) FROM customers") == [(3000,)]
    apply(folder, "--out", "parts", "--partition-by", "worth")
    data = str(next((folder / "parts").rglob("*.parquet")).relative_to(folder))
    printed, _ = run_here(["apply", "rules.seg", "--data", data, "--out", "parts", "--partition-by", "adults"], folder)
    assert "SEG" in printed
    assert len(list((folder / "parts").iterdir())) == 2


def test_a_folder_and_what_was_left_out(folder: Path) -> None:
    with duckdb.connect(str(folder / "bank.duckdb")) as connection:
        connection.execute("ALTER TABLE customers ALTER age TYPE VARCHAR")
        connection.execute("UPDATE customers SET age = 'old' WHERE customer_id = 'C00007'")
    bad = ("--on-bad-rows", "quarantine")
    printed, code = apply(folder, *bad, "--out", "parts", "--partition-by", "worth")
    assert code == 0, printed
    assert {path.name for path in (folder / "parts").iterdir()} == {"worth=high", "worth=basic"}
    assert "C00007" in (folder / "parts.quarantine.csv").read_text()
    printed, code = apply(folder, *bad, "--out", "out.sqlite?table=members")
    assert "quarantine: out.sqlite?table=members_quarantine (1 row)" in printed
    assert read(folder / "out.sqlite", "SELECT key, reason FROM members_quarantine")[0][0] == "C00007"
    assert read(folder / "out.sqlite", "SELECT count(*) FROM members") == [(2999,)]


def test_wrong_use(folder: Path) -> None:
    for arguments, id in (
        (("--out", "results.duckdb"), "SEG772"),
        (("--out", "a.csv", "--partition-by", "worth"), "SEG774"),
        (("--out", "a.duckdb?table=x", "--partition-by", "worth"), "SEG774"),
        (("--out", "parts", "--partition-by", "city"), "SEG774"),
        (("--partition-by", "worth"), "SEG801"),
        (("--replace",), "SEG801"),
    ):
        printed, code = apply(folder, *arguments)
        assert id in printed, printed
        assert code == 2, printed
    assert {path.name for path in folder.iterdir()} == {"rules.seg", "bank.duckdb"}


def test_from_python(folder: Path) -> None:
    with chdir(folder):
        done = segdsl.apply(Path("rules.seg"), out="out.duckdb?table=m")
        assert done.ok, done.diagnostics
        assert len(done.membership) == 3000
        assert segdsl.apply(Path("rules.seg"), out="parts", partition_by="worth").ok
        assert not segdsl.apply(Path("rules.seg"), out="parts", partition_by="city").ok
    assert read(folder / "out.duckdb", "SELECT count(*) FROM m") == [(3000,)]


def test_into_a_server(folder: Path, postgres: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGUSER", OWNER)
    postgres.execute("DROP DATABASE IF EXISTS told", "CREATE DATABASE told")
    address = postgres.url("told", table="members")
    printed, code = apply(folder, "--out", address)
    assert code == 0, printed
    assert f"membership: {address} (3,000 rows)" in printed
    with postgres.connect("told") as connection, connection.cursor() as cursor:
        cursor.execute("SELECT count(*), obj_description('members'::regclass) FROM members")
        count, note = cursor.fetchone()
    assert count == 3000
    assert json.loads(note)["output"]["format"] == "postgres table"
    printed, _ = apply(folder, "--out", address.replace("//", "//me:secret@"))
    assert "SEG586" in printed
    assert "secret" not in printed
