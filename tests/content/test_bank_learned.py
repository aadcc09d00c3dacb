"""What the example bank's learned values find: shares, a score and a chance, worked out a second time by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from scipy.special import hyp2f1

import segdsl
from segdsl import api

BANK = Path(__file__).parents[2] / "examples" / "bank"
TODAY = pd.Timestamp("2026-06-30")


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bank") / "state"
    fitted = api.fit(str(BANK / "learned.seg"), state=folder)
    assert fitted.ok, str(fitted)
    assert [d for d in fitted.diagnostics if d.is_error] == []
    return folder


@pytest.fixture(scope="module")
def found(state: Path) -> segdsl.Result:
    result = segdsl.apply(str(BANK / "learned.seg"), state=state)
    assert result.ok, str(result)
    return result


@pytest.fixture(scope="module")
def customers() -> pd.DataFrame:
    return pd.read_csv(BANK / "data" / "customers.csv", dtype={"branch_id": str}, parse_dates=["birth_date"]).set_index(
        "customer_id"
    )


@pytest.fixture(scope="module")
def owned() -> pd.DataFrame:
    holders = pd.read_csv(BANK / "data" / "holders.csv").query("role == 'OWNER'").drop(columns="role")
    return holders.merge(pd.read_csv(BANK / "data" / "accounts.csv"), on="account_id")


def test_what_is_shipped_meets_its_requirements(found: segdsl.Result) -> None:
    assert not [d for d in found.diagnostics if d.code.id in ("SEG462", "SEG617", "SEG618", "SEG619")]
    assert {"savers", "digital", "travellers", "everyday"} == _groups(BANK / "learned.seg")
    for name in ("at-risk", "quiet savers", "digital youth", "worth keeping", "ask about travel insurance"):
        assert 0 < found.segments[name].members < 600


def _groups(path: Path) -> set[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return {line.split('"')[1] for line in lines if line.startswith("  call the ")}


def test_shares_by_hand(found: segdsl.Result, customers: pd.DataFrame, owned: pd.DataFrame) -> None:
    kept = owned[owned["account_type"].isin(["current", "savings"])]
    deposits = kept.groupby("customer_id")["balance"].sum().round(2).reindex(customers.index, fill_value=0.0)
    assert set(found.members("wealthiest")) == set(deposits[deposits.rank(method="min", ascending=False) <= 150].index)
    within = deposits.groupby(customers["branch_id"])
    higher = within.rank(method="min", ascending=False) - 1
    size = deposits.groupby(customers["branch_id"]).transform("size")
    assert set(found.members("wealthiest of the branch")) == set(deposits.index[higher < 0.05 * size])


def test_high_value_by_hand(found: segdsl.Result, customers: pd.DataFrame, owned: pd.DataFrame) -> None:
    rows = pd.read_csv(BANK / "data" / "transactions.csv.gz", parse_dates=["booked_on"])
    rows = rows.merge(owned[["customer_id", "account_id"]], on="account_id")
    rows = rows[rows["kind"].isin(["card payment", "transfer", "withdrawal"]) & (rows["booked_on"] <= TODAY)]
    recency = -(TODAY - rows.groupby("customer_id")["booked_on"].max()).dt.days
    year = rows[rows["booked_on"] > TODAY - pd.DateOffset(months=12)].groupby("customer_id")["amount"]
    parts = [recency, year.size(), year.sum().round(2)]
    bands = pd.DataFrame({n: _band(part.reindex(recency.index, fill_value=0)) for n, part in enumerate(parts)})
    score = bands.sum(axis=1)
    age = TODAY.year - customers["birth_date"].dt.year
    age -= customers["birth_date"].dt.month * 100 + customers["birth_date"].dt.day > TODAY.month * 100 + TODAY.day
    young = set(age[age < 40].index)
    assert set(found.members("high-value")) == {key for key, value in score.items() if value > 12 and key in young}


def _band(values: pd.Series) -> pd.Series:
    return 1 + (5 * (values.rank(method="min") - 1)) // len(values)


def test_the_chance_was_tested_on_those_who_left_later(state: Path) -> None:
    churn = json.loads((state / "churn-risk.json").read_text(encoding="utf-8"))
    assert churn["model"]["tested"]["auc"] > 0.7
    joined = pd.read_csv(BANK / "data" / "customers.csv", parse_dates=["joined"]).set_index("customer_id")["joined"]
    left = pd.read_csv(BANK / "data" / "departures.csv", parse_dates=["left_on"]).set_index("customer_id")["left_on"]
    day = pd.Timestamp("2026-03-31")
    asked = left[(left > day) & (left <= day + pd.Timedelta(days=90))].index
    assert churn["model"]["tested"]["happened"] == int(((day - joined[asked]).dt.days >= 90).sum())


def test_nobody_transacts_after_leaving(owned: pd.DataFrame) -> None:
    left = pd.read_csv(BANK / "data" / "departures.csv", parse_dates=["left_on"]).set_index("customer_id")["left_on"]
    rows = pd.read_csv(BANK / "data" / "transactions.csv.gz", parse_dates=["booked_on"])
    rows = rows.merge(owned[["customer_id", "account_id"]], on="account_id")
    last = rows[rows["booked_on"] <= TODAY].groupby("customer_id")["booked_on"].max()
    assert (last.reindex(left.index).dropna() < left[last.reindex(left.index).notna()]).all()
    assert left.index.is_unique


def test_usual_rates_and_evidence_by_hand(state: Path, customers: pd.DataFrame) -> None:
    """Of those who did not hold it on the learning days, how many took it within the 90 days; and of whom more did."""
    learned = json.loads((state / "next-service.json").read_text(encoding="utf-8"))
    rows = pd.read_csv(BANK / "data" / "services.csv", parse_dates=["opened"])
    taken = rows.groupby(["customer_id", "service"])["opened"].min().unstack().reindex(customers.index)
    days = [pd.Timestamp(day) for day in learned["learn"]]
    assert len(days) == 3

    def counted(product: str, if_held: tuple[str, ...] = ()) -> tuple[int, int]:
        asked = bought = 0
        for day in days:
            lacks = ~(taken[product] <= day)
            for other in if_held:
                lacks &= taken[other] <= day
            asked += int(lacks.sum())
            bought += int((lacks & (taken[product] <= day + pd.Timedelta(days=90))).sum())
        return asked, bought

    assert len(learned["products"]) == 4
    for product in learned["products"]:
        asked, bought = counted(product["name"])
        assert (product["learned_from"], product["bought"]) == (asked, bought)
        assert product["usual"] == pytest.approx(bought / asked, rel=1e-11)
        assert product["holders"] == int((taken[product["name"]] <= TODAY).sum())
    assert learned["rules"]
    for rule in learned["rules"]:
        asked, bought = counted(rule["then"])
        held, both = counted(rule["then"], tuple(rule["if_held"]))
        assert (rule["held"], rule["rows"]) == (held, both)
        figures = (both / asked, both / held, both / held / (bought / asked))
        assert (rule["support"], rule["confidence"], rule["lift"]) == pytest.approx(figures, rel=1e-11)
        assert rule["leverage"] == pytest.approx(both / asked - held / asked * bought / asked, abs=1e-11)
        assert rule["conviction"] == pytest.approx((1 - bought / asked) / (1 - both / held), rel=1e-11)


def test_lifetime_values_by_the_published_formulas(state: Path, found: segdsl.Result, owned: pd.DataFrame) -> None:
    """Card payments, day by day: BG/NBD and Gamma-Gamma with the parameters that were learned."""
    learned = json.loads((state / "lifetime-value.json").read_text(encoding="utf-8"))["purchases"]
    rows = pd.read_csv(BANK / "data" / "transactions.csv.gz", parse_dates=["booked_on"])
    rows = rows[(rows["kind"] == "card payment") & (rows["booked_on"] <= TODAY)]
    rows = rows.merge(owned[["customer_id", "account_id"]], on="account_id")
    days = rows.groupby(["customer_id", "booked_on"])["amount"].sum().reset_index("booked_on")
    by = days.groupby(level=0)
    x, first, last = by.size() - 1, by["booked_on"].min(), by["booked_on"].max()
    spent = by["amount"].sum() - by["amount"].first()
    age, recency = (TODAY - first).dt.days / 7, (last - first).dt.days / 7
    r, alpha, a, b = (learned[name] for name in ("r", "alpha", "a", "b"))
    gone = (a / (b + x - 1) * ((alpha + age) / (alpha + recency)) ** (r + x)).where(x > 0, 0.0)

    def expected(weeks: float) -> pd.Series:
        series = hyp2f1(r + x, b + x, a + b + x - 1, weeks / (alpha + age + weeks))
        until = (a + b + x - 1) / (a - 1) * (1 - ((alpha + age) / (alpha + age + weeks)) ** (r + x) * series)
        purchases: pd.Series = until / (1 + gone)
        return purchases

    spend = learned["p"] * (learned["gamma"] + spent) / (learned["p"] * x + learned["q"] - 1)
    value, before = 0.0 * spend, 0.0 * spend
    for quarter, step in enumerate(learned["steps"]):
        assert step["worth"] == pytest.approx(1.1 ** -((quarter + 0.5) / 4), rel=1e-11)
        value, before = value + step["worth"] * (expected(step["end"]) - before), expected(step["end"])
    value *= 0.02 * spend
    assert learned["purchases"] == pytest.approx(expected(learned["horizon"]).sum(), rel=1e-9)
    assert learned["alive"] == pytest.approx((1 / (1 + gone)).sum(), rel=1e-9)
    best = value.rank(method="min", ascending=False) - 1 < 0.2 * len(value)
    assert set(found.members("worth keeping")) == set(value.index[best & (1 / (1 + gone) < 0.95)])
