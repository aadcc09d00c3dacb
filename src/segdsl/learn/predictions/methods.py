"""Which method learns what from a matrix; each learns in a file of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from segdsl import ir
from segdsl.frames import Bools
from segdsl.learn.features import Matrix
from segdsl.learn.predictions import boosting, calibration, forests, logistic
from segdsl.learn.predictions.calibration import Calibration
from segdsl.learn.predictions.raw import Raw
from segdsl.learn.state import FeatureState


def is_scaled(method: ir.Method) -> bool:
    """Whether it needs numbers of one scale without gaps; trees take them as they are."""
    return method is ir.Method.LOGISTIC


def fit(method: ir.Method, matrix: Matrix, happened: Bools, trees: int) -> Raw:
    """`trees` is how many boosted trees there are to be."""
    match method:
        case ir.Method.BOOSTED_TREES:
            return boosting.fit(matrix, happened, trees=trees)
        case ir.Method.DECISION_TREE:
            return forests.decision_tree(matrix, happened)
        case ir.Method.RANDOM_FOREST:
            return forests.random_forest(matrix, happened)
        case ir.Method.LOGISTIC:
            return logistic.fit(matrix, happened)
        case _:
            assert_never(method)


def fit_held(method: ir.Method, matrix: Matrix, happened: Bools, held: boosting.Held) -> Raw:
    """As `fit`; the number of boosted trees is chosen by those held back."""
    if method is ir.Method.BOOSTED_TREES:
        return boosting.fit(matrix, happened, held)
    return fit(method, matrix, happened, 0)


def calibrated(method: ir.Method, scores: Matrix, happened: Bools) -> Calibration:
    """Shares at the leaves of trees are bent in no particular shape; log-odds need a slope and an offset."""
    if method in (ir.Method.DECISION_TREE, ir.Method.RANDOM_FOREST):
        return calibration.isotonic(scores, happened)
    return calibration.sigmoid(scores, happened)


def looked_at(raw: Raw, states: Sequence[FeatureState]) -> list[bool]:
    """Whether the model looks at each feature."""
    columns = {feature for tree in raw.trees for feature in tree.feature if feature >= 0}
    columns |= {place for place, weight in enumerate(raw.coefficients) if weight != 0}
    found, place = [], 0
    for state in states:
        width = len(state.levels) if state.kind == "category" else 1
        found.append(any(place + i in columns for i in range(width)))
        place += width
    return found
