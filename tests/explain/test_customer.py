"""One customer: every answer is the interpreter's, every flip flips."""

from __future__ import annotations

import contextlib
import datetime as dt
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.explain.bank import checked, write
from tests.explain.worlds import full_world

from segdsl import ir, pipeline
from segdsl.explanation import explaining, walk, written
from segdsl.explanation.customer import Tracer
from segdsl.explanation.flips import Flips
from segdsl.explanation.model import Answer, Result, Verdict
from segdsl.explanation.phrases import Context
from segdsl.explanation.reaching_learned import is_model
from segdsl.interpret import Interpreter, Row
from segdsl.types import Value


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**32))
def test_answers_and_flips_are_the_interpreters(seed: int) -> None:
    program, data = full_world(seed)
    interpreter = Interpreter(program, data)
    customer = Random(seed).choice(interpreter.rows.customers() or [{}])
    tracer = Tracer(program, interpreter, customer)
    for segment in program.segments.values():
        _check(tracer.segment(segment).verdict, segment.condition, interpreter, customer)
        for want in (True, False):
            _check_flip(program, interpreter, customer, segment.condition, want)


def _check(verdict: Verdict | None, condition: ir.Cond, interpreter: Interpreter, row: Row) -> None:
    assert verdict is not None
    answer = interpreter.condition(condition, row)
    assert verdict.answer is Answer.of(answer)
    parts = written.parts(condition)[1]
    assert len(parts) == len(verdict.parts)
    for inner, part in zip(verdict.parts, parts, strict=True):
        _check(inner, part, interpreter, row)


def _check_flip(program: ir.Program, interpreter: Interpreter, row: Row, condition: ir.Cond, want: bool) -> None:
    """The examples of the changes, put in by their names, give the other answer."""
    flip = Flips(program, interpreter, row).nearest(condition, want)
    if interpreter.condition(condition, row) is want:
        assert flip is None
        return
    if flip is None:
        return
    named: dict[str, ir.Expr] = {}
    for atom in walk.atoms(program, condition):
        named.setdefault(written.value(Context(program), atom), atom)
    for name, define in program.defines.items():
        if is_model(program, name):  # what a model says is a piece of its own
            named.setdefault(define.name, ir.Named(name, define.value.type))
    given: dict[ir.Expr, Value | None] = {atom: interpreter.value(atom, row) for atom in walk.atoms(program, condition)}
    if len({written.value(Context(program), atom) for atom in given}) < len(given):
        return  # two pieces that read alike
    given.update({named[change.piece]: change.example for change in flip.changes})
    assert Interpreter(program, {}, given).condition(condition, dict(row)) is want


RULES = """\
as of 2024-03-31
table customers from "customers.csv"
  key customer id
  column customer id: text
  column age: whole number 0 to 120
  column balance: number, 2 decimals
  column job: one of "clerk", "baker"
  column consent: yes or no
  column joined: date
table moves from "moves.csv"
  many per customer id, dated day
  column amount: number, 2 decimals
  column day: date

define visits as count of moves over the last 90 days
define per visit as balance / visits
rich if balance > 100k
young rich if balance > 100k and age < 40
busy if visits >= 3 and balance > 0
choosy if job is "clerk" or (age < 30 and consent)
fresh if joined is within 30 days
dear if per visit > 1_000
gone if no moves over the last 90 days
nobody if age < 10 and age > 20
tiers level
  when balance > 100k then gold
  when age > 60 then silver
  otherwise basic
suppress if consent is no because "No consent"
"""
FILES = {
    "customers.csv": "customer id,age,balance,job,consent,joined\n"
    "01,45,80000,baker,no,2024-01-01\n02,,80000,clerk,,\n03,35,100000.01,,yes,2024-03-31\n",
    "moves.csv": "customer id,amount,day\n01,5,2024-03-01\n01,5,2023-03-01\n03,1,2024-04-01\n",
}


@pytest.fixture
def done(tmp_path: Path) -> pipeline.Checked:
    write(tmp_path, FILES)
    with contextlib.chdir(tmp_path):
        return checked(tmp_path, RULES)


