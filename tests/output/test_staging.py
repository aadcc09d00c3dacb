"""Files appear whole or not at all: full disks, forbidden folders, links, kills at any moment, two runs at once."""

from __future__ import annotations

import os
import random
import signal
import stat
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from segdsl.diagnostics.model import Refused
from segdsl.output import guard
from segdsl.output.staging import Staging, failing

ROOT = os.getuid() == 0 if hasattr(os, "getuid") else False


def put(path: Path, text: bytes = b"new") -> None:
    with Staging() as staging:
        staged = staging.open(path)
        with failing(path):
            staged.file.write(text)
        staging.release()


def refusal(action: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        action()
    (diagnostic,) = refused.value.diagnostics
    return diagnostic.code.id


def test_a_new_file_has_the_usual_rights(tmp_path: Path) -> None:
    put(tmp_path / "a.csv")
    (tmp_path / "usual").write_text("x")
    assert (tmp_path / "a.csv").read_bytes() == b"new"
    assert (tmp_path / "a.csv").stat().st_mode == (tmp_path / "usual").stat().st_mode
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.csv", "usual"]


def test_rights_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("old")
    path.chmod(0o640)
    put(path)
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "real.csv").write_text("old")
    (tmp_path / "link.csv").symlink_to(tmp_path / "there" / "real.csv")
    put(tmp_path / "link.csv")
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "there" / "real.csv").read_bytes() == b"new"


def test_leaving_without_release_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("old")
    with Staging() as staging:
        staging.open(tmp_path / "a.csv").file.write(b"half")
    assert (tmp_path / "a.csv").read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.csv"]


def test_without_nameless_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file system that cannot keep a file without a name gets a hidden one, which goes away."""
    monkeypatch.delattr(os, "O_TMPFILE", raising=False)
    put(tmp_path / "a.csv", b"1")
    put(tmp_path / "a.csv", b"2")
    with Staging() as staging:
        staging.open(tmp_path / "a.csv").file.write(b"3")
        assert len(list(tmp_path.iterdir())) == 2
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("a.csv", b"2")]


def test_refusals(tmp_path: Path) -> None:
    assert refusal(lambda: put(tmp_path / "nowhere" / "a.csv")) == "SEG702"
    assert refusal(lambda: put(tmp_path)) == "SEG706"
    os.mkfifo(tmp_path / "pipe.csv")
    assert refusal(lambda: put(tmp_path / "pipe.csv")) == "SEG706"
    (tmp_path / "file").write_text("x")
    assert refusal(lambda: put(tmp_path / "file" / "a.csv")) == "SEG702"
    assert refusal(lambda: put(tmp_path / ("x" * 300 + ".csv"))) == "SEG707"


def run(code: str, *arguments: object, **options: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", textwrap.dedent(code), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, **options)  # type: ignore[call-overload,no-any-return]


AS_NOBODY = """
import os, sys
from pathlib import Path
from segdsl.diagnostics.model import Refused
from segdsl.output.staging import Staging
os.setgroups([]); os.setgid(65534); os.setuid(65534)
for name in sys.argv[1:]:
    try:
        with Staging() as staging:
            staging.open(Path(name)).file.write(b"new")
            staging.release()
        print("written")
    except Refused as refused:
        print(refused.diagnostics[0].code.id)
