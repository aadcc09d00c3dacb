"""The verbs as Python functions: rules and data frames in, values and data frames out; prints and exits nothing.

What is wrong with rules or data is in `diagnostics`, never raised: `ok` tells whether there is an answer, and asking
for an answer that could not be made raises `RulesError` with the same diagnostics as text.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
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
    from segdsl.engines.door import Engine
    from segdsl.explanation.associations import Associations
    from segdsl.explanation.model import Explanation
    from segdsl.learn.report import LearnedReport
    from segdsl.learn.state import LearnedState
    from segdsl.membership.fitted import FitAnswer
    from segdsl.membership.result import Applied
    from segdsl.membership.summary import PartsSummary, SegmentSummary
    from segdsl.membership.verify.verifying import Verified
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


@dataclass(frozen=True, slots=True, eq=False)
class Fitted(Report):
    """What was learned. `ok` is false also when something does not meet its requirements: it may not be used then."""

    answer: FitAnswer | None = None

    @property
    def states(self) -> Mapping[str, LearnedState]:
        """What was learned, by the name of the learned thing."""
        answer = self._answer
        return {answer.program.learned[key].name: state for key, state in answer.states.items()}

    @property
    def reports(self) -> Mapping[str, LearnedReport]:
        """What is told of each learned thing, by its name."""
        return {report.name: report for report in self._answer.reports.values()}

    @property
    def sha256(self) -> str:
        """The hash of everything that was learned."""
        return self._answer.sha256

    @property
    def _answer(self) -> FitAnswer:
        if self.answer is None:
            raise RulesError(self.diagnostics)
        return self.answer


@dataclass(frozen=True, slots=True, eq=False)
class Verification(Report):
    """Whether engines say the same of every customer; `verified` has the counts, and how the first customers differ."""

    verified: Verified | None = None

    @property
    def agree(self) -> bool:
        if self.verified is None:
            raise RulesError(self.diagnostics)
        return self.verified.agree


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
    state: str | PathLike[str] | None = None,
    on_bad_rows: Literal["fail", "quarantine"] = "fail",
    out: str | PathLike[str] | None = None,
    partition_by: str | None = None,
    replace: bool = False,
    reasons: bool = False,
    engine: Engine | str = "auto",
) -> Result:
    """Finds out who is in which segment.

    Args:
        rules: the text or the path of the rules.
        data: the customers, or all tables by name; tables left out are read from where the rules say.
        as_of: the as-of date (a date or ISO text) instead of the rules' own.
        key: the customers' key column instead of the rules' own.
        state: the folder that holds what was learned; without it, what the rules learn is learned from this data.
        on_bad_rows: what becomes of rows that break a declaration.
        out: also write the membership there, with a manifest beside it: a file, a folder, or a table
            (`bank.duckdb?table=members`).
        partition_by: the tiers, split or segment by which `out` is a folder of Parquet files.
        replace: whether a table may be replaced that segdsl did not write.
        reasons: add a column that says why to each segment.
        engine: what computes the answers: the name of an engine, or `auto` for the one that suits the data.
    """
    from segdsl.membership.apply import Job, Request
    from segdsl.membership.apply import apply as run
    from segdsl.membership.layout import Layout
    from segdsl.output import elsewhere

    checked = _checked(rules, _bindings(data), as_of, key, on_bad_rows, learned=state is not None)
    if checked.value is None or checked.value.opened is None or not checked.ok:
        return Result(checked.diagnostics)
    learned = _learned(checked.value, state, engine=engine)
    said = checked.diagnostics + learned.diagnostics
    if learned.value is None:
        return Result(said)
    ready = learned.value
    ask, record = partial(pipeline.ask, ready, engine=engine), partial(pipeline.recorded, ready)
    outside = pipeline.beyond(ready)
    job = Job(ready.bundle, ready.program, checked.value.opened, ask, said=said, state=record, beyond=outside)
    try:
        into = None if out is None else elsewhere.of(str(out), partition_by, replace=replace)
        request = Request(
            layout=Layout(reasons=reasons),
            out=None if out is None or into is not None else Path(out),
            inputs=_inputs(rules, data, checked.value),
            collect=True,
            elsewhere=into,
        )
        done = run(job, request)
    except Refused as refused:
        return Result(said + refused.diagnostics)
    return Result(said + done.applied.warnings, done.applied, done.frame)


def fit(
    rules: Rules,
    data: Data | None = None,
    *,
    state: str | PathLike[str] | None = None,
    fresh: bool = False,
    accept: Literal["match", "calls"] | None = None,
    as_of: dt.date | str | None = None,
    key: str | None = None,
    on_bad_rows: Literal["fail", "quarantine"] = "fail",
    engine: Engine | str = "auto",
) -> Fitted:
    """Learns the scores, shares, groups and models of rules.

    Args:
        rules: the text or the path of the rules.
        data: the customers, or all tables by name; tables left out are read from where the rules say.
        state: the folder to keep what is learned in, for `apply(…, state=…)`; what it holds is started from.
        fresh: do not look at what the folder holds.
        accept: where groups could be named in two ways: as they match the last ones, or as the `call` lines say.
        as_of: the as-of date (a date or ISO text) instead of the rules' own.
        key: the customers' key column instead of the rules' own.
        on_bad_rows: what becomes of rows that break a declaration.
        engine: what computes that which is learned from, as in `apply`.
    """
    from segdsl.learn import needs
    from segdsl.learn.fitting import Manner

    checked = _checked(rules, _bindings(data), as_of, key, on_bad_rows)
    if checked.value is None or not checked.ok:
        return Fitted(checked.diagnostics)
    folder = None if state is None else Path(state)
    names = needs.learned(checked.value.program, needs.stated(checked.value.program))
    try:
        last = None if folder is None or fresh else pipeline.last_state(folder, names)
        manner = Manner({} if last is None else last.states, accept)
        done = pipeline.fit_and_keep(checked.value, names, folder, manner, engine)
    except Refused as refused:
        return Fitted(checked.diagnostics + refused.diagnostics)
    return Fitted(checked.diagnostics + done.diagnostics, done.value)


def verify(
    rules: Rules,
    data: Data | None = None,
    *,
    engines: Sequence[Engine | str],
    as_of: dt.date | str | None = None,
    key: str | None = None,
    state: str | PathLike[str] | None = None,
    on_bad_rows: Literal["fail", "quarantine"] = "fail",
    show: int = 5,
) -> Verification:
    """Runs rules on several engines over the same data, and compares what they say of every customer.

    Args:
        rules: the text or the path of the rules.
        data: the customers, or all tables by name; tables left out are read from where the rules say.
        engines: their names, or engines; the others are compared with the first.
        as_of: the as-of date (a date or ISO text) instead of the rules' own.
        key: the customers' key column instead of the rules' own.
        state: the folder that holds what was learned; without it, what the rules learn is learned from this data.
        on_bad_rows: what becomes of rows that break a declaration.
        show: of how many customers that differ it is told how.
    """
    from segdsl.membership.verify.verifying import too_few
    from segdsl.membership.verify.verifying import verify as run

    if len(engines) < 2:
        return Verification((too_few([each if isinstance(each, str) else each.name for each in engines]),))
    checked = _checked(rules, _bindings(data), as_of, key, on_bad_rows, learned=state is not None)
    if checked.value is None or checked.value.opened is None or not checked.ok:
        return Verification(checked.diagnostics)
    learned = _learned(checked.value, state)
    said = checked.diagnostics + learned.diagnostics
    if learned.value is None or learned.value.opened is None:
        return Verification(said)
    ready, stores = learned.value, learned.value.opened.stores
    try:
        asks = [partial(pipeline.ask, ready, engine=engine) for engine in engines]
        return Verification(said, run(ready.program, stores, asks, show))
    except Refused as refused:
        return Verification(said + refused.diagnostics)


def explain(
    rules: Rules,
    name: str | None = None,
    data: Data | None = None,
    *,
    customer: str | None = None,
    as_of: dt.date | str | None = None,
    key: str | None = None,
    state: str | PathLike[str] | None = None,
    engine: Engine | str = "auto",
) -> Outcome[Explanation]:
    """What rules mean in sentences; with data what each clause does; with a customer why, and the nearest flip.

    What the rules learn is taken from the `state` folder, or without one learned from the data. `engine` as in `apply`.
    """
    from segdsl.explanation import explaining
    from segdsl.learn import needs

    given = {} if data is None and customer is not None else data
    checked = _checked(rules, given, as_of, key, learned=state is not None)
    if checked.value is None or not checked.ok:
        return Outcome(None, checked.diagnostics)
    program = checked.value.program
    chosen = explaining.choose(program, name).value
    bodies = () if chosen is None else chosen.bodies(program)
    names = needs.learned(program, bodies, () if chosen is None else chosen.learned)
    learned = _learned(checked.value, state, names, engine)
    if learned.value is None:
        return Outcome(None, learned.diagnostics)
    ready = learned.value
    states = {} if ready.learned is None else ready.learned.states
    told = explaining.in_words(program, name, states)
    if told.value is None or ready.opened is None:
        return told
    try:
        if customer is not None:
            return explaining.with_customer(program, told.value, name, customer, ready.opened.stores, states)
        ask = partial(pipeline.ask, ready, engine=engine)
        return Outcome(explaining.with_figures(program, told.value, name, ask, states))
    except Refused as refused:
        return Outcome(None, refused.diagnostics)


def as_pandas(
    rules: Rules,
    data: Data | None = None,
    *,
    as_of: dt.date | str | None = None,
    state: str | PathLike[str] | None = None,
) -> str:
    """Python source for pandas that gives the same members. Data must be files, which the source reads.

    What the rules learn stands in it as constants, from the `state` folder, or without one learned from the data.

    Raises:
        RulesError: the rules or the data have errors.
    """
    from segdsl.explanation.pandas_code.printing import python_script
    from segdsl.explanation.pandas_code.shapes import shapes

    checked = _checked(rules, _bindings(data), as_of, None, learned=state is not None)
    ready = _ready(_learned(_ready(checked), state))
    files = {name: str(binding) for name, binding in _bindings(data).items() if isinstance(binding, str | Path)}
    return python_script(ready.program, shapes(ready.program, files))


def as_sql(
    rules: Rules,
    dialect: str = "duckdb",
    data: Data | None = None,
    *,
    name: str | None = None,
    as_of: dt.date | str | None = None,
    state: str | PathLike[str] | None = None,
) -> str:
    """One SQL query with a row for each customer, for a database: duckdb, postgres, spark, databricks, bigquery,
    snowflake, trino or clickhouse; of everything, or of what is called `name`.

    What the rules learn stands in it as constants, from the `state` folder, or without one learned from the data.

    Raises:
        RulesError: the rules or the data have errors, or the rules cannot be said in this SQL.
        ValueError: there is no such dialect.
    """
    from segdsl.engines.door import require

    ready = _ready(_learned(_ready(_checked(rules, data, as_of, None, learned=state is not None)), state))
    try:
        require("to write rules as SQL", ("sqlglot",), "sql")
        from segdsl.explanation.sql import DIALECTS, sql_script
        from segdsl.explanation.sql_sources import sources

        if dialect not in DIALECTS:
            raise ValueError(f"there is no dialect {dialect!r}; there are {', '.join(DIALECTS)}")
        stores = {} if ready.opened is None else ready.opened.stores
        return sql_script(ready.program, dialect, name, sources(ready.program, _bindings(data), stores))
    except Refused as refused:
        raise RulesError(refused.diagnostics) from None


def as_json(rules: Rules, data: Data | None = None, *, as_of: dt.date | str | None = None) -> dict[str, Any]:
    """What the rules mean, as plain dictionaries and lists.

    Raises:
        RulesError: the rules or the data have errors.
    """
    from segdsl.explanation import meaning

    return meaning.as_json(_ready(_checked(rules, data, as_of, None)).program)


def test(rules: Rules, *, state: str | PathLike[str] | None = None) -> FileReport:  # noqa: PT028 - not a test
    """Runs the examples in the rules; what they learn is what an example gives, or what the `state` folder holds.

    Raises:
        RulesError: the rules have errors.
    """
    from segdsl.testing.run import run

    ready = _ready(_checked(rules, None, None, None))
    if state is not None:
        ready = _ready(_learned(ready, state))
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


def associations(
    data: Binding,
    *,
    basket: str | None = None,
    item: str | None = None,
    items: Sequence[str] = (),
    min_support: float = 0.01,
    min_confidence: float = 0.3,
    min_lift: float = 0.0,
    max_items: int = 3,
    about: str | None = None,
) -> Associations:
    """Which items go together in baskets; `rules` has the rules, `frame` the same as a data frame.

    Args:
        data: a data frame, an Arrow table or a path. With `basket` and `item` each row is an item of a basket; with
            `items` each row is a basket with a yes/no column for each item; with neither the lines of a text file are
            baskets.
        basket: the column that names the basket.
        item: the column that names the item.
        items: yes/no columns.
        min_support: the least share of all baskets that a rule holds in.
        min_confidence: the least share among the baskets with the first part.
        min_lift: how many times as many as on average, at least.
        max_items: the most items in a rule, both parts together.
        about: only rules in which this item stands.

    Raises:
        RulesError: the data cannot be read, or it is not clear what the baskets are.
    """
    from segdsl.data.model import Options
    from segdsl.explanation.associations import Limits, find, form

    asked = form(basket, item, tuple(items), lines=not (basket or item or items))
    if asked.value is None:
        raise RulesError(asked.diagnostics)
    limits = Limits(min_support, min_confidence, min_lift, max_items, about)
    found = find(data, asked.value, Options(), limits)
    if found.value is None:
        raise RulesError(found.diagnostics)
    return found.value


def _learned(
    checked: pipeline.Checked,
    state: str | PathLike[str] | None,
    names: Sequence[str] | None = None,
    engine: Engine | str = "auto",
) -> Outcome[pipeline.Checked]:
    """The rules with what they have learned in place; without names, of what `apply` asks."""
    if state is None and (checked.opened is None or not checked.program.learned):
        return Outcome(checked)
    from segdsl.learn import needs

    used = needs.learned(checked.program, needs.applied(checked.program)) if names is None else names
    try:
        return pipeline.learn(
            checked, used, None if state is None else Path(state), shown=names is not None, engine=engine
        )
    except Refused as refused:
        return Outcome(None, refused.diagnostics)


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
    *,
    learned: bool = False,
) -> Outcome[pipeline.Checked]:
    read = _read(rules)
    if read.value is None:
        return Outcome(None, read.diagnostics)
    day = dt.date.fromisoformat(as_of) if isinstance(as_of, str) else as_of
    source, path = read.value.source, read.value.path
    if data is None:
        return pipeline.check_text(source, path, day)
    return pipeline.check_data(source, path, _bindings(data), _options(key, on_bad_rows, learned), day)


def _options(key: str | None, on_bad_rows: Literal["fail", "quarantine"], learned: bool) -> Options:
    from segdsl.data.model import Options

    return Options(key=key, on_bad_rows=on_bad_rows, learned=learned)


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
    "Fitted",
    "Report",
    "Result",
    "Rules",
    "RulesError",
    "Verification",
    "apply",
    "as_json",
    "as_pandas",
    "as_sql",
    "associations",
    "explain",
    "fit",
    "format",
    "schema",
    "test",
    "validate",
    "verify",
]
