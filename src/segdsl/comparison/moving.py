"""Snapshots one after the other → who joined, who left, and what did it; it asks no engine.

Each step from one snapshot to the next has one cause. Whoever moves is put down to the last step that changed the
answer, so that the causes add up to the movement.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from segdsl import ir
from segdsl.comparison.clauses import Version, align
from segdsl.comparison.model import Blame, Counted, Kind, Migration, Movement
from segdsl.comparison.pairing import Paired, pair
from segdsl.comparison.snapshots import Snapshot
from segdsl.frames import Bools

Table = npt.NDArray[Any]
"""A row for each snapshot, a column for each customer of the first or the last."""


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """The clauses of segments that differ: their conditions, and where those of each pair lie among them."""

    old: tuple[ir.Cond, ...]
    new: tuple[ir.Cond, ...]
    places: dict[str, tuple[range, range]]


def lines(old: Version, new: Version) -> Lines:
    """To be asked beside the rules, so that a movement can be put down to a clause."""
    olds: list[ir.Cond] = []
    news: list[ir.Cond] = []
    places = {}
    for each in _segments(old, new):
        if each.old is None or each.new is None:
            continue
        before, after = old.program.segments[each.old].condition, new.program.segments[each.new].condition
        if old.meanings.of(before) != new.meanings.of(after):
            found = align(old, new, before, after)
            starts = len(olds), len(news)
            olds += found.old
            news += found.new
            places[each.new] = range(starts[0], len(olds)), range(starts[1], len(news))
    return Lines(tuple(olds), tuple(news), places)


def _segments(old: Version, new: Version) -> list[Paired]:
    return pair(old.program.segments, new.program.segments, old.meanings.name, new.meanings.name)


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """The snapshots with their causes: `causes[i]` led to `shots[i + 1]`. Those before `turn` are by the old rules."""

    shots: tuple[Snapshot, ...]
    causes: tuple[str, ...]
    turn: int
    keys: npt.NDArray[Any]
    rows: tuple[npt.NDArray[Any], ...]


def steps(shots: Sequence[Snapshot], causes: Sequence[str], turn: int) -> Steps:
    """The customers of all snapshots under one another; a row of -1 where one is not there."""
    keys = pd.Index(shots[-1].keys)
    if not np.array_equal(shots[0].keys, shots[-1].keys):
        keys = keys.append(pd.Index(shots[0].keys).difference(keys, sort=False))
    rows = tuple(pd.Index(shot.keys).get_indexer(keys) for shot in shots)
    return Steps(tuple(shots), tuple(causes), turn, keys.to_numpy(dtype=object), rows)


def counted(
    taken: Steps, old: Version, new: Version, asked: Lines, days: tuple[str | None, str | None], *, keys: bool
) -> Counted:
    """All movements."""
    there = taken.rows[0] >= 0, taken.rows[-1] >= 0
    return Counted(
        old_customers=int(there[0].sum()),
        new_customers=int(there[1].sum()),
        came=int((~there[0] & there[1]).sum()),
        went=int((there[0] & ~there[1]).sum()),
        as_of=days,
        causes=taken.causes,
        movements=tuple(_movements(taken, old, new, asked, keys=keys)),
        migrations=tuple(_migrations(taken, old, new)),
    )


def _spread(taken: Steps, number: int, values: npt.NDArray[Any] | None, missing: Any) -> npt.NDArray[Any]:
    """The values of one snapshot, in the order of all customers."""
    rows = taken.rows[number]
    if values is None or not len(values):
        return np.full(len(rows), missing)
    found: npt.NDArray[Any] = np.where(rows >= 0, values[rows], missing)
    return found


def _last_change(table: Table) -> Table:
    """For each customer the number of the last step that changed the answer; -1: none did."""
    found = np.full(table.shape[1], -1)
    for step in range(len(table) - 1):
        found[table[step] != table[step + 1]] = step
    return found


def _causes(taken: Steps, mask: Bools, last: Table) -> tuple[int, ...]:
    return tuple(int((mask & (last == step)).sum()) for step in range(len(taken.causes)))


def _movements(taken: Steps, old: Version, new: Version, asked: Lines, *, keys: bool) -> Iterator[Movement]:
    for each in _segments(old, new):
        named = [each.old if number < taken.turn else each.new for number in range(len(taken.shots))]
        columns = [shot.segments.get(name or "") for shot, name in zip(taken.shots, named, strict=True)]
        table = np.stack([_spread(taken, i, column, False) for i, column in enumerate(columns)])
        name = new.program.segments[each.new].name if each.new else old.program.segments[each.old or ""].name
        moved = _movement(taken, Kind.SEGMENT, name, table, keys=keys)
        if moved is not None:
            yield _blamed(taken, old, new, asked, each.new, table, moved)
    if old.program.suppressions or new.program.suppressions:
        table = np.stack([_spread(taken, i, shot.suppressed, False) for i, shot in enumerate(taken.shots)])
        found = _movement(taken, Kind.SUPPRESSION, "suppressed", table, keys=keys)
        if found is not None:
            yield found


def _movement(taken: Steps, kind: Kind, name: str, table: Table, *, keys: bool) -> Movement | None:
    before, after = table[0], table[-1]
    joined, left = ~before & after, before & ~after
    if not joined.any() and not left.any():
        return None
    last = _last_change(table)
    return Movement(
        kind,
        name,
        int(before.sum()),
        int(after.sum()),
        _causes(taken, joined, last),
        _causes(taken, left, last),
        joined_keys=tuple(taken.keys[joined]) if keys else (),
        left_keys=tuple(taken.keys[left]) if keys else (),
    )


def _blamed(
    taken: Steps, old: Version, new: Version, asked: Lines, name: str | None, table: Table, moved: Movement
) -> Movement:
    """Of those whom the rules moved, how many each changed clause kept out: the old ones before, the new ones now."""
    from dataclasses import replace

    if name not in asked.places:
        return moved
    last = _last_change(table) == len(taken.causes) - 1
    joined, left = ~table[0] & table[-1] & last, table[0] & ~table[-1] & last
    olds, news = asked.places[name]
    was, now = taken.turn - 1, len(taken.shots) - 1
    return replace(
        moved,
        joined_by=_blames(taken, was, olds, joined, [old.text(asked.old[i]) for i in olds]),
        left_by=_blames(taken, now, news, left, [new.text(asked.new[i]) for i in news]),
    )


def _blames(taken: Steps, number: int, places: range, who: Bools, texts: Sequence[str]) -> tuple[Blame, ...]:
    met = (_spread(taken, number, taken.shots[number].clauses[place], False) for place in places)
    found = (Blame(text, int((who & ~mask).sum())) for mask, text in zip(met, texts, strict=True))
    return tuple(blame for blame in found if blame.customers)


def _migrations(taken: Steps, old: Version, new: Version) -> Iterator[Migration]:
    for each in pair(old.program.tiers, new.program.tiers, old.meanings.name, new.meanings.name):
        if each.old is None or each.new is None:
            continue
        before, after = old.program.tiers[each.old], new.program.tiers[each.new]
        parts = tuple(dict.fromkeys([*before.parts, *after.parts]))
        table = np.stack([_parts(taken, number, each, parts) for number in range(len(taken.shots))])
        if (table[0] != table[-1]).any():
            yield _migration(taken, after.name, parts, table)


def _parts(taken: Steps, number: int, each: Paired, parts: tuple[str, ...]) -> Table:
    """The number among all parts of both versions; -1 where the customer is not there."""
    shot = taken.shots[number]
    name = (each.old if number < taken.turn else each.new) or ""
    own = np.array([parts.index(part) for part in shot.program.tiers[name].parts])
    return _spread(taken, number, own[shot.tiers[name]] if len(shot.keys) else None, -1)


def _migration(taken: Steps, name: str, parts: tuple[str, ...], table: Table) -> Migration:
    last = _last_change(table)
    before, after = table[0], table[-1]
    rows = []
    for a in range(-1, len(parts)):
        for b in range(-1, len(parts)):
            mask = (before == a) & (after == b)
            if a != b and mask.any():
                rows.append((_called(parts, a), _called(parts, b), _causes(taken, mask, last)))
    sizes = [tuple((part, int((side == i).sum())) for i, part in enumerate(parts)) for side in (before, after)]
    return Migration(name, tuple(rows), sizes[0], sizes[1])


def _called(parts: tuple[str, ...], number: int) -> str | None:
    return None if number < 0 else parts[number]
