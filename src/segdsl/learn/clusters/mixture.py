"""Gaussian mixture: groups of different size, width and slant; scikit-learn's EM does the work."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from segdsl import ir
from segdsl.learn.clusters import assigning
from segdsl.learn.clusters.points import Points
from segdsl.learn.clusters.shape import Shape
from segdsl.learn.numbers import all_rounded, rounded

LEAST_WIDTH = 1e-3
"""Added to every variance in the scaled space, so that no group becomes infinitely narrow (where a yes/no or a level of
a category is the same for all its customers)."""


def find(points: Points, groups: int, seed: int, runs: int) -> Shape:
    """The likeliest of several starts, each from k-means and followed until it hardly gains."""
    return _fitted(points, groups, n_init=runs, random_state=seed, init_params="kmeans", max_iter=100, tol=1e-3)


def settle(points: Points, start: Shape) -> Shape:
    precisions = [factor @ factor.T for factor in _factors(start)]
    return _fitted(
        points,
        start.groups,
        n_init=1,
        random_state=0,
        means_init=np.array(start.centres),
        weights_init=np.array(start.weights) / sum(start.weights),
        precisions_init=np.array(precisions),
        max_iter=1000,
        tol=1e-6,
    )


def _factors(shape: Shape) -> list[Any]:
    """The upper factors of the inverse covariances as square matrices."""
    size = len(shape.centres[0])
    made = []
    for rows in shape.precisions:
        factor = np.zeros((size, size))
        for i, row in enumerate(rows):
            factor[i, i:] = row
        made.append(factor)
    return made


def _fitted(points: Points, groups: int, **settings: Any) -> Shape:
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.mixture import GaussianMixture

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        model = GaussianMixture(groups, covariance_type="full", reg_covar=LEAST_WIDTH, **settings).fit(points.scaled)
    return Shape(
        ir.Grouping.MIXTURE,
        centres=tuple(all_rounded(mean) for mean in model.means_.tolist()),
        weights=tuple(rounded(max(weight, 1e-300)) for weight in model.weights_.tolist()),
        precisions=tuple(
            tuple(all_rounded(factor[i, i:].tolist()) for i in range(len(factor)))
            for factor in model.precisions_cholesky_
        ),
    )


def bic(points: Points, shape: Shape) -> float:
    """The Bayesian information criterion: the lower, the better the groups are worth their number."""
    values = assigning.values_of(points, shape)
    highest = values.max(axis=0)
    size = points.scaled.shape[1]
    likelihood = float((highest + np.log(np.exp(values - highest).sum(axis=0))).sum())
    likelihood -= points.rows * size * np.log(2 * np.pi) / 2
    free = shape.groups * (size + size * (size + 1) // 2) + shape.groups - 1
    return float(-2 * likelihood + free * np.log(points.rows))
