"""What is told of a share: where its limit lies, and how many have it."""

from __future__ import annotations

from segdsl import ir
from segdsl.learn.report import LearnedReport, Section, Table
from segdsl.learn.shown import count, number
from segdsl.learn.state import LearnedState, ShareState

_WORDS = {
    ir.Place.TOP: "{limit} or more",
    ir.Place.BOTTOM: "{limit} or less",
    ir.Place.ABOVE: "more than {limit}",
    ir.Place.BELOW: "less than {limit}",
}


def report(thing: ir.Share, state: LearnedState) -> LearnedReport:
    assert isinstance(state, ShareState)
    words = _WORDS[thing.place]
    missing = (f"{count(state.missing, 'customer')} without a value cannot be decided.",) if state.missing else ()
    if state.limit is not None:
        limit = words.format(limit=_figure(thing, state.limit))
        told = " ".join((f"{limit}, learned from {count(state.learned_from, 'customer')}.", *missing))
        return LearnedReport(state.name, "share", told)
    if not state.groups:
        return LearnedReport(state.name, "share", "The value is missing for everybody, and nobody can be decided.")
    rows = tuple((g.value, words.format(limit=_figure(thing, g.limit)), f"{g.rows:,}") for g in state.groups)
    table = Table(("group", "limit", "customers"), rows)
    summary = f"A limit for each of {count(len(rows), 'group')}, of {count(state.learned_from, 'customer')} in all."
    return LearnedReport(state.name, "share", summary, (Section("Limits", missing, table),))


def _figure(thing: ir.Share, limit: float) -> str:
    return f"{number(100 * limit)}%" if thing.percent else number(limit)
