"""The state of a prediction: its model, and the days that it was learned and tested as of."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from segdsl.learn.state.models import ModelState
from segdsl.learn.state.parts import Base, Header

if TYPE_CHECKING:
    from segdsl.learn.state import LearnedState


class Baseline(Base):
    """What one value alone tells, in the direction in which it does (None: a category, by the share of each level).
    `chosen` by the rules, else the feature that tells most."""

    name: str
    auc: float | None
    chosen: bool = False
    direction: Literal["higher", "lower"] | None = None


class Window(Base):
    """Customers as of a day, and what they did from the day after it (`first`) to the `last` day."""

    as_of: dt.date
    first: dt.date
    last: dt.date
    rows: int
    happened: int


class PredictionState(Header):
    """`inputs` are the learned things among the features, as learned no later than the first learning date. Nothing was
    learned of those whose outcome is `undecided`."""

    kind: Literal["prediction"] = "prediction"
    method: Literal["decision tree", "random forest", "boosted trees", "logistic regression"]
    outcome: str
    undecided: int = 0
    learn: tuple[Window, ...]
    test: tuple[Window, ...]
    model: ModelState
    baseline: Baseline | None
    beaten: bool | None
    inputs: dict[str, LearnedState] = Field(default_factory=dict)
