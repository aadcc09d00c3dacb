"""What rules mean: in words, for one customer, as a document, and in other languages."""

from __future__ import annotations

import datetime as dt
from functools import partial
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from segdsl import pipeline
from segdsl.api.given import Data, Rules, bindings, checked_of, learned_by, ready_of
from segdsl.api.results import RulesError
from segdsl.diagnostics.model import Outcome, Refused

if TYPE_CHECKING:
    from segdsl.engines.door import Engine
    from segdsl.explanation.model import Explanation


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
    checked = checked_of(rules, given, as_of, key, learned=state is not None)
    if checked.value is None or not checked.ok:
        return Outcome(None, checked.diagnostics)
    program = checked.value.program
    chosen = explaining.choose(program, name).value
    bodies = () if chosen is None else chosen.bodies(program)
    names = needs.learned(program, bodies, () if chosen is None else chosen.learned)
    learned = learned_by(checked.value, state, names, engine)
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

    checked = checked_of(rules, bindings(data), as_of, None, learned=state is not None)
    ready = ready_of(learned_by(ready_of(checked), state))
    files = {name: str(binding) for name, binding in bindings(data).items() if isinstance(binding, str | Path)}
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

    ready = ready_of(learned_by(ready_of(checked_of(rules, data, as_of, None, learned=state is not None)), state))
    try:
        require("to write rules as SQL", ("sqlglot",), "sql")
        from segdsl.explanation.sql import DIALECTS, sql_script
        from segdsl.explanation.sql_sources import sources

        if dialect not in DIALECTS:
            raise ValueError(f"there is no dialect {dialect!r}; there are {', '.join(DIALECTS)}")
        stores = {} if ready.opened is None else ready.opened.stores
        return sql_script(ready.program, dialect, name, sources(ready.program, bindings(data), stores))
    except Refused as refused:
        raise RulesError(refused.diagnostics) from None


def as_json(rules: Rules, data: Data | None = None, *, as_of: dt.date | str | None = None) -> dict[str, Any]:
    """What the rules mean, as plain dictionaries and lists.

    Raises:
        RulesError: the rules or the data have errors.
    """
    from segdsl.explanation import meaning

    return meaning.as_json(ready_of(checked_of(rules, data, as_of, None)).program)


def render(
    rules: Rules,
    *,
    state: str | PathLike[str] | None = None,
    as_of: dt.date | str | None = None,
    format: Literal["markdown", "html"] = "markdown",
    history: bool = True,
) -> str:
    """The rules as a document for those who sign them: every rule in sentences, its data, examples and history.

    Args:
        rules: the text or the path of the rules.
        state: the folder that holds what was learned, to be told as well.
        as_of: the as-of date (a date or ISO text) instead of the rules' own.
        format: Markdown, or an HTML page that needs nothing else.
        history: whether to say who changed what, as git has it.

    Raises:
        RulesError: the rules have errors.
    """
    from segdsl.git.history import COMMITS
    from segdsl.learn import needs
    from segdsl.rendering.render import render as run

    ready = ready_of(checked_of(rules, None, as_of, None))
    if state is not None:
        ready = ready_of(learned_by(ready, state, needs.learned(ready.program, needs.stated(ready.program))))
    program = ready.program if ready.learned is None else ready.learned.program
    states = {} if ready.learned is None else ready.learned.states
    return run(program, ready.bundle, states, page=format == "html", commits=COMMITS if history else 0)
