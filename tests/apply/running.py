"""Applies rules to data as the command line does, for the tests of this folder."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from segdsl import pipeline
from segdsl.data.model import Options
from segdsl.diagnostics.human import render_all
from segdsl.learn import needs
from segdsl.membership.apply import Answered, Job, Request, apply
from segdsl.membership.summary import Summary
from segdsl.source import Source

if TYPE_CHECKING:
    from segdsl.data.model import Binding

SHARED = Path(__file__).parents[3] / "shared"
DATA = SHARED / "data"


def run(
    rules: str | Path,
    data: Mapping[str, Binding] | None = None,
    request: Request = Request(collect=True),  # noqa: B008
    *,
    as_of: dt.date | None = None,
    options: Options = Options(),  # noqa: B008
) -> Answered:
    """Fails the test with what a user would read when the rules or the data are wrong."""
    path = rules if isinstance(rules, Path) else None
    text = rules.read_text(encoding="utf-8") if isinstance(rules, Path) else rules
    checked = pipeline.check_data(Source(str(path or "test.seg"), text), path, data or {}, options, as_of)
    assert checked.value is not None, render_all(checked.diagnostics)
    assert checked.ok, render_all(checked.diagnostics)
    assert checked.value.opened is not None
    names = needs.learned(checked.value.program, needs.applied(checked.value.program))
    learned = pipeline.learn(checked.value, names)
    assert learned.value is not None, render_all(learned.diagnostics)
    value = learned.value
    job = Job(value.bundle, value.program, checked.value.opened, partial(pipeline.ask, value))
    return apply(job, request)


def counts(summary: Summary) -> dict[str, tuple[int, int]]:
    """Members and undecided of each segment."""
    return {s.name: (s.members, s.undecided) for s in summary.segments}


def parts(summary: Summary) -> dict[str, dict[str, int]]:
    """Members of each part of each tiers and split."""
    return {t.name: {p.name: p.members for p in t.parts} for t in (*summary.tiers, *summary.splits)}


def keys(answered: Answered, segment: str) -> list[Any]:
    frame = answered.frame
    assert frame is not None
    return list(frame.iloc[:, 0][frame[segment]])
