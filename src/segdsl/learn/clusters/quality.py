"""How well groups are told apart, as one figure by which numbers of groups are compared."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from segdsl import ir
from segdsl.learn.clusters import assigning, mixture
from segdsl.learn.clusters.points import Points
from segdsl.learn.clusters.shape import Shape
from segdsl.learn.numbers import rounded

MOST_ROWS = 1_500
"""Of the silhouette, which holds every customer against every other."""


def quality(points: Points, few: Points, shape: Shape) -> float:
    """The mean silhouette of `few`; for a mixture the BIC of `points`."""
    if shape.method is ir.Grouping.MIXTURE:
        return rounded(mixture.bic(points, shape))
    return rounded(silhouette(few, shape))


def better(method: ir.Grouping, one: float, other: float) -> bool:
    """Whether the first is the better quality."""
    return one < other if method is ir.Grouping.MIXTURE else one > other


def silhouette(points: Points, shape: Shape) -> float:
    """From -1 to 1; 0 where there are not two groups to tell apart."""
    from sklearn.metrics import silhouette_score

    groups = assigning.groups_of(points, shape)
    if not 1 < len(np.unique(groups)) < points.rows:
        return 0.0
    return float(silhouette_score(_apart(points, shape.gamma or 0.0), groups, metric="precomputed"))


def _apart(points: Points, gamma: float) -> npt.NDArray[np.float64]:
    """The distance of every customer to every other."""
    squares = np.einsum("ij,ij->i", points.scaled, points.scaled)
    apart = squares[:, None] + squares[None, :] - 2 * (points.scaled @ points.scaled.T)
    if gamma:
        for _, levels in points.categories:
            apart += gamma * (levels[:, None] != levels[None, :])
    np.fill_diagonal(apart, 0.0)
    found: npt.NDArray[np.float64] = np.sqrt(np.maximum(apart, 0.0))
    return found
