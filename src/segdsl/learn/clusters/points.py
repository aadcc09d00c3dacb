"""Customers as points: their features in the scaled space that groups are found in, and as the forms take them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from segdsl import ir
from segdsl.frames import Numbers, Vector
from segdsl.learn import features as known
from segdsl.learn.features import Matrix
from segdsl.learn.numbers import rounded
from segdsl.learn.state import FeatureState

Levels: TypeAlias = npt.NDArray[np.intp]
Groups: TypeAlias = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """`columns` has for each feature its numbers (filled, after the log), or the place of its level among the known
    ones (their number for any other value and for none). `scaled` is customers by columns."""

    states: tuple[FeatureState, ...]
    columns: tuple[Numbers | Levels, ...]
    scaled: Matrix

    @property
    def rows(self) -> int:
        return len(self.scaled)

    @property
    def categories(self) -> list[tuple[FeatureState, Levels]]:
        pairs = zip(self.states, self.columns, strict=True)
        return [(state, column.astype(np.intp)) for state, column in pairs if state.kind == "category"]

    def take(self, rows: npt.NDArray[Any]) -> Points:
        return Points(self.states, tuple(column[rows] for column in self.columns), self.scaled[rows])


def scaled_states(
    features: Sequence[ir.Feature], vectors: Sequence[Vector], method: ir.Grouping
) -> tuple[FeatureState, ...]:
    """What is learned of the features. Every scaled number has variance 1; for k-means and mixtures the columns of a
    category get one scale that gives them variance 1 together, so that a category counts as much as a number."""
    states = known.learn(features, vectors)
    if method is ir.Grouping.K_PROTOTYPES:
        return states
    rows = max(1, known.length(vectors[0]))
    return tuple(_with_scale(state, rows) if state.kind == "category" else state for state in states)


def _with_scale(state: FeatureState, rows: int) -> FeatureState:
    shares = [level.rows / rows for level in state.levels]
    spread = sum(share * (1 - share) for share in shares)
    return state.model_copy(update={"scale": rounded(spread**0.5)}) if spread > 0 else state


def points(states: Sequence[FeatureState], vectors: Sequence[Vector], method: ir.Grouping) -> Points:
    columns = tuple(_column(state, vector) for state, vector in zip(states, vectors, strict=True))
    mixed = method is ir.Grouping.K_PROTOTYPES
    width = sum(len(state.levels) if state.kind == "category" else 1 for state in states)
    if mixed:
        width = sum(state.kind != "category" for state in states)
    scaled = np.zeros((known.length(vectors[0]), width))
    place = 0
    for state, column in zip(states, columns, strict=True):
        if state.kind != "category":
            np.multiply(column, 1 / state.scale, out=scaled[:, place])
            scaled[:, place] -= state.center / state.scale
            place += 1
        elif not mixed:
            for level in range(len(state.levels)):
                scaled[column == level, place] = 1 / state.scale
                place += 1
    return Points(tuple(states), columns, scaled)


def _column(state: FeatureState, vector: Vector) -> Numbers | Levels:
    if state.kind == "category":
        texts = known.texts(vector)
        places = {level.value: place for place, level in enumerate(state.levels)}
        other = len(places)
        lookup = np.array([*(places.get(value, other) for value in texts.values), other], dtype=np.intp)
        return lookup[texts.codes]
    numbers = known.filled_in(state, vector)
    return known.logged(numbers) if state.treatment == "log" else numbers