def result(done: pipeline.Checked, key: str, name: str) -> Result:
    assert done.opened is not None
    told = explaining.in_words(done.program, name).value
    assert told is not None
    answer = explaining.with_customer(done.program, told, name, key, done.opened.stores).value
    assert answer is not None
    assert answer.customer is not None
    return answer.customer.results[0]


FLIPS = [
    ("01", "rich", "false", "balance from 80,000 to more than 100,000"),
    ("03", "rich", "true", "balance from 100,000.01 to at most 100,000"),
    ("01", "young rich", "false", "balance from 80,000 to more than 100,000 and age from 45 to less than 40"),
    ("02", "young rich", "false", None),
    ("01", "busy", "false", "visits from 1 to at least 3"),
    ("01", "choosy", "false", 'job from "baker" to "clerk"'),
    ("03", "choosy", "undecided", 'job: known and "clerk"'),
    ("01", "fresh", "false", "joined from 2024-01-01 to between 2024-03-02 and 2024-03-31"),
    ("02", "fresh", "undecided", "joined: known and between 2024-03-02 and 2024-03-31"),
    ("03", "gone", "true", "visits from 0 to other than 0"),
    ("01", "nobody", "false", None),
]


@pytest.mark.parametrize(("key", "name", "outcome", "flip"), FLIPS)
def test_the_nearest_change(done: pipeline.Checked, key: str, name: str, outcome: str, flip: str | None) -> None:
    found = result(done, key, name)
    assert found.outcome == outcome
    if flip is None and name != "nobody":
        assert found.flip is not None
    else:
        assert (found.flip.text if found.flip else None) == flip


def test_what_is_missing_is_named(done: pipeline.Checked) -> None:
    assert result(done, "02", "fresh").missing == ("joined",)
    assert result(done, "03", "choosy").missing == ("job",)
    assert result(done, "01", "fresh").missing == ()


def test_a_computed_value_is_shown_with_what_it_is_made_of(done: pipeline.Checked) -> None:
    verdict = result(done, "01", "dear").verdict
    assert verdict is not None
    assert [(piece.name, piece.value) for piece in verdict.pieces] == [("per visit", 80000.0)]
    assert verdict.flip is not None
    assert verdict.flip.answer is Answer.FALSE


def test_tiers_show_the_lines_that_were_looked_at(done: pipeline.Checked) -> None:
    found = result(done, "01", "level")
    assert found.outcome == "basic"
    assert [(part, verdict.answer) for part, verdict in found.branches] == [
        ("gold", Answer.FALSE),
        ("silver", Answer.FALSE),
    ]
    won = result(done, "03", "level")
    assert (won.outcome, len(won.branches)) == ("gold", 1)


def test_who_is_suppressed_is_told_so_whatever_was_asked(done: pipeline.Checked) -> None:
    assert done.opened is not None
    told = explaining.in_words(done.program, "rich").value
    assert told is not None
    kinds = {}
    for key in ("01", "02", "03"):
        answer = explaining.with_customer(done.program, told, "rich", key, done.opened.stores).value
        assert answer is not None
        assert answer.customer is not None
        kinds[key] = [each.kind for each in answer.customer.results]
    assert kinds == {"01": ["segment", "suppression"], "02": ["segment", "suppression"], "03": ["segment"]}


def test_an_undecided_suppression_suppresses(done: pipeline.Checked) -> None:
    found = result(done, "02", "No consent")
    assert (found.outcome, found.missing) == ("undecided", ("consent",))
    assert found.flip is not None
    assert found.flip.text == "consent: known and yes"


def test_thresholds_have_their_dates(done: pipeline.Checked) -> None:
    verdict = result(done, "01", "fresh").verdict
    assert verdict is not None
    assert verdict.threshold == "from 2024-03-02 to 2024-03-31"
    assert verdict.pieces[0].value == dt.date(2024, 1, 1)


def test_a_key_that_is_not_there(done: pipeline.Checked) -> None:
    assert done.opened is not None
    told = explaining.in_words(done.program).value
    assert told is not None
    answer = explaining.with_customer(done.program, told, None, "1", done.opened.stores)
    assert answer.value is None
    assert [d.code.id for d in answer.diagnostics] == ["SEG751"]
