"""Rules and frames → what an estimate learned and what it says of each customer, by the same way as `segdsl apply`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from tests.learn import from_rules

from segdsl import ir
from segdsl.data.model import Binding
from segdsl.diagnostics.model import Diagnostic
from segdsl.learn.state import EstimateState, Purchases
from segdsl.pipeline import Checked

SHOP = """
as of 2026-06-30

table customers
  key customer id

table purchases
  many per customer id, dated day
  column day: date
  column amount: number, 2 decimals

"""


@dataclass(frozen=True)
class Estimated:
    checked: Checked
    state: EstimateState
    said: tuple[Diagnostic, ...]

    @property
    def thing(self) -> ir.Estimate:
        thing = next(iter(self.checked.program.learned.values()))
        assert isinstance(thing, ir.Estimate)
        return thing

    @property
    def purchases(self) -> Purchases:
        assert self.state.purchases is not None
        return self.state.purchases

    def values(self, *names: str, state: EstimateState | None = None) -> pd.DataFrame:
        """What the engine says under these names, by key."""
        return from_rules.said(from_rules.with_state(self.checked, state or self.state), names)


def fit(rules: str, data: dict[str, Binding]) -> tuple[Checked, EstimateState | None, tuple[Diagnostic, ...]]:
    ready, states, said = from_rules.learned(rules, data)
    return ready, next((s for s in states.values() if isinstance(s, EstimateState)), None), said


def estimated(rules: str, data: dict[str, Binding]) -> Estimated:
    ready, state, said = fit(rules, data)
    assert state is not None, [d.message for d in said]
    return Estimated(ready, state, said)


def shop(customers: int, seed: int, history: int = 400) -> dict[str, Binding]:
    """Customers who buy by the model's own assumptions, with time in days before 2026-06-30, and some without any."""
    draw = np.random.default_rng(seed)
    end = pd.Timestamp("2026-06-30")
    rows = []
    for number in range(customers):
        born, rate, leaving = draw.integers(1, history), draw.gamma(0.9, 1 / 40), draw.beta(0.8, 2.5)
        mean, at = draw.gamma(3, 15), 0.0
        while at <= born:
            amount = round(float(draw.gamma(4, mean / 4)) + 0.01, 2)
            rows.append((f"K{number:05d}", end - pd.Timedelta(days=int(born - at)), amount))
            if at > 0 and draw.random() < leaving:
                break
            at += max(1.0, draw.exponential(1 / rate))
    frame = pd.DataFrame(rows, columns=["customer_id", "day", "amount"])
    keys = [f"K{number:05d}" for number in range(customers + 5)]
    return {"customers": pd.DataFrame({"customer_id": keys}), "purchases": frame}
