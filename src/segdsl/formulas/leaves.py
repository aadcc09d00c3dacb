"""Groups of trees asked at once by words of bits: which leaf of each tree a row comes to; adds their values.

A group has its own thresholds. By the place of a feature among them (`Codes`) a table says, one bit a leaf, which
leaves of all the trees remain possible. The `and` of these words over the features has one bit left for each tree.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from segdsl.formulas.codes import Codes
from segdsl.frames import Numbers

Words: TypeAlias = npt.NDArray[np.uint64]

BITS = 64
AT_A_TIME = 32_768
"""Words of rows that are worked on together: they stay in the processor's nearest cache but one."""

# A power of two times this number begins with other seven bits for each power, and never with seven zeros.
_DE_BRUIJN = 0x0218A392CD3D5DBF
_SHIFT = np.uint64(57)
_KEYS = 128
_KEY_OF_BIT = [((_DE_BRUIJN << bit) % 2**BITS) >> 57 for bit in range(BITS)]


class Tree(Protocol):
    """As `ir.Tree`."""

    @property
    def feature(self) -> Sequence[int]: ...
    @property
    def threshold(self) -> Sequence[float]: ...
    @property
    def left(self) -> Sequence[int]: ...
    @property
    def right(self) -> Sequence[int]: ...
    @property
    def missing_left(self) -> Sequence[bool]: ...
    @property
    def value(self) -> Sequence[float]: ...


def leaves_of(tree: Tree) -> int:
    return len(_leaves(tree))


def words_of(sizes: Sequence[int]) -> int:
    """The words that trees with so many leaves need together."""
    each = max(1, BITS // max(sizes))
    return -(-len(sizes) // each) if each > 1 else sum(-(-size // BITS) for size in sizes)


class Group:
    """Some trees in their order. Small ones share words: the first word of all holds a leaf set of tree 0, of tree
    `words`, of tree 2 * `words`, …, so that word by word and field by field the trees come in their order."""

    def __init__(self, trees: Sequence[Tree]) -> None:
        sizes = [leaves_of(tree) for tree in trees]
        self._words = words_of(sizes)
        width = max(sizes) if max(sizes) <= BITS // 2 else BITS
        self._fields = BITS // width
        self._values = np.zeros((self._fields, self._words, _KEYS))
        self._all = np.zeros(self._words, dtype=np.uint64)
        places: list[slice] = []
        for number, (tree, size) in enumerate(zip(trees, sizes, strict=True)):
            field, word = divmod(number, self._words) if self._fields > 1 else (0, places[-1].stop if places else 0)
            places.append(slice(word, word + -(-size // BITS)))
            bits = np.arange(size) + field * width
            keys = [_KEY_OF_BIT[bit % BITS] for bit in bits]
            self._values[field, word + bits // BITS, keys] = [tree.value[leaf] for leaf in _leaves(tree)]
            self._all[places[-1]] |= _as_words(((1 << size) - 1) << (field * width), places[-1])
        self._codes = _thresholds(trees)
        self._tables = {f: np.tile(self._all, (codes.missing + 1, 1)) for f, codes in self._codes.items()}
        for number, (tree, words) in enumerate(zip(trees, places, strict=True)):
            _narrow(tree, self._tables, self._codes, words, number // self._words * width if self._fields > 1 else 0)
        self._masks = [np.uint64(((1 << width) - 1) << (field * width)) for field in range(self._fields)]
        self._starts = (np.arange(self._words, dtype=np.uint64) * np.uint64(_KEYS))[:, None]

    def add(self, columns: Sequence[Numbers], total: Numbers) -> None:
        """Adds the leaves' values to `total`, one tree after the other."""
        step = max(256, AT_A_TIME // self._words)
        codes = {feature: codes.of(columns[feature]) for feature, codes in self._codes.items()}
        for start in range(0, len(total), step):
            stop = min(start + step, len(total))
            self._add({feature: each[start:stop] for feature, each in codes.items()}, total[start:stop])

    def _add(self, codes: dict[int, npt.NDArray[np.int64]], total: Numbers) -> None:
        rows, words = len(total), self._words
        possible: Words | None = None
        for feature, places in codes.items():
            found = self._tables[feature].take(places, axis=0, mode="clip")
            possible = found if possible is None else np.bitwise_and(possible, found, out=possible)
        if possible is None:
            possible = np.tile(self._all, (rows, 1))
        by_word = np.ascontiguousarray(possible.T)
        values = np.empty((self._fields * words + 1, rows))
        values[0] = total
        for field, mask in enumerate(self._masks):
            keys = by_word & mask if self._fields > 1 else by_word
            keys *= np.uint64(_DE_BRUIJN)
            keys >>= _SHIFT
            keys += self._starts
            part = values[1 + field * words : 1 + (field + 1) * words]
            self._values[field].reshape(-1).take(keys.view(np.int64), out=part, mode="clip")
        if rows > 1:
            np.add.reduce(values, axis=0, out=total)  # one after the other, in this order
        else:  # where numpy would add in another order
            total[:] = np.add.accumulate(values)[-1]


def _leaves(tree: Tree) -> list[int]:
    return [node for node, feature in enumerate(tree.feature) if feature < 0]


def _thresholds(trees: Sequence[Tree]) -> dict[int, Codes]:
    found: dict[int, set[float]] = {}
    for tree in trees:
        for feature, threshold in zip(tree.feature, tree.threshold, strict=True):
            if feature >= 0:
                found.setdefault(feature, set()).add(threshold)
    return {feature: Codes(np.array(sorted(found[feature]))) for feature in sorted(found)}


def _narrow(tree: Tree, tables: dict[int, Words], codes: dict[int, Codes], words: slice, first: int) -> None:
    """Takes from the tables, for the codes that go left at a node, the leaves to its right, and the other way round."""
    below = [0] * len(tree.feature)
    for bit, leaf in enumerate(_leaves(tree)):
        below[leaf] = 1 << (first + bit)
    for node in range(len(tree.feature) - 1, -1, -1):
        feature = tree.feature[node]
        if feature < 0:
            continue
        left, right = below[tree.left[node]], below[tree.right[node]]
        below[node] = left | right
        without_left, without_right = _as_words(~left, words), _as_words(~right, words)
        table, places = tables[feature], codes[feature]
        more = int(np.searchsorted(places.limits, tree.threshold[node])) + 1
        table[:more, words] &= without_right
        table[more : places.missing, words] &= without_left
        table[places.missing, words] &= without_right if tree.missing_left[node] else without_left


def _as_words(bits: int, words: slice) -> npt.NDArray[Any]:
    count = words.stop - words.start
    return np.array([(bits >> (BITS * word)) & (2**BITS - 1) for word in range(count)], dtype=np.uint64)
