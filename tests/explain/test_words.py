"""Rules in sentences: exactly what a reader sees, clause by clause."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from segdsl import ir, pipeline
from segdsl.explanation import explaining, shown
from segdsl.explanation.model import Clause, Statement
from segdsl.membership.pieces import pieces
from segdsl.source import Source

TABLES = """\
as of 1998-12-31
table customers
  key customer id
  column customer id: text
  column age: whole number
  column balance: number, 2 decimals
  column job: text
  column active: yes or no
  column joined: date
  column district id: text
table moves
  many per customer id, dated day
  column amount: number, 2 decimals
  column kind: text
  column day: date
table districts
  one per district id
  column avg salary: number
define visits as count of moves over the last 90 days
define last move as latest day in moves
define band as
  when age < 30 then "young"
  otherwise "other"
high-value if balance > 100k
"""


def program(rules: str, as_of: dt.date | None = None) -> ir.Program:
    outcome = pipeline.check_text(Source("rules.seg", TABLES + rules), None, as_of)
    assert outcome.value is not None, [d.message for d in outcome.diagnostics]
    return outcome.value.program


def statement(rules: str, name: str) -> Statement:
    told = explaining.in_words(program(rules), name)
    assert told.value is not None
    return told.value.statements[0]


def flat(clause: Clause) -> list[object]:
    """A clause as text, or as its heading and its parts."""
    return [clause.text, [flat(part) if part.parts else part.text for part in clause.parts]]


SENTENCES = {
    "age < 40": "age is less than 40",
    "age is at least 40": "age is at least 40",
    "40 <= age": "age is at least 40",
    "not (age < 40)": "age is at least 40",
    "balance > 100k": "balance is more than 100,000",
    "balance > 2.5": "balance is more than 2.5",
    "balance > 60% * age": "balance is more than 60% of age",
    "balance / age > 2": "balance divided by age is more than 2",
    "balance - (age + 1) * 2 > 0": "balance minus ((age plus 1) times 2) is more than 0",
    'job is "clerk"': 'job is "clerk"',
    'job is not "clerk"': 'job is not "clerk"',
    'job in ["a", "b"]': 'job is one of "a" or "b"',
    'job not in ["a", "b", "c"]': 'job is none of "a", "b" or "c"',
    'job in ["a"]': 'job is "a"',
    'not job contains "x"': 'job does not contain "x"',
    'job starts with "x"': 'job starts with "x"',
    "age between 30 and 60": "age is between 30 and 60",
    "age not between 30 and 60": "age is not between 30 and 60",
    "age is missing": "age is missing",
    "age is known": "age is known",
    "active": "active is yes",
    "not active": "active is no",
    "active is no": "active is no",
    "in high-value": "the customer is in high-value",
    "not in high-value": "the customer is not in high-value",
    "visits < 3": "visits is less than 3",
    "joined is before 1990-05-01": "joined is before 1990-05-01",
    "joined is within 90 days": "joined is within the last 90 days (1998-10-03 to 1998-12-31)",
    "joined is at least 90 days ago": "joined is at least 90 days ago (on or before 1998-10-02)",
    "joined is more than 2 years ago": "joined is more than 2 years ago (before 1996-12-31)",
    "joined is within the next 30 days": "joined is within the next 30 days (1999-01-01 to 1999-01-30)",
    "any moves over the last 90 days": "the customer has any moves over the last 90 days (1998-10-03 to 1998-12-31)",
    'no moves where kind is "x"': 'the customer has no moves up to 1998-12-31 where kind is "x"',
    "days since joined < 30": "the number of days since joined is less than 30",
    "(sum of amount in moves since 1998-01-01) > 5": "the sum of amount in moves since 1998-01-01"
    " (1998-01-01 to 1998-12-31) is more than 5",
    "(count of moves over the 90 days before joined) > 5": "the number of moves over the 90 days before joined"
    " is more than 5",
    "avg salary > 100": "avg salary of districts is more than 100",
    "larger of age, 18 > 20": "the larger of age and 18 is more than 20",
    "age defaulting to 0 > 20": "age (0 when missing) is more than 20",
}


@pytest.mark.parametrize(("rule", "words"), SENTENCES.items())
def test_a_single_clause_is_one_sentence(rule: str, words: str) -> None:
    assert statement(f"tried if {rule}\n", "tried").lead == f"A customer is in **tried** when {words}."


def test_clauses_become_nested_lists() -> None:
    found = statement('tried if age < 40 and (active or job is "x") and not (age is 1 or age is 2)\n', "tried")
    assert found.lead == "A customer is in **tried** when all of these hold:"
    assert found.clause is not None
    assert flat(found.clause) == [
        "all of these hold",
        [
            "age is less than 40",
            ["at least one of these holds", ["active is yes", 'job is "x"']],
            ["none of these holds", ["age is 1", "age is 2"]],
        ],
    ]


def test_what_except_takes_away_is_said() -> None:
    found = statement("tried if active except (age < 18 and balance < 5)\n", "tried")
    assert found.clause is not None
    assert flat(found.clause)[1] == [
        "active is yes",
        ["it is not known that all of these hold", ["age is less than 18", "balance is less than 5"]],
    ]
    assert "active" in found.missing
    assert "age" not in found.missing, "a missing age takes nobody away"


MISSING = {
    "age < 40": "If age is missing, the customer is undecided: not in tried, and counted.",
    "age < 40 or age is missing": "Everybody is decided: nothing that is missing can leave this open.",
    "age < 40 and age is known": "Everybody is decided: nothing that is missing can leave this open.",
    "not (age < 40 or age is missing)": "Everybody is decided: nothing that is missing can leave this open.",
    "age < 40 and age is missing": "If age is missing, the customer may be undecided: not in tried, and counted.",
    "visits / age > 2 or age is missing": (
        "If visits / age is missing, the customer may be undecided: not in tried, and counted."
    ),
    'score > 3 or score is missing or job contains "x"': (
        "If job is missing, the customer may be undecided: not in tried, and counted."
    ),
    "age / 2 > 3 and not active": (
        "If age or active is missing, the customer may be undecided: not in tried, and counted."
    ),
    'customer id is "x"': "Everybody is decided: nothing that is missing can leave this open.",
    "avg salary > 2": "If avg salary is missing, the customer is undecided: not in tried, and counted.",
}


@pytest.mark.parametrize(("rule", "words"), MISSING.items())
def test_what_can_leave_it_open(rule: str, words: str) -> None:
    """In the words of the table of `apply`; what `or x is missing` decides is not said."""
    rules = f"define score as age + balance\ntried if {rule}\n"
    assert statement(rules, "tried").missing == words
    made = program(rules)
    names = [piece.name for piece in pieces(made, made.segments["tried"].condition)]
    assert all(name in words for name in names)


def test_what_it_needs_and_what_needs_it() -> None:
    rules = """\
