"""Random rule files with learned statements, and random customers for them, as files."""

from __future__ import annotations

from pathlib import Path
from random import Random

import numpy as np
import pandas as pd

TODAY = pd.Timestamp("2024-12-20")

TABLES = """
as of 2024-12-20

table customers from "customers.csv"
  key id
  column a: number
  column b: number
  column w: whole number
  column z: yes or no
  column y: yes or no
  column g: text
  column joined: date
  column closed: date
  column fee: number
  column stays: number

table bought from "bought.csv"
  many per id, dated at
  column at: date
  column amount: number, 2 decimals
  column product: one of "p", "q", "r"

define often as count of bought over the last 12 months
define money as sum of amount in bought over the last 6 months
define gap as days since latest at in bought
define age as days since joined
"""


def write_customers(folder: Path, seed: int, rows: int = 300) -> None:
    """Numbers with gaps and equal values, categories, dates, and what was bought at a rate of each customer's own."""
    rng = np.random.default_rng(seed)

    def gaps(values: object, share: float) -> pd.Series:
        return pd.Series(values).astype(object).where(rng.random(rows) >= share, None)

    a, z = np.round(rng.normal(50, 20, rows), int(rng.integers(-1, 3))), rng.random(rows) < 0.5
    g = rng.choice(["north", "south", "East", "a b"], rows, p=[0.4, 0.3, 0.2, 0.1])
    did = (a - 50) / 20 + z + (g == "south") + rng.normal(0, 1.2, rows) > 1
    keys = [f"k{n:04d}" for n in rng.permutation(rows)]
    closed = TODAY - pd.to_timedelta(rng.integers(0, 560, rows), unit="D")
    frame = pd.DataFrame({"id": keys, "a": gaps(a, 0.05), "b": gaps(np.round(rng.exponential(500, rows), 2), 0.1)})
    frame["w"], frame["z"] = gaps(rng.integers(0, 6, rows), 0.02), gaps(np.where(z, "yes", "no"), 0.05)
    frame["y"], frame["g"] = np.where(did, "yes", "no"), gaps(g, 0.05)
    frame["joined"] = (TODAY - pd.to_timedelta(rng.integers(60, 900, rows), unit="D")).strftime("%Y-%m-%d")
    frame["closed"] = pd.Series(closed.strftime("%Y-%m-%d")).where(rng.random(rows) < 0.5, None)
    frame["fee"], frame["stays"] = np.round(rng.uniform(0, 40, rows), 2), np.round(rng.uniform(0.5, 1.02, rows), 3)
    frame.to_csv(folder / "customers.csv", index=False)
    days = TODAY - pd.to_timedelta(np.arange(1080), unit="D")
    ends, rates = rng.exponential(700, rows), rng.gamma(1, 0.02, rows)
    who, day = np.nonzero((rng.random((rows, 1080)) < rates[:, None]) & (np.arange(1080) > 700 - ends[:, None]))
    amount = np.maximum(np.round(rng.gamma(3, rng.gamma(4, 3, rows)[who]), 2), 0.01)
    bought = pd.DataFrame({"id": np.array(keys)[who], "at": days[day].strftime("%Y-%m-%d"), "amount": amount})
    bought["product"] = rng.choice(["p", "q", "r"], len(bought), p=[0.7, 0.2, 0.1])
    bought.to_csv(folder / "bought.csv", index=False)


