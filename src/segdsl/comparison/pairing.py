"""Which thing of the new version is which of the old: by name, else by an equal meaning under another name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from segdsl.comparison.clauses import Version

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Paired:
    """The folded names of a thing; None on the side that has not got it."""

    old: str | None
    new: str | None


def pair(
    old: Mapping[str, T], new: Mapping[str, T], was: Callable[[str], int], now: Callable[[str], int]
) -> list[Paired]:
    """In the order of the new version, what is gone last. `was` and `now` give the number of what a name means."""
    gone = {name: was(name) for name in old if name not in new}
    found: list[Paired] = []
    for name in new:
        if name in old:
            found.append(Paired(name, name))
            continue
        number = now(name)
        twin = next((other for other, meant in gone.items() if meant == number), None)
        gone.pop(twin or "", None)
        found.append(Paired(twin, name))
    return [*found, *(Paired(name, None) for name in gone)]


def renamed(old: Version, new: Version) -> dict[str, str]:
    """Old folded name → new folded name, of what has another name and the same meaning."""
    found: dict[str, str] = {}
    a, b = old.program, new.program
    for mine, theirs in ((a.defines, b.defines), (a.segments, b.segments), (a.tiers, b.tiers), (a.splits, b.splits)):
        for each in pair(dict(mine), dict(theirs), old.meanings.name, new.meanings.name):
            if each.old is not None and each.new is not None and each.old != each.new:
                found[each.old] = each.new
    return found
