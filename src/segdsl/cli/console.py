"""The one place that prints: results on stdout, the rest on stderr; it decides on colours and exit codes."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, Any, TextIO

from segdsl.diagnostics.codes import use
from segdsl.diagnostics.model import Diagnostic, Refused, Severity
from segdsl.diagnostics.paint import Paint, Style, plain
from segdsl.record import record

if TYPE_CHECKING:
    from pydantic import BaseModel
    from rich.console import Console as RichConsole

# Work that takes less than this shows no progress.
PATIENCE = 1.0
# Tables that go to a file or a pipe are as wide as they need to be, and running text stays readable.
UNBOUNDED = 10_000
_ANSI: Mapping[Style, str] = {
    "error": "1;31",
    "warning": "1;33",
    "note": "1;36",
    "gutter": "1;34",
    "label": "1;34",
    "strong": "1",
}


class Format(StrEnum):
    """How diagnostics and results are printed."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"
    SARIF = "sarif"


class Exit(IntEnum):
    """What the exit codes mean."""

    FINE = 0
    NO = 1
    WRONG_USE = 2
    FAILED = 3
    INTERRUPTED = 130
    PIPE_CLOSED = 141
    TERMINATED = 143


def exit_code(diagnostics: Iterable[Diagnostic]) -> Exit:
    """The worst that the errors among them ask for; without errors FINE."""
    return max((_exit_of(d) for d in diagnostics if d.is_error), default=Exit.FINE)


_RUNNING = frozenset({"70", "71", "72", "73", "74", "77", "78"})
"""The tens of codes about running and writing; the others of their hundred are about names and examples."""


def _exit_of(diagnostic: Diagnostic) -> Exit:
    match diagnostic.code.id[3]:
        case "8":
            return Exit.WRONG_USE
        case "5" | "9":
            return Exit.FAILED
        case "7" if diagnostic.code.id[3:5] in _RUNNING or "SEG753" <= diagnostic.code.id < "SEG760":
            return Exit.FAILED
        case _:
            return Exit.NO


def _coloured(stream: TextIO) -> bool:
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _ansi(style: Style, text: str) -> str:
    return f"\x1b[{_ANSI[style]}m{text}\x1b[0m"


@record
class Console:
    """What a verb prints with; made from its common options. Streams are looked up when something is printed."""

    format: Format = Format.TEXT
    quiet: bool = False
    no_color: bool = False
    no_progress: bool = False

    def paint(self, stream: TextIO) -> Paint:
        """Colours for a terminal that wants them, otherwise none."""
        return _ansi if not self.no_color and _coloured(stream) else plain

    def print(self, text: str) -> None:
        """A result, on stdout; the line is ended if it is not."""
        _write(sys.stdout, text if text.endswith("\n") or not text else text + "\n")

    def print_json(self, value: BaseModel | Mapping[str, Any] | list[Any]) -> None:
        """A result as JSON on stdout: a pydantic model or plain values; never NaN."""
        data = value if isinstance(value, Mapping | list) else value.model_dump(mode="json", by_alias=True)
        ascii_only = (sys.stdout.encoding or "utf-8").lower().replace("-", "") != "utf8"
        self.print(json.dumps(data, ensure_ascii=ascii_only, indent=2, allow_nan=False))

    def say(self, text: str) -> None:
        """Something worth knowing that is not a result, on stderr; silent with --quiet."""
        if not self.quiet:
            self._err(text if text.endswith("\n") else text + "\n")

    def report(self, diagnostics: Iterable[Diagnostic]) -> Exit:
        """Prints the diagnostics in the format asked for and says how to end.

        As text they go to stderr (with --quiet only the errors), as JSON, SARIF or GitHub annotations to stdout.
        """
        found = list(diagnostics)
        match self.format:
            case Format.JSON:
                from segdsl.diagnostics.report import report

                self.print_json(report(found))
            case Format.GITHUB:
                from segdsl.diagnostics import github

                self.print(github.render_all(found))
            case Format.SARIF:
                from importlib import metadata

                from segdsl.diagnostics.sarif import sarif

                self.print_json(sarif(found, metadata.version("segdsl")))
            case Format.TEXT:
                shown = [d for d in found if d.severity is Severity.ERROR] if self.quiet else found
                if shown:
                    from segdsl.diagnostics import human

                    self._err(human.render_all(shown, self.paint(sys.stderr)))
        return exit_code(found)

    def rich(self) -> RichConsole:
        """For tables and pages on stdout. User text must reach it as `rich.text.Text`, never as markup."""
        from rich.console import Console as RichConsole

        coloured = not self.no_color and _coloured(sys.stdout)
        return RichConsole(
            file=sys.stdout,
            color_system="auto" if coloured else None,
            width=None if sys.stdout.isatty() else UNBOUNDED,
            soft_wrap=not sys.stdout.isatty(),
            markup=False,
            highlight=False,
            emoji=False,
        )

    @contextmanager
    def progress(self, words: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
        """Gives a function to tell how much more is done; on a terminal a bar is shown after a second."""
        if self.quiet or self.no_progress or not sys.stderr.isatty():
            yield lambda done: None
            return
        from rich.console import Console as RichConsole
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        bar = Progress(*columns, console=RichConsole(stderr=True, no_color=self.no_color), transient=True)
        task = bar.add_task(words, total=total)
        began, shown = time.monotonic(), False

        def advance(done: int) -> None:
            nonlocal shown
            if not shown and time.monotonic() - began > PATIENCE:
                bar.start()
                shown = True
            bar.advance(task, done)

        try:
            yield advance
        finally:
            bar.stop()

    def _err(self, text: str) -> None:
        finish_printing()  # what was printed before must stand before, also when both streams go to one file
        _write(sys.stderr, text)
        sys.stderr.flush()


def _write(stream: TextIO, text: str) -> None:
    try:
        stream.write(text)
    except UnicodeEncodeError:
        # A file name that is not text, or a terminal with few characters, must not end in a fault.
        stream.write(text.encode(stream.encoding, "backslashreplace").decode(stream.encoding))
    except BrokenPipeError:
        raise
    except OSError as error:
        raise _unprintable(error) from None


def finish_printing() -> None:
    """Sends what stdout still holds back, so that a full disk or a closed pipe is noticed."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise _unprintable(error) from None


def give_up_printing() -> None:
    """Drops what stdout still holds back: nobody can read it, and Python would complain at its end."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _unprintable(error: OSError) -> Refused:
    reason = error.strerror or type(error).__name__
    return Refused(Diagnostic(use.CANNOT_PRINT, f"the output cannot be printed: {reason.lower()}"))
