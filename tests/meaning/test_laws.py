"""Laws that hold of all rules: nobody is lost, `not` and chains obey De Morgan, order and company change nothing."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import replace
from random import Random

import pytest
from tests.meaning.random_programs import Asker, world
from tests.meaning.random_tables import World
from tests.meaning.tables_in_memory import comparable, keys, stores, told, verdicts

from segdsl import ir
from segdsl.engines import pandas
from segdsl.lower import lower
from segdsl.types import TEXT, Value

SEEDS = range(40)


def answered(made: World, conditions: list[ir.Cond], values: list[ir.Expr] | None = None) -> list[list[object]]:
    answers = list(pandas.run(lower(made.program, conditions, values or []), stores(made.program, made.data, 3)))
    found: list[list[object]] = [list(verdicts(answers, number)) for number in range(len(conditions))]
    found += [list(map(comparable, told(answers, number))) for number in range(len(values or []))]
    return [*found, list(keys(answers))]


@pytest.mark.parametrize("seed", SEEDS)
def test_members_others_and_undecided_are_everyone(seed: int) -> None:
    rnd = Random(seed)
    made = world(rnd)
    rules = [Asker(rnd, made.program).condition(3) for _ in range(10)]
    *found, customers = answered(made, [*rules, *map(ir.Not, rules)])
    for rule, opposite in zip(found[:10], found[10:], strict=True):
        counts = Counter(rule)
        assert counts[True] + Counter(opposite)[True] + counts[None] == len(customers)
        assert [None if verdict is None else not verdict for verdict in rule] == opposite


@pytest.mark.parametrize("seed", SEEDS)
def test_de_morgan(seed: int) -> None:
    rnd = Random(seed)
    made = world(rnd)
    ask = Asker(rnd, made.program)
    pairs = [(ask.condition(2), ask.condition(2)) for _ in range(10)]
    left: list[ir.Cond] = [ir.Not(ir.And(pair)) for pair in pairs]
    right: list[ir.Cond] = [ir.Or((ir.Not(a), ir.Not(b))) for a, b in pairs]
    *found, _ = answered(made, left + right)
    assert found[:10] == found[10:]


@pytest.mark.parametrize("seed", SEEDS)
def test_tiers_and_splits_put_everyone_in_one_part(seed: int) -> None:
    rnd = Random(seed)
    made = world(rnd)
    ask = Asker(rnd, made.program)
    tiers = ir.Tiers("t", ((ask.condition(2), "gold"), (ask.condition(2), "silver")), "rest")
    split = ir.Split("s", ir.Column("customers", "id", TEXT), "x", (("a", 0.3), ("b", 0.7)))
    program = replace(
        made.program,
        tiers={**made.program.tiers, "t": tiers},
        splits={**made.program.splits, "s": split},
        order=(*made.program.order, "t", "s"),
    )
    *found, customers = answered(
        World(program, made.data),
        [condition for condition, _ in tiers.branches],
        [ir.PartOf("t", tiers.parts), ir.PartOf("s", ("a", "b"))],
    )
    gold, silver, tier, part = found
    expected = ["gold" if g else "silver" if s else "rest" for g, s in zip(gold, silver, strict=True)]
    assert tier == expected
    assert len(part) == len(customers)
    assert set(part) <= {"a", "b"}


@pytest.mark.parametrize("seed", SEEDS)
def test_the_order_of_rows_changes_nothing(seed: int) -> None:
    rnd = Random(seed)
    made = world(rnd)
    names = [name for name, table in made.program.tables.items() if table.role.value == "many"]
    ask = Asker(rnd, made.program)
    rules = [ask.condition(3) for _ in range(8)]
    values = [ask.measured_number(3) for _ in range(8)]
    shuffled = {**made.data, **{name: rnd.sample(made.data[name], len(made.data[name])) for name in names}}
    assert answered(made, rules, values) == answered(World(made.program, shuffled), rules, values)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_customer_alone_gets_the_same_answers(seed: int) -> None:
    rnd = Random(seed)
    made = world(rnd)
    customers = replace(made.program.tables["customers"], distinct=False, key="id")
    made = World(replace(made.program, tables={**made.program.tables, "customers": customers}), made.data)
    ask = Asker(rnd, made.program)
    rules, values = [ask.condition(3) for _ in range(8)], [ask.measured_number(3) for _ in range(4)]
    together = answered(made, rules, values)
    alone = [
        answered(World(made.program, {**made.data, "customers": [row]}), rules, values)
        for row in made.data["customers"]
    ]
    for place, column in enumerate(together):
        assert column == [value for one in alone for value in one[place]]


@pytest.mark.parametrize("seed", SEEDS)
def test_rows_that_are_not_seen_change_nothing(seed: int) -> None:
    """Rows after the as-of date, and rows of nobody, may be added."""
    rnd = Random(seed)
    made = world(rnd)
    ask = Asker(rnd, made.program)
    rules, values = [ask.condition(3) for _ in range(8)], [ask.measured_number(3) for _ in range(4)]
    later: dict[str, Value | None] = {**(made.data["visits"] or [{"card": "1"}])[0], "at": dt.date(2031, 1, 1)}
    nobody: dict[str, Value | None] = {"card": "nobody's", "at": dt.date(2020, 1, 1), "x": 9.0}
    more = {**made.data, "visits": [later, *made.data["visits"], nobody]}
    assert answered(made, rules, values) == answered(World(made.program, more), rules, values)
