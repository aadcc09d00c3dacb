"""Every engine that writes files, stopped, killed, on a full disk and short of memory: the old file stays or the new
one is whole, and what is said has a code."""

from __future__ import annotations

import contextlib
import functools
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from segdsl.diagnostics.model import Refused
from segdsl.engines import door

FILES = ("pandas", "polars", "duckdb", "spark")
QUICK = ("pandas", "polars", "duckdb")
CUSTOMERS, VISITS = 120_000, 400_000
RULES = """\
as of 2025-12-31

table customers from "customers.parquet"
  key customer id

table visits from "visits.parquet"
  many per customer id, dated day

define spend as sum of amount in visits over the last 12 months
define visits lately as count of visits over the last 90 days

adults if age is at least 18
rich if balance > 5000
good if spend > 200 and visits lately is at least 1
"""


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    """A folder with the rules and enough data for every engine to be busy for a while."""
    rng = np.random.default_rng(3)
    ids = [f"c{number:06d}" for number in range(CUSTOMERS)]
    customers: dict[str, Any] = {
        "customer_id": ids,
        "age": rng.integers(10, 90, CUSTOMERS),
        "balance": np.round(rng.exponential(2000, CUSTOMERS), 2),
    }
    visits: dict[str, Any] = {
        "customer_id": [ids[number] for number in rng.integers(0, CUSTOMERS, VISITS)],
        "day": pa.array(np.datetime64("2025-12-31") - rng.integers(0, 500, VISITS)),
        "amount": np.round(rng.exponential(40, VISITS), 2),
    }
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pq.write_table(pa.table(customers), folder / "customers.parquet", row_group_size=30_000)
        pq.write_table(pa.table(visits), folder / "visits.parquet", row_group_size=60_000)
        (folder / "rules.seg").write_text(RULES)
        yield folder


def installed(engine: str) -> None:
    try:
        door.find(engine)
    except Refused as refused:
        pytest.skip(str(refused))


@contextlib.contextmanager
def started(data: Path, engine: str, out: Path, limit: int | None = None) -> Iterator[subprocess.Popen[str]]:
    """`segdsl apply` at work, in a group of its own, as a terminal starts it; nothing of it is left afterwards."""

    def confine() -> None:
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_AS, (limit, limit))

    command = [sys.executable, "-m", "segdsl", "apply", str(data / "rules.seg")]
    command += ["--quiet", "--engine", engine, "--out", str(out)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True, preexec_fn=confine)
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        assert process.stderr is not None
        process.stderr.close()


def done(data: Path, engine: str, out: Path, limit: int | None = None) -> tuple[int, str]:
    """How it ended, and what it said."""
    with started(data, engine, out, limit) as process:
        said = process.communicate(timeout=240)[1]
        return process.returncode, said


@functools.cache
def members(data: Path) -> pa.Table:
    """The members as the pandas engine finds them, and how long that takes."""
    with tempfile.TemporaryDirectory() as name:
        out = Path(name) / "out.parquet"
        assert done(data, "pandas", out) == (0, "")
        return pq.read_table(out).sort_by("customer_id")


def old_or_whole(data: Path, out: Path) -> bool:
    """Whether the new file is there, whole; otherwise the old one must be."""
    if out.read_bytes() == b"old":
        return False
    assert pq.read_table(out).sort_by("customer_id").equals(members(data))
    return True


@functools.cache
def usual(data: Path, engine: str) -> float:
    with tempfile.TemporaryDirectory() as name:
        began = time.monotonic()
        assert done(data, engine, Path(name) / "out.parquet")[0] == 0
        return time.monotonic() - began


