"""The chance to be a customer still, on every engine, over histories that no formula likes."""

from __future__ import annotations

import math
from random import Random

import pytest
from tests.engines import each
from tests.meaning.asking import ask
from tests.meaning.one_question import program
from tests.meaning.random_tables import World

from segdsl import ir
from segdsl.interpret import Interpreter
from segdsl.types import NUMBER, Value

NUMBERS = (None, 0.0, 1.0, 2.0, 0.5, 3.0, 40.0, 365.0, 1e150, 1e300, 1.7976931348623157e308, 5e-324, 1e-300, -1.0)
LEARNED = (0.1, 0.243, 1.0, 3.0, 1e-5, 100.0)
X, Y, Z = (ir.Column("customers", name, NUMBER) for name in "xyz")


def asked(rnd: Random) -> ir.Repeats:
    r, alpha, a, b = (rnd.choice(LEARNED) for _ in range(4))
    return ir.Repeats(ir.History.ALIVE, r, alpha, a, b, 30.0, X, Y, Z)


def alike(got: Value | None, expected: Value | None) -> bool:
    if isinstance(got, float) and isinstance(expected, float):
        return math.isclose(got, expected, rel_tol=1e-12)
    return got is expected


@pytest.mark.parametrize("name", each.NAMES)
def test_histories(name: str) -> None:
    rnd = Random(3)
    rows: list[dict[str, Value | None]] = [{column: rnd.choice(NUMBERS) for column in "xyz"} for _ in range(500)]
    values = [asked(rnd) for _ in range(8)]
    likely: list[ir.Cond] = [ir.Compare(ir.Rel.GT, value, ir.Literal(0.37, NUMBER)) for value in values]
    made = World(program(dict.fromkeys("xyz", NUMBER)), {"customers": rows})
    interpreter = Interpreter(made.program, made.data)
    said = ask(each.ready(name), made, likely, values, rows)
    for value, given in zip(values, said.values, strict=True):
        for row, got in zip(rows, given, strict=True):
            assert alike(got, interpreter.value(value, row)), (value, row)
    assert said.verdicts == [[interpreter.condition(condition, row) for row in rows] for condition in likely]
