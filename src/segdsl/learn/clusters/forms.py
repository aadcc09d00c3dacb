"""Where groups lie → for each group the sum by which it is chosen, over the features as they are; plain arithmetic that
both the fit and the constants in the IR are made from, so that they cannot differ.

k-means and k-prototypes: the squared distance to the centre, less what is the same for every group; the least wins. A
mixture: the logarithm of weight times density, less what is the same for every group; the greatest wins.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from segdsl import ir
from segdsl.learn.clusters.shape import Shape
from segdsl.learn.state import FeatureState


@dataclass(frozen=True, slots=True)
class Part:
    """What a feature adds: a number (filled, after its log) times `weight`; or, for a category, the weight of its level
    and `otherwise` for any other value and for none."""

    feature: int
    weight: float = 1.0
    levels: tuple[float, ...] | None = None
    otherwise: float = 0.0


@dataclass(frozen=True, slots=True)
class Form:
    """constant + the parts, added in order."""

    constant: float
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Measure:
    """What a group is chosen by: `form`, or where there are `squares` the constant of `form` less half the sum of their
    squares."""

    form: Form
    squares: tuple[Form, ...] = ()


def highest_wins(method: ir.Grouping) -> bool:
    return method is ir.Grouping.MIXTURE


def measures(states: Sequence[FeatureState], shape: Shape) -> tuple[Measure, ...]:
    """One for each group."""
    if shape.method is ir.Grouping.MIXTURE:
        return tuple(_density(states, shape, group) for group in range(shape.groups))
    return tuple(_distance(states, shape, group) for group in range(shape.groups))


def _distance(states: Sequence[FeatureState], shape: Shape, group: int) -> Measure:
    """|c|² - 2 c·x, and for each category of k-prototypes gamma unless it is the group's own."""
    centre = shape.centres[group]
    constant = math.fsum(c * c for c in centre)
    if shape.method is not ir.Grouping.K_PROTOTYPES:
        return Measure(_form(states, [-2.0 * c for c in centre], constant))
    numbers = [(i, state) for i, state in enumerate(states) if state.kind != "category"]
    form = _form([state for _, state in numbers], [-2.0 * c for c in centre], constant)
    parts = [Part(numbers[part.feature][0], part.weight) for part in form.parts]
    categories = [(i, state) for i, state in enumerate(states) if state.kind == "category"]
    gamma = shape.gamma or 0.0
    for (i, state), mode in zip(categories, shape.modes[group], strict=True):
        levels = tuple(0.0 if level.value == mode else gamma for level in state.levels)
        parts.append(Part(i, levels=levels, otherwise=gamma))
    return Measure(Form(form.constant, tuple(sorted(parts, key=lambda part: part.feature))))


def _density(states: Sequence[FeatureState], shape: Shape, group: int) -> Measure:
    centre, rows = shape.centres[group], shape.precisions[group]
    constant = math.log(shape.weights[group]) + math.fsum(math.log(row[0]) for row in rows)
    squares = []
    for column in range(len(centre)):
        weights = [rows[i][column - i] if i <= column else 0.0 for i in range(len(centre))]
        squares.append(_form(states, weights, -math.fsum(w * c for w, c in zip(weights, centre, strict=True))))
    return Measure(Form(constant, ()), tuple(squares))


def _form(states: Sequence[FeatureState], weights: Sequence[float], constant: float) -> Form:
    """The weights are of the scaled columns, one for each number and one for each level of a category; the form takes
    the scaling into itself."""
    parts: list[Part] = []
    moved = [constant]
    column = 0
    for i, state in enumerate(states):
        if state.kind == "category":
            levels = tuple(weight / state.scale for weight in weights[column : column + len(state.levels)])
            column += len(state.levels)
            if any(levels):
                parts.append(Part(i, levels=levels))
            continue
        weight = weights[column] / state.scale
        column += 1
        if weight:
            parts.append(Part(i, weight))
            moved.append(-weight * state.center)
    return Form(math.fsum(moved), tuple(parts))
