"""Who is in which segment, and whether engines agree about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import partial
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from segdsl import pipeline
from segdsl.api.given import Data, Rules, bindings, checked_of, inputs_of, learned_by
from segdsl.api.results import Result, Verification
from segdsl.diagnostics.model import Refused

if TYPE_CHECKING:
    from segdsl.engines.door import Engine


def apply(
    rules: Rules,
    data: Data | None = None,
    *,
    as_of: dt.date | str | None = None,
    key: str | None = None,
    state: str | PathLike[str] | None = None,
    on_bad_rows: Literal["fail", "quarantine"] = "fail",
    out: str | PathLike[str] | None = None,
    partition_by: str | Sequence[str] | None = None,
    replace: bool = False,
    reasons: bool = False,
    previous: str | PathLike[str] | None = None,
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
        partition_by: the tiers, splits, segments or columns of the customers by which `out` is a folder of Parquet
            files; of several, each divides the folders of the one before it.
        replace: whether a table may be replaced that segdsl did not write.
        reasons: add a column that says why to each segment.
        previous: the manifest that policies about change compare with, instead of that of the output to replace.
        engine: what computes the answers: the name of an engine, or `auto` for the one that suits the data.
    """
    from segdsl.membership.apply import Job, Request
    from segdsl.membership.apply import apply as run
    from segdsl.membership.layout import Layout
    from segdsl.output import elsewhere

    by = (partition_by,) if isinstance(partition_by, str) else tuple(partition_by or ())
    checked = checked_of(rules, bindings(data), as_of, key, on_bad_rows, learned=state is not None, also=by)
    if checked.value is None or checked.value.opened is None or not checked.ok:
        return Result(checked.diagnostics)
    learned = learned_by(checked.value, state, engine=engine)
    said = checked.diagnostics + learned.diagnostics
    if learned.value is None:
        return Result(said)
    ready = learned.value
    ask, record = partial(pipeline.ask, ready, engine=engine), partial(pipeline.recorded, ready)
    outside = pipeline.beyond(ready)
    job = Job(ready.bundle, ready.program, checked.value.opened, ask, said=said, state=record, beyond=outside)
    try:
        into = None if out is None else elsewhere.of(str(out), by, replace=replace)
        request = Request(
            layout=Layout(reasons=reasons),
            out=None if out is None or into is not None else Path(out),
            inputs=inputs_of(rules, data, checked.value),
            collect=True,
            elsewhere=into,
            previous=None if previous is None else Path(previous),
        )
        done = run(job, request)
    except Refused as refused:
        return Result(said + refused.diagnostics)
    return Result(said + done.applied.warnings, done.applied, done.frame)


def verify(
    rules: Rules,
    data: Data | None = None,
    *,
    engines: Sequence[Engine | str] | None = None,
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
        engines: their names, or engines; the others are compared with the first. None: pandas, Polars and DuckDB,
            those of them that are installed.
        as_of: the as-of date (a date or ISO text) instead of the rules' own.
        key: the customers' key column instead of the rules' own.
        state: the folder that holds what was learned; without it, what the rules learn is learned from this data.
        on_bad_rows: what becomes of rows that break a declaration.
        show: of how many customers that differ it is told how.
    """
    from segdsl.engines import auto
    from segdsl.membership.verify.verifying import too_few
    from segdsl.membership.verify.verifying import verify as run

    engines = auto.on_files() if engines is None else engines
    if len(engines) < 2:
        return Verification((too_few([each if isinstance(each, str) else each.name for each in engines]),))
    checked = checked_of(rules, bindings(data), as_of, key, on_bad_rows, learned=state is not None)
    if checked.value is None or checked.value.opened is None or not checked.ok:
        return Verification(checked.diagnostics)
    learned = learned_by(checked.value, state)
    said = checked.diagnostics + learned.diagnostics
    if learned.value is None or learned.value.opened is None:
        return Verification(said)
    ready, stores = learned.value, learned.value.opened.stores
    try:
        asks = [partial(pipeline.ask, ready, engine=engine) for engine in engines]
        return Verification(said, run(ready.program, stores, asks, show))
    except Refused as refused:
        return Verification(said + refused.diagnostics)
