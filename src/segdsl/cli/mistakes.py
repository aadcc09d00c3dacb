"""What went wrong outside the rules, as diagnostics: wrong use of the program, and faults of the program itself."""

from __future__ import annotations

import platform
import re
import traceback
from collections.abc import Iterable
from importlib import metadata
from pathlib import PurePath

import typer

from segdsl.diagnostics.codes import use
from segdsl.diagnostics.model import Diagnostic
from segdsl.names import similar

_EXTRA = re.compile(r"Got unexpected extra arguments? ?\(?s?\)? ?\((.*)\)")
_QUOTED = re.compile(r"'([^'\n]*)'")


def wrong_use(error: typer.TyperException) -> Diagnostic:
    """Typer's words for it, in the form of our own."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "segdsl"
    usage = f"`{command} --help` says how it is used"
    option = getattr(error, "option_name", None)
    if option is not None and hasattr(error, "possibilities"):
        known = [f"`{name}`" for name in error.possibilities or ()]
        hints = (f"there is {' and '.join(known)}",) if known else ()
        return Diagnostic(use.UNKNOWN_OPTION, f"`{command}` has no option `{option}`", help=(*hints, usage))
    return Diagnostic(use.WRONG_USE, _in_our_form(error.format_message()), help=(usage,))


def unknown_verb(text: str, verbs: Iterable[str]) -> Diagnostic:
    """The first word is no command; perhaps it is a rule file, or nearly a command."""
    hints = [f"a similar command exists: `{name}`" for name in similar(text, verbs, limit=1)]
    if text.endswith(".seg"):
        hints = [f"the command comes first: `segdsl validate {text}`"]
    if text.startswith("-"):
        return Diagnostic(use.UNKNOWN_OPTION, f"`segdsl` has no option `{text}`", help=("options follow the command",))
    return Diagnostic(use.UNKNOWN_VERB, f"unknown command `{text}`", help=(*hints, "`segdsl` alone lists all commands"))


def fault(error: BaseException) -> Diagnostic:
    """A fault of segdsl. The words of the exception are left out: they may hold values of customers."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if "segdsl" in PurePath(frame.filename).parts] or list(frames)
    where = ""
    if own:
        parts = PurePath(own[-1].filename).parts
        begin = max((i for i, part in enumerate(parts) if part == "segdsl"), default=len(parts) - 1)
        where = f" in {'/'.join(parts[begin:])}, line {own[-1].lineno}"
    versions = f"segdsl {metadata.version('segdsl')}, Python {platform.python_version()}, {platform.system()}"
    return Diagnostic(
        use.FAULT,
        "segdsl met a fault of its own and stopped",
        help=(
            "please report it with the command and these lines to those who look after segdsl",
            "with SEGDSL_DEBUG=1 in the environment the whole traceback is shown; it may hold values of your data",
        ),
        notes=(f"{type(error).__name__}{where}", versions),
    )


def out_of_memory() -> Diagnostic:
    return Diagnostic(
        use.OUT_OF_MEMORY,
        "there is not enough memory to go on",
        help=("give the data as Parquet, or in smaller files",),
    )


def _in_our_form(message: str) -> str:
    """`Missing argument 'FILE...'.` becomes `` missing argument `FILE...` ``."""
    extra = _EXTRA.fullmatch(message)
    if extra is not None:
        return f"unexpected argument `{extra[1]}`"
    text = _QUOTED.sub(r"`\1`", " ".join(message.split())).rstrip(".")
    return text[:1].lower() + text[1:]
