"""Two ledgers against each other, part by part: who differs, and in what; asks nobody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from heapq import nsmallest
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from segdsl.membership.verify.ledger import PARTS, Ledger, Page
from segdsl.membership.verify.packed import Bytes, Packing, Thing

_Rows = npt.NDArray[np.int64]


@dataclass(slots=True)
class Difference:
    """How another engine differs from the first: customers about whom they say different things, who are only in one of
    them, and who are in the other more than once. `about` counts customers for each thing; `first` are the least keys
    of all of them."""

    differing: int = 0
    only_in_first: int = 0
    only_in_other: int = 0
    repeated: int = 0
    about: dict[Thing, int] = field(default_factory=dict)
    first: list[str] = field(default_factory=list)

    @property
    def customers(self) -> int:
        return self.differing + self.only_in_first + self.only_in_other + self.repeated


def compare(first: Ledger, other: Ledger, packing: Packing, show: int) -> Difference:
    """All parts of two ledgers; at most `show` keys of those who differ are kept."""
    found = Difference()
    for part in range(PARTS):
        _compare(first.page(part), other.page(part), packing, found, show)
    return found


def _compare(first: Page, other: Page, packing: Packing, found: Difference, show: int) -> None:
    together: Any = pa.chunked_array([first.keys, other.keys], pa.large_string()).combine_chunks().dictionary_encode()
    codes = together.indices.to_numpy()
    keys = together.dictionary
    mine, theirs = _rows(codes[: len(first.keys)], len(keys)), _rows(codes[len(first.keys) :], len(keys))
    in_both = (mine.rows >= 0) & (theirs.rows >= 0)
    one, two = first.answers[mine.rows[in_both]], other.answers[theirs.rows[in_both]]
    unlike = (one != two).any(axis=1)
    differing = np.zeros(len(keys), dtype=np.bool_)
    differing[np.flatnonzero(in_both)[unlike]] = True
    repeated = (mine.many | theirs.many) & in_both
    found.differing += int(np.count_nonzero(differing & ~repeated))
    found.repeated += int(np.count_nonzero(repeated))
    found.only_in_first += int(np.count_nonzero(theirs.rows < 0))
    found.only_in_other += int(np.count_nonzero(mine.rows < 0))
    _count(packing, one[unlike], two[unlike], found)
    strange = np.flatnonzero(differing | repeated | ~in_both)
    if len(strange) and show:
        found.first = nsmallest(show, [*found.first, *(keys[place].as_py() for place in strange.tolist())])


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    """For each key the row that has it (-1: none), and whether several have."""

    rows: _Rows
    many: npt.NDArray[np.bool_]


def _rows(codes: npt.NDArray[Any], keys: int) -> _Found:
    rows = np.full(keys, -1, dtype=np.int64)
    rows[codes] = np.arange(len(codes))
    return _Found(rows, np.bincount(codes, minlength=keys) > 1)


def _count(packing: Packing, one: Bytes, two: Bytes, found: Difference) -> None:
    if not len(one):
        return
    for (thing, mine, open), (_, theirs, other) in zip(packing.unpack(one), packing.unpack(two), strict=True):
        count = int(np.count_nonzero((mine != theirs) | (open != other)))
        if count:
            found.about[thing] = found.about.get(thing, 0) + count


def answers_of(ledger: Ledger, keys: frozenset[str], packing: Packing) -> Iterator[tuple[str, dict[Thing, str]]]:
    """What the engine said of some customers, in words."""
    from segdsl.membership.keys import places

    for part in range(PARTS):
        page = ledger.page(part)
        for place, key in places(page.keys, keys):
            yield key, dict(packing.words(page.answers[place]))
