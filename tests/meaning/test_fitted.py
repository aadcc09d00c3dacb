"""What was learned, node by node, against answers written out by hand and published ones."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace
from random import Random

import pytest
from scipy.special import hyp2f1
from tests.meaning.one_question import both, program, value_of
from tests.meaning.tables_in_memory import stores, told

from segdsl import ir
from segdsl.engines import pandas
from segdsl.frames import Texts, Vector
from segdsl.interpret import Interpreter
from segdsl.interpret.fitted import repeats
from segdsl.lower import lower, nodes, walking
from segdsl.types import DATE, DURATION, NUMBER, TEXT, YES_NO, Value

MADE = program({"n": NUMBER, "m": NUMBER, "t": TEXT, "y": YES_NO, "d": DATE})
N, M = ir.Column("customers", "n", NUMBER), ir.Column("customers", "m", NUMBER)
T, Y = ir.Column("customers", "t", TEXT), ir.Column("customers", "y", YES_NO)
D = ir.Column("customers", "d", DATE)


def of(expr: ir.Expr, name: str, *values: Value | None) -> list[Value | None]:
    """The value for customers who have these values in a column."""
    return value_of(MADE, [{name: value} for value in values], expr)


def test_bands_begin_above_their_cut() -> None:
    band = ir.Band(N, (10.0, 20.0, 20.0, 30.0), False)
    assert of(band, "n", 9, 10, 10.5, 20, 20.1, 30, 31, None) == [1, 1, 2, 2, 4, 4, 5, None]
    days = ir.Band(N, (30.0, 90.0), True)
    assert of(days, "n", 0, 29, 30, 31, 90, 91, None) == [3, 3, 2, 2, 1, 1, None]
    assert of(ir.Band(N, (), False), "n", 5, None) == [1, None]


def test_a_duration_counts_in_days_and_yes_as_one() -> None:
    age = ir.DateDifference(ir.Today(), D)
    days = (dt.date(2024, 2, 28), dt.date(2024, 1, 30), None)
    assert of(ir.Band(age, (30.0,), True), "d", *days) == [2, 1, None]
    assert of(ir.Linear(((2.0, age),), 1.0), "d", *days) == [3, 61, None]
    assert of(ir.Linear(((2.0, Y),), 1.0), "y", True, False, None) == [3, 1, None]


@pytest.mark.parametrize("wrong", [T, D], ids=["text", "date"])
def test_what_is_no_number_is_missing(wrong: ir.Expr) -> None:
    row: dict[str, Value | None] = {"t": "12", "d": dt.date(2024, 1, 1), "n": 1}
    for expr in (ir.Band(wrong, (1.0,), False), ir.Linear(((1.0, wrong),), 0.0), ir.Apply(ir.Function.LOG, wrong)):
        assert value_of(MADE, [row], expr) == [None]
    assert value_of(MADE, [row], ir.Best(((wrong, "a"), (N, "b")), True)) == ["b"]
    assert both(MADE, [row], ir.Ranked(ir.Place.TOP, wrong, 0.1, None, ir.Literal(0.0, NUMBER))) == [None]


def test_a_table_of_constants() -> None:
    weights = ir.Mapped(T, (("a", 1.5), ("b", 2.5)), 0.0, -1.0)
    assert of(weights, "t", "a", "b", "c", None) == [1.5, 2.5, 0, -1]
    words = ir.Mapped(Y, (("no", "x"), ("yes", "y")), None, None, TEXT)
    assert of(words, "y", True, False, None) == ["y", "x", None]
    whole = ir.Mapped(N, (("1", True), ("1.5", False)), None, None, YES_NO)
    assert of(whole, "n", 1.0, 1.5, 2.0, None) == [True, False, None, None]
    lengths = ir.Mapped(T, (("a", dt.timedelta(days=3)),), None, None, DURATION)
    assert of(lengths, "t", "a", "b") == [3, None]


def test_sums_are_taken_in_their_order() -> None:
    sum_ = ir.Linear(((1e300, N), (-1e300, N), (3.0, M)), 0.5)
    rows: list[dict[str, Value | None]] = [
        {"n": 1, "m": 2},
        {"n": 1e10, "m": 2},
        {"n": 1, "m": None},
        {"n": 0.1, "m": 1e308},
    ]
    assert value_of(MADE, rows, sum_) == [6, None, None, None]
    assert of(ir.Linear((), 2.5), "n", None) == [2.5]


def test_functions_of_one_number() -> None:
    assert of(ir.Apply(ir.Function.EXP, N), "n", 0, -1e9, 1e9, None) == [1, 0, None, None]
    assert of(ir.Apply(ir.Function.LOGISTIC, N), "n", 0, -1e9, 1e9, None) == [0.5, 0, 1, None]
    assert of(ir.Apply(ir.Function.LOG, N), "n", 0, None) == [0, None]
    for x in (-3.0, 0.1, 7.5):
        signed = of(ir.Apply(ir.Function.LOG, N), "n", x)[0]
        assert signed == pytest.approx(math.copysign(math.log(1 + abs(x)), x), rel=1e-14)


def test_lines_between_points() -> None:
    line = ir.Interpolate(N, ((0.0, 1.0), (10.0, 2.0), (10.0, 5.0), (20.0, 3.0)))
    assert of(line, "n", -5, 0, 5, 9.999999999999998, 10, 15, 20, 99, None) == [
        1, 1, 1.5, 1 + 0.9999999999999998, 5, 4, 3, 3, None,
    ]  # fmt: skip
    assert of(ir.Interpolate(N, ((7.0, 3.0),)), "n", -1, 7, 9, None) == [3, 3, 3, None]


STUMP = ir.Tree(
    feature=(0, -1, 1, -1, -1),
    threshold=(5.0, 0.0, 0.5, 0.0, 0.0),
    left=(1, 0, 3, 0, 0),
    right=(2, 0, 4, 0, 0),
    missing_left=(True, False, False, False, False),
    value=(9.0, 1.0, 9.0, 2.0, 4.0),
)


def test_trees_go_left_at_the_threshold() -> None:
    trees = ir.Trees((N, Y), (STUMP,), 0.25)
    rows: list[dict[str, Value | None]] = [
        {"n": 5, "y": True}, {"n": 5.1, "y": False}, {"n": 6, "y": True}, {"n": None, "y": True}, {"n": 6, "y": None},
    ]  # fmt: skip
    assert value_of(MADE, rows, trees) == [1.25, 2.25, 4.25, 1.25, 4.25]
    assert value_of(MADE, rows, ir.Trees((N, Y), (), 0.25)) == [0.25] * 5
    single = ir.Tree((-1,), (0.0,), (0,), (0,), (False,), (3.0,))
    assert value_of(MADE, rows, ir.Trees((), (single, single), 1.0)) == [7.0] * 5


def test_the_first_of_the_best() -> None:
    rows: list[dict[str, Value | None]] = [
        {"n": 1, "m": 2},
        {"n": 2, "m": 2},
        {"n": None, "m": 0},
        {"n": None, "m": None},
    ]
    choices = ((N, "first"), (M, "second"))
    assert value_of(MADE, rows, ir.Best(choices, True)) == ["second", "first", "second", None]
    assert value_of(MADE, rows, ir.Best(choices, False)) == ["first", "first", "second", None]
    assert value_of(MADE, rows, ir.Best((*choices, (N, "first")), True)) == ["second", "first", "second", None]


def test_places_and_their_opposites() -> None:
    rows: list[dict[str, Value | None]] = [{"n": 9}, {"n": 10}, {"n": 11}, {"n": None}]
    limit = ir.Literal(10.0, NUMBER)
    wanted = {
        ir.Place.TOP: [False, True, True, None],
        ir.Place.BOTTOM: [True, True, False, None],
        ir.Place.ABOVE: [False, False, True, None],
        ir.Place.BELOW: [True, False, False, None],
    }
    for place, answers in wanted.items():
        share = 0.1 if place in (ir.Place.TOP, ir.Place.BOTTOM) else None
        asked = ir.Ranked(place, N, share, None, limit)
        assert both(MADE, rows, asked) == answers
        assert both(MADE, rows, ir.Not(asked)) == [None if answer is None else not answer for answer in answers]


def test_a_limit_for_each_group() -> None:
    limits = ir.Mapped(T, (("a", 5.0), ("b", 50.0)), None, None)
    asked = ir.Ranked(ir.Place.TOP, N, 0.1, T, limits)
    rows: list[dict[str, Value | None]] = [
        {"n": 5, "t": "a"},
        {"n": 5, "t": "b"},
        {"n": 5, "t": "new"},
        {"n": 5, "t": None},
    ]
    assert both(MADE, rows, asked) == [True, False, None, None]


def test_what_is_not_fitted_is_missing() -> None:
    learned = ir.Learned("rfm", "score", NUMBER)
    assert of(learned, "n", 1) == [None]
    assert both(MADE, [{"n": 1}], ir.Compare(ir.Rel.GT, learned, ir.Literal(3, NUMBER))) == [None]
    assert both(MADE, [{"n": 1}], ir.Ranked(ir.Place.TOP, N, 0.1, None, learned)) == [None]
    assert both(MADE, [{"n": 1}], ir.IsMissing(learned)) == [True]


def test_an_example_gives_what_was_learned() -> None:
    """`given RFM score is 13`, whatever stands behind the name."""
    score = ir.Named("rfm score", NUMBER)
    rule = ir.Compare(ir.Rel.GT, score, ir.Literal(12, NUMBER))
    for body in (ir.Learned("rfm", "score", NUMBER), ir.Linear(((1.0, ir.Band(N, (1.0,), False)),), 0.0)):
        made = replace(MADE, defines={"rfm score": ir.Define("RFM score", body)}, order=("rfm score",))
        assert Interpreter(made, {}, {score: 13}).condition(rule, {}) is True
        assert Interpreter(made, {}, {score: 12}).condition(rule, {}) is False
        assert Interpreter(made, {}, {}).condition(rule, {}) is None


# ---- lowering ------------------------------------------------------------------------------------------------------


def test_constants_are_computed_beforehand() -> None:
    five = ir.Literal(5.0, NUMBER)
    values: list[ir.Expr] = [
        ir.Band(five, (1.0, 2.0), False),
        ir.Linear(((2.0, five),), 1.0),
        ir.Interpolate(five, ((0.0, 0.0), (10.0, 1.0))),
        ir.Trees((five, Y), (STUMP,), 0.0),
        ir.Linear(((1.0, ir.Learned("x", "y", NUMBER)), (1.0, N)), 0.0),
    ]
    found = lower(MADE, [], values).values
    assert [value.value if isinstance(value, nodes.Constant) else "asked" for value in found] == [
        3,
        11,
        0.5,
        "asked",
        None,
    ]


def test_what_is_shared_is_computed_once() -> None:
    """Two names for the same trees, and a rule and a place that look at them."""
    trees = ir.Trees((N, M), (STUMP,), 0.5)
    chance = ir.Interpolate(trees, ((0.0, 0.0), (10.0, 1.0)))
    asked: list[ir.Cond] = [
        ir.Compare(ir.Rel.GT, ir.Interpolate(ir.Trees((N, M), (STUMP,), 0.5), chance.points), ir.Literal(0.1, NUMBER)),
        ir.Ranked(ir.Place.TOP, chance, 0.1, None, ir.Literal(0.2, NUMBER)),
    ]
    plan = lower(MADE, asked, [chance])
    kinds = [type(node) for node in walking.below([*plan.conditions, *plan.values])]
    assert kinds.count(nodes.Trees) == kinds.count(nodes.Interpolate) == 1


def test_what_was_looked_up_in_one_batch_serves_the_next() -> None:
    """Lists of texts differ from batch to batch, and so do the numbers of their texts."""
    weights = ir.Mapped(T, (("a", 1.0), ("b", 2.0)), 0.0, None)
    rows: list[dict[str, Value | None]] = [{"t": text} for text in ("b", "a", "x", None, "a", "b")]
    answers = list(pandas.run(lower(MADE, [], [weights]), stores(MADE, {"customers": rows}, 2, 5)))
    assert told(answers, 0) == [2, 1, 0, None, 1, 2]
    vectors: list[Vector] = [each.values[0] for each in answers]
    assert not any(isinstance(vector, Texts) for vector in vectors)


# ---- purchases -----------------------------------------------------------------------------------------------------


def history(asks: ir.History, r: float, alpha: float, a: float, b: float, horizon: float) -> ir.Repeats:
    return ir.Repeats(asks, r, alpha, a, b, horizon, N, M, M)


def published(asked: ir.Repeats, x: float, last: float, age: float) -> float:
    """Fader, Hardie and Lee (2005), formula (10), as it is written there."""
    r, alpha, a, b, t = asked.r, asked.alpha, asked.a, asked.b, asked.horizon
    shrunk = ((alpha + age) / (alpha + age + t)) ** (r + x) * hyp2f1(r + x, b + x, a + b + x - 1, t / (alpha + age + t))
    lost = a / (b + x - 1) * ((alpha + age) / (alpha + last)) ** (r + x) if x else 0.0
    return float((a + b + x - 1) / (a - 1) * (1 - shrunk) / (1 + lost))


def test_the_published_customer() -> None:
    """CDNOW: two repeats, the last after 30.43 weeks, observed for 38.86; 39 weeks ahead."""
    asked = history(ir.History.PURCHASES, 0.243, 4.414, 0.793, 2.426, 39.0)
    assert repeats(asked, 2, 30.43, 38.86) == pytest.approx(1.226, abs=0.0005)
    chance = repeats(replace(asked, asks=ir.History.ALIVE), 2, 30.43, 38.86)
    assert chance == pytest.approx(1 / (1 + 0.793 / 3.426 * (43.274 / 34.844) ** 2.243), rel=1e-14)


@pytest.mark.parametrize("seed", range(5))
def test_the_series_is_the_published_formula(seed: int) -> None:
    """Within 1e-13 where that formula itself is so exact: not near a = 1, and not where it subtracts nearly equals."""
    rnd = Random(seed)
    for _ in range(200):
        a = rnd.choice((rnd.uniform(0.1, 0.9), rnd.uniform(1.1, 3)))
        asked = history(
            ir.History.PURCHASES, rnd.uniform(0.05, 3), rnd.uniform(1, 30), a, rnd.uniform(0.5, 6), rnd.uniform(8, 60)
        )
        x, age = rnd.choice((0, 1, 2, 5)), rnd.uniform(0, 80)
        last = age * rnd.random() if x else 0.0
        assert repeats(asked, x, last, age) == pytest.approx(published(asked, x, last, age), rel=1e-13)


def test_where_the_published_formula_breaks_down() -> None:
    """At a = 1 it is 0 by 0; near it nothing jumps. Many purchases, no time to come, a long time to come."""
    around = [
        repeats(history(ir.History.PURCHASES, 0.5, 5.0, a, 2.0, 10.0), 3, 20.0, 30.0) for a in (1 - 1e-9, 1.0, 1 + 1e-9)
    ]
    assert around[0] == pytest.approx(around[1], rel=1e-8)
    assert around[1] == pytest.approx(around[2], rel=1e-8)
    asked = history(ir.History.PURCHASES, 0.5, 5.0, 0.5, 2.0, 10.0)
    assert repeats(replace(asked, horizon=0.0), 3, 20.0, 30.0) == 0
    # Nobody ever leaves when a is 0: then purchases go on at the posterior mean rate.
    forever = repeats(replace(asked, a=1e-300), 2000, 30.0, 30.0)
    assert forever == pytest.approx(2000.5 / 35 * 10, rel=1e-11)
    long = [repeats(replace(asked, horizon=h), 3, 20.0, 30.0) or 0.0 for h in (1e2, 1e3, 1e4)]
    assert long == sorted(long)


def test_histories_that_make_no_sense_are_missing() -> None:
    rows: list[dict[str, Value | None]] = [
        {"n": x, "m": m} for x, m in ((-1, 3), (0.5, 3), (2, -1), (None, 3), (2, None), (0, 0), (2, 3), (1, 0))
    ]
    for asks in ir.History:
        asked = history(asks, 0.243, 4.414, 0.793, 2.426, 39.0)
        answers = [Interpreter(MADE).value(asked, row) for row in rows]
        assert [answer is None for answer in answers] == [True] * 5 + [False] * 3
        assert both(MADE, rows, ir.IsMissing(asked)) == [True] * 5 + [False] * 3
