"""How surely each group is found again: in resamples of the customers, by the mean Jaccard coefficient."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from segdsl import ir
from segdsl.learn.clusters import assigning, methods
from segdsl.learn.clusters.points import Groups, Points
from segdsl.learn.clusters.shape import Shape
from segdsl.learn.numbers import rounded

MOST_ROWS = {ir.Grouping.K_MEANS: 5_000, ir.Grouping.MIXTURE: 2_000, ir.Grouping.K_PROTOTYPES: 2_000}
RESAMPLES = 20
RUNS = 3
"""Starts in each resample: all others than the one that the groups themselves came from."""


def stability(points: Points, shape: Shape, seed: int) -> tuple[float, ...]:
    """For each group of `shape`, from 0 (never found again) to 1 (always, with the same customers): as Hennig (2007).

    In every resample (as many draws as customers, each customer drawn counts once) groups are found anew, and each
    group is held against the most similar of them, over the customers in the resample.
    """
    groups = assigning.groups_of(points, shape)
    draw = np.random.default_rng(seed)
    method = methods.of(shape.method)
    found = []
    for resample in range(RESAMPLES):
        rows = np.unique(draw.integers(points.rows, size=points.rows))
        drawn = points.take(rows)
        again = method.find(drawn, shape.groups, seed + 1 + resample, RUNS)
        found.append(alike(groups[rows], assigning.groups_of(drawn, again), shape.groups))
    return tuple(rounded(float(mean)) for mean in _means(found))


def _means(found: Sequence[Sequence[float | None]]) -> list[float]:
    """Of each group over the resamples that hold any of its customers; 0 when none does."""
    columns = [[value for value in column if value is not None] for column in zip(*found, strict=True)]
    return [float(np.mean(column)) if column else 0.0 for column in columns]


def alike(groups: Groups, again: Groups, count: int) -> list[float | None]:
    """For each group its Jaccard coefficient with the most similar of the others; None for one without customers."""
    both = np.bincount(groups * count + again, minlength=count * count).reshape(count, count)
    old, new = both.sum(axis=1), both.sum(axis=0)
    either = old[:, None] + new[None, :] - both
    coefficients = both / np.maximum(either, 1)
    return [float(best) if rows else None for best, rows in zip(coefficients.max(axis=1), old, strict=True)]
