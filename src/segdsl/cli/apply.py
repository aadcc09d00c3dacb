"""`segdsl apply`: who is in which segment; prints the counts and writes the membership."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from segdsl import lint, pipeline
from segdsl.cli import console as printing
from segdsl.cli import options
from segdsl.cli.console import Console, Exit
from segdsl.cli.engines import asking
from segdsl.cli.inputs import Inputs, read, reading
from segdsl.cli.learning import learned
from segdsl.cli.options import Shown
from segdsl.diagnostics.codes import run, use
from segdsl.diagnostics.codes.engines import UNKNOWN_ENGINE
from segdsl.diagnostics.codes.policies import BAD_MANIFEST
from segdsl.diagnostics.model import Diagnostic, Outcome, Refused, Severity
from segdsl.rulefiles import RuleFile

if TYPE_CHECKING:
    from segdsl.data.model import Options
    from segdsl.membership.apply import Request
    from segdsl.membership.result import Applied
    from segdsl.output.elsewhere import Elsewhere
    from segdsl.output.manifest import State


Out = Annotated[
    str | None,
    typer.Option(
        "--out",
        metavar="PATH",
        show_default=False,
        help="Write who is in what: .csv, .csv.gz, .parquet, .xlsx, .jsonl or .jsonl.gz; - is CSV on stdout; "
        "bank.duckdb?table=NAME (or .sqlite, or postgresql://…) is a table.",
    ),
]
Long = Annotated[bool, typer.Option("--long", help="Write one line for each customer and segment.")]
Members = Annotated[
    str | None,
    typer.Option("--members", metavar="NAME", show_default=False, help="Write only the keys of one segment's members."),
]
Reasons = Annotated[bool, typer.Option("--reasons", help="Write why, in the words of the rules.")]
PartitionBy = Annotated[
    list[str],
    typer.Option(
        "--partition-by",
        metavar="NAME",
        show_default=False,
        help="Make --out a folder of Parquet files, one for each value of these tiers, this split, segment or column of"
        " the customers; may be given more than once.",
    ),
]
Replace = Annotated[bool, typer.Option("--replace", help="Replace the table of --out even if segdsl did not write it.")]
Previous = Annotated[
    Path | None,
    typer.Option(
        "--previous",
        metavar="MANIFEST",
        show_default=False,
        help="The manifest that policies about change compare with, instead of that of the output to replace.",
    ),
]
Bom = Annotated[bool, typer.Option("--bom", help="Begin a CSV file with the mark by which Excel knows UTF-8.")]
ShownAs = Annotated[Shown, typer.Option("--format", help="How the counts are printed.")]

_WRONG_USE = frozenset(
    {UNKNOWN_ENGINE, run.UNKNOWN_FORMAT, run.NO_SUCH_SEGMENT, run.NO_SEGMENTS, run.NOTHING_TO_APPLY, run.NO_SUCH_PARTS}
    | {BAD_MANIFEST, run.COLUMN_NOT_FOR_FOLDERS}
)


def apply(
    file: options.File,
    data: options.Data = [],  # noqa: B006 - typer reads it, nobody changes it
    key: options.Key = None,
    as_of: options.AsOf = None,
    state: options.State = None,
    out: Out = None,
    long: Long = False,
    members: Members = None,
    reasons: Reasons = False,
    bom: Bom = False,
    partition_by: PartitionBy = [],  # noqa: B006 - as above
    replace: Replace = False,
    previous: Previous = None,
    on_bad_rows: options.OnBadRows = None,
    encoding: options.Encoding = None,
    engine: options.Engine = None,
    format: ShownAs = Shown.TEXT,
    quiet: options.Quiet = False,
    no_color: options.NoColor = False,
    no_progress: options.NoProgress = False,
) -> int:
    """Find out who is in which segment: print the counts, and with --out write the membership."""
    errors_as = printing.Format.JSON if format is Shown.JSON else printing.Format.TEXT
    console = Console(errors_as, quiet, no_color, no_progress)
    mistake = _mistake(
        out, long=long, members=members, reasons=reasons, bom=bom, parts=bool(partition_by), replace=replace
    )
    if mistake is not None:
        return console.report([mistake])
    try:
        elsewhere = _elsewhere(out, partition_by, replace)
    except Refused as refused:
        console.report(refused.diagnostics)
        return Exit.WRONG_USE
    given = read(file, data, as_of, key)
    if given.value is None:
        return console.report(given.diagnostics)
    rules, inputs = given.value
    how = reading(inputs, on_bad_rows, encoding, learned=state is not None, also=partition_by)
    checked = pipeline.check_data(rules.source, rules.path, inputs.data, how, inputs.as_of)
    levels = inputs.config.lint
    said = (*given.diagnostics, *lint.leveled(checked.diagnostics, levels))
    if checked.value is None or any(d.is_error for d in said):
        return console.report(said)
    fitted = _learn(checked.value, state, engine or inputs.config.engine, console)
    if fitted.value is None:
        return console.report([*(d for d in said if d.severity is not Severity.NOTE), *fitted.diagnostics])
    said = (*said, *lint.leveled(fitted.diagnostics, levels))
    ready = fitted.value
    request = _request(out, elsewhere, long, members, reasons, bom, previous, how, ready, inputs, rules)
    try:
        applied = _run(ready, request, engine, inputs, console, said)
    except Refused as refused:
        wrong = any(d.code in _WRONG_USE for d in refused.diagnostics)
        # How the data was read has nothing to do with it.
        code = console.report([*(d for d in said if d.severity is not Severity.NOTE), *refused.diagnostics])
        return Exit.WRONG_USE if wrong else code
    said = (*said, *lint.leveled(applied.warnings, levels))
    learned = pipeline.recorded(ready) if format is Shown.JSON else None
    _show(applied, said, learned, format, console, aside=request.stdout)
    return Exit.FINE


def _learn(checked: pipeline.Checked, state: str | None, engine: str, console: Console) -> Outcome[pipeline.Checked]:
    """The rules with what they have learned: from the state, or else from the data of this run."""
    if state is None and not checked.program.learned:
        return Outcome(checked)
    from segdsl.learn import needs

    names = needs.learned(checked.program, needs.applied(checked.program))
    return learned(checked, names, state, console, engine=engine)


def _elsewhere(out: str | None, partition_by: list[str], replace: bool) -> Elsewhere | None:
    """The table or folder to write to. Raises Refused."""
    if out is None:
        return None
    from segdsl.output import elsewhere

    return elsewhere.of(out, partition_by, replace=replace)


def _mistake(
    out: str | None, *, long: bool, members: str | None, reasons: bool, bom: bool, parts: bool, replace: bool
) -> Diagnostic | None:
    if long and members is not None:
        return Diagnostic(
            use.WRONG_USE,
            "`--long` and `--members` ask for two different outputs",
            help=("give one of them, or run the command twice",),
        )
    given = {"--long": long, "--members": members is not None, "--reasons": reasons, "--bom": bom}
    given |= {"--partition-by": parts, "--replace": replace}
    lone = next((option for option, there in given.items() if there), None)
    if out is None and lone is not None:
        return Diagnostic(
            use.WRONG_USE, f"`{lone}` says what to write, and nothing is written", help=("add `--out PATH`",)
        )
    return None


def _request(
    out: str | None,
    elsewhere: Elsewhere | None,
    long: bool,
    members: str | None,
    reasons: bool,
    bom: bool,
    previous: Path | None,
    how: Options,
    checked: pipeline.Checked,
    inputs: Inputs,
    rules: RuleFile,
) -> Request:
    from segdsl.membership.apply import Request
    from segdsl.membership.inputs import paths_read
    from segdsl.membership.layout import Layout, Shape

    shape = Shape.LONG if long else Shape.MEMBERS if members is not None else Shape.WIDE
    parameters = {
        "as-of": None if inputs.as_of is None else inputs.as_of.isoformat(),
        "key": inputs.key,
        "members": members,
        "on-bad-rows": how.on_bad_rows,
        "reasons": reasons,
    }
    return Request(
        layout=Layout(shape, members, reasons),
        out=None if out in (None, "-") or elsewhere is not None else Path(str(out)),
        stdout=out == "-",
        elsewhere=elsewhere,
        bom=bom,
        previous=previous,
        inputs=paths_read(checked.bundle, checked.program, inputs.data, rules.path),
        parameters=parameters,
    )


def _run(
    checked: pipeline.Checked,
    request: Request,
    engine: str | None,
    inputs: Inputs,
    console: Console,
    said: tuple[Diagnostic, ...],
) -> Applied:
    from segdsl.membership.apply import Job, all_rows, apply

    assert checked.opened is not None
    with console.progress("rows", all_rows(checked.opened)) as progress:
        ask = asking(checked, engine, inputs.config.engine, console, progress)
        record, outside = partial(pipeline.recorded, checked), pipeline.beyond(checked)
        job = Job(checked.bundle, checked.program, checked.opened, ask, said=said, state=record, beyond=outside)
        return apply(job, request).applied


def _show(
    applied: Applied,
    said: tuple[Diagnostic, ...],
    learned: State | None,
    format: Shown,
    console: Console,
    *,
    aside: bool,
) -> None:
    """The counts on stdout; when the membership itself goes there, on stderr."""
    from dataclasses import replace

    from segdsl.cli import show_apply
    from segdsl.cli.screen import screen_of
    from segdsl.membership.result import as_json

    applied = replace(applied, warnings=said)
    if console.quiet and format is not Shown.JSON:
        if applied.written or aside:
            return  # the answer is in the file
        applied = replace(applied, warnings=())
    put = console.say if aside else console.print
    stream = sys.stderr if aside else sys.stdout
    match format:
        case Shown.JSON:
            put(as_json(applied, learned).model_dump_json(indent=2))
        case Shown.MARKDOWN:
            put(show_apply.markdown(applied))
        case Shown.TEXT:
            warnings = [d for d in applied.warnings if d.severity is not Severity.NOTE]
            if warnings:
                console.report(warnings)
            put(show_apply.text(applied, screen_of(console, stream)))
