"""The state of a recommendation: a model for each product, and what goes together."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from segdsl.learn.state.models import ModelState
from segdsl.learn.state.parts import Base, Header

if TYPE_CHECKING:
    from segdsl.learn.state import LearnedState


class Rule(Base):
    """Of those who hold `if_held` (`held` customers), `rows` also hold or then buy `then`: support, confidence, lift,
    leverage and conviction (None: infinite)."""

    if_held: tuple[str, ...]
    then: str
    held: int
    rows: int
    support: float
    confidence: float
    lift: float
    leverage: float
    conviction: float | None


class ProductState(Base):
    """`usual` is the rate at which those who do not hold it buy it (without a length: at which all hold it). `holders`
    and `asked` count the customers of the population today who hold it, and who do not; `learned_from` and `bought` the
    rows learned from and those with a purchase; `likely` customers have a chance so many times the usual rate, and for
    `first` of them it is the best of all. Without a model everybody has the usual rate."""

    name: str
    usual: float
    holders: int
    asked: int
    learned_from: int
    bought: int
    likely: int
    first: int
    model: ModelState | None


class RecommendationState(Header):
    kind: Literal["recommendation"] = "recommendation"
    likely: float
    length: str | None
    learn: tuple[dt.date, ...]
    test: tuple[dt.date, ...]
    products: tuple[ProductState, ...]
    rules: tuple[Rule, ...]
    inputs: dict[str, LearnedState] = Field(default_factory=dict)
