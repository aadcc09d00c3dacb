"""`segdsl schema`: the table statements for a data set, to begin a rule file with; writes no file."""

from __future__ import annotations

from typing import Annotated

import typer

from segdsl.cli import options
from segdsl.cli.console import Console, Exit
from segdsl.cli.inputs import binding

DataFiles = Annotated[
    list[str],
    typer.Argument(metavar="[NAME=]DATA...", show_default=False, help="Data files; NAME= says what to call a table."),
]


def schema(
    data: DataFiles,
    encoding: options.Encoding = None,
    quiet: options.Quiet = False,
    no_color: options.NoColor = False,
) -> int:
    """Write the table statements for a data set: names, types, keys and links, as far as the data shows them."""
    from segdsl.data import describe
    from segdsl.data.model import Options

    console = Console(quiet=quiet, no_color=no_color)
    outcome = describe([binding(text) for text in data], Options(encoding=encoding))
    code = console.report(outcome.diagnostics)
    if outcome.value is not None:
        console.print(outcome.value)
    return code if outcome.value is None else Exit.FINE
