"""Groups found again → their names: those of the old groups they are like, unless the `call` lines say otherwise or a
group is no longer where it was; then somebody must say which reading holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from segdsl import ir
from segdsl.diagnostics.codes import learn as codes
from segdsl.diagnostics.model import Diagnostic
from segdsl.learn.clusters.likeness import Likeness
from segdsl.learn.clusters.matching import TOO_FAR, Match
from segdsl.learn.clusters.naming import Names, by_calls, listed
from segdsl.learn.shown import count
from segdsl.learn.state import ClusterState

Accept = Literal["match", "calls"]


def names(
    thing: ir.Cluster, previous: ClusterState, match: Match, likeness: Likeness, accept: Accept | None
) -> Names | Diagnostic:
    """The groups are in the order of the old ones that they match."""
    old = tuple(group.name for group in previous.groups)
    labels = {call.label for call in thing.calls}
    called = by_calls(thing, likeness) if thing.calls else None
    if called is not None and not set(old) <= labels:
        return called  # the rules give other names now: there is nothing for the old ones to agree with
    matched = _matched(old, called)
    if thing.calls and accept == "calls":
        assert called is not None
        return called
    agreed = called is None or (isinstance(called, Names) and called.names == old)
    if accept is None and (match.too_far or not agreed):
        return _changed(thing, previous, match, likeness, called)
    return matched


def _matched(old: tuple[str, ...], called: Names | Diagnostic | None) -> Names:
    """The old names; a line that says the same is recorded as theirs."""
    nothing = (None,) * len(old)
    if not isinstance(called, Names):
        return Names(old, nothing, nothing)
    same = [called.names[group] == name for group, name in enumerate(old)]
    return replace(
        called,
        names=old,
        called_by=tuple(text if ok else None for text, ok in zip(called.called_by, same, strict=True)),
        margins=tuple(lead if ok else None for lead, ok in zip(called.margins, same, strict=True)),
    )


def _changed(
    thing: ir.Cluster, previous: ClusterState, match: Match, likeness: Likeness, called: Names | Diagnostic | None
) -> Diagnostic:
    moved = [previous.groups[group].name for group in match.too_far]
    disagree = called is not None and (isinstance(called, Diagnostic) or called.names != _names(previous))
    if disagree:
        what = f"the `call` lines no longer agree with the groups that `{thing.name}` had"
    else:
        what = f"{count(len(moved), 'group')} of `{thing.name}` moved too far to be called the same"
    return Diagnostic(
        codes.GROUPS_CHANGED,
        what,
        thing.span,
        notes=tuple(_readings(thing, previous, match, likeness, called)),
        help=tuple(_ways_out(thing)),
    )


def _names(previous: ClusterState) -> tuple[str, ...]:
    return tuple(group.name for group in previous.groups)


def _readings(
    thing: ir.Cluster, previous: ClusterState, match: Match, likeness: Likeness, called: Names | Diagnostic | None
) -> Iterator[str]:
    for group, old in enumerate(previous.groups):
        way = match.moved[group] / match.nearest[group] if match.nearest[group] else 0.0
        here = count(likeness.rows[group], "customer")
        line = f"`{old.name}`: {old.rows:,} before, {here} now, moved {way:.0%} of the way to the nearest other group"
        line += f" (more than {TOO_FAR:.0%})" if group in match.too_far else ""
        if isinstance(called, Names):
            again = called.names[group]
            line += "; the `call` lines say the same" if again == old.name else f"; the `call` lines say `{again}`"
        yield line
    if isinstance(called, Diagnostic):
        yield f"by the `call` lines {called.message}"
    for call in thing.calls:
        if called is not None and call.which is not ir.Which.OTHERS:
            yield from listed(call, likeness, _names(previous))


def _ways_out(thing: ir.Cluster) -> Iterator[str]:
    yield "to keep the names of the groups they are like: `segdsl fit --accept match`"
    if thing.calls:
        yield "to name them by the `call` lines: `segdsl fit --accept calls`"
    yield "to look for groups anew, as if there had been none: `segdsl fit --fresh`"
