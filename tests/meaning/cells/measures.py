"""Cells of measures: aggregates of rows that are known, missing, or not there, and windows."""

from __future__ import annotations

import datetime as dt

from tests.meaning.cells.sheets import AS_OF, UNORDERED, Answer, Cell, Row, Sheet, literal, name

from segdsl import ir, types
from segdsl.types import Type, Value

D, T = dt.date, dt.datetime


VALUES: dict[Type, tuple[Value, Value]] = {
    types.NUMBER: (1.5, 4.0),
    types.WHOLE: (-1, 3),
    types.DATE: (D(2024, 1, 31), D(2024, 2, 1)),
    types.DATE_TIME: (T(2024, 1, 31, 23, 59), T(2024, 2, 1, 0, 0)),
    **UNORDERED,
}
AGGREGATES: dict[ir.Aggregate, tuple[Type, ...]] = {
    ir.Aggregate.SUM: (types.NUMBER, types.WHOLE),
    ir.Aggregate.AVERAGE: (types.NUMBER, types.WHOLE),
    ir.Aggregate.MEDIAN: (types.NUMBER, types.WHOLE),
    ir.Aggregate.SMALLEST: (types.NUMBER, types.WHOLE),
    ir.Aggregate.LARGEST: (types.NUMBER, types.WHOLE),
    ir.Aggregate.EARLIEST: (types.DATE, types.DATE_TIME),
    ir.Aggregate.LATEST: (types.DATE, types.DATE_TIME),
    ir.Aggregate.DIFFERENT: tuple(VALUES),
    ir.Aggregate.MOST_COMMON: tuple(VALUES),
    ir.Aggregate.SHARE: (types.NUMBER, types.WHOLE),
}
"""What each aggregate is asked of."""


def measures() -> list[Cell]:
    """For customers with two values, with one of them twice, with one missing, with nothing known, and with no row."""
    cells = []
    for kind, (low, high) in VALUES.items():
        many: list[list[Row]] = [[(low,), (high,)], [(high,), (low,), (high,)], [(None,), (high,)], [(None,)], []]
        sheet = Sheet(f"of {name(kind)}", {"x": kind}, [], many)
        x, n = sheet.column("x"), name(kind)
        for aggregate, kinds in AGGREGATES.items():
            if kind not in kinds:
                continue
            where = ir.Compare(ir.Rel.EQ, x, literal(high, kind)) if aggregate is ir.Aggregate.SHARE else None
            result = types.WHOLE if aggregate is ir.Aggregate.DIFFERENT else kind
            asked = ir.Measure(aggregate, sheet.table, x, None, where, result)
            cells.append(Cell(aggregate.value, n, sheet, asked, _aggregated(aggregate, low, high)))
        counted = ir.Measure(ir.Aggregate.COUNT, sheet.table, None, None, None, types.WHOLE)
        cells.append(Cell("count", f"rows, by {n}", sheet, counted, [2.0, 3.0, 2.0, 1.0, 0.0]))
        equal = ir.Compare(ir.Rel.EQ, x, literal(high, kind))
        counted = ir.Measure(ir.Aggregate.COUNT, sheet.table, None, None, equal, types.WHOLE)
        cells.append(Cell("count where", f"rows, by {n}", sheet, counted, [1.0, 2.0, 1.0, 0.0, 0.0]))
        shared = ir.Measure(ir.Aggregate.SHARE, sheet.table, None, None, equal, types.NUMBER)
        cells.append(Cell("share", f"rows, by {n}", sheet, shared, [0.5, 2 / 3, 0.5, 0.0, None]))
    return cells


def _aggregated(aggregate: ir.Aggregate, low: Value, high: Value) -> list[Answer]:
    a: float = low  # type: ignore[assignment]
    b: float = high  # type: ignore[assignment]
    match aggregate:
        case ir.Aggregate.SUM:
            return [a + b, a + b + b, b, 0.0, 0.0]
        case ir.Aggregate.AVERAGE:
            return [(a + b) / 2, (a + b + b) / 3, b, None, None]
        case ir.Aggregate.MEDIAN:
            return [(a + b) / 2, b, b, None, None]
        case ir.Aggregate.SHARE:
            return [b / (a + b), 2 * b / (a + b + b), 1.0, None, None]
        case ir.Aggregate.SMALLEST | ir.Aggregate.EARLIEST:
            return [low, low, high, None, None]
        case ir.Aggregate.LARGEST | ir.Aggregate.LATEST:
            return [high, high, high, None, None]
        case ir.Aggregate.DIFFERENT:
            return [2.0, 2.0, 1.0, 0.0, 0.0]
        case _:
            return [low, high, high, None, None]


def windows() -> list[Cell]:
    """The last month, for rows on its first day, before it, after today, and without a date."""
    cells = []
    for kind in (types.DATE, types.DATE_TIME):
        first, before, late = D(2024, 1, 30), D(2024, 1, 29), D(2024, 3, 1)
        days: list[list[dt.date | None]] = [[first, before], [AS_OF, late], [None, first], [None], []]
        many: list[list[Row]] = [[(_at(day, kind),) for day in each] for each in days]
        sheet = Sheet(f"dated {name(kind)}", {"at": kind}, [], many)
        start = ir.Shift(ir.Shift(ir.Today(), -1, types.Unit.MONTH), 1, types.Unit.DAY)
        window = ir.Window(start, ir.Today())
        for limits, wanted in ((window, [1.0, 1.0, 1.0, 0.0, 0.0]), (None, [2.0, 1.0, 1.0, 0.0, 0.0])):
            asked = ir.Measure(ir.Aggregate.COUNT, sheet.table, None, limits, None, types.WHOLE)
            words = "count over a window" if limits else "count of what has come"
            cells.append(Cell(words, name(kind), sheet, asked, wanted))
    return cells


def _at(day: dt.date | None, kind: Type) -> Value | None:
    return day if day is None or kind is types.DATE else dt.datetime.combine(day, dt.time(23, 59, 59))
