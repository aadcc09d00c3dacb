"""A stop that comes while a library is half imported, where its C code puts another exception in the place of ours."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from segdsl.cli import app
from segdsl.cli.console import Exit
from segdsl.diagnostics.codes.syntax import UNEXPECTED
from segdsl.diagnostics.model import Diagnostic, Refused


def _swallowed(number: signal.Signals) -> None:
    try:
        os.kill(os.getpid(), number)
        for _ in range(1_000_000):  # the handler runs between two instructions
            pass
    except BaseException:  # as `import_array()` of numpy does
        return
    raise AssertionError("the signal did not come")


@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, Exit.INTERRUPTED), (signal.SIGTERM, Exit.TERMINATED)])
@pytest.mark.parametrize("instead", [ImportError("numpy._core.multiarray failed to import"), None, "refused"])
def test_an_exception_in_the_place_of_a_stop(
    monkeypatch: pytest.MonkeyPatch, sent: signal.Signals, code: Exit, instead: Exception | str | None
) -> None:
    def verb(arguments: list[str]) -> int:
        _swallowed(sent)
        match instead:
            case Exception():
                raise instead
            case str():
                raise Refused(Diagnostic(UNEXPECTED, "the file ends early"))
            case None:
                return Exit.NO
        raise AssertionError

    before = signal.getsignal(sent)
    monkeypatch.setattr(app, "_dispatch", verb)
    assert app.run(["apply"]) == code
    assert signal.getsignal(sent) is before


@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, Exit.INTERRUPTED), (signal.SIGTERM, Exit.TERMINATED)])
def test_a_stop_while_an_object_is_thrown_away(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], sent: signal.Signals, code: Exit
) -> None:
    """As it may come in the compiler of `regex`: Python tells of it by itself, and goes on."""

    class Stopped:
        def __del__(self) -> None:
            os.kill(os.getpid(), sent)
            for _ in range(1_000_000):
                pass

    def verb(arguments: list[str]) -> int:
        Stopped()
        return Exit.NO

    before = sys.unraisablehook
    monkeypatch.setattr(app, "_dispatch", verb)
    assert app.run(["apply"]) == code
    assert capsys.readouterr().err == "segdsl: stopped\n"
    assert sys.unraisablehook is before


def test_what_is_told_to_ignore_a_stop_ignores_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def verb(arguments: list[str]) -> int:
        os.kill(os.getpid(), signal.SIGINT)
        return Exit.FINE

    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        monkeypatch.setattr(app, "_dispatch", verb)
        assert app.run(["apply"]) == Exit.FINE
    finally:
        signal.signal(signal.SIGINT, before)


DEAF = """
import hashlib, sys
from segdsl.cli import app

def verb(arguments):
    print("begun", flush=True)
    hashlib.pbkdf2_hmac("sha256", b"", b"", 2**31 - 1)  # takes an hour, and no notice of signals

app._dispatch = verb
sys.exit(app.run(["apply"]))
"""


@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, Exit.INTERRUPTED), (signal.SIGTERM, Exit.TERMINATED)])
def test_a_library_that_takes_no_notice(sent: signal.Signals, code: Exit) -> None:
    with subprocess.Popen([sys.executable, "-c", DEAF], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == b"begun\n"
        process.send_signal(sent)
        assert process.wait(20) == code
        assert process.stderr.read() == b"segdsl: stopped\n"
