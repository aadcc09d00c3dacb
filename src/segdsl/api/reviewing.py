"""A change of rules reviewed: what it means, and the examples it has to pass."""

from __future__ import annotations

import datetime as dt
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from segdsl import pipeline
from segdsl.api.given import Data, Rules, bindings, checked_of, date_of, learned_by, options_of, ready_of, rule_file
from segdsl.api.results import Difference, RulesError
from segdsl.diagnostics.model import Refused

if TYPE_CHECKING:
    from segdsl.engines.door import Engine
    from segdsl.testing.model import FileReport


def diff(
    old: Rules,
    new: Rules,
    data: Data | None = None,
    *,
    old_data: Data | None = None,
    as_of: dt.date | str | None = None,
    old_as_of: dt.date | str | None = None,
    key: str | None = None,
    state: str | PathLike[str] | None = None,
    old_state: str | PathLike[str] | None = None,
    on_bad_rows: Literal["fail", "quarantine"] = "fail",
    engine: Engine | str = "auto",
    keys: bool = False,
) -> Difference:
    """What the change from one version of rules to another means, proved; with data also who joins and leaves.

    Args:
        old: the text or the path of the old rules.
        new: those of the new ones.
        data: the customers, or all tables by name, to count on; `{}` for where the rules say.
        old_data: the data of the old side, where it is other data.
        as_of: the day that both versions call today, instead of the new rules' own.
        old_as_of: the day that the old side is counted as of.
        key: the customers' key column instead of the rules' own.
        state: the folder that holds what was learned.
        old_state: what the old side had learned, where that is something else.
        on_bad_rows: what becomes of rows that break a declaration.
        engine: what computes the answers, as in `apply`.
        keys: also give the keys of those who join and leave.
    """
    from segdsl import load
    from segdsl.comparison.revisions import Text
    from segdsl.pipeline.differing import On, differ

    texts = []
    for rules in (old, new):
        read = rule_file(rules)
        if read.value is None:
            return Difference(read.diagnostics)
        texts.append(Text(read.value.source, read.value.path, load.DISK))
    on = None
    if data is not None or old_data is not None or old_state is not None or old_as_of is not None:
        on = On(
            options_of(key, on_bad_rows, state is not None),
            bindings(data),
            None if old_data is None else {**bindings(data), **bindings(old_data)},
            date_of(old_as_of),
            None if state is None else Path(state),
            None if old_state is None else Path(old_state),
            engine,
            keys,
        )
    names = (texts[0].source.name, texts[1].source.name)
    try:
        done = differ(texts[0], texts[1], names, date_of(as_of), on)
    except Refused as refused:
        return Difference(refused.diagnostics)
    return Difference(done.diagnostics, done.value)


def test(rules: Rules, *, state: str | PathLike[str] | None = None) -> FileReport:  # noqa: PT028 - not a test
    """Runs the examples in the rules; what they learn is what an example gives, or what the `state` folder holds.

    Raises:
        RulesError: the rules have errors.
    """
    from segdsl.testing.run import run

    ready = ready_of(checked_of(rules, None, None, None))
    if state is not None:
        ready = ready_of(learned_by(ready, state))
    return run(ready.program, ready.bundle.files[0].file.source.name)


def suggest(rules: Rules) -> str:
    """Examples for both sides of each limit that the rules have, as text to paste; each has been run.

    Raises:
        RulesError: the rules have errors.
    """
    from segdsl.testing.suggest import as_text

    read = rule_file(rules)
    if read.value is None:
        raise RulesError(read.diagnostics)
    ready = ready_of(checked_of(rules, None, None, None))
    return as_text(pipeline.suggest(ready, read.value.source, read.value.path, None))


test.__test__ = False  # type: ignore[attr-defined]  # pytest would take it for a test of its own
