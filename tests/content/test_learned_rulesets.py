"""The shipped rulesets that learn or measure purchases, on small data and real data, a second time by hand."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import segdsl

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "data"
TODAY = pd.Timestamp("2026-06-30")
TABLES = """
as of 2026-06-30
table people
  key customer id
table transactions
  many per customer id, dated booked on
  column booked on as "DAY": date
"""


def some_rows(customers: int = 300) -> pd.DataFrame:
    """From one to twelve purchases each over two and a half years, many of them equal; every tenth never bought."""
    rows = [
        (f"c{n:03d}", TODAY - pd.Timedelta(days=(n * 31 + k * k * 17) % 900), float((n * 13 + k * 7) % 40 * 5 + 5))
        for n in range(customers)
        if n % 10
        for k in range(1 + n % 12)
    ]
    return pd.DataFrame(rows, columns=["customer_id", "DAY", "amount"])


def people(customers: int = 300) -> pd.DataFrame:
    return pd.DataFrame({"customer_id": [f"c{n:03d}" for n in range(customers)]})


def applied(name: str, rows: pd.DataFrame, who: pd.DataFrame | None = None) -> pd.DataFrame:
    result = segdsl.apply(f'use "{name}"\n{TABLES}', {"people": people() if who is None else who, "transactions": rows})
    assert result.ok, str(result)
    return result.membership.set_index("customer_id")


def band(values: pd.Series) -> pd.Series:
    """1 + floor(5 × share of the population strictly worse), in whole numbers."""
    worse = pd.Series({key: int((values < value).sum()) for key, value in values.items()})
    return 1 + (5 * worse) // len(values)


def group(recency: int, habit: int) -> str:
    """The table in docs/rulesets.md."""
    page = (ROOT / "docs" / "rulesets.md").read_text(encoding="utf-8")
    lines = page[page.index("| recency | habit") :].splitlines()[2:7]
    cells = [cell.strip() for cell in lines[5 - recency].strip("|").split("|")]
    assert cells[0] == str(recency)
    return cells[1 + (0 if habit <= 3 else min(habit, 9) - 3)]


def test_rfm_by_hand() -> None:
    rows = some_rows()
    found = applied("rfm", rows)
    seen = rows[rows["DAY"] <= TODAY].groupby("customer_id")
    year = rows[rows["DAY"] > TODAY - pd.DateOffset(months=12)].groupby("customer_id")
    keys = sorted(set(rows["customer_id"]))
    recency = band(-(TODAY - seen["DAY"].max()).dt.days)
    frequency = band(year.size().reindex(keys, fill_value=0))
    monetary = band(year["amount"].sum().reindex(keys, fill_value=0.0))
    wanted = {key: group(int(recency[key]), int(frequency[key] + monetary[key])) for key in keys}
    got = found["RFM group"].to_dict()
    assert {key: part for key, part in got.items() if part != "without transactions"} == wanted
    assert sum(part == "without transactions" for part in got.values()) == 30
    assert len(set(wanted.values())) >= 9
    for part in set(wanted.values()):
        assert set(found.index[found[f"RFM {part}"]]) == {key for key, each in wanted.items() if each == part}


def test_value_by_hand() -> None:
    rows = some_rows()
    found = applied("value", rows)
    year = rows[rows["DAY"] > TODAY - pd.DateOffset(months=12)].groupby("customer_id")["amount"].sum()
    money = year.reindex(people()["customer_id"], fill_value=0.0)
    higher = pd.Series({key: int((money > value).sum()) for key, value in money.items()})
    for key, part in found["money tier"].items():
        place = higher[str(key)]
        if place < 0.05 * len(money):
            wanted = "top"
        elif place < 0.2 * len(money):
            wanted = "high"
        else:
            wanted = "above average" if money[str(key)] > money.mean() else "usual"
        assert part == wanted
    assert int(found["most valuable"].sum()) >= 27


LIFE = {
    "new": [30, 10],
    "lost": [900, 500, 400],
    "at risk": [900, 300, 250, 200],
    "growing": [250, 100, 20],
    "loyal": [900, 500, 300, 250, 100, 20],
}


@pytest.mark.parametrize(("stage", "ago"), LIFE.items())
def test_lifecycle(stage: str, ago: list[int]) -> None:
    rows = pd.DataFrame({"customer_id": "1", "DAY": [TODAY - pd.Timedelta(days=d) for d in ago], "amount": 5.0})
    found = applied("lifecycle", rows, pd.DataFrame({"customer_id": ["1", "2"]}))
    assert found["lifecycle"].to_list() == [stage, "none so far"]


@pytest.mark.parametrize(
    ("now", "before", "stage"), [(4, 12, "at risk"), (6, 12, "loyal"), (14, 12, "loyal"), (15, 12, "growing")]
)
def test_lifecycle_by_the_half_year_before(now: int, before: int, stage: str) -> None:
    ago = [10] * now + [300] * before + [900]
    rows = pd.DataFrame({"customer_id": "1", "DAY": [TODAY - pd.Timedelta(days=d) for d in ago], "amount": 5.0})
    assert applied("lifecycle", rows, pd.DataFrame({"customer_id": ["1"]}))["lifecycle"].to_list() == [stage]


def test_risk_by_hand() -> None:
    """One with a burst, one with a payment out of proportion, among many who do the same every month."""
    usual = [
        (f"c{n:03d}", TODAY - pd.Timedelta(days=40 + 30 * k), 20.0 + n % 7)
        for n in range(300)
        for k in range(8 + n % 4)
    ]
    usual += [(f"c{n:03d}", TODAY - pd.Timedelta(days=5), 20.0 + n % 7) for n in range(300)]
    usual += [("c007", TODAY - pd.Timedelta(days=k % 9), 30.0) for k in range(20)]
    usual += [("c100", TODAY - pd.Timedelta(days=3), 4_000.0)]
    found = applied("risk", pd.DataFrame(usual, columns=["customer_id", "DAY", "amount"]))
    assert found.index[found["sudden burst"]].to_list() == ["c007"]
    assert found.index[found["out of proportion"]].to_list() == ["c100"]
    assert {"c007", "c100"} <= set(found.index[found["unlike others"]])
    assert found.loc[["c007", "c100"], "watch list"].to_list() == ["look first", "look first"]
    assert found.loc["c200", "watch list"] == "nothing unusual"


@pytest.mark.parametrize("name", ["purchases", "rfm", "lifecycle", "value", "risk"])
def test_with_a_table_of_transactions_alone(name: str) -> None:
    rules = f'use "{name}"\nas of 2026-06-30\ntable people\n  key customer id, one per distinct value\n'
    rules += 'table transactions\n  many per customer id, dated booked on\n  column booked on as "DAY": date\n'
    rows = some_rows()
    result = segdsl.apply(rules, {"people": rows, "transactions": rows})
    assert result.ok, str(result)
    assert result.rows == 270


CDNOW = """
as of 1997-09-30
table customers from "cdnow-sample/cdnow_sample.csv"
  key sample id, one per distinct value
