"""Tables in databases appear whole or not at all, and only where they may."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pytest

from segdsl.data.model import Quarantined
from segdsl.diagnostics.model import Refused
from segdsl.frames import Texts
from segdsl.output.rows import Field, Kind, Rows, Sheet
from segdsl.output.tables import sqlitefile, target
from segdsl.output.tables.database import begun
from segdsl.output.tables.writing import TableWriting

NOTE = json.dumps({"manifest": 1, "output": {}})
FIELDS = (Field("客戶 id", Kind.TEXT), Field('a"; drop table t; --', Kind.YES_NO), Field("select", Kind.TEXT))
ENDINGS = ("duckdb", "sqlite")
BAD = Quarantined("customers", 7, None, "age", "not of the declared kind", {"age": "x", "'": None})


def sheet(rows: int, fields: Sequence[Field] = FIELDS) -> Sheet:
    codes = np.arange(rows, dtype=np.int32) % 3 - 1
    keys = np.array([f"k'{row}" for row in range(rows)], dtype=object)
    batch = Rows(rows, keys, (codes > 0, Texts(codes, ("gold", "'silver'"))))
    return Sheet(tuple(fields), [batch, batch][: 1 + (rows > 3)], rows)


def put(address: str, rows: int, *, replace: bool = False, note: str = NOTE, bad: Sequence[Quarantined] = ()) -> str:
    found = target.of(address)
    assert found is not None
    with TableWriting(found, replace) as writing:
        writing.prepare(FIELDS)
        digest = writing.write(sheet(rows))
        writing.release(note, bad)
    return digest


def read(path: Path, statement: str) -> list[tuple[Any, ...]]:
    if path.suffix == ".duckdb":
        with duckdb.connect(str(path), read_only=True) as connection:
            return connection.execute(statement).fetchall()
    found = sqlite3.connect(path)
    try:
        return found.execute(statement).fetchall()
    finally:
        found.close()


def refusal(address: str, rows: int = 3, **more: Any) -> str:
    with pytest.raises(Refused) as caught:
        put(address, rows, **more)
    return caught.value.diagnostics[0].code.id


@pytest.mark.parametrize("ending", ENDINGS)
def test_written_and_written_again(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"odd name%.{ending}"
    address = f"{path}?table=the members"
    first = put(address, 3, bad=[BAD])
    rows = read(path, 'SELECT * FROM "the members"')
    assert [(key, bool(flag), text) for key, flag, text in rows] == [
        ("k'0", False, None),
        ("k'1", False, "gold"),
        ("k'2", True, "'silver'"),
    ]
    assert read(path, 'SELECT "row", reason FROM "the members_quarantine"') == [("7", "not of the declared kind")]
    assert put(address, 3) == first
    assert put(address, 5) != first
    assert read(path, 'SELECT count(*) FROM "the members"') == [(10,)]
    names = {
        "duckdb": "SELECT table_name FROM duckdb_tables()",
        "sqlite": "SELECT name FROM sqlite_master WHERE type='table'",
    }
    assert {name for (name,) in read(path, names[ending])} - {"segdsl_tables"} == {"the members"}


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_others_wrote_is_kept(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"bank.{ending}"
    create = "CREATE TABLE m AS SELECT 1 AS x; CREATE VIEW v AS SELECT 1 AS x"
    if ending == "duckdb":
        with duckdb.connect(str(path)) as connection:
            connection.execute(create)
    else:
        found = sqlite3.connect(path)
        found.executescript(create)
        found.close()
    assert refusal(f"{path}?table=m") == "SEG770"
    assert refusal(f"{path}?table=M") == "SEG770"
    assert refusal(f"{path}?table=v", replace=True) == "SEG770"
    assert read(path, "SELECT x FROM m") == [(1,)]
    put(f"{path}?table=m", 3, replace=True)
    assert read(path, "SELECT count(*) FROM m") == [(3,)]
    assert read(path, "SELECT x FROM v") == [(1,)]


def test_addresses(tmp_path: Path) -> None:
    for text in ("members.csv", "folder", "out.parquet", "-"):
        assert target.of(text) is None
    for text in (str(tmp_path / "a.duckdb"), str(tmp_path / "a.csv?table=x"), str(tmp_path / "a.sqlite?table=s.x")):
        with pytest.raises(Refused) as caught:
            target.of(text)
        assert caught.value.diagnostics[0].code.id == "SEG772"
    assert refusal(f"{tmp_path / 'nowhere' / 'a.duckdb'}?table=x") == "SEG702"
    assert refusal(f"{tmp_path / 'a.duckdb'}?table=nowhere.x") == "SEG771"
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("ending", ENDINGS)
def test_damaged_and_locked(tmp_path: Path, ending: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlitefile, "PATIENCE", 0.2)
    path = tmp_path / f"bank.{ending}"
    address = f"{path}?table=m"
    put(address, 3)
    connect = "duckdb.connect" if ending == "duckdb" else "sqlite3.connect"
    script = (
        f"import duckdb, sqlite3, sys; c = {connect}({str(path)!r}); c.execute('BEGIN'); c.execute('DELETE FROM m')\n"
    )
    script += "print('open', flush=True); sys.stdin.read()"
    with subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        assert refusal(address) == "SEG581"
        assert other.stdin is not None
        other.stdin.close()
    assert read(path, "SELECT count(*) FROM m") == [(3,)]
    content = path.read_bytes()
    path.write_bytes(content[:200] + b"\xff" * (len(content) - 200))
    assert refusal(address) == "SEG771"


KILLED = """
import os, signal, sys, threading, time
sys.path.insert(0, sys.argv[3])
from tests.output import test_tables as t
t.put(sys.argv[1], 3)
print("first", flush=True)
threading.Timer(float(sys.argv[2]), lambda: os.kill(os.getpid(), signal.SIGKILL)).start()
while True:
    t.put(sys.argv[1], 150_000)
    t.put(sys.argv[1], 3)
