"""Policies asked of every customer there can be: proved, or refuted with one whom the interpreter confirms."""

from __future__ import annotations

import pytest
from tests.policies.rulesets import checked

from segdsl.policies import proving
from segdsl.policies.model import Standing

RULES = """
young if age < 30
grown if age between 30 and 60
old if age > 60
ageless if age is missing
rich if balance > 100
rich and old if balance > 200 and age > 70

policy
"""


def judged(line: str) -> tuple[str, tuple[str, ...]]:
    text = RULES.replace("rich and old if", "`rich and old` if")
    (found,) = proving.judged(checked(f"{text}  {line}\n").program)
    return found.standing.value, found.found


@pytest.mark.parametrize(
    "line",
    [
        "no overlap between young, grown, old and ageless",
        "every customer in one of young, grown, old, ageless",
        "every customer in exactly one of young, grown, old, ageless",
        "`rich and old` is inside rich",
        "`rich and old` is inside old",
    ],
)
def test_what_holds_of_everybody(line: str) -> None:
    assert judged(line) == (Standing.HELD.value, ())


@pytest.mark.parametrize(
    ("line", "who", "witness"),
    [
        ("no overlap between young, grown and rich", "in both `young` and `rich`", "age is 29, balance is 101"),
        ("every customer in one of young, grown, old", "in none of them", "age is missing"),
        ("every customer in exactly one of young, rich, ageless", "in none of them", "age is 30, balance is 100"),
        ("old is inside rich", "in `old` and not in `rich`", "age is 61, balance is 100"),
    ],
)
def test_a_customer_who_breaks_it_is_shown(line: str, who: str, witness: str) -> None:
    standing, found = judged(line)
    assert (standing, found[0]) == ("broken", who)
    assert sorted(found[1].split(", ")) == sorted(witness.split(", "))


def test_a_line_about_the_data_is_not_asked_of_everybody() -> None:
    program = checked(RULES.replace("rich and old if", "`rich and old` if") + "  old is inside rich in the data\n")
    assert proving.judged(program.program) == ()
