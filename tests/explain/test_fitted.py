"""Rules with fitted constants in words, for one customer with the nearest change, as JSON and as printed pandas."""

from __future__ import annotations

import contextlib
import json
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from tests.explain.bank import assert_same, checked, write

from segdsl import ir, pipeline
from segdsl.explanation import clauses, meaning, phrases
from segdsl.explanation.customer import Tracer
from segdsl.explanation.model import Result
from segdsl.explanation.pandas_code.printing import python_script
from segdsl.explanation.phrases import Context
from segdsl.interpret import Interpreter
from segdsl.membership.gather import gather_by_key
from segdsl.types import NUMBER, Type, one_of

RULES = """\
as of 2024-03-31
table customers from "customers.csv"
  key customer id
  column customer id: text
  column age: whole number 0 to 120
  column balance: number, 2 decimals
  column job: one of "clerk", "baker"
  column joined: date

score worth of those where age >= 18
  money from balance
  quiet from days since joined
  youth from age, lower is better, weight 2
  quiet cut at 30, 90, 180
  youth cut at 40, 60
  in 4 bands

rich if balance is in the top 20%
rich for the job if balance is in the top 20% by job
decent if not (balance is below average)
worthy if worth score >= 9
special if worth code is "443"
quiet ones if worth quiet is 3
risky if risk > 60%
groupies if group is "savers"
given up if expected < 1
"""
SPREAD = Random(7)
PEOPLE = [
    f"{n:02},{SPREAD.randint(15, 90)},{SPREAD.randint(0, 900_000) / 100},{SPREAD.choice(['clerk', 'baker', ''])},"
    f"{'' if n % 7 == 0 else f'20{SPREAD.randint(20, 23)}-0{SPREAD.randint(1, 9)}-15'}"
    for n in range(1, 61)
]
FIXED = [
    "90,30,5000,clerk,2024-03-01",
    "91,70,5000,,2023-01-01",
    "92,16,5000,baker,2023-01-01",
    "93,50,5000,baker,2023-12-01",
]
CUSTOMERS = "customer id,age,balance,job,joined\n" + "\n".join(PEOPLE + FIXED) + "\n"

AGE, BALANCE = ir.Column("customers", "age", NUMBER), ir.Column("customers", "balance", NUMBER)
JOB = ir.Column("customers", "job", one_of(("clerk", "baker")))
TREE = ir.Tree(
    feature=(0, -1, 1, -1, -1),
    threshold=(40.0, 0.0, 50.0, 0.0, 0.0),
    left=(1, 0, 3, 0, 0),
    right=(2, 0, 4, 0, 0),
    missing_left=(True, False, True, False, False),
    value=(0.0, 2.0, 0.0, -1.0, 0.5),
)
SCORE = ir.Trees((BALANCE, AGE, ir.Mapped(JOB, (("baker", 1.0),), 0.0, 0.0)), (TREE, TREE), 0.25)
MODELS: dict[str, ir.Expr] = {
    "risk": ir.Choose(
        ((ir.Compare(ir.Rel.GE, AGE, ir.Literal(18, NUMBER)), ir.Apply(ir.Function.LOGISTIC, SCORE)),), None, NUMBER
    ),
    "group": ir.Best(
        (
            (ir.Linear(((0.1, AGE),), 0.0), "old"),
            (ir.Linear(((0.001, BALANCE), (1.0, ir.Mapped(JOB, (("clerk", 2.0),), 0.0, -1.0))), 0.0), "savers"),
        ),
        True,
    ),
    "expected": ir.Repeats(
        ir.History.PURCHASES, 0.243, 4.414, 0.793, 2.426, 39.0,
        ir.Round(ir.Arithmetic(ir.Op.DIVIDE, AGE, ir.Literal(10, NUMBER))), ir.Literal(10.0, NUMBER), AGE,
    ),
}  # fmt: skip


@pytest.fixture
def done(tmp_path: Path) -> pipeline.Checked:
    """The rules, fitted; the models put in by hand, so that what they say is known."""
    text = RULES + "".join(f"\ndefine {name} as {'job' if name == 'group' else 'balance'}" for name in MODELS)
    text = text.replace('"savers"', '"clerk"')
    write(tmp_path, {"customers.csv": CUSTOMERS})
    with contextlib.chdir(tmp_path):
        found = checked(tmp_path, text)
        fitted = pipeline.learn(found, list(found.program.learned)).value
    assert fitted is not None
    program = fitted.program
    defines = {
        name: replace(define, value=MODELS[name]) if name in MODELS else define
        for name, define in program.defines.items()
    }
    savers = ir.Compare(ir.Rel.EQ, ir.Named("group", MODELS["group"].type), ir.Literal("savers", Type(JOB.type.kind)))
    segments = {**program.segments, "groupies": replace(program.segments["groupies"], condition=savers)}
    return replace(fitted, program=replace(program, defines=defines, segments=segments))


def result(done: pipeline.Checked, key: str, name: str) -> Result:
    assert done.opened is not None
    interpreter = Interpreter(done.program, gather_by_key(done.program, done.opened.stores, [key]))
    return Tracer(done.program, interpreter, interpreter.rows.customers()[0]).result(name)


def test_the_printed_code_gives_the_engines_members(done: pipeline.Checked, tmp_path: Path) -> None:
    with contextlib.chdir(tmp_path):
        expected = assert_same(done)
    for name in ("rich", "rich for the job", "decent", "worthy", "quiet ones", "risky", "groupies", "given up"):
        assert 0 < expected[name].sum() < len(expected), name


def test_printed_code_says_each_thing_once(done: pipeline.Checked) -> None:
    code = python_script(done.program)
    assert code.count("def tree_sum") == code.count("\nrisk_trees = [") == 1
    assert "worth_score = " in code
    assert "(2.0, worth_youth)" in code
    score = code[code.index("worth_score = ") :]
    assert "bands(" not in score[: score.index("\n\n")]


