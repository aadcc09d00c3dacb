"""`segdsl verify`: the same rules and data on several engines; whether every customer gets the same answers."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from segdsl import pipeline
from segdsl.cli import console as printing
from segdsl.cli import options
from segdsl.cli.console import Console, Exit
from segdsl.cli.inputs import read, reading
from segdsl.cli.learning import learned
from segdsl.cli.options import Shown
from segdsl.diagnostics.codes import run
from segdsl.diagnostics.codes.engines import TOO_FEW_ENGINES, UNKNOWN_ENGINE
from segdsl.diagnostics.model import Outcome, Refused, Severity

if TYPE_CHECKING:
    from segdsl.membership.verify.verifying import Verified

Engines = Annotated[
    str | None,
    typer.Option(
        "--engines",
        metavar="A,B",
        show_default=False,
        help="The engines, with commas; pandas, polars and duckdb, if nothing is said and they are installed.",
    ),
]
Show = Annotated[int, typer.Option("--show", metavar="N", min=0, help="Of how many customers to show what differs.")]
ShownAs = Annotated[Shown, typer.Option("--format", help="How the result is printed.")]

_WRONG_USE = frozenset({UNKNOWN_ENGINE, TOO_FEW_ENGINES, run.NOTHING_TO_APPLY})


def verify(
    file: options.File,
    engines: Engines = None,
    data: options.Data = [],  # noqa: B006 - typer reads it, nobody changes it
    state: options.State = None,
    show: Show = 5,
    key: options.Key = None,
    as_of: options.AsOf = None,
    on_bad_rows: options.OnBadRows = None,
    encoding: options.Encoding = None,
    format: ShownAs = Shown.TEXT,
    quiet: options.Quiet = False,
    no_color: options.NoColor = False,
    no_progress: options.NoProgress = False,
) -> int:
    """Run rules on several engines over the same data, and prove that every customer gets the same answers."""
    errors_as = printing.Format.JSON if format is Shown.JSON else printing.Format.TEXT
    console = Console(errors_as, quiet, no_color, no_progress)
    given = read(file, data, as_of, key)
    if given.value is None:
        return console.report(given.diagnostics)
    rules, inputs = given.value
    how = reading(inputs, on_bad_rows, encoding, learned=state is not None)
    checked = pipeline.check_data(rules.source, rules.path, inputs.data, how, inputs.as_of)
    said = (*given.diagnostics, *checked.diagnostics)
    if checked.value is None or any(d.is_error for d in said):
        return console.report(said)
    fitted = _learn(checked.value, state, console)
    if fitted.value is None:
        return console.report(fitted.diagnostics)
    warnings = [d for d in (*said, *fitted.diagnostics) if d.severity is not Severity.NOTE]
    try:
        verified = _verify(fitted.value, engines, show, console)
    except Refused as refused:
        code = console.report([*warnings, *refused.diagnostics])
        return Exit.WRONG_USE if any(d.code in _WRONG_USE for d in refused.diagnostics) else code
    _show(verified, format, console)
    return Exit.FINE if verified.agree else Exit.NO


def _learn(checked: pipeline.Checked, state: str | None, console: Console) -> Outcome[pipeline.Checked]:
    if state is None and not checked.program.learned:
        return Outcome(checked)
    from segdsl.learn import needs

    return learned(checked, needs.learned(checked.program, needs.applied(checked.program)), state, console)


def _verify(checked: pipeline.Checked, engines: str | None, show: int, console: Console) -> Verified:
    from segdsl.engines import auto
    from segdsl.membership.verify.verifying import too_few, verify

    names = auto.on_files() if engines is None else [name.strip() for name in engines.split(",") if name.strip()]
    if len(set(names)) < 2 or len(set(names)) < len(names):
        raise Refused(too_few(names))
    assert checked.opened is not None
    with console.progress("rows") as progress:
        asks = [partial(pipeline.ask, checked, progress=progress, engine=name) for name in names]
        return verify(checked.program, checked.opened.stores, asks, show)


def _show(verified: Verified, format: Shown, console: Console) -> None:
    from segdsl.cli import show_verify

    match format:
        case Shown.JSON:
            from segdsl.membership.verify.report import report

            console.print_json(report(verified))
        case Shown.MARKDOWN:
            console.print(show_verify.markdown(verified))
        case Shown.TEXT:
            from segdsl.cli.screen import screen_of

            if not (console.quiet and verified.agree):
                console.print(show_verify.text(verified, screen_of(console, sys.stdout)))
