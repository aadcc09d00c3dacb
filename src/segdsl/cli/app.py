"""The program: finds the verb, loads only what it needs, runs it, and turns whatever happens into an exit code."""

from __future__ import annotations

import os
import signal
import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import Any

from segdsl.cli.console import Console, Exit, finish_printing, give_up_printing
from segdsl.cli.verbs import BY_NAME, VERBS, plainly
from segdsl.diagnostics.model import Refused

_HELP = """segdsl finds customer segments with rules that read like sentences.
A rule file is a text such as:

  high-value if RFM score > 12 and age < 40

Usage: segdsl COMMAND ...

{commands}

`segdsl COMMAND --help` says how a command is used, `segdsl --version` which version this is.
"""


class Terminated(BaseException):
    """SIGTERM has come; unwinds as Ctrl-C does, so that nothing half-written stays."""


class Stops:
    """Turns Ctrl-C and SIGTERM into exceptions that unwind everything, and remembers which has come: the C code of a
    library (numpy's, while it is imported) may put another exception in the place of ours."""

    def __init__(self) -> None:
        self._come: type[BaseException] | None = None

    def again(self) -> None:
        """Raises what has come once more, if anything has."""
        if self._come is not None:
            raise self._come from None

    @contextmanager
    def listening(self) -> Iterator[None]:
        before: dict[signal.Signals, Any] = {}
        try:
            for number in (signal.SIGINT, signal.SIGTERM):
                if signal.getsignal(number) is not signal.SIG_IGN:  # as `nohup` and shells ask of what they start
                    before[number] = signal.signal(number, self._unwind)
        except ValueError:  # not in the main thread: somebody else's program, somebody else's signals
            yield
            return
        try:
            yield
        except Exception:
            self.again()
            raise
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _unwind(self, number: int, frame: FrameType | None) -> None:
        self._come = KeyboardInterrupt if number == signal.SIGINT else Terminated
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


def _attempt(arguments: list[str], stops: Stops) -> int:
    try:
        return _dispatch(arguments)
    except (BrokenPipeError, Refused):
        raise
    except MemoryError:
        from segdsl.cli import mistakes

        return Console().report([mistakes.out_of_memory()])
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
