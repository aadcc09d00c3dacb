"""`segdsl rulesets`: lists the rulesets that ship with segdsl, or shows one with what it needs."""

from __future__ import annotations

import textwrap
from dataclasses import asdict
from enum import StrEnum
from typing import Annotated

import typer

from segdsl import rulesets as shelf
from segdsl.cli.console import Console, Exit, Format
from segdsl.diagnostics.codes import use
from segdsl.diagnostics.model import Diagnostic
from segdsl.names import similar

Name = Annotated[str | None, typer.Argument(metavar="[NAME]", show_default=False, help="The ruleset to show.")]


class Shown(StrEnum):
    """How a ruleset is printed."""

    TEXT = "text"
    JSON = "json"


TextOrJson = Annotated[Shown, typer.Option("--format", help="How it is printed.")]


def rulesets(name: Name = None, format: TextOrJson = Shown.TEXT) -> int:
    """List the rulesets that come with segdsl, or show one: what it needs, what it gives, and its text."""
    console = Console(format=Format(format.value))
    if name is None:
        _list(console)
        return Exit.FINE
    if name not in shelf.names():
        return console.report([_unknown(name)])
    library = shelf.library(name)
    if format is Shown.JSON:
        console.print_json(asdict(library))
    else:
        console.print(_head(library) + library.text)
    return Exit.FINE


def _list(console: Console) -> None:
    libraries = shelf.libraries()
    if console.format is Format.JSON:
        console.print_json([asdict(library) for library in libraries])
        return
    width = max(len(library.name) for library in libraries)
    for library in libraries:
        console.print(f"{library.name:<{width}}  {library.summary}")
    console.print('\n`segdsl rulesets NAME` shows one; `use "NAME"` in a rule file takes it in.')


def _head(library: shelf.Library) -> str:
    """Comment lines, so that what is printed is a rule file again."""
    lines = [f'# use "{library.name}"', "#", "# It needs"]
    for need in library.needs:
        lines += _wrapped(f"{need.table} ({need.how}): {', '.join(need.columns)}")
    lines += ["# It gives", *_wrapped(", ".join(library.gives))]
    if library.values:
        lines += ["# and these values to make rules of", *_wrapped(", ".join(library.values))]
    lines += ["#", "# A column of another name in your data: "]
    lines[-1] += 'column consent as "MKT_CONSENT": yes or no'
    return "\n".join(lines) + "\n\n"


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, 100, initial_indent="#   ", subsequent_indent="#     ", break_long_words=False)


def _unknown(name: str) -> Diagnostic:
    likely = similar(name, shelf.names(), limit=1)
    there = ", ".join(f"`{known}`" for known in shelf.names())
    help = f"a ruleset with a similar name exists: `{likely[0]}`" if likely else f"the shipped rulesets are {there}"
    return Diagnostic(use.UNKNOWN_RULESET, f"no ruleset called `{name}` ships with segdsl", help=(help,))
