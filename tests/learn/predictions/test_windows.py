"""Outcomes from later rows: features before the day, outcomes after it, in complete windows, and nothing from later."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.learn.predictions.fitting_rules import Fitted, fitted, refused

from segdsl.calendar import shift
from segdsl.learn.predictions.windows import latest
from segdsl.types import Unit

TODAY = dt.date(2025, 12, 31)

RULES = """
as of 2025-12-31

table customers
  key customer id
  column joined: date

table visits
  many per customer id, dated day
  column amount: number

define last visit as latest day in visits
define spend as sum of amount in visits over the last 60 days
define visited as count of visits over the last 60 days

predict comes back
  that any visits within 30 days after the as-of date
  of those where joined is at least 1 day ago
  from spend, visited, days since joined, RFM score
  using logistic regression
  learn as of 2025-09-01, 2025-10-01
  test as of 2025-11-15

score RFM
  recency from days since last visit
  frequency from visited
  monetary from spend

keen if comes back > 60%
"""


def customers(rows: int = 600) -> pd.DataFrame:
    rng = np.random.default_rng(2)
    joined = [TODAY - dt.timedelta(days=int(days)) for days in rng.integers(130, 900, rows)]
    return pd.DataFrame({"customer_id": [f"{n:04d}" for n in range(rows)], "joined": pd.to_datetime(joined)})


def visits(people: pd.DataFrame, until: dt.date = TODAY) -> pd.DataFrame:
    """Customers come at a rate of their own, day by day."""
    rng = np.random.default_rng(3)
    days = pd.date_range("2025-06-01", until)
    rates = rng.gamma(0.6, 0.05, len(people))
    customer, day = np.nonzero(rng.random((len(people), len(days))) < rates[:, None])
    amount = np.round(rng.exponential(20, len(day)), 2)
    return pd.DataFrame({"customer_id": people.customer_id.to_numpy()[customer], "day": days[day], "amount": amount})


def learned(rules: str = RULES, until: dt.date = TODAY) -> Fitted:
    people = customers()
    return fitted(rules, {"customers": people, "visits": visits(people, until)})


def test_rows_of_several_days_are_learned_from_and_the_test_comes_later() -> None:
    state = learned().state
    days = [(w.as_of.isoformat(), w.first.isoformat(), w.last.isoformat()) for w in (*state.learn, *state.test)]
    assert days == [
        ("2025-09-01", "2025-09-02", "2025-10-01"),
        ("2025-10-01", "2025-10-02", "2025-10-31"),
        ("2025-11-15", "2025-11-16", "2025-12-15"),
    ]
    assert state.learned_from == sum(window.rows for window in state.learn)
    assert state.model.tested.rows == state.test[0].rows
    assert state.model.tested.happened == state.test[0].happened
    assert state.model.tested.auc is not None
    assert state.model.tested.auc > 0.7


def test_outcomes_are_counted_as_pandas_counts_them() -> None:
    people, state = customers(), learned().state
    rows = visits(people)
    for window in (*state.learn, *state.test):
        asked = people[people.joined < pd.Timestamp(window.as_of)]
        inside = rows[(rows.day > pd.Timestamp(window.as_of)) & (rows.day <= pd.Timestamp(window.last))]
        assert window.rows == len(asked)
        assert window.happened == asked.customer_id.isin(inside.customer_id).sum()


def test_features_are_as_of_the_day() -> None:
    """Spend over the last 60 days, before each of the days learned from."""
    people, state = customers(), learned().state
    rows = visits(people)
    seen = []
    for window in state.learn:
        end = pd.Timestamp(window.as_of)
        asked = people[people.joined < end].customer_id
        inside = rows[(rows.day > end - pd.Timedelta(days=60)) & (rows.day <= end)]
        seen += inside.groupby("customer_id").amount.sum().reindex(asked, fill_value=0.0).tolist()
    spend = state.model.features[0]
    assert spend.name == "spend"
    assert spend.high == pytest.approx(max(seen))
    assert spend.median == pytest.approx(float(np.median(seen)))


def test_rows_after_the_as_of_date_change_nothing() -> None:
    people = customers()
    rows = visits(people)
    later = pd.DataFrame({"customer_id": people.customer_id, "day": pd.Timestamp("2026-01-15"), "amount": 1e6})
    once = fitted(RULES, {"customers": people, "visits": rows})
    again = fitted(RULES, {"customers": people, "visits": pd.concat([rows, later], ignore_index=True)})
    assert again.state.model_dump_json() == once.state.model_dump_json()
    assert again.chances().tolist() == once.chances().tolist()


def test_rows_after_a_learning_day_change_no_feature_of_it() -> None:
    """With the outcomes the same and another amount after the last window, nothing learned differs."""
    people = customers()
    rows = visits(people)
    richer = rows.copy()
    richer.loc[richer.day > "2025-11-15", "amount"] *= 1000
    once, again = (fitted(RULES, {"customers": people, "visits": v}).state for v in (rows, richer))
    assert again.model.coefficients == once.model.coefficients
    assert again.model.features == once.model.features
    assert again.model.tested == once.model.tested


def test_scores_among_the_features_are_as_learned_on_the_first_day() -> None:
    done = learned()
    kept = done.state.inputs["rfm"]
    assert kept.as_of == dt.date(2025, 9, 1)
    assert not np.isnan(done.chances()).all()


def test_the_population_of_the_as_of_date_is_asked() -> None:
    done = learned()
    assert done.state.population == len(customers())
    assert done.state.model.highest == pytest.approx(done.chances().max())
    assert done.state.model.lowest == pytest.approx(done.chances().min())


def test_a_window_that_the_data_does_not_reach_the_end_of_is_an_error() -> None:
    people = customers()
    error = refused(RULES, {"customers": people, "visits": visits(people, dt.date(2025, 12, 1))})
    assert error.code.id == "SEG474"
    assert "`visits` ends on 2025-12-01" in error.message
    assert "2025-12-15" in error.message
    assert "2025-11-01" in error.help[0]
    mended = RULES.replace("test as of 2025-11-15", "test as of 2025-11-01")
    fitted(mended, {"customers": people, "visits": visits(people, dt.date(2025, 12, 1))})


@given(st.dates(dt.date(1990, 1, 1), dt.date(2050, 1, 1)), st.integers(1, 14), st.sampled_from(Unit))
def test_the_day_proposed_is_the_last_that_works(end: dt.date, count: int, unit: Unit) -> None:
    found = latest(end, (count, unit))
    over, next_over = shift(found, count, unit), shift(found + dt.timedelta(days=1), count, unit)
    assert over is not None
    assert next_over is not None
    assert over <= end < next_over


MEASURED = RULES.replace(
    "that any visits within 30 days after the as-of date",
    "that (sum of amount in visits over the next 30 days) > 20",
)


def test_an_outcome_may_be_measured_over_the_next_days() -> None:
    people, state = customers(), learned(MEASURED).state
    rows = visits(people)
    window = state.test[0]
    inside = rows[(rows.day > pd.Timestamp(window.as_of)) & (rows.day <= pd.Timestamp(window.last))]
    asked = people[people.joined < pd.Timestamp(window.as_of)].customer_id
    spent = inside.groupby("customer_id").amount.sum().reindex(asked, fill_value=0)
    assert window.happened == (spent > 20).sum()


def test_a_date_of_the_customer_may_be_the_outcome() -> None:
    """Who has closed already is not learned from; who closes later, or never, did not."""
    people = customers()
    rng = np.random.default_rng(5)
    days = rng.integers(0, 240, len(people))
    closed = pd.to_datetime("2025-05-01") + pd.to_timedelta(days, unit="D")
    people["closed"] = pd.Series(closed).where(rng.random(len(people)) < 0.6)
    rules = RULES.replace("that any visits within", "that closed within").replace(
        "  column joined: date\n", "  column joined: date\n  column closed: date\n"
    )
    state = fitted(rules, {"customers": people, "visits": visits(people)}).state
    for window in (*state.learn, *state.test):
        day = pd.Timestamp(window.as_of)
        open_still = people[~(people.closed <= day) & (people.joined < day)]
        assert window.rows == len(open_still)
        assert window.happened == (open_still.closed <= pd.Timestamp(window.last)).sum()
    assert state.undecided > 0
