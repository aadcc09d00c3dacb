"""Doubles in their order: where a function that rises passes a number; knows no rules and no solver."""

from __future__ import annotations

import struct
from collections.abc import Callable
from fractions import Fraction

LARGEST = Fraction(2**1024 - 2**971)
"""No double is larger."""


def last_where(holds: Callable[[float], bool]) -> float | None:
    """The largest double of which it holds, if it holds of all smaller ones; None if it holds of none."""
    low, high = _place(-float(LARGEST)), _place(float(LARGEST))
    if not holds(_at(low)):
        return None
    while low < high:
        middle = (low + high + 1) // 2
        if holds(_at(middle)):
            low = middle
        else:
            high = middle - 1
    return _at(low)


def _place(x: float) -> int:
    """The number of a double, counted from zero upwards and downwards."""
    bits: int = struct.unpack("<q", struct.pack("<d", x))[0]
    return bits if bits >= 0 else -(bits & 0x7FFF_FFFF_FFFF_FFFF)


def _at(place: int) -> float:
    x: float = struct.unpack("<d", struct.pack("<q", abs(place)))[0]
    return x if place >= 0 else -x
