"""Random choices that are the same on every machine and in every version of Python."""

from __future__ import annotations

import datetime as dt
import math
import random
from collections.abc import Mapping, Sequence


class Dice:
    """Random choices made of `Random.random()` alone, the one stream that every version of Python keeps."""

    def __init__(self, seed: int) -> None:
        self._next = random.Random(seed).random

    def chance(self, share: float) -> bool:
        return self._next() < share

    def number(self, low: int, high: int) -> int:
        return low + int(self._next() * (high - low + 1))

    def pick(self, items: Sequence[str]) -> str:
        return items[int(self._next() * len(items))]

    def weighted(self, shares: Mapping[str, float]) -> str:
        point = self._next() * sum(shares.values())
        for item, share in shares.items():
            point -= share
            if point < 0:
                return item
        return list(shares)[-1]

    def bell(self) -> float:
        """Around 0 with a spread of 1 (a sum of twelve evenly spread numbers)."""
        return sum(self._next() for _ in range(12)) - 6

    def amount(self, usual: float, spread: float = 0.6) -> float:
        """A sum of money that is often near `usual`, sometimes much more."""
        return max(0.5, round(usual * math.exp(spread * self.bell()), 2))

    def day(self, first: dt.date, last: dt.date) -> dt.date:
        return first + dt.timedelta(days=self.number(0, max(0, (last - first).days)))
