"""`never use …`: every way by which rules can look at something."""

from __future__ import annotations

import pytest
from tests.policies.rulesets import checked, messages

from segdsl.policies import usage
from segdsl.policies.model import Standing

LINE = "\npolicy\n  never use "


@pytest.mark.parametrize(
    ("rules", "target", "user", "what"),
    [
        ('a if gender is "F"', "gender", "`a`", "gender"),
        ('define w as gender is "F"\na if w', "gender", "`w`", "gender"),
        ('b if gender is "F"\na if in b', "gender", "`b`", "gender"),
        ('a if gender is "F"', "protected columns", "`a`", "gender"),
        ("a if income > 5", "sensitive columns", "`a`", "income"),
        ("a if any payments where amount > 5", "amount", "`a`", "amount"),
        ("a if any payments where amount > 5", "amount of payments", "`a`", "amount"),
        ("a if any payments", "payments", "`a`", "payments"),
        ('a if region is "N"', "region", "`a`", "region"),
        ('a if region is "N"', "branches", "`a`", "region"),
        ("define spend as sum of amount in payments\na if spend > 5", "spend", "`a`", "spend"),
        ('tiers t\n  when gender is "F" then one\n  otherwise two\na if t is "one"', "gender", "`t`", "gender"),
        ("a if balance > 5\nb if in a", "a", "`b`", "a"),
        ('suppress if gender is "F" because "why"\na if age > 5', "gender", "the suppression “why”", "gender"),
        ("cluster groups\n  by income, balance\n  into 3 groups\na if age > 5", "income", "`groups`", "income"),
        ("predict risk\n  that age > 5\n  from income, balance\na if risk > 50%", "income", "`risk`", "income"),
        ('split s by branch id using "x"\n  50% a\n  50% b\nc if age > 5', "branch id", "`s`", "branch id"),
    ],
)
def test_every_way_of_looking_is_found(rules: str, target: str, user: str, what: str) -> None:
    assert f"SEG660 the policy `never use {target}` is broken: {user} looks at `{what}`" in messages(
        f"{rules}\n{LINE}{target}\n"
    )


@pytest.mark.parametrize(
    ("rules", "target"),
    [
        ("a if age > 5", "gender"),
        ('a if age > 5\nexample "e"\n  given gender is "F", age is 6\n  expect a', "gender"),
        ("a if any payments", "amount"),
        ("a if income > 5", "protected columns"),
        ("a if any payments where amount > 5", "region of branches"),
        ('define w as gender is "F"\na if age > 5\nb if w', "gender in a"),
    ],
)
def test_what_is_not_looked_at_holds(rules: str, target: str) -> None:
    program = checked(f"{rules}\n{LINE}{target}\n").program
    assert [each.standing for each in usage.judged(program)] == [Standing.HELD]


def test_only_the_rules_named_and_what_they_reach_are_looked_through() -> None:
    rules = 'define w as gender is "F"\na if w\nb if in a and age > 5\nc if age > 9\n'
    assert messages(f"{rules}{LINE}gender in b\n") == [
        "SEG660 the policy `never use gender in b` is broken: `w` looks at `gender`"
    ]
    assert messages(f"{rules}{LINE}gender in c\n") == []
    assert len(messages(f"{rules}{LINE}gender in every segment\n")) == 1


def test_a_slip_in_a_name_is_an_error_with_what_was_meant() -> None:
    assert messages(f"a if age > 5\n{LINE}gendr\n") == ["SEG490 nothing is called `gendr`"]


def test_a_policy_makes_no_column_needed() -> None:
    program = checked(f"a if age > 5\n{LINE}gender, income\n").program
    assert program.customers.used == {"customer id", "age"}
