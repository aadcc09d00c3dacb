"""What a value can be: a range, a set, or both, and whether it can be missing; knows no rules.

A domain may hold more than the truth, never less: an empty one is a proof.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace
from typing import TypeAlias

from segdsl.ir import Rel
from segdsl.record import record
from segdsl.types import Kind, Type, Value

Point: TypeAlias = bool | int | float | str
"""A value as it is compared here: dates and times as numbers."""

_DISCRETE = frozenset({Kind.WHOLE, Kind.DATE, Kind.DURATION})


def point(value: Value) -> Point:
    """Days for dates and durations, microseconds for dates with times; other values as they are."""
    match value:
        case dt.datetime():
            midnight = value.replace(tzinfo=None) - dt.datetime(1970, 1, 1)
            return midnight // dt.timedelta(microseconds=1)
        case dt.date():
            return value.toordinal()
        case dt.timedelta():
            return value.days
        case _:
            return value


@record
class Domain:
    """The known values from `low` to `high` (numbers), of `only` (None: any), but those `excluded`; `missing` too?

    `discrete`: whole numbers only, so that the ends are inclusive and whole. `low_open` and `high_open` leave out the
    end itself. `known` False: no known value at all.
    """

    known: bool = True
    missing: bool = True
    low: float = -math.inf
    high: float = math.inf
    low_open: bool = False
    high_open: bool = False
    discrete: bool = False
    only: frozenset[Point] | None = None
    excluded: frozenset[Point] = frozenset()

    @property
    def empty(self) -> bool:
        """Whether there is no value, nor the lack of one."""
        return not self.missing and not self.any_known

    @property
    def any_known(self) -> bool:
        """Whether there may be a known value."""
        if not self.known:
            return False
        if self.only is not None:
            return any(self._ranges_over(value) for value in self.only - self.excluded)
        if self.low > self.high or (self.low == self.high and (self.low_open or self.high_open)):
            return False
        if self.low == self.high:
            return self.low not in self.excluded
        if self.discrete and self.high - self.low < len(self.excluded):
            return any(n not in self.excluded for n in range(int(self.low), int(self.high) + 1))
        return True

    def _ranges_over(self, value: Point) -> bool:
        if isinstance(value, bool | str):
            return True
        if self.discrete and value != math.floor(value):
            return False
        above = value > self.low or (value == self.low and not self.low_open)
        return above and (value < self.high or (value == self.high and not self.high_open))

    def meet(self, other: Domain) -> Domain:
        """What is in both."""
        low, low_open = max((self.low, self.low_open), (other.low, other.low_open))
        high, high_closed = min((self.high, not self.high_open), (other.high, not other.high_open))
        only = self.only if other.only is None else other.only if self.only is None else self.only & other.only
        return Domain(
            self.known and other.known,
            self.missing and other.missing,
            low,
            high,
            low_open,
            not high_closed,
            self.discrete or other.discrete,
            only,
            self.excluded | other.excluded,
        )._whole()

    def _whole(self) -> Domain:
        """With inclusive whole ends, if only whole numbers count."""
        if not self.discrete:
            return self
        low, high = self.low, self.high
        if math.isfinite(low):
            low = math.floor(low) + 1 if self.low_open else math.ceil(low)
        if math.isfinite(high):
            high = math.ceil(high) - 1 if self.high_open else math.floor(high)
        return replace(self, low=low, high=high, low_open=False, high_open=False)


ANYTHING = Domain()
MISSING = Domain(known=False)
KNOWN = Domain(missing=False)


def of_type(type: Type) -> Domain:
    """All values of a type, or missing."""
    match type.kind:
        case Kind.ONE_OF:
            return Domain(only=frozenset(type.values))
        case Kind.YES_NO:
            return Domain(only=frozenset({True, False}))
        case kind:
            return Domain(discrete=kind in _DISCRETE)


def related(rel: Rel, value: Point) -> Domain:
    """The known values that stand in this relation to `value`."""
    number = not isinstance(value, bool | str)
    match rel:
        case Rel.EQ:
            return Domain(missing=False, only=frozenset({value}))
        case Rel.NE:
            return Domain(missing=False, excluded=frozenset({value}))
        case _ if not number:
            return KNOWN
        case Rel.LT | Rel.LE:
            return Domain(missing=False, high=float_or_int(value), high_open=rel is Rel.LT)
        case Rel.GT | Rel.GE:
            return Domain(missing=False, low=float_or_int(value), low_open=rel is Rel.GT)


def float_or_int(value: Point) -> float:
    """The value as a number; whole numbers stay exact."""
    assert not isinstance(value, bool | str)
    return value


def among(values: frozenset[Point], *, within: bool) -> Domain:
    """The known values that are among these, or those that are not."""
    if within:
        return Domain(missing=False, only=values)
    return Domain(missing=False, excluded=values)
