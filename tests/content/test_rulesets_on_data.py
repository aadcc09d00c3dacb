"""The shipped rulesets on small data: who is what, and that nobody is contacted without a clear yes."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import segdsl

BANK = Path(__file__).parents[2] / "examples" / "bank"

ACTIVITY = """use "activity"
as of 2026-06-30
table people
  key customer id
  column joined as "SINCE": date
table transactions
  many per customer id, dated booked on
  column booked on as "DAY": date
"""


def days(first: str, last: str, count: int) -> list[pd.Timestamp]:
    return list(pd.date_range(first, last, periods=count).normalize())


@pytest.mark.parametrize(
    ("joined", "booked", "state"),
    [
        ("2026-06-01", [], "new"),
        ("2026-04-02", days("2026-04-03", "2026-06-01", 9), "new"),
        ("2026-04-01", [], "never active"),
        ("2020-01-01", days("2020-02-01", "2026-06-30", 90), "active"),
        ("2020-01-01", days("2020-02-01", "2026-04-01", 90), "active"),
        ("2020-01-01", days("2020-02-01", "2026-03-31", 90), "slowing"),
        ("2020-01-01", days("2020-02-01", "2025-12-31", 90), "dormant"),
        ("2020-01-01", [*days("2020-02-01", "2025-09-01", 50), pd.Timestamp("2026-06-20")], "returning"),
        ("2020-01-01", [*days("2020-02-01", "2025-09-01", 50), pd.Timestamp("2026-07-20")], "dormant"),
        (None, [], "never active"),
    ],
)
def test_activity_state(joined: str | None, booked: list[pd.Timestamp], state: str) -> None:
    people = pd.DataFrame({"customer_id": ["0007"], "SINCE": [pd.Timestamp(joined) if joined else pd.NaT]})
    rows = pd.DataFrame({"customer_id": ["0007"] * len(booked), "DAY": pd.Series(booked, dtype="datetime64[ns]")})
    result = segdsl.apply(ACTIVITY, {"people": people, "transactions": rows})
    assert result.ok, str(result)
    assert result.membership["activity state"].tolist() == [state]


def test_going_quiet_is_less_than_half_of_a_usual_quarter() -> None:
    people = pd.DataFrame({"customer_id": ["half", "less", "little"], "SINCE": pd.Timestamp("2020-01-01")})
    parts = {"half": (16, 2), "less": (16, 1), "little": (8, 0)}
    rows = pd.DataFrame(
        [(key, day) for key, (before, lately) in parts.items() for day in _year(before, lately)],
        columns=["customer_id", "DAY"],
    )
    result = segdsl.apply(ACTIVITY, {"people": people, "transactions": rows})
    assert result.members("going quiet") == ["less"]


def _year(before: int, lately: int) -> list[pd.Timestamp]:
    return days("2025-04-10", "2026-03-20", before) + [pd.Timestamp("2026-06-01")] * lately


@pytest.mark.parametrize(
    ("channels", "habit"),
    [
        ("mobile mobile online branch", "mobile first"),
        ("mobile online online branch", "digital"),
        ("atm atm online branch", "cash"),
        ("branch branch online atm", "branch"),
        ("online online atm branch mobile branch atm", "mixed"),
        ("mobile mobile mobile", "hardly any"),
        ("mobile mobile mobile card card card card", "hardly any"),
        ("", "hardly any"),
    ],
)
def test_channel_habit(channels: str, habit: str) -> None:
    used = channels.split()
    people = pd.DataFrame({"customer_id": ["1"]})
    rows = pd.DataFrame(
        {
            "customer_id": ["1"] * len(used),
            "booked_on": pd.Timestamp("2026-06-01"),
            "channel": pd.Series(used, dtype="str"),
        }
    )
    rules = 'use "channels"\nas of 2026-06-30\n'
    result = segdsl.apply(rules, {"customers": people, "transactions": rows}, key="customer_id")
    assert result.ok, str(result)
    assert result.membership["channel habit"].tolist() == [habit]


def test_nobody_without_consent_is_left_to_be_contacted() -> None:
    result = segdsl.apply(str(BANK / "campaign.seg"))
    customers = pd.read_csv(BANK / "data" / "customers.csv")
    both = result.membership.merge(customers, on="customer_id")
    left = both[~both["suppressed"]]
    assert 1_000 < len(left) < len(both)
    assert set(left["consent"]) == {"yes"}
    assert set(left["status"]) == {"active"}
    assert set(both.loc[both["reachable by email"], "email_opt_out"]) == {"no"}
