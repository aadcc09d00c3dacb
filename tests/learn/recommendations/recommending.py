"""Rules and frames → what a recommendation learned and what it says of each customer, as `segdsl apply` does it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from tests.learn import from_rules

from segdsl import ir
from segdsl.data.model import Binding
from segdsl.diagnostics.model import Diagnostic
from segdsl.learn.state import RecommendationState
from segdsl.pipeline import Checked

AS_OF = pd.Timestamp("2026-06-30")

RULES = """
as of 2026-06-30

table customers
  key customer id
  column age: whole number

table holdings
  many per customer id, dated opened
  column product: text
  column opened: date

recommend next product
  from product in holdings
  among "card", "fund", "loan", "gold"
  opened within 90 days by those who do not hold it
  knowing age
"""


@dataclass(frozen=True)
class Recommended:
    checked: Checked
    state: RecommendationState
    said: tuple[Diagnostic, ...]

    @property
    def thing(self) -> ir.Recommendation:
        thing = next(iter(self.checked.program.learned.values()))
        assert isinstance(thing, ir.Recommendation)
        return thing

    def ready(self) -> Checked:
        return from_rules.with_state(self.checked, self.state)

    def values(self, *outputs: str) -> pd.DataFrame:
        """What the engine says of these outputs (`next`, `chance of card`), by key."""
        names = [self.thing.outputs[output] for output in outputs]
        return from_rules.said(self.ready(), names).set_axis(outputs, axis=1)


def fit(rules: str, data: dict[str, Binding]) -> tuple[Checked, RecommendationState | None, tuple[Diagnostic, ...]]:
    ready, states, said = from_rules.learned(rules, data)
    return ready, next((s for s in states.values() if isinstance(s, RecommendationState)), None), said


def recommended(rules: str, data: dict[str, Binding]) -> Recommended:
    ready, state, said = fit(rules, data)
    assert state is not None, [d.message for d in said]
    return Recommended(ready, state, said)


def bank(customers: int = 3000, seed: int = 1) -> dict[str, Binding]:
    """Holdings of two years: who holds a card buys a fund four times as often, the old buy loans, gold is rare."""
    draw = np.random.default_rng(seed)
    age = draw.integers(20, 80, customers)
    rows = []
    for i in range(customers):
        key = f"K{i:05d}"
        card = draw.random() < 0.4
        if card:
            rows.append((key, "card", AS_OF - pd.Timedelta(days=int(draw.integers(1, 730)))))
        for product, rate in (("fund", 0.32 if card else 0.08), ("loan", 0.5 * (age[i] > 55) + 0.02), ("gold", 0.002)):
            at = draw.exponential(1 / rate)
            if at < 2:
                rows.append((key, product, AS_OF - pd.Timedelta(days=int(730 * (1 - at / 2)))))
    rows.append(("K00000", "card", AS_OF))
    frame = pd.DataFrame(rows, columns=["customer_id", "product", "opened"])
    people = pd.DataFrame({"customer_id": [f"K{i:05d}" for i in range(customers)], "age": age})
    return {"customers": people, "holdings": frame}
