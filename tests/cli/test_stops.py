"""A stop that comes while a library is half imported, where its C code puts another exception in the place of ours."""

from __future__ import annotations

import os
import signal

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
