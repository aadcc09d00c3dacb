"""`segdsl prove`: answers questions about rules for every customer there can be, or shows how segments lie together."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from segdsl import pipeline
from segdsl.cli import console as printing
from segdsl.cli import options
from segdsl.cli.console import Console, Exit
from segdsl.cli.inputs import gather
from segdsl.diagnostics.codes import proofs as codes
from segdsl.diagnostics.model import Diagnostic, Refused


class Shown(StrEnum):
    TEXT = "text"
    JSON = "json"


Questions = Annotated[
    list[str],
    typer.Argument(
        metavar="[QUESTION]...",
        show_default=False,
        help='Such as "vip is inside affluent"; without any, how the segments lie to each other.',
    ),
]
ShownAs = Annotated[Shown, typer.Option("--format", help="How the answers are printed.")]

_WRONG_USE = frozenset({codes.BAD_QUESTION.id, codes.NO_SUCH_SEGMENT.id})


def prove(
    file: options.File,
    questions: Questions = [],  # noqa: B006 - typer reads it, nobody changes it
    as_of: options.AsOf = None,
    format: ShownAs = Shown.TEXT,
    quiet: options.Quiet = False,
    no_color: options.NoColor = False,
) -> int:
    """Answer questions about rules for every customer there can be: proved, refuted by an example, or not decided."""
    from segdsl import rulefiles
    from segdsl.cli import show_prove

    errors_as = printing.Format.JSON if format is Shown.JSON else printing.Format.TEXT
    console = Console(errors_as, quiet, no_color)
    said: list[Diagnostic] = []
    try:
        read = rulefiles.read_all([file])
        said += read.diagnostics
        if not read.value or any(d.is_error for d in said):
            return console.report(said)
        rules = read.value[0]
        inputs = gather(rules.path, (), as_of, None)
        said += inputs.diagnostics
        if inputs.value is None:
            return console.report(said)
        done = pipeline.prove(rules.source, rules.path, questions, inputs.value.as_of)
    except Refused as refused:
        return console.report([*said, *refused.diagnostics])
    said += [d for d in done.diagnostics if d.is_error]
    if done.value is None or said:
        code = console.report(said)
        return Exit.WRONG_USE if any(d.code.id in _WRONG_USE for d in said) else code
    if format is Shown.JSON:
        console.print_json(show_prove.as_json(done.value))
    else:
        console.print("\n".join(show_prove.lines(done.value)))
    return Exit.FINE if show_prove.all_hold(done.value) else Exit.NO
