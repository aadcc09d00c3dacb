"""Forms over customers: which group each is in, computed as an engine computes the constants; it moves no group."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from segdsl.frames import Numbers
from segdsl.learn.clusters import forms
from segdsl.learn.clusters.forms import Form, Measure
from segdsl.learn.clusters.points import Groups, Levels, Points
from segdsl.learn.clusters.shape import Shape
from segdsl.learn.features import Matrix

CHUNK = 16_384
"""Customers at a time: so many stay in the processor's cache."""


def groups_of(points: Points, shape: Shape) -> Groups:
    """The number of each customer's group; of equally good ones the first."""
    highest = forms.highest_wins(shape.method)
    found = np.zeros(points.rows, dtype=np.intp)
    for part, values in _chunks(points, shape):
        found[part] = np.argmax(values, axis=0) if highest else np.argmin(values, axis=0)
    return found


def values_of(points: Points, shape: Shape) -> Matrix:
    """What the groups are chosen by: groups by customers."""
    made = np.empty((shape.groups, points.rows))
    for part, values in _chunks(points, shape):
        made[:, part] = values
    return made


def spread(points: Points, shape: Shape, groups: Groups) -> float:
    """The squared distances of all customers to the centres of their groups, added up."""
    centres = np.array(shape.centres, dtype=np.float64)
    total = 0.0
    for start in range(0, points.rows, CHUNK):
        part = slice(start, start + CHUNK)
        away = points.scaled[part] - centres[groups[part]]
        total += float(np.einsum("ij,ij->", away, away))
    return total + (shape.gamma or 0.0) * sum(_differing(points, shape, groups))


def _differing(points: Points, shape: Shape, groups: Groups) -> Iterator[int]:
    """For each category of k-prototypes how many customers have another level than their group."""
    if not shape.modes:
        return
    for number, (state, found) in enumerate(points.categories):
        places = {level.value: place for place, level in enumerate(state.levels)}
        own = np.array([places.get(modes[number], -1) for modes in shape.modes])
        yield int((found != own[groups]).sum())


def _chunks(points: Points, shape: Shape) -> Iterator[tuple[slice, Matrix]]:
    wanted = forms.measures(points.states, shape)
    for start in range(0, points.rows, CHUNK):
        part = slice(start, min(start + CHUNK, points.rows))
        columns = [column[part] for column in points.columns]
        yield part, np.stack([_measured(measure, columns, part.stop - part.start) for measure in wanted])


def _measured(measure: Measure, columns: Sequence[Numbers | Levels], rows: int) -> Numbers:
    total = _summed(measure.form, columns, rows)
    for form in measure.squares:
        value = _summed(form, columns, rows)
        total += -0.5 * (value * value)
    return total


def _summed(form: Form, columns: Sequence[Numbers | Levels], rows: int) -> Numbers:
    total = np.full(rows, form.constant)
    for part in form.parts:
        column = columns[part.feature]
        if part.levels is None:
            total += part.weight * column
        else:
            total += np.array([*part.levels, part.otherwise])[column]
    return total
