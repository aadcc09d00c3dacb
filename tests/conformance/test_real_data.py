"""Joins and windows over public data, against pandas written by hand; the data sets are not part of the project."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from segdsl import pipeline
from segdsl.data.model import Options
from segdsl.source import Source

DATA = Path(__file__).parents[3] / "shared" / "data"

BANK = """
as of 1994-02-28

table clients from "client.csv"
  key client id
  column client id: text
  column district id: text

table disp from "disp.csv"
  many per client id
  column type: text

table trans from "trans_to_1994-03-30.csv.gz"
  many per account id, through disp where type is "OWNER", dated date
  column date: date
  column amount: number, 2 decimals
  column type: text

table cards from "card.csv"
  many per disp id, through disp

table districts from "district.csv"
  one per district id
  column avg salary: number

define spend as sum of amount in trans over the last 3 months where type is "VYDAJ"
define last booking as latest date in trans
busy if count of trans over the last 90 days >= 10
spender if spend > 10k and avg salary > 9000
gone if days since last booking > 25
has a card if any cards
earner if (share of trans over the last 12 months where type is "PRIJEM") > 50%
"""


def members(rules: str, folder: Path) -> dict[str, set[str]]:
    """The keys of the members of each segment."""
    checked = pipeline.check_data(Source("rules.seg", rules), folder / "rules.seg", {}, Options())
    assert checked.value is not None, [(d.code.id, d.message) for d in checked.diagnostics]
    segments = checked.value.program.segments
    found: dict[str, set[str]] = {name: set() for name in segments}
    for answers in pipeline.ask(checked.value, [segment.condition for segment in segments.values()]):
        for name, true in zip(segments, answers.true, strict=True):
            found[name] |= set(answers.keys[true])
    return found


def need(folder: str) -> Path:
    if not (DATA / folder).is_dir():
        pytest.skip(f"the public data set {folder} is not beside the project")
    return DATA / folder


def test_a_czech_bank() -> None:
    folder = need("berka-core")
    clients = pd.read_csv(folder / "client.csv")
    disp = pd.read_csv(folder / "disp.csv")
    moves = pd.read_csv(folder / "trans_to_1994-03-30.csv.gz", parse_dates=["date"])
    owners = disp[disp["type"] == "OWNER"][["client_id", "account_id"]]
    moves = moves[moves["date"] <= "1994-02-28"].merge(owners, on="account_id")
    salary = clients.merge(pd.read_csv(folder / "district.csv"), on="district_id").set_index("client_id")["avg_salary"]
    recent = moves[moves["date"] > "1993-11-28"]
    spend = recent[recent["type"] == "VYDAJ"].groupby("client_id")["amount"].sum().round(2)
    count = moves[moves["date"] > pd.Timestamp("1994-02-28") - pd.Timedelta(days=90)].groupby("client_id").size()
    last = moves.groupby("client_id")["date"].max()
    year = moves[moves["date"] > "1993-02-28"]
    share = (year["type"] == "PRIJEM").groupby(year["client_id"]).mean()
    cards = pd.read_csv(folder / "card.csv").merge(disp, on="disp_id")["client_id"]
    wanted = {
        "busy": count[count >= 10].index,
        "spender": spend[(spend > 10_000) & (salary.reindex(spend.index) > 9000)].index,
        "gone": last[(pd.Timestamp("1994-02-28") - last).dt.days > 25].index,
        "has a card": cards,
        "earner": share[share > 0.5].index,
    }
    found = members(BANK, folder)
    assert found == {name: set(map(str, ids)) for name, ids in wanted.items()}
    assert all(found.values())


SHOP = """
as of 1997-09-30

table customers from "cdnow_sample.csv"
  key sample id, one per distinct value

table purchases from "cdnow_sample.csv"
  many per sample id, dated date
  column sample id: text

active if any purchases over the last 90 days
regulars if count of purchases over the last 90 days is at least 3
silent if no purchases over the last 90 days
generous if average of amount in purchases > 50
"""


def test_a_music_shop() -> None:
    folder = need("cdnow-sample")
    found = members(SHOP, folder)
    assert {name: len(ids) for name, ids in found.items() if name != "generous"} == {
        "active": 409,
        "regulars": 73,
        "silent": 1948,
    }
    sales = pd.read_csv(folder / "cdnow_sample.csv", dtype={"sample_id": str})
    dates = pd.to_datetime(sales["date"].astype(str))
    cents = (
        np.rint(sales["amount"] * 100)[dates <= pd.Timestamp("1997-09-30")]
        .groupby(sales["sample_id"])
        .agg(["sum", "count"])
    )
    assert found["generous"] == set(cents[cents["sum"] > 5000 * cents["count"]].index)
