"""`segdsl test`: runs the examples in rule files and says what they leave untested."""

# ruff: noqa: PT028 - the verb is called `test`, and is not a test of pytest's

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from segdsl import pipeline, rulefiles
from segdsl.cli import console as printing
from segdsl.cli import options
from segdsl.cli.console import Console, Exit
from segdsl.cli.inputs import gather
from segdsl.diagnostics.model import Diagnostic, Outcome, Severity
from segdsl.rulefiles import RuleFile

if TYPE_CHECKING:
    import datetime as dt

    from segdsl.testing.model import Covered, FileReport


class Shown(StrEnum):
    TEXT = "text"
    JSON = "json"
    JUNIT = "junit"


Coverage = Annotated[
    bool, typer.Option("--coverage", help="List the clauses that no example has seen true, false or undecided.")
]
FailUnder = Annotated[
    float | None,
    typer.Option(
        "--fail-under",
        metavar="PERCENT",
        min=0,
        max=100,
        show_default=False,
        help="Fail when the examples have seen a smaller part of the answers that the clauses can have.",
    ),
]
Suggest = Annotated[
    bool, typer.Option("--suggest", help="Print examples for both sides of every limit, ready to paste; run nothing.")
]
ShownAs = Annotated[Shown, typer.Option("--format", help="How the results are printed.")]


def test(
    files: options.Files,
    coverage: Coverage = False,
    fail_under: FailUnder = None,
    suggest: Suggest = False,
    as_of: options.AsOf = None,
    state: options.State = None,
    format: ShownAs = Shown.TEXT,
    quiet: options.Quiet = False,
    no_color: options.NoColor = False,
) -> int:
    """Run the examples in rule files; what an example does not give is missing."""
    errors_as = printing.Format.JSON if format is Shown.JSON else printing.Format.TEXT
    console = Console(errors_as, quiet, no_color)
    read = rulefiles.read_all(files)
    said: list[Diagnostic] = list(read.diagnostics)
    checked: list[tuple[RuleFile, pipeline.Checked]] = []
    for file in read.value or ():
        inputs = gather(file.path, (), as_of, None)
        said += inputs.diagnostics
        if inputs.value is None:
            continue
        outcome = pipeline.check_text(file.source, file.path, inputs.value.as_of)
        said += [d for d in outcome.diagnostics if d.is_error]
        if outcome.value is not None:
            learned = _learn(outcome.value, state)
            said += learned.diagnostics
            if learned.value is not None:
                checked.append((file, learned.value))
    if any(d.is_error for d in said):
        return console.report(said)
    if suggest:
        return _suggest(checked, as_of, console)
    reports = _run(checked, prove=coverage or fail_under is not None)
    return _report(reports, said, format, coverage, fail_under, console)


def _suggest(checked: Sequence[tuple[RuleFile, pipeline.Checked]], as_of: dt.date | None, console: Console) -> Exit:
    """The examples on stdout; how many they are, and for what, on stderr."""
    from segdsl.testing.suggest import as_text

    for file, each in checked:
        found = pipeline.suggest(each, file.source, file.path, as_of)
        if found:
            console.print(as_text(found))
        console.say(f"{file.source.name}: {len(found):,} examples suggested")
    return Exit.FINE


def _learn(checked: pipeline.Checked, state: str | None) -> Outcome[pipeline.Checked]:
    """With a state, what is learned is there; otherwise an example gives it like any other value."""
    if state is None or not checked.program.learned:
        return Outcome(checked)
    from pathlib import Path

    from segdsl.learn import needs

    return pipeline.learn(checked, needs.learned(checked.program, needs.applied(checked.program)), Path(state))


def _run(checked: Sequence[tuple[RuleFile, pipeline.Checked]], *, prove: bool) -> list[FileReport]:
    from segdsl.testing.run import run

    return [run(each.program, file.source.name, prove=prove) for file, each in checked]


def _report(
    reports: Sequence[FileReport],
    said: list[Diagnostic],
    format: Shown,
    coverage: bool,
    fail_under: float | None,
    console: Console,
) -> Exit:
    from segdsl.testing.complaints import complaints, too_low

    failed = [complaint for report in reports for complaint in complaints(report)]
    low = None if fail_under is None else too_low(reports, fail_under)
    failed += [] if low is None else [low]
    code = Exit.NO if any(d.severity is Severity.ERROR for d in failed) else Exit.FINE
    match format:
        case Shown.JSON:
            from segdsl.testing.report import report as as_json

            console.print_json(as_json(reports))
        case Shown.JUNIT:
            from segdsl.testing.junit import junit

            console.print(junit(reports, low))
        case Shown.TEXT:
            if said or failed:
                console.report([*said, *failed])
            console.print("\n".join(_summary(reports)))
            if fail_under is not None:
                console.print(_measured(reports))
            if coverage:
                console.print("\n".join(["", *_unseen(reports)]))
    return code


def _summary(reports: Sequence[FileReport]) -> Iterator[str]:
    for report in reports:
        seen = sum(clause.complete for clause in report.clauses)
        passed = len(report.examples) - report.failures
        told = f"{passed} of {len(report.examples):,} examples passed" if report.examples else "no examples"
        if report.clauses and report.examples:
            told += f"; {seen} of {len(report.clauses):,} clauses seen both true and false"
        yield f"{report.file}: {told}"


def _measured(reports: Sequence[FileReport]) -> str:
    from segdsl.testing.model import coverage

    seen, answers = coverage(reports)
    share = 100 * seen / answers if answers else 100.0
    return f"coverage: {share:.0f}%, {seen:,} of the {answers:,} answers that the clauses can have"


def _unseen(reports: Sequence[FileReport]) -> Iterator[str]:
    lacking = [(report, clause) for report in reports for clause in report.clauses if clause.unseen]
    if not lacking:
        yield "every clause was seen true, false and undecided by some example, as far as it can be"
        return
    yield "clauses that no example has seen true, false and undecided:"
    for report, clause in lacking:
        yield f"  {_place(report, clause)} {clause.of}: {clause.text}"
        yield f"    {_times(clause)}"


def _times(clause: Covered) -> str:
    never = clause.unseen
    counts = f"true in {clause.true}, false in {clause.false}, undecided in {clause.undecided} of the examples"
    return f"never {' and never '.join(never)} ({counts})"


def _place(report: FileReport, clause: Covered) -> str:
    if clause.span is None:
        return report.file
    return f"{clause.span.source.name}:{clause.span.source.position(clause.span.start)[0]}"
