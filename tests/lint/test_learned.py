"""Learned statements and rankings in lint: what they can be, what repeats, what is unused, what is protected."""

from __future__ import annotations

import pytest
from tests.lint.found import findings

from segdsl import pipeline
from segdsl.diagnostics.model import Diagnostic
from segdsl.source import Source

SCORE = "score RFM\n  recency from days since joined\n  frequency from age\n  monetary from balance\n"
DATED = "as of 2026-06-30\n"
PREDICT = "predict risk\n  that no payments within 90 days after the as-of date\n  from age\n"
CLUSTER = "cluster life\n  by age, balance\n  into 3 groups\n"

CASES = [
    (SCORE + "a if RFM score > 15", ["SEG601 `RFM score > 15` is never true"]),
    (SCORE + "a if RFM score >= 3", ["SEG602 `RFM score >= 3` is always true when `RFM score` is known"]),
    (SCORE + "a if RFM recency < 1", ["SEG601 `RFM recency < 1` is never true"]),
    (SCORE + "a if RFM score is 3.5", ["SEG601 `RFM score is 3.5` is never true"]),
    (SCORE + "a if RFM score > 7 and RFM score < 8", ["SEG601 `RFM score < 8` contradicts `RFM score > 7`"]),
    (SCORE + 'a if RFM score > 7 and RFM code is "555"', []),
    (PREDICT + "a if risk > 100%", ["SEG601 `risk > 100%` is never true"]),
    (PREDICT + "a if risk > 20% and risk < 10%", ["SEG601 `risk < 10%` contradicts `risk > 20%`"]),
    (PREDICT + "a if risk is 20%", ["SEG609 `risk is 20%` asks a computed decimal to be exactly equal"]),
    (CLUSTER + 'a if life is "group 1" and life is "group 2"', ["SEG601"]),
    (CLUSTER + 'a if life in ["group 1", "group 2", "group 3"]', ["SEG602"]),
    ("a if balance is in the top 10% and balance is in the bottom 10%", []),
    (
        "a if balance is in the top 10% and balance is not in the top 10%",
        ["SEG601 `balance is not in the top 10%` contradicts `balance is in the top 10%`"],
    ),
    ("a if balance is above average and balance is missing", ["SEG601"]),
    ("a if balance is above average or balance is below average", []),
    ("a if balance is above average or balance is not above average", ["SEG602"]),
    (
        "a if balance is above average and balance is above average",
        ["SEG606 `balance is above average` is there twice"],
    ),
    (
        "a if balance is in the top 10%\nb if `balance` in the top 10%",
        ["SEG607 the segment `b` means the same as `a`"],
    ),
    ("a if balance is in the top 10%\nb if balance is in the top 11%", []),
    # unused
    (SCORE + "a if age > 3", ["SEG610 nothing uses what `RFM` learns"]),
    (SCORE + CLUSTER, []),
    (SCORE + 'a if RFM code starts with "5"', []),
    (SCORE + "define x as RFM score\na if age > 3", ["SEG608 nothing uses `x`"]),
    (SCORE + "predict p\n  that consent\n  from age\na if p > 3%", []),
    (CLUSTER + "predict p\n  that consent\n  from life\na if p > 3%", []),
    (CLUSTER + "a if life is in the top 10%".replace("life is", "age is"), ["SEG610 nothing uses what `life` learns"]),
    (
        "estimate v from amount in payments, counted in weeks over the next 30 days\na if v chance alive < 2%",
        [],
    ),
    (
        'recommend n\n  among consent\na if likely to buy "consent"',
        [],
    ),
    ("recommend n\n  among consent\na if age > 3", ["SEG610 nothing uses what `n` learns"]),
    ("define x as balance * 2\ndetect o\n  by x\na if o > 0.6", []),
    ("define x as balance > 2\ncluster c\n  of those where x\n  by age\n  into 2 groups\na if c is known", []),
    # repeats
    (
        CLUSTER + CLUSTER.replace("life", "other") + 'a if life is "group 1" and other is "group 2"',
        ["SEG607 `other` learns the same as `life`"],
    ),
    (
        CLUSTER + CLUSTER.replace("life", "other").replace("3", "4") + 'a if life is "group 1" and other is "group 2"',
        [],
    ),
    # conditions inside
    (
        CLUSTER.replace("by", "of those where age > 130\n  by") + "a if life is known",
        ["SEG601 `age > 130` is never true"],
    ),
    ("predict p\n  that age > 130\n  from balance\na if p > 3%", ["SEG601 `age > 130` is never true"]),
    ("detect o\n  by count of payments where amount < 0\na if o > 0.6", ["SEG601 `amount < 0` is never true"]),
]


@pytest.mark.parametrize(("rules", "expected"), CASES)
def test_findings(rules: str, expected: list[str]) -> None:
    found = findings(DATED + rules + "\n")
    assert len(found) == len(expected), found
    assert all(f.startswith(e) for f, e in zip(found, expected, strict=True)), found


PROTECTED = """\
ruleset "r"
  purpose {purpose}
table customers
  key id
  column gender: one of "F", "M", protected
  column age: whole number
  column salary: number, sensitive
  column balance: number
define is woman as gender is "F"
cluster life
  by age, is woman
  into 2 groups
score value
  a from balance
  b from salary
"""


def said(purpose: str, rules: str) -> list[Diagnostic]:
    outcome = pipeline.check_text(Source("t.seg", PROTECTED.format(purpose=purpose) + rules), None)
    return [d for d in outcome.diagnostics if d.code.id.startswith("SEG63")]


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ('a if life is "group 1"', ["`a` uses the protected column `gender` and gives no reason"]),
        ('a if life is "group 1" because "x"', []),
        ("a if value score > 7", ["`a` uses the sensitive column `salary` and gives no reason"]),
        ("a if value a > 3", ["`a` uses the sensitive column `salary` and gives no reason"]),
        ("a if salary is in the top 10%", ["`a` uses the sensitive column `salary` and gives no reason"]),
        ("a if balance is in the top 10% by gender", ["`a` uses the protected column `gender` and gives no reason"]),
        ("predict p\n  that balance > 3\n  from life\na if p > 3%", ["`a` uses the protected column `gender`"]),
        ("a if age > 3", []),
    ],
)
def test_protected_columns_behind_what_is_learned(rules: str, expected: list[str]) -> None:
    found = [d.message for d in said("marketing", rules + "\n")]
    assert len(found) == len(expected), found
    assert all(f.startswith(e) for f, e in zip(found, expected, strict=True)), found


@pytest.mark.parametrize("purpose", ["credit", "pricing"])
def test_nothing_may_be_learned_from_protected_columns(purpose: str) -> None:
    """Said once, where it is learned from, with a reason or without."""
    found = said(purpose, 'a\n  if life is "group 1" and value score > 7\n  because "x"\nb if life is "group 2"\n')
    assert [(d.message, d.span.text if d.span else "") for d in found] == [
        (f"`gender` is protected and may not decide in a {purpose} ruleset", "is woman"),
        (f"`salary` is sensitive and may not decide in a {purpose} ruleset", "salary"),
    ]


def test_nothing_learned_is_said_of_a_service_ruleset() -> None:
    assert said("service", 'a if life is "group 1"\n') == []
