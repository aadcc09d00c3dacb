"""What an example says of measures that it does not give: where there are no rows, there are none of any kind."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from segdsl import ir
from segdsl.calendar import day
from segdsl.types import Value

Ends: TypeAlias = tuple[dt.date | None, dt.date | None]
"""The first and last day of a window, None where it is open."""

_NOTHING = {ir.Aggregate.COUNT: 0, ir.Aggregate.DIFFERENT: 0, ir.Aggregate.SUM: 0.0}


@dataclass(frozen=True, slots=True)
class GivenRows:
    """How many rows of a table are given; `ends` tells the window of a measure, None where one of its ends is missing.

    An example that says `no purchases` has no purchases over the last month either, and one that says
    `any purchases over the last month` has some purchases.
    """

    given: Mapping[ir.Expr, Value | None]
    as_of: Value | None
    ends: Callable[[ir.Window | None], Ends | None]

    def of_nothing(self, measure: ir.Measure) -> Value | None:
        """What the measure is over no rows, if it has none; otherwise nothing is known of it."""
        if self.ends(measure.window) is None:
            return None
        none = any(count == 0 and self._inside(measure, other) for other, count in self._counts(measure.table))
        return _NOTHING.get(measure.aggregate) if none else None

    def compared(self, rel: ir.Rel, count: ir.Measure, limit: Value | None) -> bool | None:
        """Whether a count that is not given compares so, as it is at least what is given of some of its rows."""
        within = [n for other, n in self._counts(count.table) if self._inside(other, count)]
        if not within or not isinstance(limit, int | float) or self.ends(count.window) is None:
            return None
        sure = max(within) >= limit if rel in (ir.Rel.GE, ir.Rel.LT) else max(within) > limit
        return rel in (ir.Rel.GT, ir.Rel.GE, ir.Rel.NE) if sure else None

    def _counts(self, table: str) -> list[tuple[ir.Measure, float]]:
        return [
            (given, value)
            for given, value in self.given.items()
            if isinstance(given, ir.Measure)
            and given.aggregate is ir.Aggregate.COUNT
            and given.table == table
            and isinstance(value, int | float)
        ]

    def _inside(self, measure: ir.Measure, other: ir.Measure) -> bool:
        """Whether every row of one measure is surely a row of the other."""
        inner, outer = self.ends(measure.window), self.ends(other.window)
        if inner is None or outer is None or not _clauses(other.where) <= _clauses(measure.where):
            return False
        (first, last), (earliest, latest) = inner, outer
        last = last or (day(self.as_of) if isinstance(self.as_of, dt.date) else None)
        starts = earliest is None or (first is not None and first >= earliest)
        return starts and (latest is None or (last is not None and last <= latest))


def _clauses(where: ir.Cond | None) -> frozenset[ir.Cond]:
    return frozenset() if where is None else frozenset(where.items if isinstance(where, ir.And) else (where,))
