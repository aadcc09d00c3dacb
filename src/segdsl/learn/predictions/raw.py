"""What a method has learned, before calibration: trees or weights, and the score they give; the one evaluation that all
figures are made with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from segdsl.formulas.trees import Trees
from segdsl.frames import Numbers, Vector
from segdsl.learn import features as known
from segdsl.learn.predictions.weights import Weighed, weighed
from segdsl.learn.state import FeatureState, TreeState


@dataclass(frozen=True)
class Raw:
    """Trees and their constant, or coefficients (one for each column of the scaled matrix) and the constant."""

    trees: tuple[TreeState, ...]
    coefficients: tuple[float, ...]
    constant: float

    @cached_property
    def sums(self) -> Trees:
        """The trees, made ready to be asked more than once."""
        return Trees(self.trees, self.constant)


def scores(raw: Raw, states: Sequence[FeatureState], vectors: Sequence[Vector]) -> Numbers:
    """What the constants of the model will say before the calibration."""
    if raw.coefficients:
        return _weighed(weighed(states, raw.coefficients, raw.constant), vectors)
    columns = known.columns(states, vectors, scaled=False, filled=False)
    return raw.sums.values([np.ascontiguousarray(column) for column in columns], known.length(vectors[0]))


def _weighed(weights: Weighed, vectors: Sequence[Vector]) -> Numbers:
    """Term by term in the order of `ir.Linear`."""
    total = np.full(known.length(vectors[0]), weights.constant)
    for term in weights.terms:
        vector = vectors[term.feature]
        if term.levels:
            texts = known.texts(vector)
            by_code = np.array([*(dict(term.levels).get(value, 0.0) for value in texts.values), 0.0])
            total += by_code[texts.codes]
        else:
            assert term.fill is not None
            numbers = known.as_numbers(vector)
            numbers = np.where(np.isnan(numbers), term.fill, numbers)
            if term.logged:
                numbers = np.sign(numbers) * np.log1p(np.abs(numbers))
            total += term.weight * numbers
    return total
