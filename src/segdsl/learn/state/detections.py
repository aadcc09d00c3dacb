"""The state of a detection: trees that the unusual leave early."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from segdsl.learn.state.parts import Base, FeatureState, Header, TreeState


class Apart(Base):
    """How the most unusual customers differ from everybody in a feature. Numbers: medians, and `beyond` the share of
    them outside the range of the middle 98% of everybody. Yes/no and categories: the shares of yes, or of the `value`
    that they have more often than everybody by most, and `beyond` the share whose value fewer than 2% have."""

    feature: str
    value: str | None = None
    here: float | None
    everybody: float | None
    beyond: float


class DetectionState(Header):
    """`normal` is the average path length c(n) that the score is measured by; `shares` the score of the last who is in
    the top share of the population: (share, score); `apart` is about those in the smallest of these shares."""

    kind: Literal["detection"] = "detection"
    features: tuple[FeatureState, ...]
    trees: tuple[TreeState, ...]
    normal: float = Field(gt=0)
    shares: tuple[tuple[float, float], ...]
    lowest: float
    highest: float
    apart: tuple[Apart, ...]
