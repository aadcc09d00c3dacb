"""Examples that are suggested: both sides of each limit, all of them pass, and they see what there is to see."""

from __future__ import annotations

from random import Random

import pytest

import segdsl
from segdsl import pipeline
from segdsl.source import Source
from segdsl.testing.model import coverage
from segdsl.testing.run import run

TABLE = """
as of 2026-01-31

table customers
  key customer id
  column age: whole number
  column balance: number, 2 decimals
  column joined: date
  column job: one of "clerk", "other"

table buys
  many per customer id, dated on
  column on: date

"""


def given(text: str) -> list[str]:
    return [line.strip().removeprefix("given ") for line in text.splitlines() if line.strip().startswith("given")]


@pytest.mark.parametrize(
    ("rule", "sides"),
    [
        ("a if age < 40", ["age is 39", "age is 40"]),
        ("a if age >= 40", ["age is 40", "age is 39"]),
        ("a if not (age > 40)", ["age is 41", "age is 40"]),
        ("a if age between 30 and 40", ["age is 30", "age is 29", "age is 40", "age is 41"]),
        ("a if balance <= 99.5", ["balance is 99.5", "balance is 99.51"]),
        ("a if joined is before 2020-01-01", ["joined is 2019-12-31", "joined is 2020-01-01"]),
        ('a if job is "clerk"', ['job is "clerk"', 'job is "other"']),
        ("a if age is missing", ["age is missing", "age is 39"]),
        ("a if any buys", ["any buys", "no buys"]),
    ],
)
def test_both_sides_of_a_limit(rule: str, sides: list[str]) -> None:
    found = given(segdsl.suggest(TABLE + rule + "\n"))
    if "missing" in rule:
        assert found[0] == sides[0]
        return
    assert sorted(found) == sorted(sides)


def test_only_one_clause_differs_between_the_two_sides() -> None:
    text = segdsl.suggest(TABLE + "a if balance > 100 and age < 40\n")
    assert given(text)[:2] == ["balance is 100.01, age is 39", "balance is 100, age is 39"]


def test_tiers_say_which_part_comes_out() -> None:
    text = segdsl.suggest(TABLE + "tiers t\n  when age > 60 then gold\n  when age > 30 then silver\n  otherwise rest\n")
    assert [line.strip() for line in text.splitlines() if "expect" in line] == [
        'expect t is "gold"',
        'expect t is "silver"',
        'expect t is "silver"',
        'expect t is "rest"',
    ]


def test_what_is_there_already_is_not_suggested_again() -> None:
    rules = TABLE + "a if age < 40\n"
    assert segdsl.suggest(rules + "\n" + segdsl.suggest(rules)) == ""


def test_suggested_examples_pass_are_in_canonical_layout_and_see_every_clause() -> None:
    random = Random(5)
    atoms = ["age < {n}", "age >= {n}", "balance > {n}", 'job is "clerk"', "joined is before 2020-01-01", "any buys"]
    for _ in range(12):
        parts = [random.choice(atoms).format(n=random.randint(1, 99)) for _ in range(random.randint(1, 4))]
        joint = random.choice([" and ", " or "])
        rules = segdsl.format(TABLE + f"a if {joint.join(dict.fromkeys(parts))}\n")
        text = segdsl.suggest(rules)
        assert segdsl.format(text) == text or not text
        checked = pipeline.check_text(Source("f", rules + "\n" + text), None)
        assert checked.value is not None
        report = run(checked.value.program, "f", prove=True)
        assert report.passed, text
        seen, answers = coverage([report])
        assert not text or seen >= answers - len(report.clauses), text
