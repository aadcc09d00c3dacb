"""What an example says of rows: no rows of a table are none of any kind, and some of a kind are some of the table."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from tests.explain.worlds import full_world
from tests.meaning.random_programs import Asker

from segdsl import ir, pipeline
from segdsl.interpret import Interpreter
from segdsl.source import Source
from segdsl.testing.model import Outcome
from segdsl.testing.run import run
from segdsl.types import NUMBER, WHOLE, Value

LIMITS = [ir.Literal(float(n), NUMBER) for n in (-1, 0, 1, 2)]


def measures(ask: Asker) -> list[ir.Measure]:
    """Some measures, each also as a count, without its `where`, and without its window."""
    made: list[ir.Measure] = []
    for _ in range(6):
        one = ask.measured_number(1)
        if isinstance(one, ir.Measure):
            counted = replace(one, aggregate=ir.Aggregate.COUNT, of=None, type=WHOLE)
            made += [one, counted, replace(counted, where=None), replace(counted, window=None)]
    return made


@pytest.mark.parametrize("seed", range(150))
def test_what_follows_is_true(seed: int) -> None:
    """With some true counts of a customer given, nothing comes out that the customer's rows do not say."""
    program, data = full_world(seed)
    rnd = Random(seed)
    whole = Interpreter(program, data)
    asked = measures(Asker(rnd, program))
    for me in whole.rows.customers():
        counts = [m for m in asked if m.aggregate is ir.Aggregate.COUNT]
        given: dict[ir.Expr, Value | None] = {m: whole.value(m, me) for m in rnd.sample(counts, min(3, len(counts)))}
        example = Interpreter(program, {}, given)
        for measure in asked:
            assert example.value(measure, me) in (None, whole.value(measure, me))
            for rel in ir.Rel:
                compared = ir.Compare(rel, measure, rnd.choice(LIMITS))
                assert example.condition(compared, me) in (None, whole.condition(compared, me))


RULES = """\
as of 2024-01-31
table customers
  key id
  column id: text
table buys
  many per id, dated day
  column amount: number
  column kind: text
  column day: date
define bought as count of buys
"""

FOLLOWS = [
    ("no buys", "no buys over the last 30 days", True),
    ("no buys", '(count of buys where kind is "a") >= 1', False),
    ("no buys", "sum of amount in buys is 0", True),
    ("no buys", "average of amount in buys > 1", None),
    ("no buys", "bought is 0", True),
    ("no buys over the last 90 days", "no buys over the last 30 days", True),
    ("no buys over the last 90 days", "any buys over the last 30 days where (kind is \"a\" and amount > 3)", False),
    ("no buys over the last 90 days", "no buys over the last 91 days", None),
    ("no buys over the last 90 days", "no buys since 2023-12-01", True),
    ("no buys over the last 90 days", "no buys since 2023-01-01", None),
    ('(count of buys where kind is "a") is 0', 'no buys where (kind is "a" and amount > 3)', True),
    ('(count of buys where kind is "a") is 0', 'no buys where kind is "b"', None),
    ("any buys over the last 30 days", "any buys", True),
    ("any buys over the last 30 days", "bought < 1", False),
    ("any buys over the last 30 days", "count of buys > 1", None),
    ("any buys", "any buys over the last 30 days", None),
    ('(count of buys where kind is "a") is 3', "count of buys >= 3", True),
]  # fmt: skip


@pytest.mark.parametrize(("given", "rule", "answer"), FOLLOWS)
def test_what_follows(given: str, rule: str, answer: bool | None) -> None:
    text = f'{RULES}tried if {rule}\nexample "one"\n  given {given}\n  expect tried\n'
    outcome = pipeline.check_text(Source("rules.seg", text), None)
    assert outcome.value is not None, [d.message for d in outcome.diagnostics]
    (check,) = run(outcome.value.program, "rules.seg").examples[0].checks
    assert check.outcome is {True: Outcome.PASSED, False: Outcome.FAILED, None: Outcome.UNDECIDED}[answer]
