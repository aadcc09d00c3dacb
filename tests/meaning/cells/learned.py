"""Cells of what was learned, of look-ups and of splits."""

from __future__ import annotations

import datetime as dt
import math

from scipy.special import hyp2f1
from tests.meaning.cells.sheets import LANDS, PAIRS, Answer, Cell, Row, Sheet, name

from segdsl import ir, types

STUMP = ir.Tree(
    feature=(0, -1, 1, -1, -1),
    threshold=(5.0, 0.0, 0.5, 0.0, 0.0),
    left=(1, 0, 3, 0, 0),
    right=(2, 0, 4, 0, 0),
    missing_left=(True, False, False, False, False),
    value=(9.0, 1.0, 9.0, 2.0, 4.0),
)


SPLIT: list[Answer] = ["high", "high", "low", "low", "high", "high"]


def numbers() -> list[Cell]:
    values = (0.0, 10.0, 10.5, 20.0, 30.5, None)
    sheet = Sheet("learned number", {"n": types.NUMBER}, [(value,) for value in values])
    n = sheet.column("n")
    line = ir.Interpolate(n, ((0.0, 1.0), (20.0, 2.0), (30.0, -3.0)))
    asked: list[tuple[str, ir.Expr, list[Answer]]] = [
        ("band", ir.Band(n, (10.0, 20.0, 30.0), False), [1.0, 1.0, 2.0, 2.0, 4.0, None]),
        ("band", ir.Band(n, (10.0, 20.0, 30.0), True), [4.0, 3.0, 3.0, 2.0, 1.0, None]),
        ("table of constants", ir.Mapped(n, (("10", 1.0), ("10.5", 2.0)), 0.0, -1.0), [0, 1.0, 2.0, 0, 0, -1.0]),
        ("weighted sum", ir.Linear(((2.0, n), (0.1, n)), 1.0), [1.0, 22.0, 23.05, 43.0, 65.05, None]),
        ("line between points", line, [1.0, 1.5, 1.525, 2.0, -3.0, None]),
        ("best label", ir.Best(((n, "a"), (ir.Literal(15.0, types.NUMBER), "b")), True), list("bbbaab")),
        ("best label", ir.Best(((n, "a"),), False), ["a", "a", "a", "a", "a", None]),
    ]
    cells = [Cell(word, "number", sheet, value, answers) for word, value, answers in asked]
    known = [value for value in values if value is not None]
    for function, exact in (
        (ir.Function.EXP, math.exp),
        (ir.Function.LOG, math.log1p),
        (ir.Function.LOGISTIC, _chance),
    ):
        answers: list[Answer] = [*map(exact, known), None]
        cells.append(Cell(function.value, "number", sheet, ir.Apply(function, n), answers, close=True))
    for place in ir.Place:
        rank = ir.Ranked(place, n, 0.1, None, ir.Literal(10.5, types.NUMBER))
        true = {ir.Place.TOP: {2, 3, 4}, ir.Place.BOTTOM: {0, 1, 2}, ir.Place.ABOVE: {3, 4}, ir.Place.BELOW: {0, 1}}
        cells.append(Cell(place.value, "number", sheet, rank, [*(row in true[place] for row in range(5)), None]))
    return cells


def _chance(x: float) -> float:
    return 1 / (1 + math.exp(-x))


def others() -> list[Cell]:
    rows: list[Row] = [("a", True, dt.date(2024, 2, 28)), ("b", False, dt.date(2023, 1, 1)), (None, None, None)]
    sheet = Sheet("learned others", {"t": types.TEXT, "y": types.YES_NO, "d": types.DATE}, rows)
    t, y, d = (sheet.column(column) for column in "tyd")
    age = ir.DateDifference(ir.Today(), d)
    return [
        Cell("table of constants", "text", sheet, ir.Mapped(t, (("a", 1.5),), 0.0, None), [1.5, 0.0, None]),
        Cell("table of constants", "text", sheet, ir.Mapped(t, (("a", 1.5),), None, 7.0), [1.5, None, 7.0]),
        Cell("table of constants", "yes or no", sheet, ir.Mapped(y, (("yes", 2.0),), 1.0, None), [2.0, 1.0, None]),
        Cell("table of constants", "date", sheet, ir.Mapped(d, (("2023-01-01", 2.0),), 1.0, None), [1.0, 2.0, None]),
        Cell("weighted sum", "yes or no", sheet, ir.Linear(((2.0, y),), 1.0), [3.0, 1.0, None]),
        Cell("weighted sum", "duration", sheet, ir.Linear(((2.0, age),), 1.0), [3.0, 849.0, None]),
        Cell("band", "duration", sheet, ir.Band(age, (30.0,), True), [2.0, 1.0, None]),
    ]


