"""Folders for the time of a run: gone afterwards, and after a kill with the next run; those in use stay."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from segdsl import scratch

HOLDING = """
import sys, tempfile
from pathlib import Path
from segdsl import scratch
tempfile.tempdir = sys.argv[1]
with scratch.temporary("duckdb") as folder, scratch.beside(Path(sys.argv[1], "out.parquet")) as other:
    (folder / "spilled").write_text("x")
    (other / "half").write_text("x")
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_gone_afterwards(place: Path) -> None:
    with scratch.temporary("verify") as folder:
        assert folder.parent == place
        assert folder.stat().st_mode & 0o77 == 0
        (folder / "x").mkdir()
    assert not list(place.iterdir())


def test_what_a_killed_process_left_goes_with_the_next_run(place: Path) -> None:
    strange = [place / "segdsl-run-duckdb-mine", place / "segdsl-run-verify-00000000", place / ".other.00000000.new"]
    for path in strange:
        path.mkdir()
    command = [sys.executable, "-c", HOLDING, str(place)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        with scratch.temporary("duckdb"), scratch.beside(place / "out.parquet"):
            assert len(list(place.iterdir())) == 4 + len(strange)
        assert len(list(place.iterdir())) == 2 + len(strange)
        process.kill()
    assert len(list(place.iterdir())) == 2 + len(strange)
    with scratch.temporary("duckdb"):
        pass
    scratch.sweep_beside(place / "out.parquet")
    assert sorted(place.iterdir()) == sorted(strange)


def test_no_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", "/nowhere/at all")
    with pytest.raises(OSError), scratch.temporary("duckdb"):  # noqa: PT011 - any of them
        pass
    assert scratch.place() == "/nowhere/at all"
