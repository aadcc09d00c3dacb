"""Cells of values: numbers, choices and dates."""

from __future__ import annotations

import datetime as dt

from tests.meaning.cells.sheets import ORDERED, PAIRS, Answer, Cell, Row, Sheet, literal, name, related

from segdsl import ir, types

BIG = 1e308
SIDES: list[Row] = [
    (1.5, 2.0), (0.1, 0.2), (-7.0, 2.0), (5.0, 0.0), (0.0, 0.0), (BIG, BIG), (BIG, -BIG), (5e-324, 2.0),
    (None, 2.0), (2.0, None), (None, 0.0), (None, None),
]  # fmt: skip
RESULTS: dict[ir.Op, list[Answer]] = {
    ir.Op.ADD: [3.5, 0.30000000000000004, -5.0, 5.0, 0.0, None, 0.0, 2.0],
    ir.Op.SUBTRACT: [-0.5, -0.1, -9.0, 5.0, 0.0, 0.0, None, -2.0],
    ir.Op.MULTIPLY: [3.0, 0.020000000000000004, -14.0, 0.0, 0.0, None, None, 1e-323],
    ir.Op.DIVIDE: [0.75, 0.5, -3.5, None, None, 1.0, -1.0, 0.0],
}
ROUNDED: dict[float, float] = {
    0.0: 0.0, -0.5: -1.0, 0.5: 1.0, 0.49999999999999994: 0.0, 2.5: 3.0, -2.5: -3.0, 1e308: 1e308,
    4503599627370497.5: 4503599627370498.0, -0.4: 0.0, 1.4999999999999998: 1.0,
}  # fmt: skip


def numbers() -> list[Cell]:
    sheet = Sheet("numbers", {"a": types.NUMBER, "b": types.NUMBER}, SIDES)
    a, b = sheet.column("a"), sheet.column("b")
    cells = [
        Cell(op.value, "number", sheet, ir.Arithmetic(op, a, b), [*wanted, *[None] * 4])
        for op, wanted in RESULTS.items()
    ]
    single = Sheet("rounding", {"a": types.NUMBER}, [*((x,) for x in ROUNDED), (None,)])
    x = single.column("a")
    cells += [
        Cell("round", "number", single, ir.Round(x), [*ROUNDED.values(), None]),
        Cell("absolute", "number", single, ir.Absolute(x), [*map(abs, ROUNDED), None]),
        Cell("-x", "number", single, ir.Negate(x), [*(-each for each in ROUNDED), None]),
        Cell("-x", "number", single, ir.Negate(ir.Negate(x)), [*ROUNDED, None]),
    ]
    whole = Sheet("wholes", {"a": types.WHOLE, "b": types.WHOLE}, [(7, 2), (2**53, -1), (-7, 0), (None, 1), (1, None)])
    a, b = whole.column("a"), whole.column("b")
    exact: dict[ir.Op, list[Answer]] = {
        ir.Op.ADD: [9.0, 2.0**53 - 1, -7.0],
        ir.Op.SUBTRACT: [5.0, 2.0**53, -7.0],
        ir.Op.MULTIPLY: [14.0, -(2.0**53), 0.0],
        ir.Op.DIVIDE: [3.5, -(2.0**53), None],
    }
    for op, wanted in exact.items():
        cells.append(Cell(op.value, "whole number", whole, ir.Arithmetic(op, a, b), [*wanted, None, None]))
    return cells


def choices() -> list[Cell]:
    """Of two values: the fallback, the larger, the smaller, the case that applies."""
    cells = []
    for kind, (one, other) in PAIRS.items():
        rows: list[Row] = [(one, other), (other, one), (one, None), (None, other), (None, None)]
        sheet = Sheet(f"choice {name(kind)}", {"a": kind, "b": kind}, rows)
        a, b, n = sheet.column("a"), sheet.column("b"), name(kind)
        case: tuple[ir.Cond, ir.Expr] = ir.Compare(ir.Rel.EQ, a, literal(one, kind)), b
        cells += [
            Cell("else", n, sheet, ir.Default(a, b), [one, other, one, other, None]),
            Cell("else", n, sheet, ir.Default(a, literal(one, kind)), [one, other, one, one, one]),
            Cell("cases", n, sheet, ir.Choose((case,), a, kind), [other, other, None, None, None]),
            Cell("cases", n, sheet, ir.Choose((case,), None, kind), [other, None, None, None, None]),
        ]
        if kind in ORDERED:
            for larger, best in ((True, other), (False, one)):
                words = "larger of" if larger else "smaller of"
                asked = ir.Extreme(larger, (a, b), kind)
                cells.append(Cell(words, n, sheet, asked, [best, best, None, None, None]))
    return cells


