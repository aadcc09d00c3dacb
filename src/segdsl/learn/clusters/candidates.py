"""Which number of groups is taken where the rules leave a choice: each is tried on a sample, and one rule decides."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from segdsl import ir
from segdsl.learn.clusters import assigning, methods, quality
from segdsl.learn.clusters.points import Points
from segdsl.learn.clusters.samples import Samples
from segdsl.learn.clusters.shape import Shape
from segdsl.learn.clusters.stability import stability
from segdsl.learn.numbers import rounded
from segdsl.learn.state import Candidate

RUNS = 10
"""Starts for each number of groups, at least."""

MOST_RUNS = 100
STARTED = 50_000
"""Few customers have more starts, which cost little and are needed: many groups of few are easily missed. At most so
many customers are looked at in all the starts of k-means together."""


def found(points: Points, grouping: ir.Grouping, groups: int, seed: int) -> Shape:
    """The best groups of several starts."""
    runs = RUNS
    if grouping is ir.Grouping.K_MEANS:
        runs = min(MOST_RUNS, max(RUNS, STARTED // max(points.rows, 1)))
    return methods.of(grouping).find(points, groups, seed, runs)


def tried(samples: Samples, grouping: ir.Grouping, groups: int, seed: int) -> tuple[Shape, Candidate]:
    """Groups of the sample, and what is to be said of them."""
    shape = found(samples.starting, grouping, groups, seed)
    stable = stability(samples.resampled, shape, seed)
    return shape, candidate(samples, shape, min(stable), _smallest(samples.starting, shape))


def candidate(samples: Samples, shape: Shape, least_stable: float, smallest: float, chosen: bool = False) -> Candidate:
    return Candidate(
        groups=shape.groups,
        quality=quality.quality(samples.starting, samples.few, shape),
        stability=least_stable,
        smallest=smallest,
        chosen=chosen,
    )


def _smallest(points: Points, shape: Shape) -> float:
    counts = np.bincount(assigning.groups_of(points, shape), minlength=shape.groups)
    return rounded(int(counts.min()) / max(1, points.rows))


def choice(candidates: Sequence[Candidate], grouping: ir.Grouping, least_stability: float, least_share: float) -> int:
    """Which one is taken: of those that are stable and have no group too small, the one of the best quality (of equal
    ones the fewest groups). If there is none, the most stable, which then fails its gate for all to see."""
    fit = [i for i, c in enumerate(candidates) if c.stability >= least_stability and c.smallest >= least_share]
    if not fit:
        return max(range(len(candidates)), key=lambda i: (candidates[i].stability, -i))
    best = fit[0]
    for i in fit[1:]:
        if quality.better(grouping, candidates[i].quality, candidates[best].quality):
            best = i
    return best
