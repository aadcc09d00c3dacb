"""A folder of Parquet files appears whole or not at all, and is read back by every tool as it was written."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import polars as pl
import pytest
from tests.data.opened import open_one, values
from tests.output.test_tables import BAD

from segdsl.diagnostics.model import Refused
from segdsl.frames import Texts
from segdsl.output import manifest
from segdsl.output.folder import FolderWriting
from segdsl.output.rows import Field, Kind, Rows, Sheet

VALUES = ("gold/silver", "100% = *?", "élan", "..")
FIELDS = (Field("id", Kind.TEXT), Field("member", Kind.YES_NO), Field("the tier", Kind.TEXT))


def note_of(path: Path) -> str:
    return json.dumps({"manifest": 1, "output": {"name": path.name}})


def sheet(rows: int, size: int = 10**6, fields: Sequence[Field] = FIELDS) -> Sheet:
    codes = np.arange(rows, dtype=np.int32) % (len(VALUES) + 1) - 1
    keys = np.array([f"k{row}" for row in range(rows)], dtype=object)
    batches = [
        Rows(
            len(codes[at : at + size]),
            keys[at : at + size],
            (codes[at : at + size] > 1, Texts(codes[at : at + size], VALUES)),
        )
        for at in range(0, rows, size)
    ]
    return Sheet(tuple(fields), batches, rows)


def put(path: Path, rows: int, by: str | tuple[str, ...] = "the tier", size: int = 10**6, bad: Any = ()) -> str:
    with FolderWriting(path, (by,) if isinstance(by, str) else by) as writing:
        writing.prepare(FIELDS)
        digest = writing.write(sheet(rows, size))
        writing.release(note_of(path), bad)
    return digest


def expected(rows: int) -> list[tuple[str, bool, str | None]]:
    codes = [row % (len(VALUES) + 1) - 1 for row in range(rows)]
    return sorted((f"k{row}", code > 1, None if code < 0 else VALUES[code]) for row, code in enumerate(codes))


def test_read_back_by_every_tool(tmp_path: Path) -> None:
    folder = tmp_path / "members"
    put(folder, 23, bad=[BAD])
    assert len(list(folder.iterdir())) == len(VALUES) + 1
    opened = open_one(folder, wanted=frozenset({"member", "the tier"}))
    ours = list(zip(values(opened, "id"), values(opened, "member"), values(opened, "the tier"), strict=True))
    assert sorted(ours) == expected(23)
    scanned = pl.scan_parquet(str(folder), hive_partitioning=True).collect()
    assert sorted(scanned.select("id", "member", "the tier").rows()) == expected(23)
    query = f"SELECT id, member, \"the tier\" FROM read_parquet('{folder}/**/*.parquet', hive_partitioning=true)"
    with duckdb.connect() as connection:
        assert sorted(connection.execute(query).fetchall()) == expected(23)
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"members", "members.manifest.json", "members.quarantine.csv"}


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    assert put(tmp_path / "a", 300_000) == put(tmp_path / "b", 300_000, size=77_777)
    assert put(tmp_path / "a", 300_000, by="member") != put(tmp_path / "b", 300_001, by="member")
    assert {path.name for path in (tmp_path / "a").iterdir()} == {"member=no", "member=yes"}


def refusal(path: Path, by: str = "member") -> str:
    with pytest.raises(Refused) as caught:
        put(path, 3, by)
    return caught.value.diagnostics[0].code.id


def test_what_may_not_be_written(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    put(folder, 9)
    (folder / "notes.txt").write_text("mine")
    assert refusal(folder) == "SEG773"
    (folder / "notes.txt").unlink()
    put(folder, 9, "member")
    manifest.path_beside(folder).unlink()
    assert refusal(folder) == "SEG773"
    (tmp_path / "file").write_text("x")
    assert refusal(tmp_path / "file") == "SEG706"
    assert refusal(tmp_path / "nowhere" / "out") == "SEG702"
    assert refusal(tmp_path / "new", "id") == "SEG774"
    assert refusal(tmp_path / "new", "tiers") == "SEG774"
    assert not (tmp_path / "new").exists()


def test_a_failure_leaves_what_was_there(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    put(folder, 9)

    def failing() -> Any:
        yield from sheet(5).batches
        raise KeyboardInterrupt

    def interrupted() -> None:
        with FolderWriting(folder, ("member",)) as writing:
            writing.prepare(FIELDS)
            writing.write(Sheet(FIELDS, failing()))

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert {path.name for path in tmp_path.iterdir()} == {"out", "out.manifest.json"}
    assert sorted(values(open_one(folder, wanted=frozenset()), "id")) == [f"k{n}" for n in range(9)]


KILLED = """
import os, signal, sys, threading
from pathlib import Path
sys.path.insert(0, sys.argv[3])
from tests.output import test_folder as t
folder = Path(sys.argv[1])
t.put(folder, 10)
threading.Timer(float(sys.argv[2]), lambda: os.kill(os.getpid(), signal.SIGKILL)).start()
while True:
    t.put(folder, 100_000, "member")
    t.put(folder, 10)
"""


def test_a_killed_run_leaves_a_whole_folder(tmp_path: Path) -> None:
    root = str(Path(__file__).parents[2])
    folder = tmp_path / "out"
    for number in range(6):
        command = [sys.executable, "-c", textwrap.dedent(KILLED), str(folder), str(0.05 + number * 0.07), root]
        found = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        assert found.returncode == -9, found.stderr
        assert pl.scan_parquet(str(folder), hive_partitioning=True).collect().height in (10, 100_000)
        put(folder, 10)
        assert {path.name for path in tmp_path.iterdir()} == {"out", "out.manifest.json"}


FULL = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from segdsl.diagnostics.model import Refused
from segdsl.output.tables import target
from segdsl.output.tables.writing import TableWriting
from tests.output import test_folder as f, test_tables as t
disk = Path(sys.argv[1])
f.put(disk / "out", 10)
for ending in t.ENDINGS:
    t.put(f"{disk}/bank.{ending}?table=m", 3)
fill = disk / "fill"
def folder() -> None:
    try:
        with fill.open("wb") as file:
            while True:
                file.write(b"x" * 4096)
                file.flush()
    except OSError:
        pass
    try:
        f.put(disk / "out", 1_000_000)
    finally:
        fill.unlink()
for job in (
    folder,
    *(lambda ending=ending: t.put(f"{disk}/bank.{ending}?table=m", 1_500_000) for ending in t.ENDINGS),
):
    try:
        job()
        print("written")
    except Refused as refused:
        print(refused.diagnostics[0].code.id)
print(*sorted(path.name for path in disk.iterdir()))
print(*(t.read(disk / f"bank.{ending}", "SELECT count(*) FROM m")[0][0] for ending in t.ENDINGS))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="a small disk is made with Linux' own means")
def test_a_full_disk(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    script = tmp_path / "full.py"
    script.write_text(FULL)
    root = str(Path(__file__).parents[2])
    shell = f"mount -t tmpfs -o size=8m none {disk} && {sys.executable} {script} {disk} {root}"
    found = subprocess.run(
        ["unshare", "-m", "sh", "-c", shell], capture_output=True, text=True, timeout=120, check=False
    )
    if "unshare" in found.stderr or "mount" in found.stderr:
        pytest.skip("a small disk cannot be made here")
    lines = found.stdout.splitlines()
    assert lines[:3] == ["SEG704", "SEG704", "SEG704"], found.stderr
    assert lines[3].split() == ["bank.duckdb", "bank.sqlite", "out", "out.manifest.json"]
    assert lines[4] == "3 3"
