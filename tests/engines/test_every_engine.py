"""Random programs over random data on every engine: each says what the reference interpreter says.

`SEGDSL_PROGRAMS=200000` tries that many on each; pandas has had them in `tests/meaning` already.
"""

from __future__ import annotations

import os
from random import Random

import pytest
from tests.engines import each
from tests.meaning.asking import ask
from tests.meaning.one_question import program
from tests.meaning.random_tables import World
from tests.meaning.test_engine_agrees import QUESTIONS, VALUES, disagreements

from segdsl import ir
from segdsl.diagnostics.codes import engines as codes
from segdsl.diagnostics.model import Refused
from segdsl.interpret import Interpreter
from segdsl.types import NUMBER, TEXT

PROGRAMS = 2000
SLOWLY = 64
"""So many are tried on engines that take long for each; `SEGDSL_PROGRAMS` says how many on all of them."""


def worlds(name: str) -> range:
    """The seeds: always the same where this decides about a change, others elsewhere. A world has 16 questions."""
    programs = int(each.ASKED) if each.ASKED else SLOWLY if name in each.SLOW else PROGRAMS
    first = 0 if each.ASKED or os.environ.get("CI") else Random().randrange(2**32)
    return range(first, first + programs // (QUESTIONS + VALUES))


REFUSED = {"postgres": {codes.POSTGRES_LEARNED}}
"""What an engine may refuse of random programs, before it reads anything; a tenth of them at most."""


@pytest.mark.parametrize("name", each.OTHERS)
def test_random_programs(name: str) -> None:
    engine, seeds, refused = each.ready(name), worlds(name), 0
    for seed in seeds:
        try:
            found = disagreements(Random(seed), engine)
        except Refused as refusal:
            if not {said.code for said in refusal.diagnostics} <= REFUSED.get(name, set()):
                raise
            refused += 1
            continue
        assert not found, f"seed {seed}: " + "\n".join(found)
    assert refused <= max(1, len(seeds) / 10)


ONCE_WRONG = (65, 1_000_067, 1_002_220, 1_004_985, 1_008_528)
"""Seeds of worlds of which some engine once said something else, or nothing."""


@pytest.mark.parametrize("name", each.NAMES)
@pytest.mark.parametrize("seed", ONCE_WRONG)
def test_what_was_once_wrong(name: str, seed: int) -> None:
    engine = each.ready(name)
    try:
        found = disagreements(Random(seed), engine)
    except Refused as refusal:
        found = [said.code.id for said in refusal.diagnostics if said.code not in REFUSED.get(name, set())]
    assert not found


@pytest.mark.parametrize("name", each.NAMES)
def test_values_of_two_kinds_are_not_compared(name: str) -> None:
    """That is undecided, and surely so: also where neither side can be missing."""
    n, one, t = ir.Column("customers", "n", NUMBER), ir.Literal(1.0, NUMBER), ir.Literal("x", TEXT)
    yes = ir.Truth(ir.IsMissing(n))
    chosen = ir.Choose(((ir.IsMissing(n), one),), t, NUMBER)
    mixed: list[ir.Cond] = [
        ir.Compare(ir.Rel.LT, one, t),
        ir.Compare(ir.Rel.EQ, yes, one),
        ir.Compare(ir.Rel.EQ, chosen, one),
        ir.TextTest(ir.Test.CONTAINS, yes, "x"),
        ir.Holds(t),
        ir.Among(yes, (1.0, "x")),
    ]
    conditions: list[ir.Cond] = [*mixed, *(ir.Not(ir.Surely(each)) for each in mixed)]
    world = World(program({"n": NUMBER}), {"customers": [{"n": 1.0}, {"n": None}]})
    interpreter = Interpreter(world.program, world.data)
    rows = world.data["customers"]
    said = ask(each.ready(name), world, conditions, [], rows)
    assert said.verdicts == [[interpreter.condition(condition, row) for row in rows] for condition in conditions]
