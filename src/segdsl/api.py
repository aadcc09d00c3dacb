"""The verbs as Python functions: rules and data frames in, values and data frames out; prints and exits nothing.

What is wrong with rules or data is in `diagnostics`, never raised: `ok` tells whether there is an answer, and asking
for an answer that could not be made raises `RulesError` with the same diagnostics as text.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from segdsl import pipeline, rulefiles
from segdsl.diagnostics.human import render_all
from segdsl.diagnostics.model import Diagnostic, Outcome, Refused
from segdsl.rulefiles import RuleFile
from segdsl.source import Source

if TYPE_CHECKING:
    import pandas as pd

    from segdsl.data.model import Binding, Options
    from segdsl.explanation.model import Explanation
    from segdsl.membership.result import Applied
    from segdsl.membership.summary import PartsSummary, SegmentSummary
    from segdsl.testing.model import FileReport

Rules: TypeAlias = "str | PathLike[str]"
"""The text of rules, or a path: a `Path`, or a text of one line that ends in `.seg`."""

Data: TypeAlias = "Binding | Mapping[str, Binding]"
"""The customers' table (a data frame, an Arrow table, a path), or table names with theirs."""


class RulesError(Exception):
    """There is no answer, because of what `diagnostics` say."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        super().__init__("\n" + render_all(d for d in diagnostics if d.is_error))
        self.diagnostics = diagnostics


@dataclass(frozen=True, slots=True)
class Report:
    """What is to be said about rules; as text in the form the command line shows."""

    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether there is no error (there may be warnings and notes)."""
        return not any(d.is_error for d in self.diagnostics)

    def __str__(self) -> str:
        return render_all(self.diagnostics)


@dataclass(frozen=True, slots=True, eq=False)
class Result(Report):
    """Who is in which segment.

    `membership` has a row for each customer, in the order of the data: the key as text, a yes/no column for each
    segment, a text column for each tiers and split, and `suppressed`.
    """

    applied: Applied | None = None
    frame: pd.DataFrame | None = None

    @property
    def membership(self) -> pd.DataFrame:
        if self.frame is None:
            raise RulesError(self.diagnostics)
        return self.frame

    @property
    def segments(self) -> Mapping[str, SegmentSummary]:
        """Each segment's counts by its name."""
        return {segment.name: segment for segment in self._counts.summary.segments}

    @property
    def tiers(self) -> Mapping[str, PartsSummary]:
        return {tiers.name: tiers for tiers in self._counts.summary.tiers}

    @property
    def splits(self) -> Mapping[str, PartsSummary]:
        return {split.name: split for split in self._counts.summary.splits}

    @property
    def rows(self) -> int:
        """How many customers there are."""
        return self._counts.summary.rows

    def members(self, segment: str) -> list[str]:
        """The keys of a segment's members.

        Raises:
            KeyError: there is no such segment.
        """
        frame = self.membership
        if segment not in self.segments:
            raise KeyError(f"no segment is called {segment!r}; there are {', '.join(self.segments)}")
        keys: list[str] = frame.loc[frame[segment], frame.columns[0]].tolist()
        return keys

    @property
    def _counts(self) -> Applied:
        if self.applied is None:
            raise RulesError(self.diagnostics)
        return self.applied


def validate(
    rules: Rules, data: Data | None = None, *, as_of: dt.date | str | None = None, key: str | None = None
) -> Report:
    """Everything that is wrong or suspicious with rules; with data also what does not fit the data."""
    return Report(_checked(rules, data, as_of, key).diagnostics)


def format(rules: str) -> str:
    """The rules in their canonical layout.

    Raises:
        RulesError: the text has a syntax error, and no layout.
    """
    from segdsl.syntax import parse, printer

    parsed = parse.parse(Source("<rules>", rules))
    if parsed.value is None or not parsed.ok:
        raise RulesError(parsed.diagnostics)
    return printer.print_file(parsed.value)


def apply(
    rules: Rules,
    data: Data | None = None,
    *,
    as_of: dt.date | str | None = None,
    key: str | None = None,
    on_bad_rows: Literal["fail", "quarantine"] = "fail",
    out: str | PathLike[str] | None = None,
    reasons: bool = False,
) -> Result:
    """Finds out who is in which segment.

    Args:
        rules: the text or the path of the rules.
        data: the customers, or all tables by name; tables left out are read from where the rules say.
        as_of: the as-of date (a date or ISO text) instead of the rules' own.
        key: the customers' key column instead of the rules' own.
        on_bad_rows: what becomes of rows that break a declaration.
        out: also write the membership there, with a manifest beside it.
        reasons: add a column that says why to each segment.
    """
    from segdsl.membership.apply import Job, Request
    from segdsl.membership.apply import apply as run
    from segdsl.membership.layout import Layout

    checked = _checked(rules, _bindings(data), as_of, key, on_bad_rows)
    if checked.value is None or checked.value.opened is None or not checked.ok:
        return Result(checked.diagnostics)
    ready = checked.value
    ask = partial(pipeline.ask, ready)
    job = Job(ready.bundle, ready.program, checked.value.opened, ask, said=checked.diagnostics)
    request = Request(
        layout=Layout(reasons=reasons),
        out=None if out is None else Path(out),
        inputs=_inputs(rules, data, checked.value),
        collect=True,
    )
    try:
        done = run(job, request)
    except Refused as refused:
        return Result(checked.diagnostics + refused.diagnostics)
    return Result(checked.diagnostics + done.applied.warnings, done.applied, done.frame)