tried if visits < 3 and band is "young" and not in high-value
later if in tried
tiers level
  when in tried then low
  otherwise high
suppress if in tried because "Left alone"
example "nobody knows"
  given visits is 3
  expect not tried
"""
    found = statement(rules, "tried")
    assert found.needs.defines == ("visits", "band")
    assert found.needs.segments == ("high-value",)
    assert set(found.needs.columns) == {("moves", "day"), ("customers", "age"), ("customers", "balance")}
    assert set(found.used_by) == {"later", "level", "suppression: Left alone"}
    assert found.examples == ("nobody knows",)


def test_the_other_statements() -> None:
    rules = """\
tiers level "How much"
  when balance > 100k then top
  otherwise `the rest`
split half by customer id using "salt"
  33.3% a
  66.7% b
suppress if active is no because "Asked for it"
"""
    told = explaining.in_words(program(rules)).value
    assert told is not None
    by_name = {each.name: each for each in told.statements}
    assert by_name["level"].title == "How much"
    assert [case.result for case in by_name["level"].cases] == ["top", "the rest"]
    assert by_name["level"].cases[1].clause is None
    assert [case.clause.text for case in by_name["half"].cases if case.clause] == [
        "33.3% of customers",
        "66.7% of customers",
    ]
    suppressed = by_name["suppression: Asked for it"]
    assert suppressed.lead == "A customer is **suppressed** (left out of what is sent) when active is no."
    assert suppressed.missing == ("If active is missing, the customer is suppressed too, to be safe.")
    assert by_name["last move"].lead == "**last move** is the latest day in moves up to 1998-12-31."
    assert by_name["last move"].missing == "Missing for a customer without such rows."
    assert by_name["visits"].missing == "Never missing."
    kinds = [each.kind for each in told.statements]
    assert kinds == sorted(kinds, key=["segment", "tiers", "split", "suppression", "define"].index)


def test_without_an_as_of_date_windows_say_so() -> None:
    rules = "table t\n  many per customer id, dated d\nquiet if no t over the last 90 days\n"
    outcome = pipeline.check_text(Source("rules.seg", rules), None)
    assert outcome.value is not None
    told = explaining.in_words(outcome.value.program, "quiet").value
    assert told is not None
    assert told.statements[0].lead == (
        "A customer is in **quiet** when the customer has no t over the last 90 days"
        " (reckoned from the as-of date, which is not given)."
    )


def test_a_name_that_is_not_there() -> None:
    told = explaining.in_words(program(""), "high-valu")
    assert told.value is None
    (said,) = told.diagnostics
    assert said.code.id == "SEG750"
    assert said.help == ("a similar name exists: `high-value`",)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (100000.0, "100,000"),
        (0.25, "0.25"),
        (-1234.5, "-1,234.5"),
        (-0.5, "-0.5"),
        (1e300, "1e+300"),
        (0.1 + 0.2, "0.3"),
        (None, "missing"),
        (True, "yes"),
        ("x", '"x"'),
        (dt.date(2024, 1, 2), "2024-01-02"),
        (dt.timedelta(days=1), "1 day"),
    ],
)
def test_single_values(value: float | str | dt.date | dt.timedelta | None, text: str) -> None:
    assert shown.value(value) == text


def test_the_example_bank_has_no_gaps() -> None:
    """Every statement of the largest shipped ruleset is told, without a name of a Python class in it."""
    path = Path(__file__).parents[2] / "examples" / "bank" / "bank.seg"
    checked = pipeline.check_text(Source("bank.seg", path.read_text(encoding="utf-8")), path).value
    assert checked is not None
    told = explaining.in_words(checked.program).value
    assert told is not None
    assert len(told.statements) == len(checked.program.order) + len(checked.program.suppressions)
    assert not any(word in repr(told) for word in ("Compare(", "Kind.", "Rel."))
