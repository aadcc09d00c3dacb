"""Random programs over random data: the engine says what the reference interpreter says."""

from __future__ import annotations

import math
import os
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.meaning.asking import ask, keys_of
from tests.meaning.random_programs import Asker, world
from tests.meaning.random_tables import World
from tests.meaning.tables_in_memory import comparable

from segdsl import ir
from segdsl.engines import pandas
from segdsl.engines.door import Engine
from segdsl.interpret import Interpreter
from segdsl.types import Value

PROGRAMS = int(os.environ.get("SEGDSL_PROGRAMS", "4000"))
"""How many random programs are tried; `SEGDSL_PROGRAMS=200000` for a long run."""

QUESTIONS = 10
VALUES = 6


def questions(rnd: Random, made: World) -> tuple[list[ir.Cond], list[ir.Expr]]:
    ask = Asker(rnd, made.program)
    makers = (
        ask.number,
        ask.text,
        ask.date,
        ask.yes_no,
        ask.duration,
        ask.measured_number,
        ask.measured_number,
        ask.curved,
        ask.fitted,
        ask.fitted,
        ask.age,
    )
    return [ask.condition(3) for _ in range(QUESTIONS)], [rnd.choice(makers)(2) for _ in range(VALUES)]


def alike(got: Value | None, expected: Value | None, expr: ir.Expr) -> bool:
    """Equal, but for the last bits of what engines compute by functions of their own."""
    if isinstance(expr, ir.Apply | ir.Repeats) and isinstance(got, float) and isinstance(expected, float):
        return math.isclose(got, expected, rel_tol=1e-12)
    return got == expected


def disagreements(rnd: Random, engine: Engine = pandas.ENGINE) -> list[str]:
    """The questions of one random world to which engine and interpreter give different answers."""
    made = world(rnd)
    conditions, values = questions(rnd, made)
    interpreter = Interpreter(made.program, made.data)
    customers = interpreter.rows.customers()
    said = ask(engine, made, conditions, values, customers, rnd.choice([1, 2, 3, 1000]), rnd.randint(0, 9))
    expected_keys = keys_of(made, customers)
    if said.keys != expected_keys:
        return [f"customers: expected {expected_keys}, got {said.keys}"]
    found = []
    for condition, got in zip(conditions, said.verdicts, strict=True):
        expected = [interpreter.condition(condition, row) for row in customers]
        if got != expected:
            found.append(f"{condition}\nexpected {expected}\ngot      {got}")
    for value, answered in zip(values, said.values, strict=True):
        wanted = [comparable(interpreter.value(value, row)) for row in customers]
        if not all(alike(*pair, value) for pair in zip(answered, wanted, strict=True)):
            found.append(f"{value}\nexpected {wanted}\ngot      {answered}")
    return found


if PROGRAMS <= 5000:

    @settings(
        max_examples=PROGRAMS // (QUESTIONS + VALUES),
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.integers(0, 2**32))
    def test_engine_agrees_with_interpreter(seed: int) -> None:
        assert not disagreements(Random(seed)), f"seed {seed}"

else:

    def test_engine_agrees_with_interpreter_at_length() -> None:
        for seed in range(PROGRAMS // (QUESTIONS + VALUES)):
            assert not disagreements(Random(seed)), f"seed {seed}"
