"""What lint calls impossible is impossible: random conditions, all combinations of values, the interpreter as judge."""

from __future__ import annotations

import itertools
from typing import TypeAlias

from hypothesis import given, settings
from hypothesis import strategies as st

from segdsl import ir, schemas
from segdsl.interpret import Interpreter
from segdsl.lint.regions import NOWHERE, Regions, Want
from segdsl.lint.values import Values
from segdsl.types import NUMBER, TEXT, WHOLE, YES_NO, Value, one_of

Row: TypeAlias = dict[str, Value | None]

COLUMNS = {
    "age": schemas.Column("age", WHOLE, low=0, high=3, declared=True),
    "x": schemas.Column("x", NUMBER, declared=True),
    "job": schemas.Column("job", TEXT, declared=True),
    "kind": schemas.Column("kind", one_of(("p", "q")), declared=True),
    "flag": schemas.Column("flag", YES_NO, declared=True),
}
POSSIBLE: dict[str, list[Value | None]] = {
    "age": [None, 0, 1, 2, 3],
    "x": [None, -1.0, 0.0, 0.5, 1.0, 2.0],
    "job": [None, "p", "q", "other"],
    "kind": [None, "p", "q"],
    "flag": [None, True, False],
}
ROWS: list[Row] = [dict(zip(POSSIBLE, values, strict=True)) for values in itertools.product(*POSSIBLE.values())]

numbers = st.sampled_from([-1, 0, 1, 1.5, 2, 3, 4])
texts = st.sampled_from(["p", "q", "z"])
age, x, job, kind, flag = (ir.Column("customers", name, column.type) for name, column in COLUMNS.items())


def literal(value: Value) -> ir.Literal:
    return ir.Literal(value, TEXT if isinstance(value, str) else NUMBER)


numeric = st.one_of(
    st.sampled_from([age, x]),
    st.builds(lambda n: ir.Arithmetic(ir.Op.ADD, age, literal(n)), numbers),
    st.builds(lambda n: ir.Arithmetic(ir.Op.MULTIPLY, x, literal(n)), numbers),
    st.just(ir.Arithmetic(ir.Op.SUBTRACT, age, x)),
    st.just(ir.Default(age, literal(2))),
    st.just(ir.Negate(age)),
    st.just(ir.Absolute(x)),
    st.just(ir.Extreme(True, (age, x))),
    st.just(ir.Choose(((ir.Holds(flag), literal(7)),), age, NUMBER)),
)
leaves: st.SearchStrategy[ir.Cond] = st.one_of(
    st.builds(ir.Compare, st.sampled_from(ir.Rel), numeric, numbers.map(literal)),
    st.builds(ir.Compare, st.sampled_from(ir.Rel), numeric, numeric),
    st.builds(ir.Between, numeric, numbers.map(literal), numbers.map(literal)),
    st.builds(lambda v, items: ir.Among(v, tuple(sorted(items))), numeric, st.sets(numbers.filter(lambda n: n != 1.5))),
    st.builds(
        ir.Compare,
        st.sampled_from([ir.Rel.EQ, ir.Rel.NE]),
        st.sampled_from([job, kind]),
        texts.map(literal),
    ),
    st.builds(lambda v, items: ir.Among(v, tuple(sorted(items))), st.sampled_from([job, kind]), st.sets(texts)),
    st.builds(ir.IsMissing, st.sampled_from([age, x, job, flag, ir.Default(age, literal(2))])),
    st.just(ir.Holds(flag)),
    st.just(ir.Member("other")),
    st.builds(ir.TextTest, st.sampled_from(ir.Test).filter(lambda t: t is not ir.Test.MATCHES), st.just(job), texts),
)


def combined(inner: st.SearchStrategy[ir.Cond]) -> st.SearchStrategy[ir.Cond]:
    several = st.lists(inner, min_size=2, max_size=4).map(tuple)
    return st.one_of(several.map(ir.And), several.map(ir.Or), st.builds(ir.Not, inner), st.builds(ir.Surely, inner))


conditions = st.recursive(leaves, combined, max_leaves=8)


def program(condition: ir.Cond) -> ir.Program:
    table = ir.Table("customers", schemas.Role.CUSTOMERS, COLUMNS, frozenset(COLUMNS))
    other = ir.Segment("other", ir.Compare(ir.Rel.GT, age, literal(1)))
    return ir.Program(
        ir.Meta(),
        None,
        "UTC",
        {"customers": table},
        {},
        {"other": other, "s": ir.Segment("s", condition)},
        {},
        {},
        (),
        (),
        ("other", "s"),
    )


@settings(max_examples=150, deadline=None)
@given(conditions)
def test_what_is_called_impossible_never_happens(condition: ir.Cond) -> None:
    whole = program(condition)
    regions = Regions(whole, Values(whole))
    judge = Interpreter(whole)
    outcomes = {judge.condition(condition, row) for row in ROWS[:: 1 + len(ROWS) // 400]}
    if True in outcomes:
        assert regions.of(condition, Want.TRUE) != NOWHERE
        assert regions.of(condition, Want.NOT_FALSE) != NOWHERE
    if False in outcomes:
        assert regions.of(condition, Want.FALSE) != NOWHERE
        assert regions.of(condition, Want.NOT_TRUE) != NOWHERE
    if None in outcomes:
        assert regions.of(condition, Want.NOT_TRUE) != NOWHERE
        assert regions.of(condition, Want.NOT_FALSE) != NOWHERE


plain: st.SearchStrategy[ir.Cond] = st.one_of(
    st.builds(ir.Compare, st.sampled_from(ir.Rel), st.just(age), numbers.map(literal)),
    st.builds(ir.Between, st.just(age), numbers.map(literal), numbers.map(literal)),
    st.builds(lambda items: ir.Among(age, tuple(sorted(items))), st.sets(numbers)),
    st.builds(lambda items: ir.Among(kind, tuple(sorted(items))), st.sets(texts)),
    st.builds(ir.Compare, st.sampled_from([ir.Rel.EQ, ir.Rel.NE]), st.just(kind), texts.map(literal)),
    st.sampled_from([ir.IsMissing(age), ir.Holds(flag)]),
)


@settings(max_examples=150, deadline=None)
@given(plain, st.booleans())
def test_plain_questions_are_decided(leaf: ir.Cond, wanted: bool) -> None:
    """Not only sound: for one declared column against constants, what cannot happen is always noticed."""
    whole = program(leaf)
    judge = Interpreter(whole)
    happens = any(judge.condition(leaf, row) is wanted for row in ROWS)
    region = Regions(whole, Values(whole)).of(leaf, Want.TRUE if wanted else Want.FALSE)
    assert (region != NOWHERE) == happens
