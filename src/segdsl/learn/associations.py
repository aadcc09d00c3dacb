"""Baskets → which items go together: frequent sets counted, and rules made of them; reads no data and prints nothing.

Each item is a row of bits, one for each basket; the baskets that hold a set are the bits that all its items have. Sets
grow item by item from frequent ones, for no set is in more baskets than any part of it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Bits = npt.NDArray[np.uint64]
Set = tuple[int, ...]

MOST_SETS = 2_000_000
"""More frequent sets than that are not counted: the least support is far too low for the data."""


@dataclass(frozen=True, slots=True, eq=False)
class Baskets:
    """`rows` baskets; basket `basket[i]` (from 0) holds item `item[i]`, a place in `items`. Items are sorted and named
    once; holding one twice is holding it."""

    rows: int
    items: tuple[str, ...]
    basket: npt.NDArray[np.int64]
    item: npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Rule:
    """Of the `with_if` baskets that hold all of `if_held`, `rows` also hold `then`, which `with_then` of all hold.

    `support` is the share of all baskets with both sides, `confidence` that among the baskets with `if_held`, `lift`
    how many times as large that is as among all, `leverage` support less what it would be by chance, `conviction` how
    many times as often the rule would fail by chance (None: it never fails).
    """

    if_held: tuple[str, ...]
    then: str
    rows: int
    with_if: int
    with_then: int
    support: float
    confidence: float
    lift: float
    leverage: float
    conviction: float | None


class TooManySets(Exception):
    """There are more frequent sets than anybody could look at."""


def least_rows(share: float, rows: int) -> int:
    """The smallest number of baskets that is at least this share of them; at least one."""
    return max(1, math.ceil(share * rows - 1e-9))


def frequent(baskets: Baskets, least: int, most_items: int) -> dict[Set, int]:
    """Every set of at most so many items that is in at least `least` baskets, and in how many it is.

    Raises:
        TooManySets: there are more than MOST_SETS.
    """
    basket, item = _once(baskets)
    counts = np.bincount(item, minlength=len(baskets.items))
    # Rare items first: their sets die early.
    order = np.lexsort((np.arange(len(counts)), counts))
    order = order[counts[order] >= least]
    found: dict[Set, int] = {(i,): int(counts[i]) for i in order.tolist()}
    if most_items > 1 and len(order) > 1:
        place = np.full(len(counts), -1, dtype=np.int64)
        place[order] = np.arange(len(order))
        kept = place[item] >= 0
        bits = _bits(place[item[kept]], basket[kept], len(order), baskets.rows)
        _Search(found, order, bits, least, most_items).grow((), None, np.arange(len(order)))
    return found


@dataclass(frozen=True, slots=True, eq=False)
class _Search:
    """Items by their place in `items` (the items themselves), which is also their row in `bits`."""

    found: dict[Set, int]
    items: npt.NDArray[np.int64]
    bits: Bits
    least: int
    most_items: int

    def grow(self, prefix: Set, held: Bits | None, candidates: npt.NDArray[np.int64]) -> None:
        """Adds the frequent sets that begin with `prefix`, whose baskets are `held`, and go on with candidates."""
        for at, item in enumerate(candidates[:-1].tolist()):
            mine = self.bits[item] if held is None else held & self.bits[item]
            after = candidates[at + 1 :]
            counts = self._shared(mine, after)
            kept = counts >= self.least
            for other, rows in zip(after[kept].tolist(), counts[kept].tolist(), strict=True):
                self.found[tuple(sorted(self.items[[*prefix, item, other]].tolist()))] = rows
            if len(self.found) > MOST_SETS:
                raise TooManySets
            if len(prefix) + 2 < self.most_items and int(kept.sum()) > 1:
                self.grow((*prefix, item), mine, after[kept])

    def _shared(self, mine: Bits, others: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """How many baskets each of the others has in common with these; few at a time, to stay in the cache."""
        block = max(1, 2**17 // max(len(mine), 1))
        parts = [_ones(self.bits[others[at : at + block]] & mine) for at in range(0, len(others), block)]
        return np.concatenate(parts)


def _once(baskets: Baskets) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Baskets and items, each pair once."""
    width = max(len(baskets.items), 1)
    pairs = np.unique(baskets.basket * width + baskets.item)
    return pairs // width, pairs % width


def _bits(item: npt.NDArray[np.int64], basket: npt.NDArray[np.int64], items: int, baskets: int) -> Bits:
    """A row of bits for each item."""
    words = (baskets + 63) // 64
    made = np.zeros(items * words * 8, dtype=np.uint8)
    np.bitwise_or.at(made, item * (words * 8) + (basket >> 3), np.left_shift(1, basket & 7).astype(np.uint8))
    return made.view(np.uint64).reshape(items, words)


def _ones(bits: Bits) -> npt.NDArray[np.int64]:
    counted: npt.NDArray[np.int64] = np.bitwise_count(bits).sum(axis=-1, dtype=np.int64)
    return counted


def rules(
    baskets: Baskets,
    *,
    min_support: float = 0.01,
    min_confidence: float = 0.3,
    min_lift: float = 0.0,
    max_items: int = 3,
    about: str | None = None,
) -> list[Rule]:
    """The rules of these baskets, the highest lift first (then confidence, support and the names).

    Args:
        min_support: the least share of all baskets that hold both sides.
        min_confidence: the least share, among the baskets with the left side, of those with the right side.
        min_lift: the least lift.
        max_items: the most items of both sides together; the right side is always one item.
        about: only rules in which this item stands on either side.

    Raises:
        TooManySets: the least support is far too low for the data.
    """
    sets = frequent(baskets, least_rows(min_support, baskets.rows), max_items)
    asked = None if about is None else next((i for i, name in enumerate(baskets.items) if name == about), -1)
    made = []
    for items, rows in sets.items():
        if len(items) < 2 or (asked is not None and asked not in items):
            continue
        for then in items:
            if_held = tuple(item for item in items if item != then)
            with_if, with_then = sets[if_held], sets[then,]
            if rows < (min_confidence - 1e-12) * with_if or rows * baskets.rows < (min_lift - 1e-12) * (
                with_if * with_then
            ):
                continue
            names = tuple(baskets.items[item] for item in if_held)
            made.append(measured(names, baskets.items[then], rows, with_if, with_then, baskets.rows))
    return sorted(made, key=by_lift)


def by_lift(rule: Rule) -> tuple[float, float, float, Sequence[str], str]:
    """What rules are sorted by."""
    return -rule.lift, -rule.confidence, -rule.support, rule.if_held, rule.then


def measured(if_held: tuple[str, ...], then: str, rows: int, with_if: int, with_then: int, all_rows: int) -> Rule:
    """A rule from its counts."""
    support, confidence, usual = rows / all_rows, rows / with_if, with_then / all_rows
    return Rule(
        if_held,
        then,
        rows,
        with_if,
        with_then,
        support=support,
        confidence=confidence,
        lift=rows * all_rows / (with_if * with_then),
        leverage=support - (with_if / all_rows) * usual,
        conviction=None if rows == with_if else (1 - usual) / (1 - confidence),
    )
