"""How people reach their databases, and what they find there: services, secured connections, encodings, few rights."""

from __future__ import annotations

import itertools
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.servers.databases import Database, address, database
from tests.servers.postgres import LOCKED, OWNER, PASSWORD, Server, postgres

import segdsl
from segdsl.api import Result

__all__ = ["database", "postgres"]

RULES = 'table customers\n  key id\n\nadults if age >= 18\nnamed if name contains "ö"\n'
TABLE = "CREATE TABLE bank.customers (id int primary key, age int, name text, secret text)"
ROWS = "INSERT INTO bank.customers VALUES (1, 20, 'Zoë ö', 'x'), (2, 17, 'plain', 'x')"
_READERS = itertools.count()


@pytest.fixture(autouse=True)
def _nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PGUSER", "PGPASSWORD", "PGSERVICE", "PGSERVICEFILE", "PGPASSFILE", "PGSSLMODE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def bank(database: Database) -> Database:
    database.execute(TABLE, ROWS)
    return database


@pytest.fixture
def reader(bank: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Somebody who may do nothing but read this table."""
    name = f"reader_{next(_READERS)}"
    bank.execute(
        f"CREATE ROLE {name} LOGIN",
        f"GRANT USAGE ON SCHEMA bank TO {name}",
        f"GRANT SELECT ON bank.customers TO {name}",
        f"REVOKE ALL ON DATABASE {bank.name} FROM PUBLIC",
        f"GRANT CONNECT ON DATABASE {bank.name} TO {name}",
    )
    monkeypatch.setenv("PGUSER", name)
    yield name
    bank.execute(f"DROP OWNED BY {name}", f"DROP ROLE {name}")


def codes(found: Result) -> list[str]:
    return [said.code.id for said in found.diagnostics if said.is_error]


def agrees(found: Result, inside: bool = True) -> None:
    assert found.ok, found.diagnostics
    assert (found.members("adults"), found.members("named")) == (["1"], ["1"])
    assert found.applied is not None
    assert (found.applied.engine.name == "postgres") is inside


def test_a_service_says_everything(bank: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = ("host=127.0.0.1", f"port={bank.port}", f"dbname={bank.name}", f"user={OWNER}")
    (tmp_path / "services").write_text("\n".join(("[bank]", *lines)) + "\n")
    monkeypatch.setenv("PGSERVICEFILE", str(tmp_path / "services"))
    agrees(segdsl.apply(RULES, "postgresql:///?service=bank&table=bank.customers"))
    monkeypatch.setenv("PGSERVICE", "bank")
    agrees(segdsl.apply(RULES, "postgresql://?table=bank.customers"))
    missing = segdsl.apply(RULES, "postgresql:///?service=other&table=bank.customers")
    assert codes(missing) == ["SEG743"]
    assert "service" in missing.diagnostics[0].message


def test_a_password_from_a_file(bank: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bank.execute(f"GRANT USAGE ON SCHEMA bank TO {LOCKED}", f"GRANT SELECT ON bank.customers TO {LOCKED}")
    secrets = tmp_path / "secrets"
    secrets.write_text(f"127.0.0.1:{bank.port}:*:{LOCKED}:{PASSWORD}\n")
    secrets.chmod(0o600)
    monkeypatch.setenv("PGUSER", LOCKED)
    assert codes(segdsl.apply(RULES, address(bank, "bank.customers"))) == ["SEG744"]
    monkeypatch.setenv("PGPASSFILE", str(secrets))
    agrees(segdsl.apply(RULES, address(bank, "bank.customers")))


@pytest.fixture
def certificate(bank: Database) -> Iterator[Path]:
    """The server takes secured connections, with a certificate for another name than people reach it by."""
    if shutil.which("openssl") is None:
        pytest.skip("there is no `openssl` to make a certificate with")
    data = bank.server.folder / "data"
    key, made = data / "server.key", data / "server.crt"
    subject = ("-subj", "/CN=other.example.org", "-keyout", str(key), "-out", str(made))
    command = ["openssl", "req", "-new", "-x509", "-days", "2", "-nodes", *subject]
    subprocess.run(command, check=True, capture_output=True)
    key.chmod(0o600)
    for file in (key, made):
        shutil.chown(file, data.owner(), data.group())
    bank.execute("ALTER SYSTEM SET ssl = on", "SELECT pg_reload_conf()", "SELECT pg_sleep(0.5)")
    yield made
    bank.execute("ALTER SYSTEM RESET ssl", "SELECT pg_reload_conf()", "SELECT pg_sleep(0.5)")


def test_secured_connections(bank: Database, certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGUSER", OWNER)

    def asked(**more: str) -> Result:
        return segdsl.apply(RULES, bank.server.url(bank.name, table="bank.customers", **more))

    agrees(asked(sslmode="require"))
    agrees(asked(sslmode="verify-ca", sslrootcert=str(certificate)))
    for mode, root in (("verify-full", str(certificate)), ("verify-ca", "/nowhere"), ("nonsense", "/nowhere")):
        refused = asked(sslmode=mode, sslrootcert=root)
        assert codes(refused) == ["SEG743"]
        assert "secured connection" in refused.diagnostics[0].message


def test_no_secured_connections(bank: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGUSER", OWNER)
    refused = segdsl.apply(RULES, bank.server.url(bank.name, table="bank.customers", sslmode="require"))
    assert codes(refused) == ["SEG743"]
    assert "secured connection" in refused.diagnostics[0].message


@pytest.mark.parametrize("encoding", ["LATIN1", "WIN1252", "SQL_ASCII"])
def test_other_encodings(postgres: Server, encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGUSER", OWNER)
    name = f"in_{encoding.lower()}"
    made = f"CREATE DATABASE {name} ENCODING '{encoding}' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0"
    postgres.execute(made)
    postgres.execute("SET client_encoding = 'UTF8'", "CREATE SCHEMA bank", TABLE, ROWS, database=name)
    there = Database(postgres, name)
    found = segdsl.apply(RULES, address(there, "bank.customers"))
    agrees(found, inside=False)
    assert "SEG588" in {said.code.id for said in found.diagnostics}
    if encoding != "SQL_ASCII":
        return
    there.execute("UPDATE bank.customers SET name = convert_from('\\x5a6ff6', 'SQL_ASCII') WHERE id = 1")
    found = segdsl.apply(RULES, address(there, "bank.customers"))
    assert codes(found) == ["SEG745"]
    text = "convert_from(convert(convert_to(name, 'SQL_ASCII'), 'LATIN1', 'UTF8'), 'SQL_ASCII')"
    assert text in found.diagnostics[0].help[0]
    there.execute(f"CREATE VIEW bank.known AS SELECT id, age, {text} AS name FROM bank.customers")
    agrees(segdsl.apply(RULES, address(there, "bank.known")), inside=False)


def test_a_user_who_may_only_read(bank: Database, reader: str) -> None:
    bank.execute(
        f"ALTER ROLE {reader} SET default_transaction_read_only = on",
        f"ALTER ROLE {reader} SET timezone = 'Asia/Tokyo'",
    )
    agrees(segdsl.apply(RULES, address(bank, "bank.customers")))


def test_a_user_who_may_read_some_columns(bank: Database, reader: str, tmp_path: Path) -> None:
    bank.execute(
        f"REVOKE SELECT ON bank.customers FROM {reader}", f"GRANT SELECT (id, age, name) ON bank.customers TO {reader}"
    )
    found = segdsl.apply(RULES, address(bank, "bank.customers"), out=tmp_path / "members.csv")
    agrees(found)
    assert (tmp_path / "members.csv.manifest.json").exists()
    assert codes(segdsl.apply(f'{RULES}told if secret is "x"\n', address(bank, "bank.customers"))) == ["SEG744"]


def test_rows_that_a_user_may_not_see(bank: Database, reader: str) -> None:
    bank.execute(
        "ALTER TABLE bank.customers ENABLE ROW LEVEL SECURITY", "CREATE POLICY own ON bank.customers USING (age > 18)"
    )
    found = segdsl.apply(RULES, address(bank, "bank.customers"))
    agrees(found)
    assert found.frame is not None
    assert len(found.frame) == 1


def test_little_time_and_few_connections(bank: Database, reader: str) -> None:
    bank.execute(f"ALTER ROLE {reader} SET statement_timeout = '1ms'")
    slow = segdsl.apply(RULES, address(bank, "bank.customers"))
    assert codes(slow) == ["SEG745"]
    assert "took too long" in slow.diagnostics[0].message
    bank.execute(f"ALTER ROLE {reader} RESET statement_timeout", f"ALTER ROLE {reader} CONNECTION LIMIT 1")
    full = segdsl.apply(RULES, address(bank, "bank.customers"))
    assert codes(full) == ["SEG743"]
    assert "no more connections" in full.diagnostics[0].message


def test_a_table_with_tables_below_it(bank: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGUSER", OWNER)
    bank.execute(
        "CREATE TABLE bank.older (id int, age int, name text)",
        "CREATE TABLE bank.newer () INHERITS (bank.older)",
        "INSERT INTO bank.older VALUES (1, 20, 'ö')",
        "INSERT INTO bank.newer VALUES (2, 17, 'x')",
    )
    agrees(segdsl.apply(RULES, address(bank, "bank.older")))
    rows = segdsl.apply("adults if age >= 18\n", address(bank, "bank.older"))
    assert rows.members("adults") == ["1"]