@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGKILL, -9)])
@pytest.mark.parametrize("engine", FILES)
def test_stopped_at_any_moment(data: Path, tmp_path: Path, engine: str, sent: signal.Signals, code: int) -> None:
    """Ctrl-C reaches everything that the command started, the others the command alone."""
    installed(engine)
    if engine == "spark" and sent == signal.SIGINT:
        pytest.skip("SIGTERM takes the same way, and Spark takes long to start")
    out = tmp_path / "out.parquet"
    rng = random.Random(f"{engine} {sent}")
    for _ in range(1 if engine == "spark" else 3):
        out.write_bytes(b"old")
        wait = rng.uniform(6, 12) if engine == "spark" else rng.uniform(0.4, 1.0) * usual(data, engine)
        with started(data, engine, out) as process:
            time.sleep(wait)
            with contextlib.suppress(ProcessLookupError):
                (os.killpg if sent == signal.SIGINT else os.kill)(process.pid, sent)
            began = time.monotonic()
            said = process.communicate(timeout=60)[1]
            assert time.monotonic() - began < 20
            # Python itself is stopped while it starts and when it has ended already.
            assert process.returncode in (code, 0, -sent), said
            assert "Traceback" not in said
        whole = old_or_whole(data, out)
        assert whole or process.returncode != 0
        assert {path.name for path in tmp_path.iterdir()} <= {"out.parquet", "out.parquet.manifest.json"}


@pytest.mark.skipif(os.getuid() != 0, reason="only root can mount a small disk")
@pytest.mark.parametrize("engine", FILES)
def test_full_disk(data: Path, tmp_path: Path, engine: str) -> None:
    installed(engine)
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(tmp_path)], capture_output=True)
    if mounted.returncode:
        pytest.skip("no small disk can be mounted here")
    try:
        out = tmp_path / "out.parquet"
        out.write_bytes(b"old")
        code, said = done(data, engine, out)
        assert (code, "error[SEG704]" in said) == (3, True), said
        assert out.read_bytes() == b"old"
        assert [path.name for path in tmp_path.iterdir()] == ["out.parquet"]
    finally:
        subprocess.run(["umount", str(tmp_path)], check=True)


@pytest.mark.parametrize(
    ("engine", "megabytes"),
    [
        (engine, size)
        for engine in QUICK
        for size in (700, 1000, 1400, 2000)
        if engine == "pandas" or size in (700, 1400)
    ],
)
def test_short_of_memory(data: Path, tmp_path: Path, engine: str, megabytes: int) -> None:
    """Under a limit on its address space a run ends well, or says with a code that it cannot. Polars, DuckDB and
    the loader of libraries (127) may end the process themselves when nothing at all is left; then as well the old file
    is still there."""
    installed(engine)
    out = tmp_path / "out.parquet"
    out.write_bytes(b"old")
    code, said = done(data, engine, out, megabytes * 1024 * 1024)
    if code == 0:
        assert old_or_whole(data, out)
        return
    aborted = engine != "pandas" and code in (-signal.SIGABRT, -signal.SIGSEGV, 127)
    assert aborted or (code == 3 and re.search(r"error\[SEG\d{3}\]", said) and "Traceback" not in said), said
    assert out.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["out.parquet"]


def ends(group: int, within: float) -> bool:
    """Whether all processes of a group end soon: Spark's own needs a moment to tidy up."""
    until = time.monotonic() + within
    while time.monotonic() < until:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


@pytest.mark.parametrize("engine", FILES)
def test_nothing_is_left_of_a_run(data: Path, tmp_path: Path, engine: str) -> None:
    """Neither a process nor a file in the temporary folder, where engines keep what does not fit in memory."""
    installed(engine)
    temporary, out = tmp_path / "temporary", tmp_path / "out.parquet"
    temporary.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", str(temporary))
        with started(data, engine, out) as process:
            code, said = process.wait(240), process.stderr.read() if process.stderr is not None else ""
            assert code == 0, said
            assert ends(process.pid, within=20 if engine == "spark" else 2)
    assert old_or_whole(data, out)
    assert not list(temporary.iterdir())
    shutil.rmtree(temporary)
