"""Polars by hand: lazy, streamed from file to file, one grouping."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
from polars import col

TODAY = dt.date(2025, 12, 31)


def plain(customers: Path, out: Path) -> None:
    pl.scan_parquet(customers).select(**_plain()).sink_parquet(out)


def measured(customers: Path, transactions: Path, out: Path) -> None:
    needed = ["customer_id", "age", "balance", "loan", "consent"]
    joined = pl.scan_parquet(customers).select(needed).join(measures(transactions), on="customer_id", how="left")
    counted = ("uses", "before", "spend", "travel", "fields")
    joined.with_columns(col(name).fill_null(0) for name in counted).select(**_measured()).sink_parquet(out)


def _sure(condition: pl.Expr) -> pl.Expr:
    return condition.fill_null(False)


def _plain() -> dict[str, pl.Expr]:
    affluent = _sure((col("balance") > 50_000) & (col("salary") > 60_000))
    at_risk = _sure((col("churn_risk") > 0.8) & (col("visits") < 5) & (col("complaints") != 0))
    silent = _sure(col("last_visit") < TODAY - dt.timedelta(days=180))
    working = col("job").is_in(["management", "self employed", "entrepreneur"])
    return {
        "customer_id": col("customer_id"),
        "affluent": affluent,
        "young professionals": _sure(col("age").is_between(25, 35) & working & (col("salary") > 50_000)),
        "at-risk": at_risk,
        "loyal": _sure((col("tenure_months") >= 120) & (col("products") >= 3)),
        "digital": _sure(col("channel").is_in(["online", "mobile"]) & (col("logins") > 50)),
        "branch lovers": _sure((col("channel") == "branch") & (col("visits") > 20)),
        "silent": silent,
        "fresh": _sure((col("joined") > TODAY - dt.timedelta(days=365)) & (col("joined") <= TODAY)),
        "homeowners without a loan": _sure(col("homeowner") & col("loan").is_null()),
        "heavy borrowers": _sure(col("loan") > 4 * col("balance")),
        "over the limit": _sure(col("card_spend") > 0.5 * col("credit_limit")),
        "complainers": _sure(col("complaints") >= 3) & ~silent,
        "capital city": _sure(col("city").is_in(["City 00", "City 01", "City 02", "City 03"])),
        "elders": _sure((col("age") > 70) & (col("job") == "retired")),
        "cross-sell": _sure((col("products") < 3) & (col("balance") > 10_000) & col("consent")) & ~at_risk,
        "upsell": _sure(
            col("card_spend").is_between(500, 2000) & ((col("credit_limit") < 3000) | (col("salary") > 80_000))
        ),
        "opted out": _sure(~col("consent")),
        "quiet rich": affluent & silent,
        "win back": at_risk & _sure(((col("balance") > 20_000) | (col("tenure_months") > 200)) & col("consent")),
        "everyday": ~affluent & ~at_risk & ~silent & _sure(col("churn_risk") <= 0.5),
    }


def measures(transactions: Path) -> pl.LazyFrame:
    day, amount = col("day"), col("amount")
    year = day > dt.date(2024, 12, 31)
    half = day > dt.date(2025, 6, 30)
    payment = col("kind") == "payment"
    return (
        pl.scan_parquet(transactions)
        .filter(day <= TODAY)
        .group_by("customer_id")
        .agg(
            uses=(day > TODAY - dt.timedelta(days=90)).sum(),
            before=((day > dt.date(2024, 9, 30)) & (day <= dt.date(2025, 9, 30))).sum(),
            spend=amount.filter(year & payment).sum(),
            usual=amount.filter(year).mean(),
            largest=amount.filter((day >= dt.date(2025, 1, 1)) & payment).max(),
            last=day.max(),
            online=(half & (col("channel") == "online").fill_null(False)).sum() / half.sum(),
            travel=amount.filter(year & (col("category") == "travel")).sum(),
            fields=col("category").filter(year & col("category").is_not_null()).n_unique(),
        )
    )


def _measured() -> dict[str, pl.Expr]:
    active, silent = col("uses") >= 2, _sure(col("last") < TODAY - dt.timedelta(days=180))
    quiet = (col("uses") == 0) & (col("before") >= 3)
    online, travellers = _sure(col("online").fill_nan(None) > 0.75), col("travel") > 100
    return {
        "customer_id": col("customer_id"),
        "active": active,
        "growing": col("uses") > col("before"),
        "going quiet": quiet,
        "big spenders": col("spend") > 400,
        "small spenders": (col("spend") > 0) & (col("spend") < 50),
        "generous": _sure(col("usual") > 90),
        "one large payment": _sure(col("largest") > 250),
        "recent": _sure(col("last") > TODAY - dt.timedelta(days=30)),
        "silent": silent,
        "never seen": col("last").is_null(),
        "online only": online,
        "never online": _sure(col("online").fill_nan(None) == 0),
        "travellers": travellers,
        "wide users": col("fields") >= 6,
        "narrow users": col("fields") == 1,
        "active rich": _sure(col("balance") > 50_000) & active,
        "silent rich": _sure(col("balance") > 50_000) & silent,
        "young online": _sure(col("age") < 35) & online,
        "borrowers who travel": _sure(col("loan") > 50_000) & travellers,
        "worth a call": quiet & _sure(col("consent")) & (_sure(col("balance") > 20_000) | (col("spend") > 200)),
    }
