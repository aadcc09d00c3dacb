"""`segdsl validate`: what is wrong or suspicious in rules; with data also in what they say about the data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

from segdsl.cli import options
from segdsl.cli.console import Console, Exit, Format
from segdsl.diagnostics.model import Diagnostic, Outcome, Refused
from segdsl.diagnostics.order import in_order, in_words

if TYPE_CHECKING:
    from segdsl import ir, pipeline
    from segdsl.cli.inputs import Inputs
    from segdsl.data.model import Options
    from segdsl.rulefiles import RuleFile

    _Statement: TypeAlias = ir.Segment | ir.Tiers | ir.Split | ir.Suppression | ir.Example | ir.Define


def validate(
    files: options.Files,
    data: options.Data = [],  # noqa: B006 - typer reads it, nobody changes it
    as_of: options.AsOf = None,
    key: options.Key = None,
    on_bad_rows: options.OnBadRows = None,
    encoding: options.Encoding = None,
    format: options.OutputFormat = Format.TEXT,
    quiet: options.Quiet = False,
    no_color: options.NoColor = False,
    no_progress: options.NoProgress = False,
) -> int:
    """Find what is wrong or suspicious in rules. With --data, check them against the data as well."""
    from segdsl import lint, rulefiles
    from segdsl.cli.inputs import gather, reading

    console = Console(format, quiet, no_color, no_progress)
    read = rulefiles.read_all(files)
    said: list[Diagnostic] = list(read.diagnostics)
    counts: Counter[str] = Counter()
    for file in read.value or ():
        inputs = gather(file.path, data, as_of, key)
        said += inputs.diagnostics
        if inputs.value is None:
            continue
        checked = _check(
            file, inputs.value, reading(inputs.value, on_bad_rows, encoding, require_all=False) if data else None
        )
        said += lint.leveled(checked.diagnostics, inputs.value.config.lint)
        if checked.value is not None:
            counts.update(_what(checked.value))
            found = _sizes(checked.value, checked.diagnostics, console)
            said += lint.leveled(found, inputs.value.config.lint)
    said = in_order(said)
    code = console.report(said)
    if format is Format.TEXT and not quiet:
        console.print(_summary(said, counts, len(read.value or ()), code))
    return code


def _sizes(checked: pipeline.Checked, said: Sequence[Diagnostic], console: Console) -> tuple[Diagnostic, ...]:
    """What the sizes of segments say, when there is data; `said` is what was found before."""
    if checked.opened is None:
        return ()
    from segdsl import lint, pipeline
    from segdsl.names import fold

    program = checked.program
    segments, limits = program.segments, lint.limits(program)
    asked = [*(s.condition for s in segments.values()), *limits]
    rows, counts = 0, [0] * len(asked)
    try:
        with console.progress("customers", checked.opened.stores[fold(program.customers.name)].rows) as progress:
            for batch in pipeline.ask(checked, asked, progress=progress):
                rows += batch.rows
                counts = [count + int(true.sum()) for count, true in zip(counts, batch.true, strict=True)]
    except Refused as refused:
        return refused.diagnostics
    members = dict(zip(segments, counts, strict=False))
    met = dict(zip(limits, counts[len(segments) :], strict=True))
    return lint.shares(program, checked.bundle, rows, members, met, said)


def _check(file: RuleFile, inputs: Inputs, how: Options | None) -> Outcome[pipeline.Checked]:
    from segdsl import pipeline

    if how is None:
        return pipeline.check_text(file.source, file.path, inputs.as_of)
    return pipeline.check_data(file.source, file.path, inputs.data, how, inputs.as_of)


def _what(checked: pipeline.Checked) -> dict[str, int]:
    program = checked.program
    things: dict[str, Iterable[_Statement]] = {
        "segments": program.segments.values(),
        "sets of tiers": program.tiers.values(),
        "splits": program.splits.values(),
        "suppressions": program.suppressions,
        "examples": program.examples,
        "definitions": program.defines.values(),
    }
    return {name: sum(thing.library is None for thing in found) for name, found in things.items()}


def _summary(said: Sequence[Diagnostic], counts: Counter[str], files: int, code: Exit) -> str:
    where = f" in {files} files" if files > 1 else ""
    found = in_words(said)
    if code is not Exit.FINE:
        return f"failed: {found}{where}"
    return f"ok: {_in_words(counts)}{where}" + (f"; {found}" if found else "")


def _in_words(counts: Mapping[str, int]) -> str:
    """`3 segments, 1 set of tiers`; definitions are named only where there is nothing else."""
    there = {name: number for name, number in counts.items() if number}
    if len(there) > 1:
        there.pop("definitions", None)
    return ", ".join(f"{n} {_one(name) if n == 1 else name}" for name, n in there.items()) or "no rules"


def _one(name: str) -> str:
    return "set of tiers" if name == "sets of tiers" else name.removesuffix("s")
