"""What proofs say of small rules, what they leave alone, and that the solver is loaded only where it is needed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tests.proofs.reading import program

import segdsl
from segdsl.proofs import AllOf, Claim, Found, Is, Never, NotSo, Prover
from segdsl.proofs.questions import Refuted

TABLE = """\
table customers
  key customer id
  column age: whole number 0 to 120
  column balance: number
  column income: number
  column spent: number 0 or more
  column earned: number 0 or more
  column city: text
  column joined: date
  column seen: date and time

table purchases
  many per customer id, dated day
  column day: date
  column amount: number 0 or more
  column kind: one of "A", "B"
"""
# Two conditions, of which the second is true wherever the first is.
IMPLIED = [
    ("age > 40", "age >= 41"),
    ("balance * 0.1 > 0.3", "balance >= 3"),
    ("balance + 1 > 5", "balance >= 4"),
    ("balance / 4 > 1", "balance > 4"),
    ("age * 2 > 7", "age >= 4"),
    ("balance > income and income > 3", "balance > 3"),
    ('city starts with "Prah"', 'city contains "rah"'),
    ('city is "Praha"', 'city ends with "ha"'),
    ("years since joined >= 2", "joined <= 2024-01-01"),
    ("months since joined >= 1", "days since joined >= 28"),
    ("seen is after 2025-12-31", "seen is after 2025-12-30"),
    ("count of purchases over the last 30 days > 3", "count of purchases over the last 90 days > 2"),
    ('any purchases where kind is "A"', "any purchases"),
    (
        "sum of amount in purchases over the last 30 days > 9"
        " and sum of amount in purchases over the last 90 days is known",
        "sum of amount in purchases over the last 90 days > 9",
    ),
    ("age is known and not (age < 5 or age > 9)", "age between 5 and 9"),
    ("spent > 1.2 * earned", "spent > 0.8 * earned"),
    ("spent > earned", "spent > 0.8 * earned"),
    ("spent - 5 > earned", "spent - 4 > earned"),
]
# Two of which the first can be true without the second, and of whom.
FOUND = [
    ("balance > 0.8 * income", "balance > 1.2 * income", "balance is 1, income is 1"),
    ("balance > 1.2 * income", "balance > 0.8 * income", "balance is -1, income is -1"),
    ("spent > 0.8 * earned", "spent > 1.2 * earned", "spent is 1, earned is 1"),
    ("spent / earned > 2", "spent / earned > 3", "spent is 1.5, earned is 0.5"),
    ("balance > 0.5 * income", "balance / income > 0.5", "balance is 1, income is 0"),
    ("balance / income > 0.5", "balance > 0.5 * income", "balance is -1, income is -1"),
    ("spent * earned > 1000", "spent * earned > 2000", "spent is 2001, earned is 0.5"),
    ("balance * income > 0", "income > 0", "balance is -1, income is -1"),
    ("(balance - income) / income > 0.1", "balance > 1.1 * income", "balance is 1.1, income is 1"),
]
# The same without the customer, who may be another.
NOT_IMPLIED = [
    ("balance * 3 > 0.3", "balance > 0.1"),
    ("balance + income > 0.3", "balance + income >= 0.4"),
    ("balance / income > 2", "balance > income * 2"),
    ('city contains "a"', 'city is "Praha"'),
    ("balance - income > 0", "balance - income >= 1"),
    ("count of purchases over the last 90 days > 3", "count of purchases over the last 30 days > 2"),
    ("not (age < 5)", "age < 120"),
    *((first, second) for first, second, _ in FOUND),
]


def outside(first: str, second: str) -> tuple[Prover, Claim]:
    made = program(f"as of 2026-01-01\n\n{TABLE}\none if {first}\n\ntwo if {second}\n")
    one, two = (Is(made.segments[name].condition, True) for name in ("one", "two"))
    return Prover(made), AllOf((one, NotSo(two)))


@pytest.mark.parametrize(("first", "second"), IMPLIED)
def test_implied(first: str, second: str) -> None:
    prover, claim = outside(first, second)
    assert isinstance(prover.find(claim), Never)


@pytest.mark.parametrize(("first", "second"), NOT_IMPLIED)
def test_not_implied(first: str, second: str) -> None:
    prover, claim = outside(first, second)
    assert isinstance(prover.find(claim), Found)


@pytest.mark.parametrize(("first", "second", "whom"), FOUND)
def test_who_is_found_reads_well(first: str, second: str, whom: str) -> None:
    prover, claim = outside(first, second)
    found = prover.find(claim)
    assert isinstance(found, Found)
    assert found.witness.words() == whom


def test_sums_are_those_of_doubles() -> None:
    """0.1 + 0.2 is more than 0.3."""
    prover, claim = outside("balance is 0.1 and income is 0.2 and balance + income > 0.3", "age < 0")
    found = prover.find(claim)
    assert isinstance(found, Found)
    assert found.witness.words().startswith("balance is 0.1, income is 0.2")


@pytest.mark.parametrize(
    "value",
    [" + ".join(["balance"] * 70), " * ".join(["balance"] * 70), "balance" + " + 1" * 70, "balance" + " / 3" * 70],
)
def test_long_sums_and_products_take_no_longer_than_others(value: str) -> None:
    """After some steps no more is claimed of what rounding does: each of them would make it twice as long."""
    rules = program(f"{TABLE}\none if {value} > 5\n\ntwo if {value} > 5 and age > 4\n\nthree if age > 4\n")
    prover = Prover(rules)
    one, two, three = (Is(rules.segments[name].condition, True) for name in ("one", "two", "three"))
    assert prover.find(AllOf((two, NotSo(three)))) == Never()
    assert not isinstance(prover.find(AllOf((three, NotSo(one)))), Never)


def test_columns_of_two_programs_are_the_same_customer() -> None:
    old = program(f"{TABLE}\nyoung if age < 40\n")
    new = program(f"{TABLE}\nyoung if age <= 40\n")
    joins = AllOf((Is(new.segments["young"].condition, True, 1), NotSo(Is(old.segments["young"].condition, True, 0))))
    leaves = AllOf((Is(old.segments["young"].condition, True, 0), NotSo(Is(new.segments["young"].condition, True, 1))))
    prover = Prover(old, new)
    found = prover.find(joins)
    assert isinstance(found, Found)
    assert found.witness.words() == "age is 40"
    assert isinstance(prover.find(leaves), Never)


def test_an_open_as_of_date_is_found_too() -> None:
    made = program(f"{TABLE}\none if days since joined > 10\n")
    found = Prover(made).find(Is(made.segments["one"].condition, True))
    assert isinstance(found, Found)
    assert found.witness.as_of is not None


def test_as_a_python_function() -> None:
    rules = f"as of 2026-01-01\n\n{TABLE}\nrich if balance > 100\n\npoor if balance < 10\n"
    proof = segdsl.prove(rules, "no overlap between rich and poor", "every customer in one of rich, poor")
    assert not proof.holds
    refuted = proof.answers["every customer in one of rich, poor"]
    assert isinstance(refuted, Refuted)
    assert refuted.witness.words() == "balance is 10"
    with pytest.raises(segdsl.RulesError):
        assert segdsl.prove(rules, "what").holds


@pytest.mark.parametrize(("rule", "needed"), [("balance > 100k and age < 40", False), ("balance > income", True)])
def test_the_solver_is_loaded_where_it_is_needed(rule: str, needed: bool, tmp_path: Path) -> None:
    file = tmp_path / "rules.seg"
    file.write_text(f"{TABLE}\none if {rule}\n", encoding="utf-8")
    code = "import sys; from segdsl.cli.app import run; run(sys.argv[1:]); print('z3' in sys.modules)"
    for verb, loaded in (("validate", needed), ("format", False), ("explain", False)):
        done = subprocess.run([sys.executable, "-c", code, verb, str(file)], capture_output=True, text=True, check=True)
        assert done.stdout.splitlines()[-1] == str(loaded), verb
