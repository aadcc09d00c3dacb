"""What lowering makes of rules: work shared, `not` at the leaves, dates resolved, only what is needed."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from random import Random

import pytest
from tests.meaning.one_question import both, program
from tests.meaning.random_programs import Asker, world
from tests.meaning.random_tables import AS_OF

from segdsl import ir, types
from segdsl.interpret import Interpreter
from segdsl.lower import lower, nodes, walking

N = ir.Column("customers", "n", types.NUMBER)
D = ir.Column("customers", "d", types.DATE)
S = ir.Column("customers", "s", types.DATE_TIME)
MADE = program({"n": types.NUMBER, "d": types.DATE, "s": types.DATE_TIME})


def above(limit: float) -> ir.Cond:
    return ir.Compare(ir.Rel.GT, N, ir.Literal(limit, types.NUMBER))


def test_what_is_asked_twice_is_one_node() -> None:
    first, second = lower(MADE, [ir.And((above(1), above(2))), ir.Or((ir.Not(above(3)), above(1)))]).conditions
    assert isinstance(first, nodes.And)
    assert isinstance(second, nodes.Or)
    assert first.items[0] is second.items[1]
    assert lower(MADE, [above(1), above(1.0)]).columns == {"customers": frozenset({"n", ""})}


def test_equal_constants_of_different_kinds_are_different() -> None:
    one, yes = (ir.Literal(value, kind) for value, kind in ((1, types.WHOLE), (True, types.YES_NO)))
    values = lower(MADE, [], [one, yes]).values
    assert [value.value for value in values if isinstance(value, nodes.Constant)] == [1, True]
    assert values[0] is not values[1]


def test_not_is_at_the_leaves() -> None:
    asked = ir.Not(ir.And((above(1), ir.Or((ir.Not(above(2)), ir.IsMissing(N))))))
    found = lower(MADE, [asked]).conditions[0]
    kinds = [type(node).__name__ for node in walking.below([found]) if isinstance(node, nodes.Cond)]
    assert sorted(kinds) == ["And", "Compare", "Compare", "Missing", "Or"]
    leaf = next(node for node in walking.below([found]) if isinstance(node, nodes.Missing))
    assert leaf.negated


def test_dates_are_resolved() -> None:
    made = replace(MADE, as_of=dt.date(2024, 3, 31))
    ago = ir.Shift(ir.Today(), -1, types.Unit.MONTH)
    found = lower(made, [ir.Compare(ir.Rel.LT, D, ago)]).conditions[0]
    assert isinstance(found, nodes.Compare)
    assert isinstance(found.right, nodes.Constant)
    assert found.right.value == dt.date(2024, 2, 29)


def test_a_day_of_a_date_and_time_is_not_taken_out() -> None:
    asked = ir.Compare(ir.Rel.LE, ir.DayOf(S), ir.Literal(dt.date(2024, 2, 29), types.DATE))
    found = lower(MADE, [asked]).conditions[0]
    assert isinstance(found, nodes.Compare)
    assert isinstance(found.left, nodes.Field)


def test_what_is_known_beforehand_is_not_asked() -> None:
    yes = ir.Compare(ir.Rel.LT, ir.Literal(1, types.WHOLE), ir.Literal(2, types.WHOLE))
    found = lower(MADE, [ir.And((yes, above(1))), ir.Or((yes, above(1))), ir.And((yes, yes))]).conditions
    assert isinstance(found[0], nodes.Compare)
    assert [node.answer for node in found[1:] if isinstance(node, nodes.Known)] == [True, True]


def test_long_chains_of_names_do_not_nest() -> None:
    count = 3000
    segments = {"s0": ir.Segment("s0", above(1))}
    for number in range(1, count):
        before: ir.Cond = ir.Member(f"s{number - 1}")
        segments[f"s{number}"] = ir.Segment(f"s{number}", ir.Not(before) if number % 2 else before)
    made = replace(MADE, segments=segments, order=tuple(segments))
    assert both(made, [{"n": 2.0}, {"n": 0.0}, {"n": None}], ir.Member(f"s{count - 1}")) == [
        Interpreter(made).condition(ir.Member(f"s{count - 1}"), {"n": n}) for n in (2.0, 0.0, None)
    ]


def test_measures_over_one_table_are_taken_in_one_pass_unless_one_needs_another() -> None:
    rnd = Random(1)
    tables = {**world(rnd).program.tables}
    tables["buys"] = replace(tables["buys"], dated="at")
    made = ir.Program(ir.Meta(), AS_OF[0], "UTC", tables, {}, {}, {}, {}, (), (), ())
    x = ir.Column("buys", "x", types.NUMBER)
    mean = ir.Measure(ir.Aggregate.AVERAGE, "buys", x, None, None, types.NUMBER)
    over = ir.Compare(ir.Rel.GT, x, ir.OfCustomer(mean))
    count = ir.Measure(ir.Aggregate.COUNT, "buys", None, None, over, types.WHOLE)
    total = ir.Measure(ir.Aggregate.SUM, "buys", x, None, None, types.NUMBER)
    plan = lower(made, [], [count, total, mean])
    assert [[fold.aggregate for fold in step.folds] for step in plan.passes] == [
        [ir.Aggregate.AVERAGE, ir.Aggregate.SUM],
        [ir.Aggregate.COUNT],
    ]


@pytest.mark.parametrize("seed", range(30))
def test_a_plan_names_all_the_columns_it_asks(seed: int) -> None:
    rnd = Random(seed)
    made = world(rnd).program
    plan = lower(made, [Asker(rnd, made).condition(3) for _ in range(5)])
    for node in walking.below(plan.conditions, across=True):
        if isinstance(node, nodes.Field):
            assert node.column in plan.columns[node.table]
        if isinstance(node, nodes.Joined):
            assert node.per in plan.columns[node.table]