table transactions from "cdnow-sample/cdnow_sample.csv"
  many per sample id, dated booked on
  column sample id: text
  column booked on as "date": date
"""
CZECH = """
as of 1994-03-30
table clients from "berka-core/client.csv"
  key client id
table dispositions from "berka-core/disp.csv"
  many per client id
table transactions from "berka-core/trans_to_1994-03-30.csv.gz"
  many per account id, dated booked on, through dispositions where type is "OWNER"
  column booked on as "date": date
"""


@pytest.mark.parametrize("name", ["purchases", "rfm", "lifecycle", "value", "risk"])
@pytest.mark.parametrize(("tables", "rows"), [(CDNOW, 2_357), (CZECH, 5_369)], ids=["cdnow", "czech"])
def test_on_real_data(name: str, tables: str, rows: int, tmp_path: Path) -> None:
    if not SHARED.is_dir():
        pytest.skip("the public data sets are not here")
    file = tmp_path / "rules.seg"
    file.write_text(f'use "{name}"\n' + tables.replace('from "', f'from "{SHARED}/'), encoding="utf-8")
    result = segdsl.apply(str(file))
    assert result.ok, str(result)
    assert result.rows == rows
    for parts in result.tiers.values():
        assert sum(part.members for part in parts.parts) == rows
