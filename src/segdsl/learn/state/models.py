"""The state of a model of a chance, as predictions and recommendations hold it."""

from __future__ import annotations

from pydantic import model_validator

from segdsl.learn.state.parts import Base, Count, FeatureState, Part, TreeState


class Bin(Base):
    """Customers of the test with a predicted chance in a range: how many, the mean prediction, the share that did."""

    rows: Count
    predicted: Part
    happened: Part


class Figures(Base):
    """On the test: rows, how many of them did, and the measures that `ir.Metric` names."""

    rows: Count
    happened: Count
    auc: Part | None
    brier: Part | None
    calibration_error: Part | None
    lift: float | None

    @model_validator(mode="after")
    def _some(self) -> Figures:
        if self.happened > self.rows:
            raise ValueError("more did it than there were")
        return self


class Effect(Base):
    """The mean chance of the test's customers with a level of a category (`value`), or with a number in a range."""

    value: str | None = None
    low: float | None = None
    high: float | None = None
    rows: int
    chance: float


class Importance(Base):
    """How much the AUC on the test falls when the feature is shuffled. `effects` from the lowest numbers up, or from
    the level with the lowest chance up."""

    feature: str
    loss: float
    effects: tuple[Effect, ...] = ()


class ModelState(Base):
    """A calibrated model of a chance. Trees: constant + their sum; else coefficients, one for each column of the
    features (a category has one for each level, in order). Then the calibration: points of a line (x, chance), or
    1 / (1 + exp(-(slope * x + offset))). `learned` are the figures among those learned from, each judged by a model
    that had not seen them; `tested` and what follows are of the test; highest and lowest chance of all customers."""

    features: tuple[FeatureState, ...]
    trees: tuple[TreeState, ...] = ()
    coefficients: tuple[float, ...] = ()
    constant: float
    slope: float | None = None
    offset: float | None = None
    points: tuple[tuple[float, float], ...] = ()
    learned: Figures
    tested: Figures
    bins: tuple[Bin, ...]
    importance: tuple[Importance, ...]
    highest: float
    lowest: float
