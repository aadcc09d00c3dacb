"""Merges two changes of the same lines, line by line; it knows no rule language."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from typing import TypeAlias

from segdsl.record import record

Lines: TypeAlias = tuple[str, ...]
Join: TypeAlias = Callable[[Lines, Lines], Lines | None]
"""What stands there when both sides put something else in at one place; None: a conflict."""


@record
class Hunk:
    """The lines from `start` to `end` of the base are replaced by these."""

    start: int
    end: int
    lines: Lines


def merged(base: Lines, ours: Lines, theirs: Lines, join: Join) -> Lines | None:
    """The lines with both changes made; None when they meet."""
    if ours == theirs or theirs == base:
        return ours
    if ours == base:
        return theirs
    hunks = _together(_hunks(base, ours), _hunks(base, theirs), join)
    if hunks is None:
        return None
    found: list[str] = []
    at = 0
    for hunk in hunks:
        found += [*base[at : hunk.start], *hunk.lines]
        at = hunk.end
    return (*found, *base[at:])


def _hunks(base: Sequence[str], side: Sequence[str]) -> list[Hunk]:
    matcher = SequenceMatcher(None, base, side, autojunk=False)
    return [Hunk(a, b, tuple(side[c:d])) for tag, a, b, c, d in matcher.get_opcodes() if tag != "equal"]


def _together(ours: list[Hunk], theirs: list[Hunk], join: Join) -> list[Hunk] | None:
    left = list(theirs)
    found: list[Hunk] = []
    for mine in ours:
        for other in theirs:
            if not _meet(mine, other):
                continue
            if mine == other:
                left.remove(other)
            elif mine.start == mine.end == other.start == other.end:
                both = join(mine.lines, other.lines)
                if both is None:
                    return None
                left.remove(other)
                mine = Hunk(mine.start, mine.end, both)
            else:
                return None
        found.append(mine)
    # What is put in at a place comes before what replaces the lines that begin there.
    return sorted([*found, *left], key=lambda hunk: (hunk.start, hunk.end))


def _meet(a: Hunk, b: Hunk) -> bool:
    if a.start == a.end and b.start == b.end:
        return a.start == b.start
    if a.start == a.end:
        return b.start < a.start < b.end
    if b.start == b.end:
        return a.start < b.start < a.end
    return max(a.start, b.start) < min(a.end, b.end)