def test_a_place_is_told_with_its_limit(done: pipeline.Checked) -> None:
    context = Context(done.program)
    told = {
        name: clauses.inline(context, done.program.segments[name].condition) for name in ("rich", "rich for the job")
    }
    limit = done.program.segments["rich"].condition
    assert isinstance(limit, ir.Ranked)
    assert isinstance(limit.limit, ir.Literal)
    shown = phrases.literal(limit.limit)
    assert told["rich"] == f"balance is in the top 20% (at least {shown})"
    assert told["rich for the job"] == "balance is in the top 20% by job"
    assert clauses.inline(context, limit, negated=True) == f"balance is not in the top 20% (less than {shown})"


def test_what_was_learned_has_words(done: pipeline.Checked) -> None:
    context = Context(done.program)
    assert phrases.words(context, MODELS["group"]) == "group"
    assert phrases.words(context, SCORE) == "the sum of 2 decision trees that ask about balance, age and job"
    band = ir.Band(BALANCE, (1.0, 2.0), False)
    assert phrases.words(context, band) == "the band of balance, 3 for the highest"
    assert phrases.words(context, ir.Learned("x", "score", NUMBER)) == "the score of x"


def test_the_limit_of_a_place_must_be_reached(done: pipeline.Checked) -> None:
    found = result(done, "90", "rich")
    limit = done.program.segments["rich"].condition
    assert isinstance(limit, ir.Ranked)
    assert found.verdict is not None
    assert found.verdict.threshold == f"at least {phrases.words(Context(done.program), limit.limit)}"
    assert found.flip is not None
    assert found.flip.text == f"balance from 5,000 to {found.verdict.threshold}"


def test_nobody_is_moved_into_another_group(done: pipeline.Checked) -> None:
    """The limit of the clerks, and not that of the bakers."""
    for key in ("90", "92"):
        found = result(done, key, "rich for the job")
        assert found.flip is not None
        assert [change.piece for change in found.flip.changes] == ["balance"]
    undecided = result(done, "91", "rich for the job")
    assert undecided.outcome == "undecided"
    assert undecided.missing == ("job",)


def test_a_score_changes_by_the_part_nearest_to_its_next_cut(done: pipeline.Checked) -> None:
    """90 is young (3, counted twice) and joined lately (1): one more step of money or of quiet suffices or is named."""
    found = result(done, "90", "worthy")
    assert found.flip is not None
    assert {change.piece for change in found.flip.changes} <= {"balance", "joined", "age"}
    assert len(found.flip.changes) == 1


def test_a_band_is_left_over_its_edge(done: pipeline.Checked) -> None:
    """`quiet` is cut at 30, 90 and 180 days: its third band begins after 90 days and ends with 180."""
    found = result(done, "91", "quiet ones")
    assert found.flip is not None
    assert found.flip.text == "joined from 2023-01-01 to after 2023-10-02"
    joined = result(done, "90", "quiet ones")
    assert joined.flip is not None
    assert joined.flip.text == "joined from 2024-03-01 to on or before 2023-12-31"


def test_a_code_is_reached_part_by_part(done: pipeline.Checked) -> None:
    found = result(done, "91", "special")
    assert found.outcome == "false"
    assert found.flip is not None
    assert {change.piece for change in found.flip.changes} <= {"balance", "joined", "age"}


def test_a_model_says_what_it_would_have_to_say(done: pipeline.Checked) -> None:
    """Not which of its features to turn: nobody knows that the customer would then do otherwise."""
    low = next(key for key in ("90", "91") if result(done, key, "risky").outcome == "false")
    found = result(done, low, "risky")
    assert found.flip is not None
    (change,) = found.flip.changes
    assert change.piece == "risk"
    assert change.after == "more than 60%"
    group = result(done, "91", "groupies")
    assert group.flip is not None
    assert group.flip.text == 'group from "old" to "savers"'


def test_who_is_not_asked_about_would_have_to_be(done: pipeline.Checked) -> None:
    """92 is 16 years old, and the model is about those of 18 and more."""
    found = result(done, "92", "risky")
    assert found.outcome == "undecided"
    assert found.missing == ("risk",)


def test_chances_stay_chances(done: pipeline.Checked) -> None:
    above = ir.Compare(ir.Rel.GT, ir.Named("risk", NUMBER), ir.Literal(1.5, NUMBER))
    learned = ir.Prediction(
        "risk", ir.Outcome(above, None, (), ""), None, (), ir.Method.BOOSTED_TREES, (), (), (), None, False,
        {"chance": "risk"}, declaration="",
    )  # fmt: skip
    program = replace(done.program, learned={**done.program.learned, "risk": learned})
    segments = {**program.segments, "rich": replace(program.segments["rich"], condition=above)}
    changed = replace(done, program=replace(program, segments=segments))
    assert result(changed, "90", "rich").flip is None


def test_the_meaning_as_json_holds_what_was_learned(done: pipeline.Checked) -> None:
    told = json.loads(json.dumps(meaning.as_json(done.program)))
    assert told["learned"]["worth"]["node"] == "score"
    assert [part["name"] for part in told["learned"]["worth"]["parts"]] == ["money", "quiet", "youth"]
    assert "declaration" not in told["learned"]["worth"]
    limit = told["segments"]["rich"]["condition"]
    assert (limit["node"], limit["place"], limit["share"]) == ("ranked", "top", 0.2)
    trees = told["defines"]["risk"]["value"]["branches"][0]["then"]["value"]
    assert trees["node"] == "trees"
    assert trees["trees"][0]["threshold"][:3] == [40, 0, 50]
