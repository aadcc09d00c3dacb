"""Lengths of time as plain numbers, and the steps by which money to come is discounted; the calendar plays no part.

A week has 7 days, a month 30.4375 and a year 365.25: the model counts time evenly, so one month is as long as another.
"""

from __future__ import annotations

import math

from segdsl.types import Unit

DAYS = {Unit.DAY: 1.0, Unit.WEEK: 7.0, Unit.MONTH: 30.4375, Unit.YEAR: 365.25}
_SINGULAR = {Unit.DAY: "day", Unit.WEEK: "week", Unit.MONTH: "month", Unit.YEAR: "year"}
_MOST_STEPS = 12
_QUARTERS = 4


def days(length: tuple[int, Unit]) -> float:
    return length[0] * DAYS[length[1]]


def years(length: tuple[int, Unit]) -> float:
    """Whole months are twelfths of a year, to the last digit."""
    count, unit = length
    if unit is Unit.YEAR:
        return float(count)
    return count / 12 if unit is Unit.MONTH else days(length) / DAYS[Unit.YEAR]


def units(length: tuple[int, Unit], unit: Unit) -> float:
    """How many of `unit` the length is: `12 months` are 52.178… weeks."""
    count, own = length
    if own is unit:
        return float(count)
    if {own, unit} == {Unit.MONTH, Unit.YEAR}:
        return count / 12 if unit is Unit.YEAR else count * 12.0
    return days(length) / DAYS[unit]


def written(length: tuple[int, Unit]) -> str:
    """`12 months`, `1 year`."""
    count, unit = length
    return f"{count:,} {_SINGULAR[unit] if count == 1 else unit.value}"


def one(unit: Unit) -> str:
    return _SINGULAR[unit]


def discounting(length: tuple[int, Unit], unit: Unit, discount: float) -> list[tuple[float, float]]:
    """Equal steps, none longer than a quarter of a year (of long lengths a twelfth): the end of each in units, and what
    one coin from its middle is worth today."""
    whole = years(length)
    steps = min(_MOST_STEPS, max(1, math.ceil(whole * _QUARTERS - 1e-9)))
    if discount == 0:
        steps = 1
    end = units(length, unit)
    return [(end * step / steps, (1 + discount) ** (-whole * (step - 0.5) / steps)) for step in range(1, steps + 1)]
