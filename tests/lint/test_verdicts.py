"""Never, always, empty and unreachable: what is found, and what is rightly left alone."""

from __future__ import annotations

import pytest
from tests.lint.found import HEAD, findings

from segdsl import pipeline
from segdsl.source import Source

NEVER = [
    ("a if age > 150", "`age > 150` is never true"),
    ("a if age < 0", "`age < 0` is never true"),
    ("a if not (age <= 120)", "`not (age <= 120)` is never true"),
    ("a if age is 1.5", "`age is 1.5` is never true"),
    ("a if age > 3 and age < 4", "`age < 4` contradicts `age > 3`"),
    ("a if balance < 5 and consent and balance > 7", "`balance > 7` contradicts `balance < 5`"),
    ('a if job is "a" and job is "b"', '`job is "b"` contradicts `job is "a"`'),
    ('a if job in ["a", "b"] and job not in ["a", "b", "c"]', 'contradicts `job in ["a", "b"]`'),
    ("a if consent and not consent", "`not consent` contradicts `consent`"),
    ("a if age is missing and age > 3", "`age > 3` contradicts `age is missing`"),
    ("a if balance < 1 and (balance > 2 or balance > 3)", "`(balance > 2 or balance > 3)` contradicts `balance < 1`"),
    ("a if age is 1 and age in [2, 3]", "`age in [2, 3]` contradicts `age is 1`"),
    ("a if balance > balance", "`balance > balance` is never true"),
    ("a if salary + age < 0", "`salary + age < 0` is never true"),
    ("a if count of payments < 0", "`count of payments < 0` is never true"),
    ("a if count of payments is missing", "`count of payments is missing` is never true"),
    ("a if sum of amount in payments < 0", "`sum of amount in payments < 0` is never true"),
    ("a if any payments where amount < 0", "`amount < 0` is never true"),
    ("a if joined is before 2020-01-01 and joined is after 2021-01-01", "contradicts `joined is before 2020-01-01`"),
    ("a if age > 100 or age > 200", "`age > 200` is never true"),
    ("define x as age > 200\na if x and consent", "`age > 200` is never true"),
    ("a if consent\nb if in a and not in a", "`not in a` contradicts `in a`"),
    ("a if balance > 5\nb if in a and balance < 3", "`balance < 3` contradicts `in a`"),
    ("as of 2026-06-30\na if latest booked on in payments is within the next 30 days", "is never true"),
]


@pytest.mark.parametrize(("rules", "message"), NEVER)
def test_never(rules: str, message: str) -> None:
    found = findings(rules + "\n")
    assert len(found) == 1, found
    assert found[0].startswith("SEG601 ")
    assert message in found[0]


ALWAYS = [
    ("a if age >= 0 and consent", "`age >= 0` is always true when `age` is known"),
    ("a if age between 0 and 120", "`age between 0 and 120` is always true when `age` is known"),
    ("a if not (age > 120)", "`not (age > 120)` is always true when `age` is known"),
    ('a if gender in ["F", "M"]', '`gender in ["F", "M"]` is always true when `gender` is known'),
    ('a if gender is "F" or gender is "M"', '`gender is "M"` holds wherever `gender is "F"` does not'),
    ("a if balance > 3 or balance < 5", "`balance < 5` holds wherever `balance > 3` does not"),
    ("a if count of payments >= 0", "`count of payments >= 0` is always true"),
    ("a if count of payments is known", "`count of payments is known` is always true"),
    ("a if any payments where amount >= 0", "`amount >= 0` is always true when `amount` is known"),
]


@pytest.mark.parametrize(("rules", "message"), ALWAYS)
def test_always(rules: str, message: str) -> None:
    assert findings(rules + "\n") == [f"SEG602 {message}"]


EMPTY = [
    ("a if age between 60 and 30", "SEG603 `age between 60 and 30` ends before it begins"),
    ("a if age not between 60 and 30", "SEG603 `age not between 60 and 30` ends before it begins"),
    (
        "a if any payments between 2026-03-01 and 2026-02-01",
        "SEG603 `between 2026-03-01 and 2026-02-01` ends before it begins",
    ),
    (
        "as of 2026-06-30\na if any payments since 2026-07-01",
        "SEG603 `since 2026-07-01` begins after the as-of date",
    ),
]


@pytest.mark.parametrize(("rules", "message"), EMPTY)
def test_empty_ranges(rules: str, message: str) -> None:
    assert findings(rules + "\n") == [message]


def test_unreachable_tiers_and_cases() -> None:
    assert findings(
        "tiers t\n  when balance > 10 then gold\n  when consent then silver\n  when balance > 100 then top\n"
        "  otherwise basic\n"
    ) == ["SEG605 nobody is left for `balance > 100`"]
    assert findings(
        'define d as\n  when age < 60 then "a"\n  when age < 30 then "b"\n  otherwise "c"\na if d is "a"\n'
    ) == ["SEG605 nobody is left for `age < 30`"]


def test_two_lines_together_leave_nobody() -> None:
    assert findings(
        "tiers t\n  when balance > 10 then a\n  when balance <= 10 then b\n  when balance is 3 then c\n  otherwise d\n"
    ) == ["SEG605 nobody is left for `balance is 3`"]


FINE = [
    "a if yes",
    "a if no",
    "a if age >= 18 and age < 25",
    "a if age is known",
    "a if customer id is known",
    "a if balance > 5 or balance is missing",
    "a if consent or joined is known",
    "a if salary > 0",
    "a if balance / salary > 100",
    "a if years since joined > 3",
    "a if joined is within 90 days and joined is before 2020-01-01",
    "as of 2026-06-30\na if joined is within the next 30 days",
    "a if average of amount in payments is missing",
    "a if count of payments over the 90 days before joined is missing",
    'a if job contains "x" and not (job contains "y")',
    'a if job starts with "x" or job ends with "x"',
    "a if age defaulting to 0 < 5 and age is missing",
    "tiers t\n  when balance > 100 then top\n  when balance > 10 then gold\n  otherwise basic",
    "tiers t\n  when balance > 10 then a\n  when balance <= 10 then b\n  when balance is missing then c\n  otherwise d",
    "a if consent\nb if not in a and consent is missing",
    'a if (any payments where kind is "in" and amount > 5)',
    "a if round (balance / 3) is 2",
]


@pytest.mark.parametrize("rules", FINE)
def test_nothing_to_find(rules: str) -> None:
    assert findings(rules + "\n") == []


def test_one_root_cause_is_said_once() -> None:
    assert findings("a if age > 150\nb if in a and consent\nc if in b or age > 3\n") == [
        "SEG601 `age > 150` is never true"
    ]


def test_what_a_number_can_be_is_said_as_a_number() -> None:
    rules = "define points as when age > 3 then 5{}\nx if points > 7\n"
    source = Source("t.seg", HEAD + rules.format(""))
    (said,) = [d for d in pipeline.check_text(source, None).diagnostics if d.code.id == "SEG601"]
    assert said.help == ("`points` is 5",)
    source = Source("t.seg", HEAD + rules.format(" otherwise 6"))
    (said,) = [d for d in pipeline.check_text(source, None).diagnostics if d.code.id == "SEG601"]
    assert said.help == ("`points` is one of 5, 6",)
