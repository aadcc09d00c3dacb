"""`segdsl validate`: what is wrong or suspicious in rules; with data also in what they say about the data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

from segdsl.cli import options
from segdsl.cli.console import Console, Exit, Format
from segdsl.diagnostics.model import Diagnostic, Outcome, Refused
from segdsl.diagnostics.order import in_order, in_words
from segdsl.record import record

if TYPE_CHECKING:
    import datetime as dt

    from segdsl import ir, pipeline
    from segdsl.cli.inputs import Inputs
    from segdsl.cli.options import BadRows
    from segdsl.data.model import Options
    from segdsl.rulefiles import RuleFile

    _Statement: TypeAlias = ir.Segment | ir.Tiers | ir.Split | ir.Suppression | ir.Example | ir.Define | ir.Policy


def validate(
    files: options.Files,
    data: options.Data = [],  # noqa: B006 - typer reads it, nobody changes it
    as_of: options.AsOf = None,
    key: options.Key = None,
    on_bad_rows: options.OnBadRows = None,
    encoding: options.Encoding = None,
    fix: options.Fix = False,
    diff: options.FixDiff = False,
    dry_run: options.DryRun = False,
    baseline: options.Baseline = None,
    write_baseline: options.WriteBaseline = False,
    format: options.OutputFormat = Format.TEXT,
    quiet: options.Quiet = False,
    no_color: options.NoColor = False,
    no_progress: options.NoProgress = False,
) -> int:
    """Find what is wrong or suspicious in rules. With --data, check them against the data as well."""
    from segdsl import rulefiles

    console = Console(format, quiet, no_color, no_progress)
    read = rulefiles.read_all(files)
    asked = Asked(data, as_of, key, on_bad_rows, encoding)
    found = list(read.value or ())
    said: list[Diagnostic] = list(read.diagnostics)
    if write_baseline and baseline is None:
        from segdsl.cli import known

        return console.report([known.without_a_file()])
    if fix or diff or dry_run:
        from segdsl.cli import mended

        if diff or dry_run:
            return max(mended.show(found, asked.looked, console), console.report(said) if said else Exit.FINE)
        found, failed = mended.write(found, asked.looked, console)
        said += failed
    counts: Counter[str] = Counter()
    judged: list[str] = []
    for file in found:
        told, checked = asked.check(file, console)
        said += told
        if checked is not None:
            counts.update(_what(checked.program))
            judged.append(file.source.name)
    if baseline is not None:
        from segdsl.cli import known

        said = known.put_aside(said, baseline, judged, console, new=write_baseline, with_data=bool(data))
    said = in_order(said)
    code = console.report(said)
    if format is Format.TEXT and not quiet and not (fix and files == [rulefiles.STDIN]):
        console.print(_summary(said, counts, len(found), code))
    return code


@record
class Asked:
    """What the command line says of the data: against it, or without any, files are checked."""

    data: list[str]
    as_of: dt.date | None
    key: str | None
    on_bad_rows: BadRows | None
    encoding: str | None

    def check(self, file: RuleFile, console: Console) -> tuple[list[Diagnostic], pipeline.Checked | None]:
        """All there is to say about a file, with the levels of its configuration."""
        from segdsl import lint, pipeline
        from segdsl.cli.inputs import gather, reading

        inputs = gather(file.path, self.data, self.as_of, self.key)
        said = list(inputs.diagnostics)
        if inputs.value is None:
            return said, None
        how = reading(inputs.value, self.on_bad_rows, self.encoding, require_all=False) if self.data else None
        checked = _check(file, inputs.value, how)
        said += lint.leveled(checked.diagnostics, inputs.value.config.lint)
        if checked.value is not None:
            found = _sizes(checked.value, checked.diagnostics, console)
            found += _policies(checked.value)
            found += pipeline.proved(checked.value, checked.diagnostics)
            said += lint.leveled(found, inputs.value.config.lint)
        return said, checked.value

    def looked(self, file: RuleFile) -> Sequence[Diagnostic]:
        """The same for what may be fixed."""
        return self.check(file, Console(no_progress=True))[0]


def _policies(checked: pipeline.Checked) -> tuple[Diagnostic, ...]:
    """The policies that a possible customer would break, but for those that the file allows not to be decided."""
    if not checked.program.policies:
        return ()
    from segdsl import lint
    from segdsl.policies import proving

    return lint.unless_allowed(tuple(proving.findings(checked.program)), checked.bundle)


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


def _what(program: ir.Program) -> dict[str, int]:
    things: dict[str, Iterable[_Statement]] = {
        "segments": program.segments.values(),
        "sets of tiers": program.tiers.values(),
        "splits": program.splits.values(),
        "suppressions": program.suppressions,
        "examples": program.examples,
        "policies": program.policies,
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
    return "set of tiers" if name == "sets of tiers" else "policy" if name == "policies" else name.removesuffix("s")
