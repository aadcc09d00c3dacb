"""Numbers as a state holds them: so few digits that the same fit gives the same text on every machine."""

from __future__ import annotations

from collections.abc import Iterable

DIGITS = 12


def rounded(value: float) -> float:
    """The double nearest to the value's first twelve digits; never -0."""
    return float(f"{value:.{DIGITS}g}") + 0.0


def all_rounded(values: Iterable[float]) -> tuple[float, ...]:
    return tuple(rounded(value) for value in values)
