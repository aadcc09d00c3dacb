"""Rules and frames → what a prediction learned; and customers made up for it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from tests.learn import from_rules
from tests.learn.from_rules import checked

from segdsl import ir
from segdsl.data.model import Binding
from segdsl.diagnostics.model import Diagnostic
from segdsl.frames import Texts
from segdsl.learn.state import PredictionState
from segdsl.pipeline import Checked

__all__ = ["checked"]


@dataclass(frozen=True)
class Fitted:
    checked: Checked
    state: PredictionState
    said: tuple[Diagnostic, ...]

    @property
    def thing(self) -> ir.Prediction:
        return next(t for t in self.checked.program.learned.values() if isinstance(t, ir.Prediction))

    def chances(self, checked: Checked | None = None) -> npt.NDArray[np.float64]:
        """What the engine says of all customers, in the order of the data."""
        ready = from_rules.with_state(checked or self.checked, self.state)
        return from_rules.said(ready, [self.thing.name])[self.thing.name].to_numpy(dtype=np.float64)


def fit(rules: str, data: dict[str, Binding]) -> tuple[Checked, PredictionState | None, tuple[Diagnostic, ...]]:
    ready, states, said = from_rules.learned(rules, data)
    return ready, next((s for s in states.values() if isinstance(s, PredictionState)), None), said


def fitted(rules: str, data: dict[str, Binding]) -> Fitted:
    ready, state, said = fit(rules, data)
    assert state is not None, [d.message for d in said]
    return Fitted(ready, state, said)


def refused(rules: str, data: dict[str, Binding]) -> Diagnostic:
    """The error that the fit ends with."""
    _, state, said = fit(rules, data)
    assert state is None
    (error,) = [d for d in said if d.is_error]
    return error


def codes(said: tuple[Diagnostic, ...]) -> list[str]:
    return [d.code.id for d in said]


def texts(values: list[str | None]) -> Texts:
    found = sorted({value for value in values if value is not None})
    return Texts(np.array([-1 if v is None else found.index(v) for v in values], dtype=np.int32), found)


def customers(rows: int = 1500, seed: int = 20) -> pd.DataFrame:
    """Numbers, a whole number, a category and a yes/no, some of them missing; who left depends on all but `luck`."""
    rng = np.random.default_rng(seed)
    age = rng.integers(18, 90, rows).astype(float)
    balance = np.round(rng.exponential(1000, rows), 2)
    plan = rng.choice(["basic", "gold", "plus"], rows, p=[0.6, 0.1, 0.3])
    online = rng.random(rows) < 0.4
    luck = np.round(rng.normal(size=rows), 6)
    score = 0.05 * (age - 50) - 0.8 * (plan == "gold") + 1.2 * online - 0.0008 * balance - 0.7
    left = rng.random(rows) < 1 / (1 + np.exp(-score))
    balance[rng.random(rows) < 0.1] = np.nan
    frame = pd.DataFrame({"customer_id": [f"{n:05d}" for n in rng.permutation(rows)]})
    frame["age"], frame["balance"], frame["luck"] = age, balance, luck
    frame["plan"] = pd.Series(plan).where(rng.random(rows) > 0.05, None)
    frame["online"] = np.where(online, "yes", "no")
    frame["left"] = np.where(left, "yes", "no")
    return frame


RULES = """
table customers
  key customer id
  column online: yes or no
  column age: whole number
  column left: yes or no

predict churn risk
  that left
  from age, balance, plan, online, luck
  using {method}

at-risk if churn risk > 60%
"""

METHODS = ("boosted trees", "decision tree", "random forest", "logistic regression")


def rules(method: str = "boosted trees", source: str = RULES) -> str:
    return source.format(method=method)


def order(checked: Checked) -> list[str]:
    """The keys in the order of the data."""
    return list(from_rules.said(checked, []).index)
