"""k-means: the groups whose customers lie nearest to their centre; scikit-learn's Lloyd does the work."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from segdsl import ir
from segdsl.learn.clusters.points import Points
from segdsl.learn.clusters.shape import Shape
from segdsl.learn.numbers import all_rounded

SMALL = 100_000
"""Up to so many customers the centres are moved until no customer changes its group; beyond, until they hardly move."""


def find(points: Points, groups: int, seed: int, runs: int) -> Shape:
    """The best of several starts, each followed until its centres hardly move."""
    return _fitted(points, groups, init="k-means++", n_init=runs, random_state=seed, max_iter=300, tol=1e-3)


def settle(points: Points, start: Shape) -> Shape:
    """From the centres given to where they come to rest."""
    tolerance = 0.0 if points.rows <= SMALL else 1e-4
    centres = np.array(start.centres)
    return _fitted(points, start.groups, init=centres, n_init=1, random_state=0, max_iter=1000, tol=tolerance)


def _fitted(points: Points, groups: int, **settings: Any) -> Shape:
    from sklearn.cluster import KMeans
    from sklearn.exceptions import ConvergenceWarning

    # Without a copy the points are moved to their mean and back, which costs a large matrix less than to be copied.
    model = KMeans(n_clusters=groups, algorithm="lloyd", copy_x=points.rows <= SMALL, **settings)
    with warnings.catch_warnings():  # fewer different customers than groups show in the table of candidates
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(points.scaled)
    return Shape(ir.Grouping.K_MEANS, tuple(all_rounded(centre) for centre in model.cluster_centers_.tolist()))
