"""`segdsl fit`: learns what rules learn, prints what it is like, and keeps it in a state folder."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from segdsl import lint, pipeline
from segdsl.cli import console as printing
from segdsl.cli import options
from segdsl.cli.console import Console, Exit
from segdsl.cli.inputs import read, reading
from segdsl.cli.options import Shown
from segdsl.diagnostics.codes.engines import UNKNOWN_ENGINE
from segdsl.diagnostics.model import Diagnostic, Outcome, Refused, Severity

if TYPE_CHECKING:
    from segdsl.membership.fitted import FitAnswer


class Accept(StrEnum):
    MATCH = "match"
    CALLS = "calls"


State = Annotated[
    str | None,
    typer.Option(
        "--state",
        metavar="DIR",
        parser=options.read_folder,
        show_default=False,
        help="The folder to keep what is learned in.",
    ),
]
Fresh = Annotated[bool, typer.Option("--fresh", help="Learn as if for the first time: do not look at the last state.")]
Accepted = Annotated[
    Accept | None,
    typer.Option(
        "--accept",
        show_default=False,
        help="Where groups could be named in two ways: as they match the last ones, or as the call lines say.",
    ),
]
ShownAs = Annotated[Shown, typer.Option("--format", help="How the report is printed.")]


def fit(
    file: options.File,
    data: options.Data = [],  # noqa: B006 - typer reads it, nobody changes it
    state: State = None,
    engine: options.Engine = None,
    fresh: Fresh = False,
    accept: Accepted = None,
    key: options.Key = None,
    as_of: options.AsOf = None,
    on_bad_rows: options.OnBadRows = None,
    encoding: options.Encoding = None,
    format: ShownAs = Shown.TEXT,
    quiet: options.Quiet = False,
    no_color: options.NoColor = False,
    no_progress: options.NoProgress = False,
) -> int:
    """Learn the scores, shares, groups and models of rules from data, report on them, and with --state keep them."""
    errors_as = printing.Format.JSON if format is Shown.JSON else printing.Format.TEXT
    console = Console(errors_as, quiet, no_color, no_progress)
    given = read(file, data, as_of, key)
    if given.value is None:
        return console.report(given.diagnostics)
    rules, inputs = given.value
    how = reading(inputs, on_bad_rows, encoding)
    checked = pipeline.check_data(rules.source, rules.path, inputs.data, how, inputs.as_of)
    said = (*given.diagnostics, *lint.leveled(checked.diagnostics, inputs.config.lint))
    if checked.value is None or any(d.is_error for d in said):
        return console.report(said)
    try:
        folder = None if state is None else Path(state)
        done = _fit(checked.value, folder, fresh, accept, engine or inputs.config.engine, console)
    except Refused as refused:
        wrong = any(d.code is UNKNOWN_ENGINE for d in refused.diagnostics)
        code = console.report([*(d for d in said if d.severity is not Severity.NOTE), *refused.diagnostics])
        return Exit.WRONG_USE if wrong else code
    if done.value is None:
        return console.report([*(d for d in said if d.severity is not Severity.NOTE), *done.diagnostics])
    said = (*said, *lint.leveled(done.diagnostics, inputs.config.lint))
    _show(done.value, said, format, console)
    return Exit.NO if any(d.is_error for d in said) else Exit.FINE


def _fit(
    checked: pipeline.Checked, folder: Path | None, fresh: bool, accept: Accept | None, engine: str, console: Console
) -> Outcome[FitAnswer]:
    from segdsl.learn import needs
    from segdsl.learn.fitting import Manner

    names = needs.learned(checked.program, needs.stated(checked.program))
    last = None if folder is None or fresh else pipeline.last_state(folder, names)
    chosen: Literal["match", "calls"] | None = None if accept is None else accept.value
    with console.progress("learning", len(names)) as progress:
        manner = Manner({} if last is None else last.states, chosen, lambda name: progress(1))
        return pipeline.fit_and_keep(checked, names, folder, manner, engine)


def _show(answer: FitAnswer, said: tuple[Diagnostic, ...], format: Shown, console: Console) -> None:
    match format:
        case Shown.JSON:
            console.print_json(_as_json(answer, said))
        case Shown.MARKDOWN:
            from segdsl.explanation.learned_form import markdown

            console.report([d for d in said if d.severity is not Severity.NOTE])
            console.print(markdown(tuple(answer.reports.values())))
        case Shown.TEXT:
            console.report([d for d in said if d.severity is not Severity.NOTE])
            if answer.states and not console.quiet:
                _print(answer, console)


def _as_json(answer: FitAnswer, said: tuple[Diagnostic, ...]) -> dict[str, Any]:
    """The report of each learned thing, with the file that has its figures."""
    from segdsl.diagnostics.report import report
    from segdsl.explanation.learned_form import as_json
    from segdsl.learn.statefiles import file_names

    files = file_names(answer.states)
    as_of = answer.program.as_of
    return {
        "as_of": None if as_of is None else str(as_of),
        "state": None if answer.folder is None else str(answer.folder),
        "sha256": answer.sha256,
        "learned": [
            {
                **as_json(told).model_dump(mode="json"),
                "population": answer.states[name].population,
                "learned_from": answer.states[name].learned_from,
                "file": files[name],
            }
            for name, told in answer.reports.items()
        ],
        "warnings": [entry.model_dump(mode="json") for entry in report(said).diagnostics],
    }


def _print(answer: FitAnswer, console: Console) -> None:
    from segdsl.cli import show_learned
    from segdsl.cli.screen import screen_of

    console.print(show_learned.text(tuple(answer.reports.values()), screen_of(console, sys.stdout, "█▏✓✗")))
    kept = "not kept: give `--state DIR`" if answer.folder is None else f"kept in {answer.folder}"
    failed = sum(any(not gate.met for gate in state.gates) for state in answer.states.values())
    refused = f"; {failed:,} may not be used by a rule" if failed else ""
    console.print(f"\n{len(answer.states):,} learned, {kept}{refused}")
