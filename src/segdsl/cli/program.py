"""The commands as a typer program: reads arguments and options and calls the verb; says nothing to the user itself."""

from __future__ import annotations

from collections.abc import Sequence

import typer
from typer.main import get_command

from segdsl.cli import light, mistakes
from segdsl.cli.console import Console, Exit
from segdsl.cli.verbs import BY_NAME

# Help is laid out for this many columns at most.
WIDTH = 100


def application(only: str | None = None) -> typer.Typer:
    """The typer program with one command, or with all, as shell completion and the reference pages need it."""
    complete = only is None
    program = typer.Typer(
        name="segdsl",
        help="Customer segments from rules that read like sentences.",
        add_completion=complete,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        # Without completion it is the program at work, which shows help itself: see `light`.
        context_settings={"help_option_names": ["-h", "--help"] if complete else [], "max_content_width": WIDTH},
    )
    program.callback()(_nothing)
    for name, verb in BY_NAME.items():
        if complete or name == only:
            program.command(name, hidden=name != verb.name)(verb.load())
    return program


def _nothing() -> None:
    """Customer segments from rules that read like sentences."""


def complete_shell(arguments: Sequence[str]) -> None:
    """Answers a shell that completes a command line, or sets that up."""
    get_command(application())(list(arguments), prog_name="segdsl")


def call(arguments: Sequence[str]) -> int:
    """Calls the verb that the first argument names with what the others say."""
    name = arguments[0]
    command = get_command(application(name))
    light.lighten(command)
    if light.asks_for_help(arguments):
        Console().print(light.help_of(command, name))
        return Exit.FINE
    try:
        with command.make_context("segdsl", list(arguments)) as context:
            code: int | None = command.invoke(context)
    except typer.Exit as end:
        return end.exit_code
    except typer.TyperException as error:
        return Console().report([mistakes.wrong_use(error)])
    return Exit.FINE if code is None else code