"""


@pytest.mark.skipif(not ROOT, reason="only root can become another user")
def test_no_permission() -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "open").mkdir(mode=0o777)
        (folder / "open").chmod(0o777)
        (folder / "open" / "locked.csv").write_text("old")
        (folder / "open" / "locked.csv").chmod(0o444)
        paths = [folder / "a.csv", folder / "open" / "locked.csv", folder / "open" / "b.csv"]
        assert run(AS_NOBODY, *paths).stdout.split() == ["SEG703", "SEG703", "written"]
        assert (folder / "open" / "locked.csv").read_text() == "old"
        assert sorted(p.name for p in (folder / "open").iterdir()) == ["b.csv", "locked.csv"]


def test_file_size_limit(tmp_path: Path) -> None:
    """The system lets no file grow beyond a limit: the same as a full disk, without needing one."""
    path = tmp_path / "a.csv"
    path.write_text("old")
    code = """
    import resource, sys
    from pathlib import Path
    from segdsl.diagnostics.model import Refused
    from segdsl.output.staging import Staging, failing
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
    try:
        with Staging() as staging, failing(Path(sys.argv[1])):
            file = staging.open(Path(sys.argv[1])).file
            for _ in range(10): file.write(b"x" * 1000)
            staging.release()
    except Refused as refused:
        print(refused.diagnostics[0].code.id)
    """
    assert run(code, path).stdout.strip() == "SEG704"
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.csv"]


@pytest.mark.skipif(not ROOT, reason="only root can mount a small disk")
def test_full_disk(tmp_path: Path) -> None:
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(tmp_path)], capture_output=True)
    if mounted.returncode:
        pytest.skip("no small disk can be mounted here")
    try:
        path = tmp_path / "a.csv"
        path.write_text("old")
        assert refusal(lambda: put(path, b"x" * 200_000)) == "SEG704"
        assert path.read_text() == "old"
        assert [p.name for p in tmp_path.iterdir()] == ["a.csv"]
    finally:
        subprocess.run(["umount", str(tmp_path)], check=True)


WRITER = """
import sys
from pathlib import Path
from segdsl.output.staging import Staging
path, size = Path(sys.argv[1]), int(sys.argv[2])
print("ready", flush=True)
number = 0
while True:
    number += 1
    with Staging() as staging:
        file = staging.open(path).file
        for _ in range(50): file.write(str(number % 10).encode() * (size // 50))
        staging.release()
"""


def test_killed_at_any_moment(tmp_path: Path) -> None:
    """SIGKILL cannot be caught: still there is only ever a whole file, or none, and nothing unfinished beside it."""
    path, size = tmp_path / "a.csv", 1_000_000
    rng = random.Random(7)
    for _ in range(12):
        process = subprocess.Popen([sys.executable, "-c", WRITER, str(path), str(size)], stdout=subprocess.PIPE)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(rng.uniform(0, 0.03))
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        if path.exists():
            data = path.read_bytes()
            assert len(data) == size
            assert data == data[:1] * size
    # Between getting its name and being renamed a file is visible for a moment; it is whole even then.
    for left in tmp_path.iterdir():
        assert left.stat().st_size == size


def test_two_runs_on_one_output(tmp_path: Path) -> None:
    """Each run releases its two files together: whichever was last, the pair belongs together."""
    code = """
    import sys
    from pathlib import Path
    from segdsl.output.staging import Staging
    folder, mark = Path(sys.argv[1]), sys.argv[2].encode()
    for _ in range(60):
        with Staging() as staging:
            for name in ("a.csv", "a.csv.manifest.json"):
                staging.open(folder / name).file.write(mark * 100_000)
            staging.release()
    """
    command = [sys.executable, "-c", textwrap.dedent(code), str(tmp_path)]
    runs = [subprocess.Popen([*command, mark]) for mark in "ab"]
    assert [process.wait(60) for process in runs] == [0, 0]
    one, two = (tmp_path / "a.csv").read_bytes(), (tmp_path / "a.csv.manifest.json").read_bytes()
    assert one == two == one[:1] * 100_000
    assert len(list(tmp_path.iterdir())) == 2


def test_closed_pipe() -> None:
    code = """
    import sys
    from segdsl.diagnostics.model import Refused
    from segdsl.output.staging import Staging
    try:
        with Staging() as staging:
            staging.open(None).file.write(b"line\\n" * 1_000_000)
            staging.release()
    except Refused as refused:
        print(refused.diagnostics[0].code.id, file=sys.stderr)
    """
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stderr is not None
    assert process.stdout.readline() == "line\n"
    process.stdout.close()
    assert process.stderr.read() == "SEG705\n"
    assert process.wait(30) == 0
    process.stderr.close()


def test_an_output_that_is_an_input(tmp_path: Path) -> None:
    data = tmp_path / "data.csv"
    data.write_text("id\n1\n")
    (tmp_path / "link.csv").symlink_to(data)
    os.link(data, tmp_path / "hard.csv")
    (tmp_path / "parts").mkdir()
    for output in ("data.csv", "link.csv", "hard.csv", "parts/../data.csv", "parts/new.parquet"):
        clash = guard.clash(tmp_path / output, [data, tmp_path / "parts"])
        assert clash is not None, output
        assert clash.code.id == "SEG700"
    assert guard.clash(tmp_path / "other.csv", [data, tmp_path / "parts", tmp_path / "gone.csv"]) is None
