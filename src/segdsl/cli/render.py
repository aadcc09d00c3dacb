"""`segdsl render`: the rules as a document for those who sign them, in Markdown or as an HTML page."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from segdsl import pipeline
from segdsl.cli import options
from segdsl.cli.console import Console, Exit
from segdsl.cli.inputs import read
from segdsl.cli.learning import learned
from segdsl.diagnostics.model import Outcome, Refused


class Layout(StrEnum):
    """How the document is written."""

    MARKDOWN = "markdown"
    HTML = "html"


As = Annotated[
    Layout | None,
    typer.Option("--format", show_default=False, help="As what; without it, by the ending of --out."),
]
Out = Annotated[
    str | None,
    typer.Option("--out", metavar="PATH", show_default=False, help="The file to write; without it, stdout."),
]
NoHistory = Annotated[bool, typer.Option("--no-history", help="Leave out who changed what, as git has it.")]


def render(
    file: options.File,
    state: options.State = None,
    as_of: options.AsOf = None,
    format: As = None,
    out: Out = None,
    no_history: NoHistory = False,
    quiet: options.Quiet = False,
    no_color: options.NoColor = False,
) -> int:
    """Write rules as a document for those who sign them: every rule in sentences, its data, examples and history."""
    from segdsl.output.staging import Staging

    console = Console(quiet=quiet, no_color=no_color)
    checked = _checked(file, as_of, state, console)
    if checked.value is None or not checked.ok:
        return console.report(checked.diagnostics)
    page = format is Layout.HTML or (format is None and (out or "").lower().endswith((".html", ".htm")))
    text = _text(checked.value, page, no_history)
    if out is None:
        console.print(text)
        return Exit.FINE
    try:
        with Staging() as staging:
            staging.open(Path(out)).file.write(text.encode("utf-8", "surrogatepass"))
            staging.release()
    except Refused as refused:
        return console.report(refused.diagnostics)
    console.say(f"wrote {out}")
    return Exit.FINE


def _text(checked: pipeline.Checked, page: bool, no_history: bool) -> str:
    from segdsl.git.history import COMMITS
    from segdsl.rendering.render import render

    program = checked.program if checked.learned is None else checked.learned.program
    states = {} if checked.learned is None else checked.learned.states
    return render(program, checked.bundle, states, page=page, commits=0 if no_history else COMMITS)


def _checked(file: str, as_of: options.AsOf, state: str | None, console: Console) -> Outcome[pipeline.Checked]:
    given = read(file, (), as_of, None)
    if given.value is None:
        return Outcome(None, given.diagnostics)
    rules, inputs = given.value
    checked = pipeline.check_text(rules.source, rules.path, inputs.as_of)
    if checked.value is None or not checked.ok or state is None:
        return checked
    from segdsl.learn import needs

    names = needs.learned(checked.value.program, needs.stated(checked.value.program))
    return learned(checked.value, names, state, console, shown=True)
