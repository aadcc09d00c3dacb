"""Every operator with every kind of value, known and missing on either side: expected answers written out by hand."""

from __future__ import annotations

import datetime as dt
from itertools import product

import pytest
from tests.meaning.random_tables import table
from tests.meaning.tables_in_memory import comparable, stores, told, verdicts

from segdsl import ir, types
from segdsl.engines import pandas
from segdsl.interpret import Interpreter
from segdsl.lower import lower
from segdsl.schemas import Role
from segdsl.types import Type, Value

ORDERED: dict[Type, tuple[Value, Value]] = {
    types.NUMBER: (1.5, 2.0),
    types.WHOLE: (-1, 3),
    types.DATE: (dt.date(2024, 2, 28), dt.date(2024, 2, 29)),
    types.DATE_TIME: (dt.datetime(2024, 2, 29, 0, 0), dt.datetime(2024, 2, 29, 0, 0, 0, 1)),
}
UNORDERED: dict[Type, tuple[Value, Value]] = {
    types.TEXT: ("B", "a"),
    types.one_of(("F", "M")): ("F", "M"),
    types.YES_NO: (False, True),
}
TRUE_FOR = {
    ir.Rel.LT: {"less"},
    ir.Rel.LE: {"less", "equal"},
    ir.Rel.GT: {"more"},
    ir.Rel.GE: {"more", "equal"},
    ir.Rel.EQ: {"equal"},
    ir.Rel.NE: {"less", "more"},
}


def program(columns: dict[str, Type], as_of: dt.date | None = dt.date(2024, 2, 29)) -> ir.Program:
    tables = {"customers": table("customers", Role.CUSTOMERS, columns, {}, key=None)}
    return ir.Program(ir.Meta(), as_of, "UTC", tables, {}, {}, {}, {}, (), (), ())


def both(made: ir.Program, rows: list[dict[str, Value | None]], condition: ir.Cond) -> list[bool | None]:
    """What engine and interpreter say, who must agree."""
    answers = list(pandas.run(lower(made, [condition]), stores(made, {"customers": rows})))
    interpreter = Interpreter(made, {"customers": rows})
    found = verdicts(answers, 0)
    assert found == [interpreter.condition(condition, row) for row in rows]
    return found


def value_of(made: ir.Program, rows: list[dict[str, Value | None]], value: ir.Expr) -> list[Value | None]:
    answers = list(pandas.run(lower(made, [], [value]), stores(made, {"customers": rows})))
    interpreter = Interpreter(made, {"customers": rows})
    found = told(answers, 0)
    assert found == [comparable(interpreter.value(value, row)) for row in rows]
    return found


def expected(rel: ir.Rel, left: Value | None, right: Value | None) -> bool | None:
    if left is None or right is None:
        return None
    order = "equal" if left == right else "less" if left < right else "more"  # type: ignore[operator]
    return order in TRUE_FOR[rel]


@pytest.mark.parametrize(("kind", "pair"), [*ORDERED.items(), *UNORDERED.items()], ids=str)
@pytest.mark.parametrize("rel", ir.Rel, ids=lambda rel: rel.name)
def test_compare(rel: ir.Rel, kind: Type, pair: tuple[Value, Value]) -> None:
    if kind in UNORDERED and rel not in (ir.Rel.EQ, ir.Rel.NE):
        return
    options = [*pair, None]
    rows = [{"a": a, "b": b} for a, b in product(options, options)]
    made = program({"a": kind, "b": kind})
    a, b = ir.Column("customers", "a", kind), ir.Column("customers", "b", kind)
    assert both(made, rows, ir.Compare(rel, a, b)) == [expected(rel, row["a"], row["b"]) for row in rows]
    for constant in pair:
        literal = ir.Literal(constant, kind)
        assert both(made, rows, ir.Compare(rel, a, literal)) == [expected(rel, row["a"], constant) for row in rows]
        assert both(made, rows, ir.Compare(rel, literal, a)) == [expected(rel, constant, row["a"]) for row in rows]
        opposite = both(made, rows, ir.Not(ir.Compare(rel, a, literal)))
        assert opposite == [None if (e := expected(rel, row["a"], constant)) is None else not e for row in rows]


@pytest.mark.parametrize(("kind", "pair"), [*ORDERED.items(), *UNORDERED.items()], ids=str)
def test_among_and_missing(kind: Type, pair: tuple[Value, Value]) -> None:
    rows: list[dict[str, Value | None]] = [{"a": pair[0]}, {"a": pair[1]}, {"a": None}]
    made, a = program({"a": kind}), ir.Column("customers", "a", kind)
    assert both(made, rows, ir.Among(a, (pair[0],))) == [True, False, None]
    assert both(made, rows, ir.Not(ir.Among(a, (pair[0],)))) == [False, True, None]
    assert both(made, rows, ir.Among(a, ())) == [False, False, None]
    assert both(made, rows, ir.Among(a, pair)) == [True, True, None]
    assert both(made, rows, ir.IsMissing(a)) == [False, False, True]
    assert both(made, rows, ir.Not(ir.IsMissing(a))) == [True, True, False]
    assert both(made, rows, ir.Surely(ir.Among(a, (pair[0],)))) == [True, False, False]
    assert both(made, rows, ir.Not(ir.Surely(ir.Among(a, (pair[0],))))) == [False, True, True]


