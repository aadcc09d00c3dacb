"""Small rules that learn several kinds of things, and customers to learn them from."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

import segdsl

RULES = """\
ruleset "Learned things"
  version "3"

as of 2026-01-01

table customers
  key id
  column balance: number, 2 decimals
  column job: text

score standing
  money from balance
  age from age

cluster lifestyle by age, balance (log), job into 2 groups
  call the group with the highest age "older"
  call the others "younger"
  require stability at least 10%

predict leaving that left is yes from age, balance, lifestyle using decision tree

wealthy if balance is in the top 10% by job
well off if standing score >= 8 and balance is above average
older people if lifestyle is "older"
at risk if leaving > 30%
"""


def people(rows: int = 400, seed: int = 1) -> pd.DataFrame:
    draw = np.random.default_rng(seed)
    age = np.where(draw.random(rows) < 0.5, draw.normal(30, 3, rows), draw.normal(60, 3, rows)).round()
    left = draw.random(rows) < np.where(age > 45, 0.1, 0.6)
    return pd.DataFrame(
        {
            "id": [f"{i:04d}" for i in range(rows)],
            "age": age.astype(int),
            "balance": np.round(draw.lognormal(5, 1, rows), 2),
            "job": draw.choice(["clerk", "nurse", "smith"], rows),
            "left": np.where(left, "yes", "no"),
        }
    )


def kept(folder: Path, rules: str = RULES) -> segdsl.Fitted:
    """Learned from those people and kept in the folder."""
    found = segdsl.fit(rules, people(), state=folder)
    assert found.ok, str(found)
    return found
