"""What all states are made of: features, trees, requirements, and what every one of them says first."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, model_validator

Count: TypeAlias = Annotated[int, Field(ge=0, le=1_000_000_000_000_000)]
Part: TypeAlias = Annotated[float, Field(ge=0, le=1)]
"""A share of a whole."""
Positive: TypeAlias = Annotated[float, Field(gt=0, le=1e15)]


class Base(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Gate(Base):
    """`text` as written in the rules, or the gate that always holds; `found` None: it could not be measured."""

    text: str
    limit: float
    at_least: bool
    found: float | None
    met: bool


class Level(Base):
    """A value of a category, and how many customers learned from have it."""

    value: str
    rows: Count


class FeatureState(Base):
    """A feature as it was learned from. For numbers and yes/no (1 and 0): the range and the median seen, what stands
    for a missing value (`fill`, in original units), and `(x - center) / scale` after the log, where there is one. For
    categories the levels that have a weight of their own, all others are alike; where groups are found by distances
    each level is a column of 0 and 1 / scale."""

    name: str
    kind: Literal["number", "yes or no", "category"]
    treatment: Literal["number", "log", "unscaled", "category"]
    missing: int
    low: float | None = None
    high: float | None = None
    median: float | None = None
    fill: float | None = None
    center: float = 0.0
    scale: float = Field(default=1.0, gt=0)
    levels: tuple[Level, ...] = ()


class TreeState(Base):
    """As `ir.Tree`."""

    feature: tuple[int, ...]
    threshold: tuple[float, ...]
    left: tuple[int, ...]
    right: tuple[int, ...]
    missing_left: tuple[bool, ...]
    value: tuple[float, ...]

    @model_validator(mode="after")
    def _ends(self) -> TreeState:
        """Children come after their parents, so that there is no way round in a circle."""
        size = len(self.feature)
        parts = (self.threshold, self.left, self.right, self.missing_left, self.value)
        if size == 0 or any(len(part) != size for part in parts):
            raise ValueError("the arrays of a tree differ in length")
        for i, feature in enumerate(self.feature):
            children = (self.left[i], self.right[i])
            if feature < -1 or (feature >= 0 and not all(i < child < size for child in children)):
                raise ValueError("a tree does not end")
        return self


class Header(Base):
    """What every state of a learned thing says. `declaration` is the SHA-256 of `declaration` of the IR; `as_of` what
    it was learned as of; `population` how many customers it is about, `learned_from` how many it was learned from."""

    name: str
    declaration: str
    as_of: dt.date | None
    population: int
    learned_from: int
    seed: int
    gates: tuple[Gate, ...] = ()
    warnings: tuple[str, ...] = ()