class Writer:
    """Writes some learned statements and the rules that ask for them."""

    def __init__(self, rnd: Random) -> None:
        self.rnd = rnd
        self.statements: list[str] = []
        self.asked: list[str] = []
        self.names: list[str] = []

    def text(self, most: int = 3) -> str:
        makers = [self.shares, self.score, self.cluster, self.predict, self.later, self.purchases, self.contract]
        for number, make in enumerate(self.rnd.sample([*makers, self.recommend, self.detect], most)):
            make(f"n{number}")
        rules = [f"x{number} if {condition}\n" for number, condition in enumerate(self.asked)]
        three = self.rnd.sample(range(len(self.asked)), min(3, len(self.asked)))
        either = " or ".join(f"not ({self.asked[place]})" for place in three)
        tiers = [f"  when {self.asked[place]} then t{place}\n" for place in three]
        mixed = [f"mixed if {either}\n", "tiers parts\n", *tiers, "  otherwise rest\n"]
        return "\n".join([TABLES, *self.statements, *rules]) + "\n" + "".join(mixed)

    def _of_those(self) -> str:
        conditions = ("w >= 1", "any bought", "a is known")
        return "" if self.rnd.random() < 0.4 else f"  of those where {self.rnd.choice(conditions)}\n"

    def _value(self) -> str:
        return self.rnd.choice(["a", "b", "w", "often", "money", "gap", "age", "a + b", "b / w"])

    def shares(self, _: str) -> None:
        for _number in range(3):
            share = self.rnd.choice(["1%", "5%", "12.5%", "33%", "80%"])
            places = (f"in the top {share}", f"in the bottom {share}", f"not in the top {share}", "above average")
            by = self.rnd.choice(["", " by g", " by z", " by w"])
            self.asked.append(f"{self._value()} is {self.rnd.choice(places)}{by}")

    def score(self, name: str) -> None:
        bands, cut = self.rnd.choice([3, 5, 10]), self.rnd.choice(["", "  c cut at 20, 50, 50.5, 90\n"])
        parts = f"  recency from gap\n  m from {self._value()}\n  c from a, weight {self.rnd.choice(['2', '0.5'])}\n"
        self.statements.append(f"score {name}\n{self._of_those()}  in {bands} bands\n{parts}{cut}")
        self.asked += [f"{name} score is in the top 30%", f'{name} code is not "111"', f"{name} c is 2"]
        self.names.append(f"{name} score")

    def cluster(self, name: str) -> None:
        features = self.rnd.sample(["a", "b (log)", "often (log)", "gap", "g", "w (category)", "age"], 3)
        method = self.rnd.choice(["k-means", "gaussian mixture", "k-prototypes"])
        groups = self.rnd.choice(["2", "3", "2 to 4"])
        self.statements.append(
            f"cluster {name}\n{self._of_those()}  by {', '.join(features)}\n  into {groups} groups using {method}\n"
            "  require stability at least 0.01\n"
        )
        self.asked += [f'{name} is "group 1"', f'{name} is not "group 2"']
        self.names.append(name)

    def predict(self, name: str, outcome: str = "y", days: str = "") -> None:
        method = self.rnd.choice(["boosted trees", "decision tree", "random forest", "logistic regression"])
        features = self.rnd.sample(["a", "b (log)", "often", "gap", "w (category)", "age", "money", "g", "z"], 4)
        features += [other for other in self.names if self.rnd.random() < 0.7]
        self.statements.append(
            f"predict {name}\n  that {outcome}\n{self._of_those()}  from {', '.join(features)}\n"
            f"  using {method}\n{days}"
        )
        self.asked += [
            f"{name} > {self.rnd.choice([0.2, 0.4])}",
            f"{name} is in the top 10%",
            f"{name} is above average",
        ]

    def later(self, name: str) -> None:
        outcomes = (
            "any bought within 90 days after the as-of date",
            "no bought within 3 months after the as-of date",
            "closed within 60 days after the as-of date",
            "(count of bought over the next 60 days where amount > 10) >= 1",
        )
        days = "  learn as of 2023-12-31, 2024-03-31\n  test as of 2024-07-15\n"
        self.predict(name, self.rnd.choice(outcomes), days)

    def purchases(self, name: str) -> None:
        unit, length = self.rnd.choice(["weeks", "days", "months"]), self.rnd.choice(["39 weeks", "2 years"])
        self.statements.append(
            f"estimate {name}\n  from amount in bought where amount > 5, counted in {unit}\n"
            f"  over the next {length}, margin 25%, discount {self.rnd.choice(['0', '10'])}% a year\n"
        )
        self.asked += [f"{name} is in the top 20%", f"{name} chance alive > 50%", f"{name} expected spend < 30"]

    def contract(self, name: str) -> None:
        every, again = self.rnd.choice(["month", "90 days", "year"]), self.rnd.choice(["month", "year"])
        self.statements.append(
            f"estimate {name}\n  from fee every {every}, keeping {self.rnd.choice(['98%', 'stays'])} every {again}\n"
            f"  over the next 36 months, margin 60%, discount {self.rnd.choice(['0', '5'])}% a year\n"
        )
        self.asked += [f"{name} > 100", f"{name} is in the bottom 20%"]

    def recommend(self, name: str) -> None:
        knowing = self.rnd.choice(["", "  knowing a, g\n"])
        self.statements.append(
            f'recommend {name}\n  from product in bought\n  among "p", "q", "r"\n'
            f"  at within 90 days by those who do not hold it\n{knowing}"
        )
        self.asked += [f'{name} is "p"', 'likely to buy "q"', 'chance of buying "r" > 5%']

    def detect(self, name: str) -> None:
        features = ", ".join(self.rnd.sample(["a", "b (log)", "often", "g", "gap"], 3))
        self.statements.append(f"detect {name}\n{self._of_those()}  by {features}\n")
        self.asked += [f"{name} is in the top 5%", f"{name} > 0.5"]
