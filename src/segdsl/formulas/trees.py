"""Sums of decision trees over many rows, with numpy alone; knows nothing of how they were learned."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from segdsl.formulas.leaves import Group, Tree, leaves_of, words_of
from segdsl.frames import Numbers

MOST_LEAVES = 512
"""Larger trees are walked level by level: for them the words of bits would be too many."""
MOST_WORDS = 64
"""Trees whose words are so many are asked together: their tables stay in the processor's cache."""


class Trees:
    """constant + the value of the leaf that each tree leads to, added in the order of the trees (as `ir.Trees`).

    Built once, from `ir.Tree`s or `learn.state.TreeState`s; then `values(columns)` gives the sums for any number of
    rows. The columns are the features in their order, float64 with NaN where the value is missing, of the same length.
    """

    def __init__(self, trees: Sequence[Tree], constant: float = 0.0) -> None:
        self.constant = constant
        self._groups = [_Walked(run[0]) if leaves_of(run[0]) > MOST_LEAVES else Group(run) for run in _runs(trees)]

    def values(self, columns: Sequence[Numbers], rows: int | None = None) -> Numbers:
        """The sums; `rows` is needed only when there are no columns."""
        total = np.full(len(columns[0]) if rows is None else rows, self.constant, dtype=np.float64)
        with np.errstate(all="ignore"):
            for group in self._groups:
                group.add(columns, total)
        return total


def _runs(trees: Sequence[Tree]) -> Iterator[list[Tree]]:
    """The trees in their order, those together that are asked together."""
    run: list[Tree] = []
    sizes: list[int] = []
    for tree in trees:
        size = leaves_of(tree)
        if run and (max(size, *sizes) > MOST_LEAVES or words_of([*sizes, size]) > MOST_WORDS):
            yield run
            run, sizes = [], []
        run.append(tree)
        sizes.append(size)
    if run:
        yield run


class _Walked:
    """One large tree: all rows go down a level at a time."""

    def __init__(self, tree: Tree) -> None:
        leaf = np.array(tree.feature) < 0
        here = np.arange(len(leaf))
        self._feature = np.where(leaf, 0, tree.feature)
        self._threshold = np.where(leaf, np.inf, tree.threshold)
        self._left, self._right = np.where(leaf, here, tree.left), np.where(leaf, here, tree.right)
        self._missing = np.where(np.array(tree.missing_left, dtype=bool), self._left, self._right)
        self._value = np.array(tree.value, dtype=np.float64)
        self._levels = _levels(tree)

    def add(self, columns: Sequence[Numbers], total: Numbers) -> None:
        features = np.array(columns, dtype=np.float64)
        rows = np.arange(len(total))
        node = np.zeros(len(total), dtype=np.intp)
        for _ in range(self._levels):
            x = features[self._feature[node], rows]
            below = np.where(x <= self._threshold[node], self._left[node], self._right[node])
            node = np.where(x == x, below, self._missing[node])
        total += self._value[node]


def _levels(tree: Tree) -> int:
    depth = [0] * len(tree.feature)
    for node, feature in enumerate(tree.feature):
        if feature >= 0:
            depth[tree.left[node]] = depth[tree.right[node]] = depth[node] + 1
    return max(depth)
