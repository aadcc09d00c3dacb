"""Rules and customers whose numbers come from the same few, so that customers stand on the boundaries of rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import product
from random import Random

from tests.proofs.reading import program

from segdsl import ir
from segdsl.interpret import Interpreter, Row
from segdsl.proofs import AllOf, Claim, Found, InPart, Is, Never, NotSo, Prover
from segdsl.types import Kind

SEGMENTS = 4
CONSTANTS = ("0", "1", "2", "3", "0.1", "0.3", "1.2", "10")
RELATIONS = ("<", "<=", ">", ">=", "is")
VALUES = (None, -1.0, *map(float, CONSTANTS))
TYPES = ("number", "whole number -1 to 10")
Test = Callable[[Interpreter, Row], bool]


def rules(rnd: Random) -> str:
    at, type = rnd.choice(CONSTANTS), rnd.choice(TYPES)
    text = [
        f"table customers\n  key customer id\n  column x: {type}\n  column y: {type}\n",
        f"here if x is {at}\n",
        "all known if x is known and y is known\n",
        f"cut if {_cut(rnd, at)}\n",
    ]
    text += [f"s{number} if {_condition(rnd)}\n" for number in range(SEGMENTS)]
    one, two = rnd.sample(CONSTANTS, 2)
    text.append(f"tiers level\n  when x > {one} then high\n  when x > {two} then middle\n  otherwise low\n")
    return "\n".join(text)


def _condition(rnd: Random) -> str:
    k = rnd.choice(CONSTANTS[1:])
    left = rnd.choice(("x", "x", "y", f"{k} * x", "x / y", "x / y", "x + y", f"y / {k}", f"(x defaulting to {k})"))
    return f"{left} {rnd.choice(RELATIONS)} {rnd.choice((*CONSTANTS, 'y'))}"


def _cut(rnd: Random, at: str) -> str:
    """The result of a calculation with x is compared with what it comes to, where x is `at`."""
    op, k = rnd.choice("*/+-"), rnd.choice(CONSTANTS[1:])
    result = {"*": float.__mul__, "/": float.__truediv__, "+": float.__add__, "-": float.__sub__}[op](
        float(at), float(k)
    )
    return f"x {op} {k} {rnd.choice(RELATIONS)} {Decimal(repr(result)):f}"


def claims(made: ir.Program) -> Iterator[tuple[Claim, Test]]:
    conditions = [segment.condition for segment in made.segments.values()]
    for condition in conditions:
        for answer in (True, False, None):
            yield Is(condition, answer), _answers(condition, answer)
    for one, two in product(conditions, repeat=2):
        for answer in (True, False, None):
            a, b = Is(one, answer), Is(two, True)
            yield AllOf((a, b)), _both(_answers(one, answer), _answers(two, True))
            yield AllOf((a, NotSo(b))), _both(_answers(one, answer), _is_not(_answers(two, True)))
    for part in made.tiers["level"].parts:
        yield InPart("level", part), _in_part(part)


def _answers(condition: ir.Cond, answer: bool | None) -> Test:
    return lambda interpreter, row: interpreter.condition(condition, row) is answer


def _in_part(part: str) -> Test:
    return lambda interpreter, row: interpreter.part("level", row) == part


def _both(one: Test, two: Test) -> Test:
    return lambda interpreter, row: one(interpreter, row) and two(interpreter, row)


def _is_not(one: Test) -> Test:
    return lambda interpreter, row: not one(interpreter, row)


def wrong(seed: int) -> Iterator[str]:
    """Claims of one random program that are shown to be impossible, and are true of one of the customers; and those
    that are true of one of them and are not decided."""
    made = program(rules(Random(seed)))
    prover, interpreter = Prover(made), Interpreter(made)
    numbers = VALUES if made.customers.columns["x"].type.kind is Kind.NUMBER else tuple(map(_whole, VALUES))
    rows: list[Row] = [{"x": x, "y": y} for x, y in product(dict.fromkeys(numbers), repeat=2)]
    for claim, test in claims(made):
        if isinstance(found := prover.find(claim), Found):
            continue
        there = next((row for row in rows if test(interpreter, row)), None)
        if there is not None:
            said = "impossible" if isinstance(found, Never) else "not decided"
            yield f"{seed}: {said}, and true of {there}: {claim}"


def _whole(value: float | None) -> int | None:
    return None if value is None else int(value)
