"""Tables written into a real PostgreSQL server, whole or not at all."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest
from tests.output.test_tables import BAD, FIELDS, NOTE, sheet
from tests.servers.postgres import LOCKED, OWNER, PASSWORD, Server, postgres

from segdsl.diagnostics.model import Refused
from segdsl.output.rows import Field, Kind
from segdsl.output.tables import target
from segdsl.output.tables.writing import TableWriting

__all__ = ["postgres"]


@pytest.fixture(scope="module")
def database(postgres: Server) -> Server:
    postgres.execute("DROP DATABASE IF EXISTS written", "CREATE DATABASE written")
    return postgres


def address(database: Server, table: str, user: str = OWNER) -> str:
    return f"postgresql://{user}@127.0.0.1:{database.port}/written?table={table}"


def put(address: str, rows: int, **more: Any) -> None:
    found = target.of(address)
    assert found is not None
    fields, bad = more.pop("fields", FIELDS), more.pop("bad", ())
    with TableWriting(found, **more) as writing:
        writing.prepare(fields)
        writing.write(sheet(rows, fields))
        writing.release(NOTE, bad)


def read(database: Server, statement: str) -> list[tuple[Any, ...]]:
    with database.connect("written") as connection, connection.cursor() as cursor:
        cursor.execute(statement)
        return [tuple(row) for row in cursor.fetchall()]


def refusal(address: str, rows: int = 3, **more: Any) -> str:
    with pytest.raises(Refused) as caught:
        put(address, rows, **more)
    return caught.value.diagnostics[0].code.id


def test_written_and_written_again(database: Server) -> None:
    place = address(database, "members")
    put(place, 3, bad=[BAD])
    assert read(database, "SELECT * FROM members") == [
        ("k'0", False, None),
        ("k'1", False, "gold"),
        ("k'2", True, "'silver'"),
    ]
    assert read(database, 'SELECT "row" FROM members_quarantine') == [("7",)]
    database.execute(
        "CREATE VIEW gold AS SELECT * FROM members WHERE \"select\" = 'gold'",
        "GRANT SELECT ON members TO public",
        database="written",
    )
    put(place, 5)
    assert read(database, "SELECT count(*) FROM gold") == [(4,)]
    assert read(database, "SELECT has_table_privilege('locked', 'members', 'select')") == [(True,)]
    assert read(database, "SELECT to_regclass('members_quarantine')::text") == [(None,)]
    (note,) = read(database, "SELECT obj_description('members'::regclass)")[0]
    assert json.loads(note)["manifest"] == 1


def test_other_columns(database: Server) -> None:
    place = address(database, "changing")
    put(place, 3)
    fields = (Field("id", Kind.TEXT), *FIELDS[1:])
    put(place, 5, fields=fields)
    assert read(database, "SELECT count(id) FROM changing") == [(10,)]
    database.execute("CREATE VIEW held AS SELECT id FROM changing", database="written")
    assert refusal(place) == "SEG771"
    assert read(database, "SELECT count(*) FROM held") == [(10,)]


def test_what_may_not_be_written(database: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGPASSWORD", PASSWORD)
    database.execute("CREATE TABLE other (x int)", "INSERT INTO other VALUES (1)", database="written")
    assert refusal(address(database, "other")) == "SEG770"
    put(address(database, "other"), 3, replace=True)
    assert read(database, "SELECT count(*) FROM other") == [(3,)]
    assert refusal(address(database, "nowhere.members")) == "SEG771"
    assert refusal(address(database, "public.members", user=LOCKED)) == "SEG771"
    long = (Field("x" * 64, Kind.TEXT), *FIELDS[1:])
    assert refusal(address(database, "long"), fields=long) == "SEG771"


KILLED = """
import os, signal, sys, threading
sys.path.insert(0, sys.argv[3])
from tests.output import test_server_tables as t
t.put(sys.argv[1], 3)
threading.Timer(float(sys.argv[2]), lambda: os.kill(os.getpid(), signal.SIGKILL)).start()
while True:
    t.put(sys.argv[1], 150_000)
    t.put(sys.argv[1], 3)
"""


def test_a_killed_run_leaves_a_whole_table(database: Server) -> None:
    root = str(Path(__file__).parents[2])
    place = address(database, "killed")
    for number in range(4):
        command = [sys.executable, "-c", textwrap.dedent(KILLED), place, str(0.1 + number * 0.17), root]
        found = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        assert found.returncode == -9, found.stderr
        assert read(database, "SELECT count(*) FROM killed")[0][0] in (3, 300_000)
    put(place, 3)
    assert read(database, "SELECT count(*) FROM killed") == [(3,)]
