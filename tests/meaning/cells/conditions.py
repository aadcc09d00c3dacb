"""Cells of conditions: comparisons, lists, gaps, logic and texts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import product

from tests.meaning.cells.sheets import (
    ORDERED,
    PAIRS,
    UNORDERED,
    Answer,
    Cell,
    Row,
    Sheet,
    literal,
    name,
    opposite,
    related,
)

from segdsl import ir, types
from segdsl.types import Type


def comparisons() -> list[Cell]:
    return [cell for kind in PAIRS for cell in (*_of_columns(kind), *_with_constants(kind))]


def _relations(kind: Type) -> list[ir.Rel]:
    return [ir.Rel.EQ, ir.Rel.NE] if kind in UNORDERED else list(ir.Rel)


def _both(rel: ir.Rel, kind: Type, sheet: Sheet, question: ir.Cond, wanted: Sequence[Answer]) -> list[Cell]:
    """The question and its opposite."""
    n = name(kind)
    against = Cell(f"not {rel.value}", n, sheet, ir.Not(question), opposite(wanted))
    return [Cell(rel.value, n, sheet, question, wanted), against]


def _of_columns(kind: Type) -> list[Cell]:
    options = [*PAIRS[kind], None]
    sheet = Sheet(f"compare {name(kind)}", {"a": kind, "b": kind}, list(product(options, options)))
    a, b = sheet.column("a"), sheet.column("b")
    cells = []
    for rel in _relations(kind):
        cells += _both(rel, kind, sheet, ir.Compare(rel, a, b), [related(rel, *row) for row in sheet.rows])
    return cells


def _with_constants(kind: Type) -> list[Cell]:
    options = [*PAIRS[kind], None]
    sheet = Sheet(f"constant {name(kind)}", {"a": kind}, [(each,) for each in options])
    a = sheet.column("a")
    cells = []
    for rel, constant in product(_relations(kind), PAIRS[kind]):
        value = literal(constant, kind)
        cells += _both(rel, kind, sheet, ir.Compare(rel, a, value), [related(rel, x, constant) for x in options])
        cells += _both(rel, kind, sheet, ir.Compare(rel, value, a), [related(rel, constant, x) for x in options])
    return cells


def durations() -> list[Cell]:
    today, day = dt.date(2024, 2, 29), dt.timedelta(days=1)
    days = [today - 30 * day, today - 31 * day, today + day, None]
    sheet = Sheet("duration", {"d": types.DATE}, [(each,) for each in days])
    age = ir.DateDifference(ir.Today(), sheet.column("d"))
    limit = literal(30 * day, types.DURATION)
    cells = []
    for rel in ir.Rel:
        wanted: list[Answer] = [None if each is None else related(rel, today - each, 30 * day) for each in days]
        cells.append(Cell(rel.value, "duration", sheet, ir.Compare(rel, age, limit), wanted))
    cells.append(Cell("date - date", "date", sheet, age, [30.0, 31.0, -1.0, None]))
    cells.append(Cell("absolute", "duration", sheet, ir.Absolute(age), [30.0, 31.0, 1.0, None]))
    cells.append(Cell("-x", "duration", sheet, ir.Negate(age), [-30.0, -31.0, 1.0, None]))
    return cells


def lists_and_gaps() -> list[Cell]:
    cells = []
    for kind, (one, other) in PAIRS.items():
        sheet = Sheet(f"among {name(kind)}", {"a": kind}, [(one,), (other,), (None,)])
        a, n = sheet.column("a"), name(kind)
        cells += [
            Cell("in", n, sheet, ir.Among(a, (one,)), [True, False, None]),
            Cell("in", n, sheet, ir.Among(a, ()), [False, False, None]),
            Cell("in", n, sheet, ir.Among(a, (one, other)), [True, True, None]),
            Cell("not in", n, sheet, ir.Not(ir.Among(a, (one,))), [False, True, None]),
            Cell("is missing", n, sheet, ir.IsMissing(a), [False, False, True]),
            Cell("is known", n, sheet, ir.Not(ir.IsMissing(a)), [True, True, False]),
            Cell("surely", n, sheet, ir.Surely(ir.Among(a, (one,))), [True, False, False]),
            Cell("not surely", n, sheet, ir.Not(ir.Surely(ir.Among(a, (one,)))), [False, True, True]),
        ]
    return cells


def between() -> list[Cell]:
    """False as soon as one side is."""
    cells = []
    for kind, (low, high) in ORDERED.items():
        rows: list[Row] = [(low, None), (high, None), (None, low), (low, high), (high, low)]
        sheet = Sheet(f"between {name(kind)}", {"a": kind, "b": kind}, rows)
        a, b, n = sheet.column("a"), sheet.column("b"), name(kind)
        first = ir.Between(a, literal(high, kind), b)
        second = ir.Between(literal(low, kind), a, b)
        cells += [
            Cell("between", n, sheet, first, [False, None, None, False, False]),
            Cell("between", n, sheet, second, [None, False, None, True, False]),
            Cell("not between", n, sheet, ir.Not(first), [True, None, None, True, True]),
        ]
    return cells


KLEENE: dict[tuple[bool | None, bool | None], tuple[bool | None, bool | None]] = {
    (True, True): (True, True),
    (True, False): (False, True),
    (True, None): (None, True),
    (False, True): (False, True),
    (False, False): (False, False),
    (False, None): (False, None),
    (None, True): (None, True),
    (None, False): (False, None),
    (None, None): (None, None),
}


def logic() -> list[Cell]:
    sheet = Sheet("logic", {"a": types.YES_NO, "b": types.YES_NO}, list(KLEENE))
    a, b = (ir.Holds(sheet.column(side)) for side in "ab")
    both: list[Answer] = [both for both, _ in KLEENE.values()]
    either: list[Answer] = [either for _, either in KLEENE.values()]
    chains: list[tuple[str, ir.Cond, Sequence[Answer]]] = [
        ("and", ir.And((a, b)), both),
        ("or", ir.Or((a, b)), either),
        ("not and", ir.Not(ir.And((a, b))), opposite(both)),
        ("not or", ir.Not(ir.Or((a, b))), opposite(either)),
    ]
    cells = []
    for operator, chain, wanted in chains:
        cells.append(Cell(operator, "yes or no", sheet, chain, wanted))
        cells.append(Cell("surely", "yes or no", sheet, ir.Surely(chain), [answer is True for answer in wanted]))
        cells.append(Cell("condition as a value", "yes or no", sheet, ir.Truth(chain), wanted))
    alone = Sheet("not", {"a": types.YES_NO}, [(True,), (False,), (None,)])
    cells.append(Cell("not", "yes or no", alone, ir.Not(ir.Holds(alone.column("a"))), [False, True, None]))
    return cells


TEXTS = ("abc", "ABC", "a.c", "", "é", "e\u0301", "50%", "a_c", "q\"'\\", "x\ny")
TESTS: list[tuple[ir.Test, str, tuple[str, ...]]] = [
    (ir.Test.CONTAINS, ".", ("a.c",)),
    (ir.Test.CONTAINS, "", TEXTS),
    (ir.Test.CONTAINS, "%", ("50%",)),
    (ir.Test.CONTAINS, "_", ("a_c",)),
    (ir.Test.CONTAINS, "\"'\\", ("q\"'\\",)),
    (ir.Test.CONTAINS, "\n", ("x\ny",)),
    (ir.Test.STARTS, "a", ("abc", "a.c", "a_c")),
    (ir.Test.STARTS, "a_", ("a_c",)),
    (ir.Test.STARTS, "", TEXTS),
    (ir.Test.ENDS, "C", ("ABC",)),
    (ir.Test.ENDS, "%", ("50%",)),
    (ir.Test.ENDS, "\\", ("q\"'\\",)),
    (ir.Test.ENDS, "", TEXTS),
    (ir.Test.MATCHES, "^a.c$", ("abc", "a.c", "a_c")),
    (ir.Test.MATCHES, "[[a]", ("abc", "a.c", "a_c")),
    (ir.Test.MATCHES, r"^\W*$", ("", "é")),
    (ir.Test.MATCHES, r"\d\d%", ("50%",)),
    (ir.Test.MATCHES, r"a\.c|B", ("a.c", "ABC")),
    (ir.Test.MATCHES, r"\\$", ("q\"'\\",)),
]


def texts() -> list[Cell]:
    rows: list[Row] = [(text,) for text in (*TEXTS, None)]
    sheet = Sheet("texts", {"t": types.TEXT}, rows)
    cells = []
    for test, pattern, true in TESTS:
        wanted: list[Answer] = [*(text in true for text in TEXTS), None]
        asked = ir.TextTest(test, sheet.column("t"), pattern)
        cells.append(Cell(test.value, "text", sheet, asked, wanted))
        cells.append(Cell(f"not {test.value}", "text", sheet, ir.Not(asked), opposite(wanted)))
    for text in TEXTS:
        asked_is = ir.Compare(ir.Rel.EQ, sheet.column("t"), literal(text, types.TEXT))
        cells.append(Cell("=", "text", sheet, asked_is, [*(each == text for each in TEXTS), None]))
    return cells
