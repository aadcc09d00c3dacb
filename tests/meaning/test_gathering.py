"""The rows gathered for some customers suffice: the interpreter says of them what it says with all rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.explain.worlds import full_world
from tests.meaning.tables_in_memory import stores

from segdsl import ir
from segdsl.interpret import Interpreter, Row, as_key
from segdsl.membership.gather import gather, gather_by_key


def named(program: ir.Program, customers: Sequence[Row], data: Sequence[Row]) -> Iterator[tuple[str, Row]]:
    """Each customer with the key it is called by."""
    key = program.customers.key
    for row in customers:
        if key is None:
            yield str(next(i for i, each in enumerate(data, 1) if each is row)), row
        elif (found := as_key(row.get(key))) is not None:
            yield found, row


def assert_same(whole: Interpreter, row: Row, alone: Interpreter, own: Row) -> None:
    program = whole.program
    conditions = [s.condition for s in program.segments.values()] + [s.condition for s in program.suppressions]
    for condition in conditions:
        assert alone.condition(condition, own) == whole.condition(condition, row)
    for name in (*program.tiers, *program.splits):
        assert alone.part(name, own) == whole.part(name, row)
    for define in program.defines.values():
        assert alone.value(define.value, own) == whole.value(define.value, row)


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**32))
def test_the_rows_of_one_customer(seed: int) -> None:
    program, data = full_world(seed)
    whole = Interpreter(program, data)
    for key, row in named(program, whole.rows.customers(), data["customers"]):
        alone = Interpreter(program, gather_by_key(program, stores(program, data, 3), [key]))
        (own,) = alone.rows.customers()
        assert_same(whole, row, alone, own)


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**32))
def test_the_rows_of_several_customers(seed: int) -> None:
    program, data = full_world(seed)
    rnd = Random(seed)
    whole = Interpreter(program, data)
    everybody = whole.rows.customers()
    some = rnd.sample(everybody, min(len(everybody), rnd.randint(1, 4)))
    alone = Interpreter(program, gather(program, stores(program, data, rnd.choice([1, 2, 1000])), some))
    for row in some:
        assert_same(whole, row, alone, row)


def test_nobody_has_no_rows() -> None:
    program, data = full_world(1)
    for name, rows in gather_by_key(program, stores(program, data), ["nobody is called this"]).items():
        assert rows == [], name
