"""Logistic regression with a small penalty on large weights; the features come scaled and without gaps."""

from __future__ import annotations

import numpy as np

from segdsl.frames import Bools
from segdsl.learn.features import Matrix
from segdsl.learn.numbers import all_rounded, rounded
from segdsl.learn.predictions.raw import Raw

PENALTY = 1.0


def fit(matrix: Matrix, happened: Bools) -> Raw:
    from sklearn.linear_model import LogisticRegression

    # What was never known of anybody is a column of gaps; it gets no weight.
    model = LogisticRegression(C=1 / PENALTY, solver="newton-cholesky", tol=1e-10, max_iter=200)
    model.fit(np.nan_to_num(matrix), happened)
    return Raw((), all_rounded(float(c) for c in model.coef_[0]), rounded(float(model.intercept_[0])))