@pytest.mark.parametrize("kind", [types.NUMBER, types.DATE], ids=str)
def test_between_is_false_as_soon_as_one_side_is(kind: Type) -> None:
    low, high = ORDERED[kind]
    made = program({"a": kind, "b": kind})
    rows: list[dict[str, Value | None]] = [
        {"a": low, "b": None},
        {"a": high, "b": None},
        {"a": None, "b": low},
        {"a": low, "b": high},
        {"a": high, "b": low},
    ]
    a, b = ir.Column("customers", "a", kind), ir.Column("customers", "b", kind)
    found = both(made, rows, ir.Between(a, ir.Literal(high, kind), b))
    assert found == [False, None, None, False, False]
    assert both(made, rows, ir.Between(ir.Literal(low, kind), a, b)) == [None, False, None, True, False]


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


def test_kleene() -> None:
    made = program({"a": types.YES_NO, "b": types.YES_NO})
    rows: list[dict[str, Value | None]] = [{"a": a, "b": b} for a, b in KLEENE]
    a, b = (ir.Holds(ir.Column("customers", name, types.YES_NO)) for name in "ab")
    chains: list[ir.Cond] = [ir.And((a, b)), ir.Or((a, b)), ir.Not(a), ir.Not(ir.And((a, b)))]
    wanted = [
        [both for both, _ in KLEENE.values()],
        [either for _, either in KLEENE.values()],
        [None if a is None else not a for a, _ in KLEENE],
        [None if both is None else not both for both, _ in KLEENE.values()],
    ]
    for chain, answers in zip(chains, wanted, strict=True):
        assert both(made, rows, chain) == answers
        assert both(made, rows, ir.Surely(chain)) == [answer is True for answer in answers]


TEXTS = ["abc", "ABC", "a.c", "", "é", "e\u0301"]


@pytest.mark.parametrize(
    ("test", "pattern", "wanted"),
    [
        (ir.Test.CONTAINS, ".", ["a.c"]),
        (ir.Test.CONTAINS, "", TEXTS),
        (ir.Test.STARTS, "a", ["abc", "a.c"]),
        (ir.Test.ENDS, "C", ["ABC"]),
        (ir.Test.MATCHES, "^a.c$", ["abc", "a.c"]),
        (ir.Test.MATCHES, "[[a]", ["abc", "a.c"]),
        (ir.Test.MATCHES, r"^\W*$", ["", "é"]),
    ],
)
def test_texts(test: ir.Test, pattern: str, wanted: list[str]) -> None:
    made = program({"t": types.TEXT})
    rows: list[dict[str, Value | None]] = [{"t": text} for text in (*TEXTS, None)]
    condition = ir.TextTest(test, ir.Column("customers", "t", types.TEXT), pattern)
    assert both(made, rows, condition) == [*(text in wanted for text in TEXTS), None]
    assert both(made, rows, ir.Not(condition)) == [*(text not in wanted for text in TEXTS), None]


NUMBERS = [0.0, -0.5, 0.5, 0.49999999999999994, 2.5, -2.5, 1e308, 4503599627370497.5]


def test_arithmetic_and_rounding() -> None:
    made = program({"a": types.NUMBER, "b": types.NUMBER})
    a, b = ir.Column("customers", "a", types.NUMBER), ir.Column("customers", "b", types.NUMBER)
    rows: list[dict[str, Value | None]] = [{"a": x, "b": 0.0} for x in NUMBERS]
    assert value_of(made, rows, ir.Round(a)) == [0.0, -1.0, 1.0, 0.0, 3.0, -3.0, 1e308, 4503599627370498.0]
    assert value_of(made, rows, ir.Arithmetic(ir.Op.DIVIDE, a, b)) == [None] * len(rows)
    assert value_of(made, rows, ir.Arithmetic(ir.Op.MULTIPLY, a, a))[6] is None
    assert value_of(made, [{"a": None, "b": 2.0}], ir.Arithmetic(ir.Op.ADD, a, b)) == [None]
    assert value_of(made, [{"a": None, "b": 2.0}], ir.Default(a, b)) == [2.0]
    assert value_of(made, [{"a": 1.0, "b": 2.0}, {"a": 1.0, "b": None}], ir.Extreme(True, (a, b))) == [2.0, None]
    assert value_of(made, [{"a": 1.0, "b": 2.0}, {"a": None, "b": 1.0}], ir.Extreme(False, (a, b))) == [1.0, None]


def test_cases_pass_over_what_is_undecided() -> None:
    made = program({"a": types.NUMBER, "t": types.TEXT})
    a, t = ir.Column("customers", "a", types.NUMBER), ir.Column("customers", "t", types.TEXT)
    over = ir.Compare(ir.Rel.GT, a, ir.Literal(1.0, types.NUMBER))
    rows: list[dict[str, Value | None]] = [{"a": 2.0, "t": "x"}, {"a": 0.0, "t": None}, {"a": None, "t": "rest"}]
    cases = ir.Choose(((over, ir.Literal("over", types.TEXT)),), t, types.TEXT)
    assert value_of(made, rows, cases) == ["over", None, "rest"]
    assert value_of(made, rows, ir.Choose(((over, t),), None, types.TEXT)) == ["x", None, None]
    assert value_of(made, rows, ir.Truth(over)) == [True, False, None]
