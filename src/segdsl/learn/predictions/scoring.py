"""A model's state → chances of customers in arrays, just as its constants say; learns nothing."""

from __future__ import annotations

from collections.abc import Sequence

from segdsl.frames import Numbers, Vector
from segdsl.learn.predictions.calibration import Calibration
from segdsl.learn.predictions.raw import Raw, scores
from segdsl.learn.state import FeatureState, ModelState


def chances(model: ModelState, vectors: Sequence[Vector]) -> Numbers:
    """One vector for each feature, in the order of the declaration."""
    raw = Raw(model.trees, model.coefficients, model.constant)
    calibration = Calibration(model.slope, model.offset, model.points)
    return of(raw, calibration, model.features, vectors)


def of(raw: Raw, calibration: Calibration, states: Sequence[FeatureState], vectors: Sequence[Vector]) -> Numbers:
    return calibration.chances(scores(raw, states, vectors))
