"""The program as a whole: help, wrong use, exit codes, signals, pipes, faults, colours."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests import fences

from segdsl.cli import codes as codes_verb
from segdsl.cli import mistakes
from segdsl.cli.app import run
from segdsl.cli.verbs import BY_NAME, VERBS

SEGDSL = [sys.executable, "-m", "segdsl"]
BAD = "high-value if RFM score >\n"


def test_alone_it_says_what_it_can_do(tmp_path: Path) -> None:
    output, code = fences.run_here([], tmp_path)
    assert code == 0
    assert "high-value if RFM score > 12 and age < 40" in output
    width = max(len(verb.name) for verb in VERBS)
    assert all(f"  {verb.name:{width}}  {verb.summary}\n" in output for verb in VERBS)
    assert fences.run_here(["--help"], tmp_path) == (output, 0)


def test_version(tmp_path: Path) -> None:
    assert fences.run_here(["--version"], tmp_path)[0].startswith("segdsl ")


@pytest.mark.parametrize("name", BY_NAME)
def test_every_command_has_help_in_plain_words(name: str, tmp_path: Path) -> None:
    output, code = fences.run_here([name, "--help"], tmp_path)
    assert code == 0
    assert output.startswith(f"Usage: segdsl {name} ")
    assert "<str>" not in output
    assert "<list" not in output
    assert fences.run_here([name, "-h"], tmp_path) == (output, 0)


WRONG = [
    ([], 0, ""),
    (["valdate"], 2, "a similar command exists: `validate`"),
    (["x.seg"], 2, "the command comes first: `segdsl validate x.seg`"),
    (["--nonsense"], 2, "`segdsl` has no option `--nonsense`"),
    (["validate"], 2, "missing argument `FILE...`"),
    (["validate", "--formt", "json", "x.seg"], 2, "`segdsl validate` has no option `--formt`"),
    (["validate", "--format", "html", "x.seg"], 2, "`html` is not one of `text`, `json`, `github`"),
    (["validate", "--as-of", "soon", "x.seg"], 2, "`soon` is not a date like 2026-11-23"),
    (["validate", "nothing-here.seg"], 2, "`nothing-here.seg` cannot be read: it does not exist"),
    (["codes", "a", "b"], 2, "unexpected"),
    (["codes", "SEG000"], 2, "unknown diagnostic `SEG000`"),
]


@pytest.mark.parametrize(("arguments", "code", "words"), WRONG)
def test_wrong_use(arguments: list[str], code: int, words: str, tmp_path: Path) -> None:
    output, found = fences.run_here(arguments, tmp_path)
    assert found == code
    assert words in output
    assert "Traceback" not in output


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_signals_stop_it_cleanly(number: signal.Signals, code: int) -> None:
    with subprocess.Popen(
        [*SEGDSL, "validate", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        _wait_until_it_reads(process.pid)
        process.send_signal(number)
        # stdin stays open: it is the signal that ends it
        assert process.wait(timeout=30) == code
        assert process.stderr is not None
        assert process.stderr.read() == b"segdsl: stopped\n"


def _wait_until_it_reads(process: int) -> None:
    """Until the process sleeps in a read of its standard input, which is a pipe that nothing comes through."""
    for _ in range(600):
        waits = Path(f"/proc/{process}/wchan").read_text() if Path(f"/proc/{process}/wchan").exists() else ""
        stat = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
        modules = Path(f"/proc/{process}/maps").read_text()
        if stat[0] == "S" and ("pipe" in waits or "_regex" in modules):
            time.sleep(0.3)
            return
        time.sleep(0.05)
    raise AssertionError("the process never came to read its input")


def test_a_closed_pipe_is_quiet() -> None:
    script = f"'{sys.executable}' -m segdsl codes | head -n 1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False)
    assert done.stdout.startswith("SEG101 ")
    assert done.stdout.splitlines()[-1] in ("141", "0")  # 0 when all of it went into the pipe before it was closed
    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no /dev/full")
def test_a_full_disk_is_said() -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run([*SEGDSL, "codes"], stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 2
    assert "error[SEG831]: the output cannot be printed: no space left on device" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_fault_shows_no_traceback_and_no_value(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> int:
        raise KeyError("customer 4711")

    monkeypatch.setattr(codes_verb, "_list", broken)
    monkeypatch.delenv("SEGDSL_DEBUG", raising=False)
    output, code = fences.run_here(["codes"], tmp_path)
    assert code == 3
    assert output.startswith("error[SEG900]: segdsl met a fault of its own and stopped\n")
    assert "= note: KeyError in segdsl/cli/codes.py, line " in output
    assert "4711" not in output
    monkeypatch.setenv("SEGDSL_DEBUG", "1")
    output, _ = fences.run_here(["codes"], tmp_path)
    assert "Traceback" in output
    assert "4711" in output


def test_too_little_memory_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def hungry(*_: object) -> int:
        raise MemoryError

    monkeypatch.setattr(codes_verb, "_list", hungry)
    output, code = fences.run_here(["codes"], tmp_path)
    assert (code, output.splitlines()[0]) == (3, "error[SEG901]: there is not enough memory to go on")


def test_a_fault_outside_the_program_is_placed_too() -> None:
    with pytest.raises(ValueError, match="x") as caught:
        int("x")
    assert mistakes.fault(caught.value).notes[0].startswith("ValueError in ")


def on_a_terminal(arguments: list[str], folder: Path, **environment: str) -> str:
    """What the program prints when all its streams are a terminal."""
    parent, child = pty.openpty()
    variables = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "TERM")}
    with subprocess.Popen(
        [*SEGDSL, *arguments],
        cwd=folder,
        stdin=child,
        stdout=child,
        stderr=child,
        env={**variables, "TERM": "xterm-256color", **environment},
    ) as process:
        os.close(child)
        parts = []
        while True:
            try:
                part = os.read(parent, 65536)
            except OSError:
                break
            if not part:
                break
            parts.append(part)
        process.wait(timeout=30)
    os.close(parent)
    return b"".join(parts).decode()


def test_colours_only_on_a_terminal_that_wants_them(tmp_path: Path) -> None:
    (tmp_path / "bad.seg").write_text(BAD, encoding="utf-8")
    assert "\x1b[1;31merror[SEG101]\x1b[0m" in on_a_terminal(["validate", "bad.seg"], tmp_path)
    assert "\x1b[" not in on_a_terminal(["validate", "bad.seg"], tmp_path, NO_COLOR="1")
    assert "\x1b[" not in on_a_terminal(["validate", "bad.seg"], tmp_path, TERM="dumb")
    assert "\x1b[" not in on_a_terminal(["validate", "bad.seg", "--no-color"], tmp_path)
    assert "\x1b[" not in fences.run_here(["validate", "bad.seg"], tmp_path)[0]


def test_a_page_is_laid_out_on_a_terminal(tmp_path: Path) -> None:
    shown = on_a_terminal(["codes", "never-true"], tmp_path)
    assert "SEG601" in shown
    assert "```" not in shown
    assert "```seg" in fences.run_here(["codes", "never-true"], tmp_path)[0]


def test_few_characters_are_no_fault(tmp_path: Path) -> None:
    (tmp_path / "bad.seg").write_text("高價值 if 年齡 >\n", encoding="utf-8")
    done = subprocess.run(
        [*SEGDSL, "validate", "bad.seg", "--format", "json"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1
    done.stdout.decode("ascii")
    text = subprocess.run(
        [*SEGDSL, "validate", "bad.seg"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
        capture_output=True,
        check=False,
    )
    assert text.returncode == 1
    assert b"\\u9ad8" in text.stderr


def test_run_is_main(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out.startswith("segdsl ")
