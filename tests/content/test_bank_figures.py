"""What the example bank's rules find, worked out a second time by hand in pandas."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import segdsl

BANK = Path(__file__).parents[2] / "examples" / "bank"
TODAY = pd.Timestamp("2026-06-30")


def read(name: str, **dates: str) -> pd.DataFrame:
    frame = pd.read_csv(BANK / "data" / name, dtype={"branch_id": str})
    return frame.assign(**{column: pd.to_datetime(frame[column]) for column in dates.values()})


@pytest.fixture(scope="module")
def found() -> segdsl.Result:
    result = segdsl.apply(str(BANK / "bank.seg"))
    assert result.ok, str(result)
    return result


@pytest.fixture(scope="module")
def customers() -> pd.DataFrame:
    frame = read("customers.csv", joined="joined", born="birth_date").set_index("customer_id")
    frame["satisfaction"] = frame["sat.score (1-10)"].replace(99, float("nan"))
    return frame


@pytest.fixture(scope="module")
def owned() -> pd.DataFrame:
    """Account by account, those that a customer owns (and does not merely share)."""
    holders = read("holders.csv").query("role == 'OWNER'").drop(columns="role")
    return holders.merge(read("accounts.csv"), on="account_id")


@pytest.fixture(scope="module")
def booked(owned: pd.DataFrame) -> pd.DataFrame:
    """Every transaction that counts, with its customer and the days since."""
    rows = read("transactions.csv.gz", day="booked_on").merge(owned[["customer_id", "account_id"]], on="account_id")
    rows = rows[(rows["kind"] != "reversal") & (rows["booked_on"] <= TODAY)]
    return rows.assign(days=(TODAY - rows["booked_on"]).dt.days)


def same(found: segdsl.Result, segment: str, wanted: pd.Series) -> None:
    assert set(found.members(segment)) == set(wanted.index[wanted])
    assert wanted.any()


def total(rows: pd.DataFrame, customers: pd.DataFrame) -> pd.Series:
    return rows.groupby("customer_id")["amount"].sum().round(2).reindex(customers.index, fill_value=0)


def count(rows: pd.DataFrame, customers: pd.DataFrame) -> pd.Series:
    return rows.groupby("customer_id").size().reindex(customers.index, fill_value=0)


def months_ago(months: int) -> pd.Timestamp:
    return TODAY - pd.DateOffset(months=months)


def test_high_value_and_at_risk(
    found: segdsl.Result, customers: pd.DataFrame, owned: pd.DataFrame, booked: pd.DataFrame
) -> None:
    kept = owned[owned["account_type"].isin(["current", "savings"])]
    deposits = kept.groupby("customer_id")["balance"].sum().round(2).reindex(customers.index, fill_value=0)
    products = read("products.csv").groupby("customer_id")["product"].nunique()
    held = products.reindex(customers.index, fill_value=0)
    paid = booked[booked["kind"] == "card payment"]
    spend = total(paid[paid["booked_on"] > months_ago(12)], customers)
    before = total(paid[(paid["booked_on"] > months_ago(24)) & (paid["booked_on"] <= months_ago(12))], customers)
    high_value = (deposits > 10_000) & ((held >= 2) | (spend > 4_000))
    same(found, "high-value", high_value)

    usual = (
        count(booked[(booked["booked_on"] > months_ago(15)) & (booked["booked_on"] <= months_ago(3))], customers) / 4
    )
    new = (TODAY - customers["joined"]).dt.days < 90
    quiet = (usual >= 3) & (count(booked[booked["days"] < 90], customers) < usual / 2) & ~new
    same(found, "going quiet", quiet)
    complaints = read("complaints.csv", day="received_on")
    recent = complaints[(TODAY - complaints["received_on"]).dt.days < 60]["customer_id"]
    complained = pd.Series(customers.index.isin(recent), index=customers.index)
    same(found, "complained recently", complained)
    same(found, "at-risk", high_value & ((spend < 0.6 * before) | quiet) & ~new & ~complained)


def test_ready_for_a_mortgage_knows_its_undecided(found: segdsl.Result, customers: pd.DataFrame) -> None:
    places = read("branches.csv").merge(read("regions.csv"), on="region_id").set_index("branch_id")
    average = customers["branch_id"].map(places["avg_salary"])
    birthday = TODAY.month * 100 + TODAY.day < customers["birth_date"].dt.month * 100 + customers["birth_date"].dt.day
    age = TODAY.year - customers["birth_date"].dt.year - birthday
    owners = read("products.csv").query("product == 'mortgage'")["customer_id"]
    other = age.between(25, 40) & ~customers.index.isin(owners)
    other &= (customers["satisfaction"] >= 6) | customers["satisfaction"].isna()
    income = customers["INCOME_MONTHLY_EUR"]
    same(found, "ready for a mortgage", other & (income > 1.2 * average))
    assert found.segments["ready for a mortgage"].undecided == (other & income.isna()).sum()


def test_windows_from_the_customers_own_dates(
    found: segdsl.Result, customers: pd.DataFrame, booked: pd.DataFrame
) -> None:
    rows = booked.merge(customers[["joined"]], left_on="customer_id", right_index=True)
    after = (rows["booked_on"] - rows["joined"]).dt.days
    steps = count(rows[after.between(1, 90)], customers)
    since = (TODAY - customers["joined"]).dt.days
    same(found, "slow start", (customers["joined"] > months_ago(12)) & (since >= 90) & (steps < 3))

    last = read("complaints.csv", day="received_on").groupby("customer_id")["received_on"].max().rename("last")
    rows = booked.merge(last, left_on="customer_id", right_index=True)
    apart = (rows["booked_on"] - rows["last"]).dt.days
    used_before, used_after = (count(rows[apart.between(*days)], customers) for days in ((-90, -1), (1, 90)))
    long_ago = (TODAY - last.reindex(customers.index)).dt.days >= 90
    same(found, "hurt by a complaint", long_ago & (used_before >= 6) & (used_after <= used_before / 2))


def test_shares_and_the_most_common(found: segdsl.Result, customers: pd.DataFrame, booked: pd.DataFrame) -> None:
    year = booked[booked["booked_on"] > months_ago(12)]
    travel = year[year["category"] == "travel"]
    share = total(travel, customers) / total(year, customers)
    same(found, "frequent travellers", (share >= 0.25) & (count(travel, customers) >= 4))
    kinds = year.groupby("customer_id")["category"].nunique().reindex(customers.index, fill_value=0)
    favourite = year.groupby("customer_id")["category"].agg(
        lambda each: each.mode().min() if each.notna().any() else ""
    )
    other = favourite.reindex(customers.index, fill_value="groceries").replace("", "groceries") != "groceries"
    same(found, "all-rounders", (kinds >= 6) & other)


def test_everybody_is_in_one_part(found: segdsl.Result) -> None:
    for parts in (*found.tiers.values(), *found.splits.values()):
        assert sum(part.members for part in parts.parts) == found.rows == 3_000
    assert set(found.membership.loc[found.membership["customer_id"] == "C001177", "value tier"]) <= {"platinum", "gold"}
