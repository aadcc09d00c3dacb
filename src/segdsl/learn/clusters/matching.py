"""Groups found again → which old group each of them is, and how far it has moved; it gives no names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from segdsl import ir
from segdsl.learn.clusters import shape as shapes
from segdsl.learn.clusters.shape import Row, Shape
from segdsl.learn.features import Matrix
from segdsl.learn.numbers import all_rounded
from segdsl.learn.state import ClusterState, FeatureState

TOO_FAR = 0.5
"""Of the way to the nearest other group: beyond, a group has moved too far to be called the same."""


@dataclass(frozen=True, slots=True)
class Match:
    """For each old group: the new group that it is (`order`), how far that one lies from it, and how far the nearest
    other old group is, in the old scaled space."""

    order: tuple[int, ...]
    moved: tuple[float, ...]
    nearest: tuple[float, ...]

    @property
    def too_far(self) -> tuple[int, ...]:
        """The old groups that moved too far."""
        pairs = zip(self.moved, self.nearest, strict=True)
        return tuple(group for group, (moved, nearest) in enumerate(pairs) if moved > TOO_FAR * nearest)


def comparable(thing: ir.Cluster, previous: object, states: Sequence[FeatureState]) -> ClusterState | None:
    """The last fit, if its groups can be found again: the same way of grouping by the same features, and a number of
    groups that the rules still allow."""
    if not isinstance(previous, ClusterState) or previous.method != thing.method.value:
        return None
    least, most = thing.groups
    same = [(s.name, s.kind, s.treatment) for s in states] == [(s.name, s.kind, s.treatment) for s in previous.features]
    return previous if same and least <= len(previous.groups) <= most else None


def start(previous: ClusterState, states: Sequence[FeatureState]) -> Shape:
    """The old groups in the new scaled space."""
    old = shapes.of_state(previous)
    offset, factor, levels = _change(previous.features, states, with_levels=not old.modes)
    centres = tuple(_carried(centre, offset, factor, levels) for centre in old.centres)
    if old.precisions:
        same = levels == tuple(range(len(old.centres[0])))
        widths = [_narrowed(rows, factor) if same else _unit(len(factor)) for rows in old.precisions]
        return Shape(old.method, centres, weights=old.weights, precisions=tuple(widths))
    modes = tuple(_known(modes, states) for modes in old.modes)
    return Shape(old.method, centres, modes, gamma=old.gamma)


def match(previous: ClusterState, states: Sequence[FeatureState], found: Shape) -> Match:
    """One new group for each old one, so that all together they have moved least."""
    from scipy.optimize import linear_sum_assignment

    old = shapes.of_state(previous)
    offset, factor, levels = _change(states, previous.features, with_levels=not old.modes)
    there = [_carried(centre, offset, factor, levels) for centre in found.centres]
    apart = _apart(old.centres, there, old.modes, found.modes, old.gamma)
    between = _apart(old.centres, old.centres, old.modes, old.modes, old.gamma)
    np.fill_diagonal(between, np.inf)
    _, order = linear_sum_assignment(apart)
    moved = [float(apart[group, new]) for group, new in enumerate(order)]
    return Match(tuple(int(new) for new in order), tuple(moved), tuple(float(row.min()) for row in between))


def _apart(
    one: Sequence[Row],
    other: Sequence[Row],
    modes: Sequence[Sequence[str]],
    other_modes: Sequence[Sequence[str]],
    gamma: float | None,
) -> Matrix:
    a, b = np.array(one, dtype=np.float64), np.array(other, dtype=np.float64)
    squares: Matrix = ((a[:, None, :] - b[None, :, :]) ** 2).sum(axis=2)
    for i, row in enumerate(modes):
        for j, column in enumerate(other_modes):
            squares[i, j] += (gamma or 0.0) * sum(x != y for x, y in zip(row, column, strict=True))
    return np.sqrt(squares)


def _change(
    old: Sequence[FeatureState], new: Sequence[FeatureState], with_levels: bool
) -> tuple[Row, Row, tuple[int, ...]]:
    """From one scaled space into another: for each new column what to add to the old one times a factor, and which old
    column it is (-1: it had none, a level not seen before)."""
    offset: list[float] = []
    factor: list[float] = []
    columns: list[int] = []
    place = 0
    for was, now in zip(old, new, strict=True):
        if now.kind != "category":
            offset.append((was.center - now.center) / now.scale)
            factor.append(was.scale / now.scale)
            columns.append(place)
            place += 1
        elif with_levels:
            seen = {level.value: place + i for i, level in enumerate(was.levels)}
            place += len(was.levels)
            for level in now.levels:
                offset.append(0.0)
                factor.append(was.scale / now.scale)
                columns.append(seen.get(level.value, -1))
    return tuple(offset), tuple(factor), tuple(columns)


def _carried(centre: Row, offset: Row, factor: Row, columns: tuple[int, ...]) -> Row:
    return all_rounded(
        add + times * centre[column] if column >= 0 else 0.0
        for add, times, column in zip(offset, factor, columns, strict=True)
    )


def _narrowed(rows: Sequence[Row], factor: Row) -> tuple[Row, ...]:
    """The upper factor of an inverse covariance after each column was multiplied by its factor."""
    return tuple(all_rounded(value / times for value in row) for row, times in zip(rows, factor, strict=True))


def _unit(size: int) -> tuple[Row, ...]:
    """Width 1 in every direction: where a level is new or gone, the old widths say nothing."""
    return tuple((1.0, *(0.0,) * (size - 1 - i)) for i in range(size))


def _known(modes: Sequence[str], states: Sequence[FeatureState]) -> tuple[str, ...]:
    """The modes, where a level is gone the first there is."""
    levels = [[level.value for level in state.levels] for state in states if state.kind == "category"]
    return tuple(mode if mode in known else known[0] for mode, known in zip(modes, levels, strict=True))
