"""Customers with a known outcome, as learned from or tested on; asks nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from segdsl.frames import Bools, Vector
from segdsl.learn.drawing import hashes
from segdsl.learn.vectors import joined, picked

TEST_TENTHS = 3
"""Of ten customers with a known outcome so many are kept for the test."""

FOLDS = 5
"""Into so many parts the customers learned from are cut, so that each is judged by a model that has not seen it."""


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """`numbers` are the customers' (`numbers_of`: one customer has the same in all rows); `vectors` one for each
    feature, `happened` whether they did it."""

    numbers: npt.NDArray[np.int64]
    vectors: tuple[Vector, ...]
    happened: Bools

    @property
    def rows(self) -> int:
        return len(self.numbers)

    @property
    def folds(self) -> npt.NDArray[np.int64]:
        """Which part each row is in; all rows of a customer are in the same."""
        return self.numbers // 10 % FOLDS

    def of_vectors(self, first: int) -> Rows:
        """The same rows with the first vectors only."""
        return Rows(self.numbers, self.vectors[:first], self.happened)

    def first(self, most: int) -> Rows:
        """The rows of customers drawn by their numbers, not many more than `most`, in the same order."""
        if self.rows <= most:
            return self
        return self.taken(np.flatnonzero(self.numbers <= np.partition(self.numbers, most - 1)[most - 1]))

    def taken(self, which: npt.NDArray[Any]) -> Rows:
        """Those rows for which `which` is true, or with these places."""
        return Rows(self.numbers[which], tuple(picked(v, which) for v in self.vectors), self.happened[which])


def numbers_of(keys: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """A number of each customer by a hash of the key, so that adding customers moves nobody."""
    return (hashes(keys) >> np.uint64(1)).astype(np.int64)


def parted(rows: Rows) -> tuple[Rows, Rows]:
    """Those to learn from, and those to test on."""
    test = rows.numbers % 10 < TEST_TENTHS
    return rows.taken(~test), rows.taken(test)


def stacked(parts: Sequence[Rows]) -> Rows:
    """The rows of several dates, one after the other."""
    return Rows(
        np.concatenate([part.numbers for part in parts]),
        tuple(joined([part.vectors[i] for part in parts]) for i in range(len(parts[0].vectors))),
        np.concatenate([part.happened for part in parts]),
    )
