"""Boosted trees: scikit-learn's histogram boosting with small trees, stopped when others are not predicted better."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from segdsl.frames import Bools
from segdsl.learn.context import SEED
from segdsl.learn.features import Matrix
from segdsl.learn.numbers import rounded
from segdsl.learn.predictions.raw import Raw
from segdsl.learn.predictions.trees import of_boosting

MOST_TREES = 200
MOST_LEAVES = 8
LEAST_IN_LEAF = 20
RATE = 0.1
PATIENCE = 10
"""After so many trees that bring nothing for customers held back, no more are added."""


@dataclass(frozen=True, slots=True)
class Held:
    """Customers held back: the number of trees is chosen by them."""

    matrix: Matrix
    happened: Bools


def fit(matrix: Matrix, happened: Bools, held: Held | None = None, trees: int = MOST_TREES) -> Raw:
    """With `held` as many trees as serve those held back best, else just as many as said."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    model = HistGradientBoostingClassifier(
        learning_rate=RATE,
        max_iter=trees,
        max_leaf_nodes=MOST_LEAVES,
        min_samples_leaf=LEAST_IN_LEAF,
        early_stopping=held is not None,
        n_iter_no_change=PATIENCE,
        tol=0.0,
        categorical_features=None,
        random_state=SEED,
    )
    if held is None:
        model.fit(matrix, happened)
        best = trees
    else:
        model.fit(matrix, happened, X_val=held.matrix, y_val=held.happened)
        # The first score is that of no tree at all.
        best = max(1, int(np.argmax(model.validation_score_)))
    made = [of_boosting(round_[0].nodes) for round_ in model._predictors[:best]]
    return Raw(tuple(made), (), rounded(float(model._baseline_prediction[0, 0])))
