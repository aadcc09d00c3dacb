"""Random pairs of rules: proofs against the interpreter, on random customers and on the customers that proofs find."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random

from tests.meaning.asking import ask
from tests.meaning.random_programs import Asker, world
from tests.meaning.random_tables import World

from segdsl import ir
from segdsl.engines import pandas
from segdsl.interpret import Interpreter, Row
from segdsl.proofs import AllOf, AnyOf, Claim, Found, Is, Never, NotSo, Prover

PAIRS = 4
Verdict = bool | None
Test = Callable[[Verdict, Verdict], bool]


@dataclass
class Tried:
    """What came of some worlds: how often each finding, what was wrong, and the findings in their order."""

    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)


def claims(x: ir.Cond, y: ir.Cond) -> list[tuple[Claim, Test]]:
    true, other = Is(x, True), Is(y, True)
    return [
        (true, lambda a, b: a is True),
        (Is(x, None), lambda a, b: a is None),
        (AllOf((true, other)), lambda a, b: a is True and b is True),
        (AllOf((true, NotSo(other))), lambda a, b: a is True and b is not True),
        (AllOf((Is(x, False), AnyOf((other, Is(y, None))))), lambda a, b: a is False and b is not False),
    ]


def tried(seed: int, into: Tried) -> None:
    """The claims about some pairs of rules of one random world."""
    rnd = Random(seed)
    made = world(rnd)
    asker = Asker(rnd, made.program)
    prover = Prover(made.program)
    interpreter = Interpreter(made.program, made.data)
    customers = interpreter.rows.customers()
    for number in range(PAIRS):
        x, y = asker.condition(2), asker.condition(2)
        pool = [(interpreter.condition(x, row), interpreter.condition(y, row)) for row in customers]
        asked = claims(x, y)
        found = [(prover.find(claim), test) for claim, test in asked]
        rows = list(_rows(each.witness.given for each, _ in found if isinstance(each, Found)))
        pool += _boundary(made, (x, y), rows, into, f"{seed}/{number}")
        for each, test in found:
            into.counts[type(each).__name__] += 1
            into.told.append(f"{type(each).__name__} {each.witness.given if isinstance(each, Found) else ''}")
            if isinstance(each, Never) and any(test(*verdicts) for verdicts in pool):
                into.wrong.append(f"{seed}/{number}: shown to be impossible, and there: {x} {y}")


def _rows(givens: Iterator[object]) -> Iterator[dict[str, object]]:
    """The customers that proofs found, where nothing but their own columns is given."""
    for given in givens:
        assert isinstance(given, dict)
        if all(isinstance(expr, ir.Column) and not expr.hops for expr in given):
            yield {expr.name: value for expr, value in given.items()}


def _boundary(
    made: World, asked: tuple[ir.Cond, ir.Cond], rows: list[dict[str, object]], into: Tried, name: str
) -> list[tuple[Verdict, Verdict]]:
    """What interpreter and engine say of these customers, who have no rows in other tables."""
    customers = made.program.customers
    key = customers.key
    if not rows or customers.distinct or customers.only_where is not None:
        return []
    full: list[Row] = []
    for number, row in enumerate(rows):
        filled = dict.fromkeys(customers.columns) | row
        if key is not None and filled[key] is None:
            filled[key] = f"k{number}"
        full.append(filled)
    if key is not None:
        full = list({row[key]: row for row in full}.values())
    small = World(made.program, {"customers": full})  # type: ignore[dict-item]
    interpreter = Interpreter(made.program, small.data)
    there = interpreter.rows.customers()
    verdicts = [[interpreter.condition(each, row) for row in there] for each in asked]
    if ask(pandas.ENGINE, small, list(asked), [], there).verdicts != verdicts:
        into.wrong.append(f"{name}: the engine differs on the customers that proofs found")
    return list(zip(*verdicts, strict=True))
