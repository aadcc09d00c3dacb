"""The published values of BG/NBD and Gamma-Gamma on the CDNOW sample, through the language."""

from __future__ import annotations

import pytest
from tests.learn.estimates.estimating import Estimated, estimated
from tests.learn.from_rules import DATA

RULES = """
as of 1997-09-30

table customers from "cdnow_sample.csv"
  key sample id, one per distinct value

table purchases from "cdnow_sample.csv"
  many per sample id, dated date
  column sample id: text

estimate lifetime value
  from amount in purchases, counted in weeks
  over the next 39 weeks, margin 25%, discount 10% a year
"""


@pytest.fixture(scope="module")
def cdnow() -> Estimated:
    folder = DATA / "cdnow-sample"
    if not folder.is_dir():
        pytest.skip("the public data set cdnow-sample is not beside the project")
    path = folder / "cdnow_sample.csv"
    return estimated(RULES, {"customers": path, "purchases": path})


def test_bg_nbd(cdnow: Estimated) -> None:
    found = cdnow.purchases
    assert (round(found.r, 3), round(found.alpha, 3)) == (0.243, 4.414)
    assert (round(found.a, 3), round(found.b, 3)) == (0.793, 2.426)
    assert round(found.log_likelihood, 1) == -9582.4


def test_gamma_gamma(cdnow: Estimated) -> None:
    found = cdnow.purchases
    assert (round(found.p, 2), round(found.q, 2), round(found.gamma, 2)) == (6.25, 3.74, 15.44)
    assert round(found.spend_log_likelihood, 2) == -4055.92
    assert found.spenders == found.repeat_customers == 946


def test_what_is_expected_of_customers(cdnow: Estimated) -> None:
    """With the published parameters: a customer with x=2, t=30.43, T=38.86, and the sums over all."""
    published = cdnow.purchases.model_copy(update={"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426})
    state = cdnow.state.model_copy(update={"purchases": published})
    found = cdnow.values("expected purchases", "chance alive", state=state)
    assert found.index[0] == "0001"
    assert round(float(found["expected purchases"].to_numpy()[0]), 3) == 1.226
    assert round(float(found["chance alive"].to_numpy()[0]), 4) == 0.7266
    assert round(float(found["chance alive"].sum()), 1) == 1917.2
    assert round(float(found["expected purchases"].sum()), 1) == 1653.9


def test_customers_without_a_repeat_are_alive_and_spend_as_everybody(cdnow: Estimated) -> None:
    found = cdnow.values("chance alive", "expected spend", "lifetime value")
    once = found.loc["0003"]
    assert once["chance alive"] == 1
    assert once["expected spend"] == pytest.approx(cdnow.purchases.mean_spend, rel=1e-11)
    assert found.notna().all().all()
    assert float(found["lifetime value"].sum()) == pytest.approx(cdnow.state.values.total, rel=1e-11)


def test_the_second_half_is_foretold_from_the_first(cdnow: Estimated) -> None:
    held_out = cdnow.state.held_out
    assert held_out is not None
    assert (held_out.as_of.isoformat(), held_out.days) == ("1997-05-17", 136)
    assert held_out.expected == pytest.approx(held_out.happened, rel=0.1)
    assert sum(line.happened for line in held_out.lines) == held_out.happened
    assert sum(line.customers for line in held_out.lines) == 2357
