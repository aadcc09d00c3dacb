"""A model and customers it has not seen → how much each feature matters, and in which direction."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from segdsl.frames import Numbers, Vector
from segdsl.learn import features as known
from segdsl.learn.context import SEED
from segdsl.learn.numbers import rounded
from segdsl.learn.predictions import measuring
from segdsl.learn.predictions.rows import Rows
from segdsl.learn.state import Effect, FeatureState, Importance
from segdsl.learn.vectors import picked

MOST_ROWS = 10_000
TIMES = 3
PARTS = 5

Chances = Callable[[Sequence[Vector]], Numbers]


def importance(
    chances: Chances, states: Sequence[FeatureState], counts: Sequence[bool], test: Rows
) -> tuple[Importance, ...]:
    """How much the AUC falls when the values of one feature are exchanged among the customers at random; the most
    important first. `counts` says which features the model looks at."""
    test = test.first(MOST_ROWS)
    whole = chances(test.vectors)
    before = measuring.auc(whole, test.happened) or 0.0
    found = []
    for number, state in enumerate(states):
        losses = []
        for time in range(TIMES if counts[number] else 0):
            order = measuring.shuffled(test.rows, SEED + time)
            vectors = [picked(v, order) if i == number else v for i, v in enumerate(test.vectors)]
            losses.append(before - (measuring.auc(chances(vectors), test.happened) or 0.0))
        effects = _effects(state, test.vectors[number], whole)
        found.append(Importance(feature=state.name, loss=rounded(sum(losses) / TIMES), effects=effects))
    return tuple(sorted(found, key=lambda one: -one.loss))


def _effects(state: FeatureState, vector: Vector, chances: Numbers) -> tuple[Effect, ...]:
    """The mean chance of customers with low to high values, or with each level."""
    if state.kind == "category":
        return _of_levels(state, vector, chances)
    numbers = known.as_numbers(vector)
    where = np.flatnonzero(~np.isnan(numbers))
    if not len(where):
        return ()
    values, mine = numbers[where], chances[where]
    part = np.minimum((PARTS * (measuring.ranks(values) - 0.5) / len(values)).astype(np.int64), PARTS - 1)
    found = []
    for number in range(PARTS):
        inside = part == number
        if inside.any():
            low, high = float(values[inside].min()), float(values[inside].max())
            found.append(
                Effect(low=rounded(low), high=rounded(high), rows=int(inside.sum()), chance=_mean(mine[inside]))
            )
    return tuple(found)


def _of_levels(state: FeatureState, vector: Vector, chances: Numbers) -> tuple[Effect, ...]:
    texts = known.texts(vector)
    places = {value: place for place, value in enumerate(texts.values)}
    found = []
    for level in state.levels:
        inside = texts.codes == places.get(level.value, -2)
        if inside.any():
            found.append(Effect(value=level.value, rows=int(inside.sum()), chance=_mean(chances[inside])))
    return tuple(sorted(found, key=lambda one: (one.chance, one.value)))


def _mean(values: Numbers) -> float:
    return rounded(float(np.mean(np.sort(values))))
