"""The program: finds the verb, loads only what it needs, runs it, and turns whatever happens into an exit code."""

from __future__ import annotations

import gc
import os
import select
import signal
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from threading import Event, Thread, current_thread, main_thread
from types import FrameType
from typing import TYPE_CHECKING, Any

from segdsl.cli.console import Console, Exit, finish_printing, give_up_printing
from segdsl.cli.verbs import BY_NAME, VERBS, plainly
from segdsl.diagnostics.model import Refused

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

_HELP = """segdsl finds customer segments with rules that read like sentences.
A rule file is a text such as:

  high-value if RFM score > 12 and age < 40

Usage: segdsl COMMAND ...

{commands}

`segdsl COMMAND --help` says how a command is used, `segdsl --version` which version this is.
"""


UNHEARD = 1.0
"""So many seconds a library may take no notice of SIGTERM."""

DEAF = 3.0
"""So many seconds more a library may take no notice of Ctrl-C either, before the process ends."""

UNENDED = 20.0
"""So many seconds the unwinding may take."""


_NO_MEMORY = b"error[SEG901]: there is not enough memory to go on\n"
"""What is said when there is no room to make a diagnostic."""


class Terminated(BaseException):
    """SIGTERM has come; unwinds as Ctrl-C does, so that nothing half-written stays."""


_EXCEPTIONS: Mapping[int, type[BaseException]] = {signal.SIGINT: KeyboardInterrupt, signal.SIGTERM: Terminated}


class Stops:
    """Turns Ctrl-C and SIGTERM into exceptions that unwind everything, and remembers which has come: the C code of a
    library (numpy's, while it is imported) may put another exception in the place of ours.

    While a library computes, Python does not get to run what a signal asks for. Some libraries look out for Ctrl-C
    themselves, so a SIGTERM that nobody hears is followed by one; and who still does not come to an end, is ended: what
    is being written has no name yet, and goes with the process.
    """

    def __init__(self) -> None:
        self._come: type[BaseException] | None = None
        self._heard = Event()

    def again(self) -> None:
        """Raises what has come once more, if anything has."""
        if self._come is not None:
            raise self._come from None

    @contextmanager
    def listening(self) -> Iterator[None]:
        if current_thread() is not main_thread():  # somebody else's program, somebody else's signals
            yield
            return
        with self._caught(), self._watched():
            yield

    @contextmanager
    def _caught(self) -> Iterator[None]:
        before: dict[signal.Signals, Any] = {}
        for number in (signal.SIGINT, signal.SIGTERM):
            if signal.getsignal(number) is not signal.SIG_IGN:  # as `nohup` and shells ask of what they start
                before[number] = signal.signal(number, self._unwind)
        told, sys.unraisablehook = sys.unraisablehook, partial(self._unraised, sys.unraisablehook)
        try:
            yield
        except Exception:
            self.again()
            raise
        finally:
            sys.unraisablehook = told
            for number, handler in before.items():
                signal.signal(number, handler)

    def _unraised(self, tell: Callable[[UnraisableHookArgs], Any], lost: UnraisableHookArgs) -> None:
        """A stop that came in a `__del__` goes no further: that is no news to a user, and `again` raises it anew."""
        if self._come is None or not isinstance(lost.exc_value, self._come):
            tell(lost)

    @contextmanager
    def _watched(self) -> Iterator[None]:
        """A thread learns of signals when they come, whatever the main thread is doing."""
        reader, writer = os.pipe()
        os.set_blocking(writer, False)
        before = signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
        Thread(target=self._watch, args=(reader,), daemon=True).start()
        try:
            yield
        finally:
            signal.set_wakeup_fd(before)
            os.close(writer)

    def _watch(self, reader: int) -> None:
        come = 0
        while come not in (signal.SIGINT, signal.SIGTERM):
            told = os.read(reader, 1)
            if not told:
                os.close(reader)
                return
            come = told[0]
        if not self._heard.wait(UNHEARD) and signal.getsignal(come) == self._unwind:
            self._come = self._come or _EXCEPTIONS[come]
            if come == signal.SIGTERM:
                os.kill(os.getpid(), signal.SIGINT)
            if not self._heard.wait(DEAF):
                self._end()
        until = time.monotonic() + UNENDED
        while time.monotonic() < until and select.select([reader], [], [], UNENDED)[0]:
            if not os.read(reader, 1):
                os.close(reader)
                return
        if self._come is not None:
            self._end()

    def _end(self) -> None:
        """Without unwinding anything."""
        os.write(2, b"segdsl: stopped\n")
        os._exit(Exit.INTERRUPTED if self._come is KeyboardInterrupt else Exit.TERMINATED)

    def _unwind(self, number: int, frame: FrameType | None) -> None:
        self._heard.set()
        self._come = self._come or _EXCEPTIONS[number]
        raise self._come


def run(arguments: Sequence[str]) -> int:
    """Runs the program with these arguments and returns its exit code; raises nothing."""
    if not sys.warnoptions:  # what libraries warn their programmers of means nothing to the users of this program
        warnings.simplefilter("ignore")
    stops = Stops()
    try:
        with stops.listening():
            code = _attempt(list(arguments), stops)
            if code != Exit.FINE:
                stops.again()
            finish_printing()
            return code
    except KeyboardInterrupt:
        return _stopped(Exit.INTERRUPTED)
    except Terminated:
        return _stopped(Exit.TERMINATED)
    except BrokenPipeError:
        give_up_printing()
        return Exit.PIPE_CLOSED
    except Refused as refused:
        give_up_printing()
        return Console().report(refused.diagnostics)
    except MemoryError:
        pass  # what the exception held is free only when it is gone
    return _out_of_memory()


def _out_of_memory() -> int:
    """Says that memory is full, which itself needs some."""
    gc.collect()
    try:
        from segdsl.cli import mistakes

        return Console().report([mistakes.out_of_memory()])
    except (MemoryError, ImportError, OSError):
        os.write(2, _NO_MEMORY)
        return Exit.FAILED


def _attempt(arguments: list[str], stops: Stops) -> int:
    try:
        return _dispatch(arguments)
    except (BrokenPipeError, Refused, MemoryError):
        raise
    except Exception as error:
        stops.again()
        if os.environ.get("SEGDSL_DEBUG") == "1":
            sys.excepthook(type(error), error, error.__traceback__)
        from segdsl.cli import mistakes

        return Console().report([mistakes.fault(error)])


def _dispatch(arguments: list[str]) -> int:
    first = arguments[0] if arguments else "--help"
    if first in ("--install-completion", "--show-completion") or "_SEGDSL_COMPLETE" in os.environ:
        from segdsl.cli import program

        program.complete_shell(arguments)
        return Exit.FINE
    console = Console()
    if first in ("-h", "--help", "help"):
        width = max(len(verb.name) for verb in VERBS)
        console.print(_HELP.format(commands="\n".join(f"  {verb.name:{width}}  {verb.summary}" for verb in VERBS)))
        return Exit.FINE
    if first in ("-V", "--version"):
        from importlib import metadata

        console.print(f"segdsl {metadata.version('segdsl')}")
        return Exit.FINE
    if first not in BY_NAME:
        from segdsl.cli import mistakes

        return console.report([mistakes.unknown_verb(first, BY_NAME)])
    verb = BY_NAME[first]
    plain = plainly(verb.load(), arguments[1:]) if verb.plain else None
    if plain is not None:
        return verb.load()(**plain) or Exit.FINE
    from segdsl.cli import program

    return program.call(arguments)


def _stopped(code: Exit) -> Exit:
    give_up_printing()
    Console().say("segdsl: stopped")
    return code
