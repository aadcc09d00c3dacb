"""Puts exact sums together from their pieces, in Spark's Python workers; adds no rows itself."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TypeAlias

from segdsl.engines.spark.functions import Arrow, Function

BITS = 96
"""The last piece counts 2^-96."""

Sum: TypeAlias = "int | Fraction | None"
"""In units of 2^-96; None where an infinite number was added."""


def quotient(decimals: int | None, pieces: int, listed: bool) -> Function:
    """A sum, given as the pieces (and a list of odd values), by a divisor: with decimals rounded once, else the sum is
    rounded first."""
    scale = 1 if decimals is None else 10**decimals

    def compute(divisors: Arrow, *parts: Arrow) -> Arrow:
        import pyarrow as pa

        found = [
            _rounded(each, scale, by, once=decimals is not None)
            for each, by in zip(_sums(parts, pieces, listed), divisors.to_pylist(), strict=True)
        ]
        return pa.array(found, pa.float64())

    return Function(("quotient", decimals, pieces, listed), "double", compute)


def share(pieces: int, listed: bool) -> Function:
    """One sum by another, rounded once."""

    def compute(*parts: Arrow) -> Arrow:
        import pyarrow as pa

        half = len(parts) // 2
        above, below = _sums(parts[:half], pieces, listed), _sums(parts[half:], pieces, listed)
        return pa.array([_divided(a, b) for a, b in zip(above, below, strict=True)], pa.float64())

    return Function(("share", pieces, listed), "double", compute)


def _sums(parts: Sequence[Arrow], pieces: int, listed: bool) -> Iterator[Sum]:
    columns = [part.to_pylist() for part in parts]
    odd = columns[pieces] if listed else [None] * len(columns[0])
    for row, more in zip(zip(*columns[:pieces], strict=True), odd, strict=True):
        total = 0
        for place, piece in enumerate(row):
            total += (piece or 0) << (BITS + 32 - 32 * place)
        if more and any(map(math.isinf, more)):
            yield None
        else:
            yield total + sum((Fraction(value) * 2**BITS for value in more or ()), Fraction(0)) if more else total


def _rounded(total: Sum, scale: int, by: float | None, *, once: bool) -> float | None:
    if by is None:
        return None
    unit = scale << BITS
    if once:
        return _divided(total, Fraction(by) * unit)
    found = _divided(total, unit)
    return None if found is None else found / by


def _divided(above: Sum, below: Sum) -> float | None:
    if above is None or not below:
        return None
    try:
        # Both of whole numbers and of fractions this is the nearest double.
        return float(above / below)
    except OverflowError:
        return None