D, T = dt.date, dt.datetime
DAYS: list[Row] = [
    (D(2024, 1, 31),), (D(2024, 2, 29),), (D(2023, 3, 31),), (D(1, 1, 1),), (D(9999, 12, 31),), (None,),
]  # fmt: skip
SHIFTED: dict[tuple[int, types.Unit], list[Answer]] = {
    (1, types.Unit.DAY): [D(2024, 2, 1), D(2024, 3, 1), D(2023, 4, 1), D(1, 1, 2), None],
    (-2, types.Unit.WEEK): [D(2024, 1, 17), D(2024, 2, 15), D(2023, 3, 17), None, D(9999, 12, 17)],
    (1, types.Unit.MONTH): [D(2024, 2, 29), D(2024, 3, 29), D(2023, 4, 30), D(1, 2, 1), None],
    (-1, types.Unit.MONTH): [D(2023, 12, 31), D(2024, 1, 29), D(2023, 2, 28), None, D(9999, 11, 30)],
    (1, types.Unit.YEAR): [D(2025, 1, 31), D(2025, 2, 28), D(2024, 3, 31), D(2, 1, 1), None],
    (-1, types.Unit.YEAR): [D(2023, 1, 31), D(2023, 2, 28), D(2022, 3, 31), None, D(9998, 12, 31)],
    (200_000, types.Unit.MONTH): [None, None, None, None, None],
}
AGES: dict[types.Unit, list[Answer]] = {
    types.Unit.DAY: [29.0, 0.0, 335.0, 738944.0, -2913114.0],
    types.Unit.WEEK: [4.0, 0.0, 47.0, 105563.0, -416159.0],
    types.Unit.MONTH: [1.0, 0.0, 11.0, 24277.0, -95710.0],
    types.Unit.YEAR: [0.0, 0.0, 0.0, 2023.0, -7975.0],
}
TIMES: list[Row] = [(T(2024, 2, 28, 23, 59, 59, 999999),), (T(2024, 2, 29, 0, 0),), (T(2023, 3, 31, 12, 0),), (None,)]


def dates() -> list[Cell]:
    sheet, times = Sheet("days", {"d": types.DATE}, DAYS), Sheet("times", {"s": types.DATE_TIME}, TIMES)
    d, s = sheet.column("d"), times.column("s")
    cells = []
    for (count, unit), wanted in SHIFTED.items():
        cells.append(Cell(f"{unit.value} before or after", "date", sheet, ir.Shift(d, count, unit), [*wanted, None]))
    later: list[Answer] = [T(2024, 3, 28, 23, 59, 59, 999999), T(2024, 3, 29, 0, 0), T(2023, 4, 30, 12, 0), None]
    moved = ir.Shift(s, 1, types.Unit.MONTH)
    cells.append(Cell("months before or after", "date and time", times, moved, later))
    for unit, ages in AGES.items():
        cells.append(Cell(f"{unit.value} since", "date", sheet, ir.Since(unit, d), [*ages, None]))
    days: list[Answer] = [1.0, 0.0, 335.0, None]
    cells.append(Cell("days since", "date and time", times, ir.Since(types.Unit.DAY, s), days))
    on: list[Answer] = [D(2024, 2, 28), D(2024, 2, 29), D(2023, 3, 31), None]
    cells.append(Cell("day of", "date and time", times, ir.DayOf(s), on))
    for rel in ir.Rel:
        asked = ir.Compare(rel, ir.DayOf(s), literal(D(2024, 2, 28), types.DATE))
        answers: list[Answer] = [related(rel, day, D(2024, 2, 28)) for day in on]
        cells.append(Cell(f"day {rel.value}", "date and time", times, asked, answers))
    return cells