def explain(
    rules: Rules,
    name: str | None = None,
    data: Data | None = None,
    *,
    customer: str | None = None,
    as_of: dt.date | str | None = None,
    key: str | None = None,
) -> Outcome[Explanation]:
    """What rules mean in sentences; with data what each clause does; with a customer why, and the nearest flip."""
    from segdsl.explanation import explaining

    checked = _checked(rules, {} if data is None and customer is not None else data, as_of, key)
    if checked.value is None or not checked.ok:
        return Outcome(None, checked.diagnostics)
    ready = checked.value
    told = explaining.in_words(ready.program, name)
    if told.value is None or ready.opened is None:
        return told
    try:
        if customer is not None:
            return explaining.with_customer(ready.program, told.value, name, customer, ready.opened.stores)
        return Outcome(explaining.with_figures(ready.program, told.value, name, partial(pipeline.ask, ready)))
    except Refused as refused:
        return Outcome(None, refused.diagnostics)


def as_pandas(rules: Rules, data: Data | None = None, *, as_of: dt.date | str | None = None) -> str:
    """Python source for pandas that gives the same members. Data must be files, which the source reads.

    Raises:
        RulesError: the rules or the data have errors.
    """
    from segdsl.explanation.pandas_code.printing import python_script
    from segdsl.explanation.pandas_code.shapes import shapes

    ready = _ready(_checked(rules, _bindings(data), as_of, None))
    files = {name: str(binding) for name, binding in _bindings(data).items() if isinstance(binding, str | Path)}
    return python_script(ready.program, shapes(ready.program, files))


def as_json(rules: Rules, data: Data | None = None, *, as_of: dt.date | str | None = None) -> dict[str, Any]:
    """What the rules mean, as plain dictionaries and lists.

    Raises:
        RulesError: the rules or the data have errors.
    """
    from segdsl.explanation import meaning

    return meaning.as_json(_ready(_checked(rules, data, as_of, None)).program)


def test(rules: Rules) -> FileReport:
    """Runs the examples in the rules.

    Raises:
        RulesError: the rules have errors.
    """
    from segdsl.testing.run import run

    ready = _ready(_checked(rules, None, None, None))
    return run(ready.program, ready.bundle.files[0].file.source.name)


test.__test__ = False  # type: ignore[attr-defined]  # pytest would take it for a test of its own


def schema(data: Data) -> str:
    """The `table` statements for data.

    Raises:
        RulesError: the data cannot be read.
    """
    from segdsl import data as reading

    described = reading.describe(list(_bindings(data).items()))
    if described.value is None:
        raise RulesError(described.diagnostics)
    return described.value


def _ready(checked: Outcome[pipeline.Checked]) -> pipeline.Checked:
    if checked.value is None or not checked.ok:
        raise RulesError(checked.diagnostics)
    return checked.value


def _checked(
    rules: Rules,
    data: Data | None,
    as_of: dt.date | str | None,
    key: str | None,
    on_bad_rows: Literal["fail", "quarantine"] = "fail",
) -> Outcome[pipeline.Checked]:
    read = _read(rules)
    if read.value is None:
        return Outcome(None, read.diagnostics)
    day = dt.date.fromisoformat(as_of) if isinstance(as_of, str) else as_of
    source, path = read.value.source, read.value.path
    if data is None:
        return pipeline.check_text(source, path, day)
    return pipeline.check_data(source, path, _bindings(data), _options(key, on_bad_rows), day)


def _options(key: str | None, on_bad_rows: Literal["fail", "quarantine"]) -> Options:
    from segdsl.data.model import Options

    return Options(key=key, on_bad_rows=on_bad_rows)


def _read(rules: Rules) -> Outcome[RuleFile]:
    if isinstance(rules, str) and ("\n" in rules or not rules.endswith(".seg")):
        return Outcome(RuleFile(Source("<rules>", rules), None))
    return rulefiles.read(str(rules))


def _bindings(data: Data | None) -> dict[str, Binding]:
    if data is None:
        return {}
    return dict(data) if isinstance(data, Mapping) else {"": data}


def _inputs(rules: Rules, data: Data | None, checked: pipeline.Checked) -> tuple[Path, ...]:
    from segdsl.membership.inputs import paths_read

    files = {name: str(each) for name, each in _bindings(data).items() if isinstance(each, str | Path)}
    return paths_read(checked.bundle, checked.program, files, _read_path(rules))


def _read_path(rules: Rules) -> Path | None:
    read = _read(rules)
    return None if read.value is None else read.value.path


__all__ = [
    "Data",
    "Report",
    "Result",
    "Rules",
    "RulesError",
    "apply",
    "as_json",
    "as_pandas",
    "explain",
    "format",
    "schema",
    "test",
    "validate",
]
