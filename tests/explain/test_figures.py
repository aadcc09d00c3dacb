"""Waterfalls and the parts of tiers: held against counting customer by customer with the interpreter."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.explain.bank import checked
from tests.explain.worlds import full_world
from tests.meaning.random_programs import Rows
from tests.meaning.tables_in_memory import stores

from segdsl import ir, pipeline
from segdsl.engines import pandas
from segdsl.explanation import waterfall, written
from segdsl.explanation.model import Waterfall
from segdsl.frames import Answers
from segdsl.interpret import Interpreter, Row
from segdsl.lower import lower


def ask(
    program: ir.Program, data: dict[str, Rows], conditions: tuple[ir.Cond, ...], values: tuple[ir.Expr, ...]
) -> list[Answers]:
    return list(pandas.run(lower(program, conditions, values), stores(program, data, 3)))


def sure(interpreter: Interpreter, customers: Sequence[Row], conditions: Sequence[ir.Cond]) -> int:
    """How many surely meet all of the conditions."""
    return sum(all(interpreter.condition(c, row) is True for c in conditions) for row in customers)


def undecided(interpreter: Interpreter, customers: Sequence[Row], condition: ir.Cond) -> int:
    return sum(interpreter.condition(condition, row) is None for row in customers)


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**32))
def test_counts_are_those_of_the_interpreter(seed: int) -> None:
    program, data = full_world(seed)
    interpreter = Interpreter(program, data)
    customers = interpreter.rows.customers()
    waterfalls, partitions = waterfall.count(
        program, _asked(program), program.suppressions, partial(ask, program, data)
    )
    conditions = [s.condition for s in program.segments.values()] + [s.condition for s in program.suppressions]
    assert len(waterfalls) == len(conditions)
    for found, condition in zip(waterfalls, conditions, strict=True):
        _same(found, condition, interpreter, customers)
    by_name = {found.name: found for found in partitions}
    for name in (*program.tiers, *program.splits):
        parts = [interpreter.part(name, row) for row in customers]
        found_parts = by_name[(program.tiers.get(name) or program.splits[name]).name].branches
        for part in {branch.part for branch in found_parts}:
            takes = sum(branch.takes for branch in found_parts if branch.part == part)
            assert takes == parts.count(part), (seed, name, part)
    for name, tiers in program.tiers.items():
        passed = sum(_passed(interpreter, row, tiers) for row in customers)
        assert by_name[tiers.name].undecided == passed, (seed, name)


def _asked(program: ir.Program) -> list[str]:
    return [*program.segments, *program.tiers, *program.splits]


def _passed(interpreter: Interpreter, row: Row, tiers: ir.Tiers) -> bool:
    """Whether an undecided line was passed on the way."""
    answers = [interpreter.condition(test, row) for test, _ in tiers.branches]
    way = answers[: answers.index(True)] if True in answers else answers
    return None in way


def _same(found: Waterfall, condition: ir.Cond, interpreter: Interpreter, customers: Sequence[Row]) -> None:
    clauses = written.top_clauses(condition)
    assert found.customers == len(customers)
    assert found.members == sure(interpreter, customers, clauses) == sure(interpreter, customers, [condition])
    assert found.undecided == undecided(interpreter, customers, condition)
    assert found.steps[-1].remaining == found.members
    for place, step in enumerate(found.steps):
        others = [c for i, c in enumerate(clauses) if i != place]
        assert step.remaining == sure(interpreter, customers, clauses[: place + 1])
        assert step.meets == sure(interpreter, customers, clauses[place : place + 1])
        assert step.alone == sure(interpreter, customers, others) - found.members
        assert step.undecided == undecided(interpreter, customers, clauses[place])
    blamed = [missing.customers for missing in found.missing]
    assert all(0 < count <= found.undecided for count in blamed)


def test_everyone_who_is_undecided_lacks_something() -> None:
    path = Path(__file__).parents[2] / "examples" / "bank" / "bank.seg"
    done = checked(path.parent, path.read_text(encoding="utf-8"))
    waterfalls, _ = waterfall.count(done.program, _asked(done.program), (), partial(pipeline.ask, done))
    assert any(found.undecided for found in waterfalls)
    for found in waterfalls:
        assert sum(missing.customers for missing in found.missing) >= found.undecided, found.name
