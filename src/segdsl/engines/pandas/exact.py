"""Sums for each customer that do not depend on the order of rows: exact, and rounded once at the end.

Values with known decimals are added as scaled whole numbers. Others (and sums too large for that) are cut into pieces
of 32 bits by their binary exponent; the pieces are added as whole numbers and put together at the end.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from segdsl.engines.pandas.vectors import Array
from segdsl.frames import Numbers

EXACT = float(2**53)
_ROOM = float(2**62)
_LOW = np.int64(0xFFFFFFFF)


@dataclass(slots=True, eq=False)
class Pieces:
    """For each customer a large whole number in pieces: piece k counts 2 to the power of 32 k."""

    size: int
    pieces: dict[int, Array] = field(default_factory=dict)

    def add(self, customers: Array, numbers: Numbers) -> None:
        """Adds finite numbers. Each has 53 bits, which with their shift reach over three pieces."""
        fraction, exponent = np.frexp(numbers)
        whole = (fraction * EXACT).astype(np.int64)
        lowest, shift = np.divmod(exponent.astype(np.int64) - 53, 32)
        for piece in np.unique(lowest[whole != 0]).tolist():
            here = np.flatnonzero((lowest == piece) & (whole != 0))
            sign, bits, by = np.sign(whole[here]), np.abs(whole[here]), shift[here]
            low, high = (bits & _LOW) << by, (bits >> 32) << by
            parts = (low & _LOW, (low >> 32) + (high & _LOW), high >> 32)
            for offset, part in enumerate(parts):
                np.add.at(self._piece(piece + offset), customers[here], sign * part)

    def add_whole(self, customers: Array, numbers: Array) -> None:
        """Adds whole numbers of up to 63 bits."""
        sign, bits = np.sign(numbers), np.abs(numbers)
        np.add.at(self._piece(0), customers, sign * (bits & _LOW))
        np.add.at(self._piece(1), customers, sign * (bits >> 32))

    def _piece(self, number: int) -> Array:
        if number not in self.pieces:
            self.pieces[number] = np.zeros(self.size, dtype=np.int64)
        return self.pieces[number]

    def exactly(self, customer: int) -> Fraction:
        return sum((Fraction(2) ** (32 * k) * int(piece[customer]) for k, piece in self.pieces.items()), Fraction(0))

    def rounded(self) -> Numbers:
        """Each sum as the nearest double; infinite if it is too large for one."""
        if not self.pieces:
            return np.zeros(self.size)
        first, last = min(self.pieces), max(self.pieces)
        digits = [self.pieces.get(k, np.zeros(self.size, dtype=np.int64)).copy() for k in range(first, last + 3)]
        negative = _carry(digits)
        for digit in digits:
            np.negative(digit, out=digit, where=negative)
        _carry(digits)
        magnitude = _nearest(digits, first)
        return np.where(negative, -magnitude, magnitude)


def _carry(digits: list[Array]) -> Array:
    """Brings every digit but the last between 0 and 2**32; says where the number is negative."""
    for place in range(len(digits) - 1):
        digits[place + 1] += digits[place] >> 32
        digits[place] &= _LOW
    return digits[-1] < 0


def _nearest(digits: list[Array], first: int) -> Numbers:
    """The double nearest to each number: its 64 highest bits, the last of them standing for all that are lower."""
    size = len(digits[0])
    top = np.zeros(size, dtype=np.int64)
    for place, digit in enumerate(digits):
        top[digit != 0] = place
    zero = np.zeros(size, dtype=np.uint64)
    stack = np.stack([zero, zero, *(digit.astype(np.uint64) for digit in digits)])
    rows = np.arange(size)
    high, middle, low = stack[top + 2, rows], stack[top + 1, rows], stack[top, rows]
    length = np.frexp(high.astype(np.float64))[1].astype(np.uint64)
    bits = (high << (np.uint64(64) - length) % np.uint64(64)) | (middle << (np.uint64(32) - length)) | (low >> length)
    rest = (low & ((np.uint64(1) << length) - np.uint64(1))) != 0
    for place, digit in enumerate(digits):
        rest |= (place + 2 < top) & (digit != 0)
    bits = np.where(length == 0, np.uint64(0), bits | rest)
    with np.errstate(over="ignore"):
        return np.ldexp(bits.astype(np.float64), 32 * (top + first - 2) + length.astype(np.int64))


@dataclass(slots=True, eq=False)
class ExactSum:
    """`decimals` None: the values as they are."""

    size: int
    decimals: int | None
    whole: Array = field(init=False)
    pieces: Pieces | None = None
    spoilt: Array | None = None
    _bound: float = 0.0

    def __post_init__(self) -> None:
        self.whole = np.zeros(self.size if self.decimals is not None else 0, dtype=np.int64)

    def add(self, customers: Array, numbers: Numbers) -> None:
        """Adds known numbers, each for its customer."""
        if not len(numbers):
            return
        if self.decimals is None:
            self._in_pieces().add(customers, numbers)
            return
        with np.errstate(over="ignore"):
            scaled = np.rint(numbers * 10.0**self.decimals)
        largest = float(np.abs(scaled).max())
        self._bound += largest * len(scaled)
        if self._bound < _ROOM:
            np.add.at(self.whole, customers, scaled.astype(np.int64))
            return
        if not np.isfinite(largest):
            finite = np.isfinite(scaled)
            self.spoilt = np.zeros(self.size, dtype=bool) if self.spoilt is None else self.spoilt
            self.spoilt[customers[~finite]] = True
            customers, scaled = customers[finite], scaled[finite]
        self._in_pieces().add(customers, scaled)

    def _in_pieces(self) -> Pieces:
        if self.pieces is None:
            self.pieces = Pieces(self.size)
        return self.pieces

    def divided(self, count: Array | None = None) -> Numbers:
        """The sums, or the sums by a count; missing where there is nothing to divide by or the result is too large."""
        by = np.ones(self.size) if count is None else count.astype(np.float64)
        scale = 1.0 if self.decimals is None else 10.0**self.decimals
        with np.errstate(all="ignore"):
            result = self._plain() / (by * scale)
        for customer in self._large().tolist():
            result[customer] = _divide(self._exactly(customer), Fraction(float(by[customer])) * int(scale))
        return self._clean(result)

    def share(self, of: ExactSum) -> Numbers:
        """This sum by another of the same decimals."""
        with np.errstate(all="ignore"):
            below = of._plain()
            result = np.where(np.isfinite(below), self._plain() / below, np.nan)
        for customer in np.union1d(self._large(), of._large()).tolist():
            result[customer] = _divide(self._exactly(customer), of._exactly(customer))
        if of.spoilt is not None:
            result[of.spoilt] = np.nan
        return self._clean(result)

    def _plain(self) -> Numbers:
        if self.decimals is None:
            return np.zeros(self.size) if self.pieces is None else self.pieces.rounded()
        return self.whole.astype(np.float64)

    def _large(self) -> Array:
        """The customers whose scaled sum is not a whole number that a double holds exactly."""
        if self.decimals is None:
            return np.zeros(0, dtype=np.int64)
        large = np.abs(self.whole) >= 2**53
        if self.pieces is not None:
            for piece in self.pieces.pieces.values():
                large |= piece != 0
        return np.flatnonzero(large)

    def _exactly(self, customer: int) -> Fraction:
        return int(self.whole[customer]) + (Fraction(0) if self.pieces is None else self.pieces.exactly(customer))

    def _clean(self, result: Numbers) -> Numbers:
        result[~np.isfinite(result)] = np.nan
        if self.spoilt is not None:
            result[self.spoilt] = np.nan
        return result


def _divide(above: Fraction, below: Fraction) -> float:
    try:
        return float(above / below)
    except (ZeroDivisionError, OverflowError):
        return float("nan")
