"""Which rows of a batch a condition is true of, a bit a row or a byte a row, whichever is at hand; decides nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, overload

import numpy as np
import numpy.typing as npt

from segdsl.frames import Bools

Octets = npt.NDArray[np.uint8]

_WORD = 8


class Mask:
    """A yes or no for each of `rows` rows. Engines that have bits give bits, which are eight times less to count, to
    combine and to write; those that have bytes give bytes. Each is made from the other when it is asked for."""

    __slots__ = ("_bools", "_words", "rows")

    def __init__(self, rows: int, words: npt.NDArray[np.uint64] | None, bools: Bools | None = None) -> None:
        """`words` hold the bits, the first row in the lowest one; what lies behind the last row is 0."""
        self.rows = rows
        self._words = words
        self._bools = bools

    @classmethod
    def of(cls, bools: Bools) -> Mask:
        return cls(len(bools), None, bools)

    @property
    def bools(self) -> Bools:
        """The same array each time."""
        if self._bools is None:
            assert self._words is not None
            octets = self._words.view(np.uint8)
            # Taking the bits apart with numpy is eight times quicker than asking Arrow for them.
            self._bools = np.unpackbits(octets, count=self.rows, bitorder="little").view(np.bool_)
        return self._bools

    @property
    def words(self) -> npt.NDArray[np.uint64]:
        if self._words is None:
            assert self._bools is not None
            self._words = _words(np.packbits(self._bools, bitorder="little"))
        return self._words

    @property
    def octets(self) -> Octets:
        """The bits as Arrow packs them."""
        return self.words.view(np.uint8)

    def count(self) -> int:
        if self._words is None:
            return int(np.count_nonzero(self.bools))
        return int(np.bitwise_count(self._words).sum(dtype=np.int64))

    def is_same(self, other: Mask) -> bool:
        """Whether the two are one thing in memory."""
        return self is other or (self._bools is not None and self._bools is other._bools)

    def __and__(self, other: Mask) -> Mask:
        if self._words is None and other._words is None:
            return Mask.of(self.bools & other.bools)
        return Mask(self.rows, self.words & other.words)

    def without(self, other: Mask) -> Mask:
        """The rows that are in this one and not in the other."""
        if self._words is None and other._words is None:
            return Mask.of(self.bools & ~other.bools)
        return Mask(self.rows, self.words & ~other.words)


class Masks(Sequence[Bools]):
    """The masks of several conditions, which whoever wants arrays sees as arrays."""

    __slots__ = ("masks",)

    def __init__(self, masks: Iterable[Mask]) -> None:
        self.masks = tuple(masks)

    def __len__(self) -> int:
        return len(self.masks)

    @overload
    def __getitem__(self, index: int) -> Bools: ...
    @overload
    def __getitem__(self, index: slice) -> Masks: ...
    def __getitem__(self, index: int | slice) -> Bools | Masks:
        return Masks(self.masks[index]) if isinstance(index, slice) else self.masks[index].bools


def masks_of(given: Sequence[Bools]) -> tuple[Mask, ...]:
    """What an engine gave; the same array twice is the same mask twice."""
    if isinstance(given, Masks):
        return given.masks
    known: dict[int, Mask] = {}
    return tuple(known.setdefault(id(array), Mask.of(array)) for array in given)


def two_masks(array: Any) -> tuple[Mask, Mask]:
    """Where a nullable boolean of Arrow is true, and where it is true or unknown; one and the same where nothing is."""
    rows, first = len(array), array.offset
    valid, bits = (_octets(buffer, first, rows) for buffer in array.buffers())
    if bits is None:
        bits = np.zeros(-(-rows // 8), dtype=np.uint8)
    if not array.null_count or valid is None:
        true = Mask(rows, _words(_ended(bits, rows)))
        return true, true
    return Mask(rows, _words(_ended(bits & valid, rows))), Mask(rows, _words(_ended(bits | ~valid, rows)))


def _octets(buffer: Any, first: int, rows: int) -> Octets | None:
    """The bits of so many rows, from the one at `first` on."""
    if buffer is None:
        return None
    start, shift = divmod(first, 8)
    found = np.frombuffer(buffer, dtype=np.uint8, count=-(-(shift + rows) // 8), offset=start)
    if not shift:
        return found
    return np.packbits(np.unpackbits(found, count=shift + rows, bitorder="little")[shift:], bitorder="little")


def _ended(bits: Octets, rows: int) -> Octets:
    """The bits with nothing behind the last row."""
    if rows % 8:
        bits = bits.copy()
        bits[-1] &= (1 << rows % 8) - 1
    return bits


def _words(octets: Octets) -> npt.NDArray[np.uint64]:
    """Filled up to whole words."""
    found = np.zeros(-(-len(octets) // _WORD), dtype=np.uint64)
    found.view(np.uint8)[: len(octets)] = octets
    return found
