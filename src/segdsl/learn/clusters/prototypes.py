"""k-prototypes (Huang 1998): centres of numbers beside most common levels of categories, moved round by round."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from segdsl import ir
from segdsl.learn.clusters import assigning
from segdsl.learn.clusters.points import Groups, Points
from segdsl.learn.clusters.shape import Shape
from segdsl.learn.numbers import all_rounded, rounded

MOST_ROUNDS = 200


def gamma_of(points: Points) -> float:
    """What one differing category counts: half the mean standard deviation of the numbers, as Huang advises; 1 where
    all is categories."""
    if points.scaled.shape[1] == 0:
        return 1.0
    return rounded(0.5 * float(points.scaled.std(axis=0).mean()))


def find(points: Points, groups: int, seed: int, runs: int) -> Shape:
    """The best of several starts from customers that lie far apart."""
    draw = np.random.default_rng(seed)
    gamma = gamma_of(points)
    found = [settle(points, _of_customers(points, _far_apart(points, groups, gamma, draw), gamma)) for _ in range(runs)]
    costs = [assigning.spread(points, shape, assigning.groups_of(points, shape)) for shape in found]
    return found[int(np.argmin(costs))]


def settle(points: Points, start: Shape) -> Shape:
    shape = start
    groups = assigning.groups_of(points, shape)
    for _ in range(MOST_ROUNDS):
        shape = _moved(points, groups, shape)
        again = assigning.groups_of(points, shape)
        if np.array_equal(again, groups):
            break
        groups = again
    return shape


def _far_apart(points: Points, groups: int, gamma: float, draw: np.random.Generator) -> list[int]:
    """Customers drawn one after the other, the farther from those drawn the likelier (k-means++)."""
    chosen = [int(draw.integers(points.rows))]
    nearest = distances(points, chosen[0], gamma)
    while len(chosen) < groups:
        total = float(nearest.sum())
        shares = nearest / total if total > 0 else None
        chosen.append(int(draw.choice(points.rows, p=shares)))
        nearest = np.minimum(nearest, distances(points, chosen[-1], gamma))
    return chosen


def distances(points: Points, customer: int, gamma: float) -> npt.NDArray[np.float64]:
    """Squared, from one customer to all."""
    away = points.scaled - points.scaled[customer]
    found: npt.NDArray[np.float64] = np.einsum("ij,ij->i", away, away)
    for _, levels in points.categories:
        found += gamma * (levels != levels[customer])
    return found


def _of_customers(points: Points, customers: list[int], gamma: float) -> Shape:
    modes = tuple(
        tuple(
            state.levels[min(int(levels[customer]), len(state.levels) - 1)].value for state, levels in points.categories
        )
        for customer in customers
    )
    centres = tuple(all_rounded(points.scaled[customer].tolist()) for customer in customers)
    return Shape(ir.Grouping.K_PROTOTYPES, centres, modes, gamma=gamma)


def _moved(points: Points, groups: Groups, shape: Shape) -> Shape:
    """Each group to the mean of its customers and their most common levels (ties: the first by text). A group that lost
    all its customers stays where it is."""
    counts = np.bincount(groups, minlength=shape.groups)
    centres = np.array(shape.centres, dtype=np.float64)
    for column in range(points.scaled.shape[1]):
        sums = np.bincount(groups, weights=points.scaled[:, column], minlength=shape.groups)
        centres[:, column] = np.where(counts > 0, sums / np.maximum(counts, 1), centres[:, column])
    modes = [list(row) for row in shape.modes]
    for number, (state, levels) in enumerate(points.categories):
        width = len(state.levels) + 1
        table = np.bincount(groups * width + levels, minlength=shape.groups * width).reshape(shape.groups, width)
        for group in range(shape.groups):
            common = table[group, :-1]
            if common.any():
                modes[group][number] = state.levels[int(np.argmax(common))].value
    return Shape(
        shape.method,
        tuple(all_rounded(row) for row in centres.tolist()),
        tuple(tuple(row) for row in modes),
        gamma=shape.gamma,
    )