"""


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_killed_run_leaves_a_whole_table(tmp_path: Path, ending: str) -> None:
    root = str(Path(__file__).parents[2])
    path = tmp_path / f"bank.{ending}"
    for number in range(6):
        command = [sys.executable, "-c", textwrap.dedent(KILLED), f"{path}?table=m", str(0.05 + number * 0.11), root]
        found = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        assert found.returncode == -9, found.stderr
        assert read(path, "SELECT count(*) FROM m")[0][0] in (3, 300_000)
        assert put(f"{path}?table=m", 3)


KILLED_AT_FIRST = """
import os, signal, sys
sys.path.insert(0, sys.argv[2])
from segdsl.output.tables import duckfile, sqlitefile
from tests.output import test_tables as t

def killed(self):
    os.kill(os.getpid(), signal.SIGKILL)

duckfile.DuckTransaction.commit = sqlitefile.SqliteTransaction.commit = killed
t.put(sys.argv[1], 3)
"""


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_killed_run_makes_no_file_without_its_table(tmp_path: Path, ending: str) -> None:
    """What it leaves is hidden, and the next run removes it."""
    path = tmp_path / f"bank.{ending}"
    command = [sys.executable, "-c", KILLED_AT_FIRST, f"{path}?table=m", str(Path(__file__).parents[2])]
    assert subprocess.run(command, capture_output=True, timeout=60, check=False).returncode == -9
    (left,) = tmp_path.iterdir()
    assert left.name.startswith(f".{path.name}.")
    assert put(f"{path}?table=m", 3)
    assert list(tmp_path.iterdir()) == [path]


def overtaken(found: target.Target) -> None:
    """Makes the file, while another run is quicker."""
    with begun(found, writing=True) as transaction:
        assert transaction is not None
        put(f"{found.path}?table=n", 4)
        transaction.put("m", pa.table({"x": [1]}).to_reader(), NOTE)
        transaction.commit()


@pytest.mark.parametrize("ending", ENDINGS)
def test_of_two_first_runs_one_makes_the_file(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"bank.{ending}"
    found = target.of(f"{path}?table=m")
    assert found is not None
    with TableWriting(found) as writing:
        writing.prepare(FIELDS)
        writing.write(sheet(3))
        with pytest.raises(Refused) as caught:
            overtaken(found)
        assert caught.value.diagnostics[0].code.id == "SEG581"
        writing.release(NOTE)
    assert read(path, "SELECT count(*) FROM m") == [(3,)]
    assert read(path, "SELECT count(*) FROM n") == [(8,)]
    assert list(tmp_path.iterdir()) == [path]
