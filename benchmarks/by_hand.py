"""The twenty segments as an experienced analyst writes them in pandas: only the columns needed, each part once.

Reading texts as categories and dates as dates takes half the time of a plain `read_parquet`.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

COLUMNS = [
    "customer_id",
    "age",
    "tenure_months",
    "products",
    "visits",
    "logins",
    "complaints",
    "balance",
    "salary",
    "card_spend",
    "loan",
    "credit_limit",
    "churn_risk",
    "job",
    "city",
    "channel",
    "consent",
    "homeowner",
    "joined",
    "last_visit",
]


def members(path: Path) -> tuple[pd.Series, dict[str, pd.Series]]:
    """The keys, and a mask for each segment."""
    table = pq.read_table(path, columns=COLUMNS, read_dictionary=["job", "city", "channel"])
    d = table.to_pandas(date_as_object=False, types_mapper={pa.bool_(): pd.BooleanDtype()}.get)
    return d["customer_id"], masks(d)


def masks(d: pd.DataFrame) -> dict[str, pd.Series]:
    """A mask for each segment; missing values count as the language counts them."""
    today = pd.Timestamp("2025-12-31")
    joined, last_visit = pd.to_datetime(d["joined"]), pd.to_datetime(d["last_visit"])
    consent = d["consent"].eq(True).fillna(False).astype(bool)
    affluent = (d["balance"] > 50_000) & (d["salary"] > 60_000)
    at_risk = (d["churn_risk"] > 0.8) & (d["visits"] < 5) & (d["complaints"] != 0) & d["complaints"].notna()
    silent = last_visit < today - pd.Timedelta(days=180)
    return {
        "affluent": affluent,
        "young professionals": d["age"].between(25, 35)
        & d["job"].isin(["management", "self employed", "entrepreneur"])
        & (d["salary"] > 50_000),
        "at-risk": at_risk,
        "loyal": (d["tenure_months"] >= 120) & (d["products"] >= 3),
        "digital": d["channel"].isin(["online", "mobile"]) & (d["logins"] > 50),
        "branch lovers": d["channel"].eq("branch") & (d["visits"] > 20),
        "silent": silent,
        "fresh": (joined > today - pd.Timedelta(days=365)) & (joined <= today),
        "homeowners without a loan": d["homeowner"].eq(True).fillna(False).astype(bool) & d["loan"].isna(),
        "heavy borrowers": d["loan"] > 4 * d["balance"],
        "over the limit": d["card_spend"] > 0.5 * d["credit_limit"],
        "complainers": (d["complaints"] >= 3) & ~silent,
        "capital city": d["city"].isin(["City 00", "City 01", "City 02", "City 03"]),
        "elders": (d["age"] > 70) & d["job"].eq("retired"),
        "cross-sell": (d["products"] < 3) & (d["balance"] > 10_000) & consent & ~at_risk,
        "upsell": d["card_spend"].between(500, 2000) & ((d["credit_limit"] < 3000) | (d["salary"] > 80_000)),
        "opted out": d["consent"].eq(False).fillna(False).astype(bool),
        "quiet rich": affluent & silent,
        "win back": at_risk & ((d["balance"] > 20_000) | (d["tenure_months"] > 200)) & consent,
        "everyday": ~affluent & ~at_risk & ~silent & (d["churn_risk"] <= 0.5),
    }


def counts(path: Path) -> dict[str, int]:
    return {name: int(mask.sum()) for name, mask in members(path)[1].items()}


def to_parquet(path: Path, out: Path) -> dict[str, int]:
    keys, found_masks = members(path)
    found = {name: int(mask.sum()) for name, mask in found_masks.items()}
    pd.DataFrame({"customer_id": keys, **found_masks}).to_parquet(out, index=False)
    return found


def to_csv(path: Path, out: Path) -> dict[str, int]:
    keys, found_masks = members(path)
    found = {name: int(mask.sum()) for name, mask in found_masks.items()}
    pd.DataFrame({"customer_id": keys, **found_masks}).to_csv(out, index=False)
    return found
