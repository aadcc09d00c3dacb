"""The `call` lines → which group has which name; it is told what the groups are like and moves none of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from segdsl import ir
from segdsl.diagnostics.codes import learn as codes
from segdsl.diagnostics.model import Diagnostic, Label
from segdsl.learn.clusters.likeness import Likeness
from segdsl.learn.shown import count, number, share


@dataclass(frozen=True, slots=True)
class Names:
    """For each group its name; the `call` line that gave it, and by how much the group was ahead of the next one."""

    names: tuple[str, ...]
    called_by: tuple[str | None, ...]
    margins: tuple[float | None, ...]


def by_size(groups: int) -> Names:
    """Without `call` lines; the groups are in the order of their size."""
    nothing = (None,) * groups
    return Names(tuple(f"group {number}" for number in range(1, groups + 1)), nothing, nothing)


def by_calls(thing: ir.Cluster, likeness: Likeness) -> Names | Diagnostic:
    """What the `call` lines say, or why they cannot be followed. Checking has seen to it that they are enough."""
    found: dict[int, tuple[ir.GroupCall, float | None]] = {}
    others: ir.GroupCall | None = None
    for call in thing.calls:
        if call.which is ir.Which.OTHERS:
            others = call
            continue
        ranked = _ranked(call, likeness)
        if isinstance(ranked, str):
            return _no_single_group(thing, call, likeness, ranked)
        group, margin = ranked
        if group in found:
            return _claimed_twice(thing, found[group][0], call, likeness)
        found[group] = (call, margin)
    lines = [found[group] if group in found else (_others(others), None) for group in range(likeness.groups)]
    return Names(
        tuple(call.label for call, _ in lines),
        tuple(call.text for call, _ in lines),
        tuple(margin for _, margin in lines),
    )


def _others(call: ir.GroupCall | None) -> ir.GroupCall:
    if call is None:
        raise ValueError("a group has no name")
    return call


def _ranked(call: ir.GroupCall, likeness: Likeness) -> tuple[int, float | None] | str:
    """The group that the line means and its lead over the next one; or why it means none."""
    values = likeness.asked(call)
    known = [(value, group) for group, value in enumerate(values) if value is not None]
    if not known:
        return "it is missing in every group"
    high = call.which in (ir.Which.HIGHEST, ir.Which.LARGEST)
    known.sort(key=lambda pair: (-pair[0] if high else pair[0], pair[1]))
    if len(known) == 1:
        return known[0][1], None
    first, second = known[0][0], known[1][0]
    if first == second:
        equal = sum(value == first for value, _ in known)
        return f"it is the same in {equal} groups"
    return known[0][1], abs(first - second)


def _no_single_group(thing: ir.Cluster, call: ir.GroupCall, likeness: Likeness, why: str) -> Diagnostic:
    return Diagnostic(
        codes.NO_SINGLE_GROUP,
        f"no single group of `{thing.name}` is the one to be called `{call.label}`: {why}",
        call.span or thing.span,
        notes=listed(call, likeness),
        help=("tell the group by another value, in which the groups differ",),
    )


def _claimed_twice(thing: ir.Cluster, first: ir.GroupCall, second: ir.GroupCall, likeness: Likeness) -> Diagnostic:
    return Diagnostic(
        codes.NO_SINGLE_GROUP,
        f"one group of `{thing.name}` would be called both `{first.label}` and `{second.label}`",
        second.span or thing.span,
        labels=(Label(first.span, "the other line"),) if first.span else (),
        notes=(*listed(first, likeness), *listed(second, likeness)),
        help=("tell one of them by another value, or take the line out",),
    )


def listed(call: ir.GroupCall, likeness: Likeness, names: Sequence[str] = ()) -> tuple[str, ...]:
    """What the line asks, group by group, for people; `names` are the groups' own, where they have any."""
    rows = [count(rows, "customer") for rows in likeness.rows]
    who = [f"`{name}` " for name in names] or [""] * len(rows)
    if call.which in (ir.Which.LARGEST, ir.Which.SMALLEST):
        return (f"{call.text}: the groups have {'; '.join(map(str.__add__, who, rows))}",)
    values = likeness.asked(call)
    is_share = likeness.is_share(call)
    shown = [share(value, 1) if is_share and value is not None else number(value) for value in values]
    what = "shares of yes" if is_share else "medians"
    pairs = "; ".join(f"{name}{value} ({of})" for name, value, of in zip(who, shown, rows, strict=True))
    return (f"{call.text}: the {what} are {pairs}",)
