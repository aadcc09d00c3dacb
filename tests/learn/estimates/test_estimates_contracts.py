"""Estimates from contracts: what the payments to come are worth."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from tests.learn.estimates.estimating import estimated, fit

from segdsl.learn.estimates.report import report

RULES = """
table customers
  key customer id
  column fee: number
  column stays: number

estimate worth
  from fee every month, keeping 98% every month
  over the next 12 months, margin 30%, discount 12% a year
"""
FEES = [10.0, 25.5, np.nan, 0.0]


def frame(stays: float = 0.9) -> pd.DataFrame:
    return pd.DataFrame({"customer_id": ["a", "b", "c", "d"], "fee": FEES, "stays": stays})


def summed(keeping: float, discount: float, periods: int, years: float, power: float = 1.0) -> float:
    return float(sum(keeping ** (power * k) * (1 + discount) ** (-years * k) for k in range(1, periods + 1)))


def test_a_share_written_as_a_number() -> None:
    found = estimated(RULES, {"customers": frame()})
    values = found.values("worth")["worth"]
    coin = 0.3 * summed(0.98, 0.12, 12, 1 / 12)
    assert values.to_numpy() == pytest.approx([10 * coin, 25.5 * coin, np.nan, 0], rel=1e-10, nan_ok=True)
    assert (found.state.population, found.state.values.rows) == (4, 3)
    assert "12 payments" in report(found.thing, found.state).sections[0].sentences[0]


@pytest.mark.parametrize("stays", [1.0, 0.999999, 0.98, 0.5, 0.01, 0.0])
@pytest.mark.parametrize("discount", [", discount 12% a year", ""])
def test_a_share_of_each_customer(stays: float, discount: str) -> None:
    rules = RULES.replace("98%", "stays").replace(", discount 12% a year", discount)
    found = estimated(rules, {"customers": frame(stays)})
    values = found.values("worth")["worth"].to_numpy()
    coin = 0.3 * summed(stays, 0.12 if discount else 0.0, 12, 1 / 12)
    assert values == pytest.approx([10 * coin, 25.5 * coin, np.nan, 0], rel=1e-9, nan_ok=True)
    assert found.state.values.total == pytest.approx(np.nansum(values), rel=1e-9)


def test_periods_of_different_lengths() -> None:
    """A fee every quarter and a yearly share: of each quarter the fourth root is left."""
    rules = RULES.replace("every month, keeping 98% every month", "every 3 months, keeping stays every year")
    found = estimated(rules.replace("12 months", "2 years"), {"customers": frame(0.8)})
    coin = 0.3 * summed(0.8, 0.12, 8, 0.25, power=0.25)
    assert found.values("worth")["worth"].iloc[0] == pytest.approx(10 * coin, rel=1e-10)


@pytest.mark.parametrize("stays", [1.2, -0.1, np.nan])
def test_a_share_that_is_none(stays: float) -> None:
    found = estimated(RULES.replace("98%", "stays"), {"customers": frame(stays)})
    assert found.values("worth")["worth"].isna().all()
    beyond = 0 if np.isnan(stays) else 4
    assert found.state.contract is not None
    assert found.state.contract.beyond == beyond
    assert bool(found.state.warnings) == bool(beyond)


def test_no_payment_in_the_length() -> None:
    _, state, said = fit(RULES.replace("over the next 12 months", "over the next 20 days"), {"customers": frame()})
    assert state is None
    assert [d.code.id for d in said if d.is_error] == ["SEG485"]
