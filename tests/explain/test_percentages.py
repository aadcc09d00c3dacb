"""Chances and shares are told as percentages, with as many decimals as it takes to tell them from their limit."""

from __future__ import annotations

import pandas as pd
import pytest
from tests.explain.test_learned_things import people

from segdsl import api
from segdsl.explanation.model import Customer, Explanation
from segdsl.explanation.percentages import percent

RULES = """
as of 2026-06-30

table customers
  key customer id
  column age: whole number
  column balance: number
  column card: yes or no
  column loyalty card: yes or no
  column exited: yes or no

table visits
  many per customer id
  column app: yes or no

define by app as share of visits where app

define left over as balance / 10_000

predict exit risk
  that exited is yes
  from age, balance
  using logistic regression

cluster kind by age, balance, card into 4 groups
  call the group with the highest balance "older"
  call the others "younger"
  require stability at least 0.05

recommend next card
  among card, loyalty card
  knowing age
  likely means 1.1 times the usual rate

detect oddness by age, balance

leaving if exit risk > 60%
leaving plainly if exit risk >= 0.25
surely leaving if exit risk is in the top 5%
middling if exit risk between 20% and 31%
staying if not exit risk <= 60%
with the app if by app >= 60%
most by app if by app is in the top 10%
spare if left over > 60%
plain spare if left over > 0.6
likely if likely to buy "loyalty card"
unlikely if not likely to buy "card"
of a kind if kind is "older"
odd if oddness is in the top 1%
"""


@pytest.fixture(scope="module")
def frames() -> dict[str, pd.DataFrame]:
    customers = people()
    rows = [
        (key, "yes" if (place + n) % 3 else "no")
        for place, key in enumerate(customers["customer_id"])
        for n in (1, 2, 5)
    ]
    return {"customers": customers, "visits": pd.DataFrame(rows, columns=["customer_id", "app"])}


def explained(frames: dict[str, pd.DataFrame], name: str, customer: str | None = None) -> Explanation:
    outcome = api.explain(RULES, name, frames, customer=customer)
    assert outcome.value is not None, outcome.diagnostics
    return outcome.value


def asked(frames: dict[str, pd.DataFrame], name: str, key: str) -> Customer:
    found = explained(frames, name, key).customer
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("share", "beside", "told"),
    [
        (0.281671, None, "28.2%"),
        (0.4, None, "40%"),
        (0.0, None, "0%"),
        (1.0, None, "100%"),
        (0.0002, None, "0.02%"),
        (0.59996, 0.6, "59.996%"),
        (0.6, 0.6, "60%"),
        (0.6004, 0.5996, "60.04%"),
        (0.60041, 0.60042, "60.041%"),
    ],
)
def test_percent(share: float, beside: float | None, told: str) -> None:
    assert percent(share, beside) == told


@pytest.mark.parametrize("name", ["leaving", "leaving plainly", "surely leaving", "middling", "staying"])
def test_a_chance_is_told_as_a_percentage(frames: dict[str, pd.DataFrame], name: str) -> None:
    (result,) = asked(frames, name, "c001").results
    assert result.verdict is not None
    (piece,) = result.verdict.pieces
    assert isinstance(piece.value, float)
    assert piece.told == percent(piece.value)
    assert piece.text == f"exit risk is {piece.told}"
    assert result.verdict.threshold.endswith("%")
    assert result.flip is not None
    assert result.flip.text.startswith(f"exit risk from {piece.told} to ")
    assert result.flip.text.endswith("%")


def test_a_share_of_rows_and_what_the_rule_calls_a_percentage(frames: dict[str, pd.DataFrame]) -> None:
    told = {}
    for name in ("with the app", "most by app", "spare", "plain spare"):
        (result,) = asked(frames, name, "c002").results
        assert result.verdict is not None
        told[name] = (result.verdict.pieces[0].text, result.verdict.threshold)
    assert told["with the app"] == ("by app is 66.7%", "at least 60%")
    assert told["most by app"] == ("by app is 66.7%", "at least 100%")
    assert told["spare"] == ("left over is 1.7%", "more than 60%")
    assert told["plain spare"] == ("left over is 0.0174", "more than 0.6")


def test_limits_that_were_learned(frames: dict[str, pd.DataFrame]) -> None:
    limits = {
        name: explained(frames, name).statements[0].learned[-1].text for name in ("surely leaving", "most by app")
    }
    assert limits["most by app"] == "by app is in the top 10%: at least 100%"
    assert limits["surely leaving"].endswith("%")
    report = api.fit(RULES, frames).reports["top 5% of exit risk"]
    assert "% or more, learned from 400 customers." in report.summary


def test_likely_to_buy_shows_the_chance(frames: dict[str, pd.DataFrame]) -> None:
    customers = frames["customers"].set_index("customer_id")
    lacks = next(key for key, card in customers["loyalty_card"].items() if card == "no")
    (result,) = asked(frames, "likely", str(lacks)).results
    assert result.verdict is not None
    assert result.verdict.pieces[0].text.startswith('chance of buying "loyalty card" is ')
    assert result.verdict.pieces[0].text.endswith("%")
    assert result.verdict.threshold.startswith("at least ")
    (negated,) = asked(frames, "unlikely", str(next(k for k, c in customers["card"].items() if c == "no"))).results
    assert negated.verdict is not None
    assert negated.verdict.threshold.startswith("less than ")
    holds = next(key for key, card in customers["loyalty_card"].items() if card == "yes")
    customer = asked(frames, "likely", str(holds))
    assert customer.results[0].verdict is not None
    assert customer.results[0].verdict.pieces[0].text.endswith(" is none, as it is held already")
    assert customer.results[0].verdict.threshold == ""
    assert '"loyalty card": none, held already' in customer.learned[0].lines
    (statement,) = explained(frames, "likely").statements
    assert statement.clause is not None
    assert statement.lead.endswith('when the customer is likely to buy "loyalty card".')


def test_a_customer_stands_beside_the_own_group_of_several_with_one_name(frames: dict[str, pd.DataFrame]) -> None:
    """Three groups are called younger; with the card or without it is what tells them apart."""
    customers = frames["customers"]
    for card, part in (("yes", "yes for 100% of the group"), ("no", "no; yes for 0% of the group")):
        young = customers[(customers["age"] < 40) & (customers["card"] == card)]
        (value,) = asked(frames, "of a kind", young["customer_id"].iloc[0]).learned
        assert value.text.startswith('kind is "younger"')
        assert part in value.lines[2]


def test_what_pulls_is_told_of_the_most_unusual_alone(frames: dict[str, pd.DataFrame]) -> None:
    values = [asked(frames, "odd", key).learned[0] for key in frames["customers"]["customer_id"].iloc[:60:3]]
    assert {bool(value.pulls) for value in values if "not among the most unusual" in value.text} == {False}
    assert all(value.pulls for value in values if "not among" not in value.text)