def look_ups() -> list[Cell]:
    """The first row with the key; none for another key, and none for a missing one."""
    sheet = Sheet("look-up", {"g": types.TEXT}, [("a",), ("b",), ("A",), (None,)])
    hop = ir.Hop(sheet.called("g"), "lands")
    return [
        Cell(
            "look-up",
            name(kind),
            sheet,
            ir.Column("customers", column, kind, (hop,)),
            [PAIRS[kind][0], None, None, None],
        )
        for column, kind in LANDS.items()
        if column != "land"
    ]


def split() -> list[Cell]:
    """The hashes were taken with `md5sum`; a missing text has the hash of an empty one."""
    texts = ("", "1", "高價", 'a"b', "x y", None)
    sheet = Sheet("split", {"t": types.TEXT}, [(text,) for text in texts])
    shares = (("low", 0.5), ("high", 0.5))
    made = ir.Split("halves", sheet.column("t"), "salt", shares)
    part = ir.PartOf("halves", ("low", "high"))
    return [Cell("split", "text", sheet, part, SPLIT, split=made)]


def trees() -> list[Cell]:
    rows: list[Row] = [(5.0, True), (5.1, False), (6.0, True), (None, True), (6.0, None)]
    sheet = Sheet("trees", {"n": types.NUMBER, "y": types.YES_NO}, rows)
    features = (sheet.column("n"), sheet.column("y"))
    answers: list[Answer] = [1.25, 2.25, 4.25, 1.25, 4.25]
    return [
        Cell("trees", "number, yes or no", sheet, ir.Trees(features, (STUMP,), 0.25), answers),
        Cell("trees", "number, yes or no", sheet, ir.Trees(features, (), 0.25), [0.25] * 5),
    ]


def histories() -> list[Cell]:
    """Fader, Hardie and Lee (2005): their customer with two repeats, and somebody who never came back."""
    rows: list[Row] = [
        (2.0, 30.43, 38.86),
        (0.0, 0.0, 38.86),
        (None, 30.43, 38.86),
        (2.0, None, 38.86),
        (0.5, 1.0, 2.0),
    ]
    columns = {"x": types.NUMBER, "last": types.NUMBER, "age": types.NUMBER}
    sheet = Sheet("histories", columns, rows)
    x, last, age = (sheet.column(column) for column in columns)
    alive = 1 / (1 + 0.793 / 3.426 * (43.274 / 34.844) ** 2.243)
    cells = []
    bought = [published(2.0, 30.43, 38.86), published(0.0, 0.0, 38.86)]
    for asks, answers in ((ir.History.ALIVE, [alive, 1.0]), (ir.History.PURCHASES, bought)):
        value = ir.Repeats(asks, 0.243, 4.414, 0.793, 2.426, 39.0, x, last, age)
        wanted: list[Answer] = [*answers, None, None, None]
        cells.append(Cell(asks.value, "number", sheet, value, wanted, close=True))
    return cells


def published(x: float, last: float, age: float) -> float:
    """Formula (10) as it is written there, for 39 weeks ahead."""
    r, alpha, a, b, t = 0.243, 4.414, 0.793, 2.426, 39.0
    shrunk = ((alpha + age) / (alpha + age + t)) ** (r + x) * hyp2f1(r + x, b + x, a + b + x - 1, t / (alpha + age + t))
    lost = a / (b + x - 1) * ((alpha + age) / (alpha + last)) ** (r + x) if x else 0.0
    return float((a + b + x - 1) / (a - 1) * (1 - shrunk) / (1 + lost))
