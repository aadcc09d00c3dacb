"""What rules learn from data, learned and kept."""

from __future__ import annotations

import datetime as dt
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from segdsl import pipeline
from segdsl.api.given import Data, Rules, bindings, checked_of
from segdsl.api.results import Fitted
from segdsl.diagnostics.model import Refused

if TYPE_CHECKING:
    from segdsl.engines.door import Engine


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

    checked = checked_of(rules, bindings(data), as_of, key, on_bad_rows)
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
