"""Learns, and judges every customer learned from by a model that has not seen them; measures nothing on the test."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from segdsl import ir
from segdsl.frames import Bools, Numbers
from segdsl.learn.features import Matrix, matrix
from segdsl.learn.predictions import methods
from segdsl.learn.predictions.boosting import MOST_TREES, Held
from segdsl.learn.predictions.raw import Raw, scores
from segdsl.learn.predictions.rows import FOLDS, Rows
from segdsl.learn.state import FeatureState

MANY = 100_000
"""From so many customers on one fifth held back says as much as five models do, at a fifth of the time."""

MOST_JUDGES = 50_000
"""So many of those held back decide how many boosted trees there are."""


@dataclass(frozen=True, slots=True)
class Crossed:
    """The model, and scores with outcomes of customers that the model that judged them had not seen."""

    raw: Raw
    scores: Numbers
    happened: Bools


def both_everywhere(rows: Rows) -> bool:
    """Whether some who did and some who did not are left when any one part is held back."""
    folds = rows.folds
    return all(0 < rows.happened[folds != part].sum() < (folds != part).sum() for part in range(FOLDS))


def learn(method: ir.Method, states: tuple[FeatureState, ...], rows: Rows) -> Crossed:
    """Customers are held back by the hash of their keys, all rows of a customer together."""
    if rows.rows >= MANY:
        raw, found = _held_back(method, states, rows, 0)
        return Crossed(raw, found, rows.happened[rows.folds == 0])
    judged = np.empty(rows.rows)
    sizes = []
    for part in range(FOLDS):
        raw, found = _held_back(method, states, rows, part)
        judged[rows.folds == part] = found
        sizes.append(len(raw.trees))
    trees = sorted(sizes)[FOLDS // 2] if method is ir.Method.BOOSTED_TREES else MOST_TREES
    return Crossed(methods.fit(method, _matrix(method, states, rows), rows.happened, trees), judged, rows.happened)


def _held_back(method: ir.Method, states: tuple[FeatureState, ...], rows: Rows, part: int) -> tuple[Raw, Numbers]:
    """Learned without a part of the customers, and the scores of this part."""
    folds = rows.folds
    seen, held = rows.taken(folds != part), rows.taken(folds == part)
    judges = held.first(MOST_JUDGES)
    raw = methods.fit_held(
        method,
        _matrix(method, states, seen),
        seen.happened,
        Held(_matrix(method, states, judges), judges.happened),
    )
    return raw, scores(raw, states, held.vectors)


def _matrix(method: ir.Method, states: tuple[FeatureState, ...], rows: Rows) -> Matrix:
    scaled = methods.is_scaled(method)
    return matrix(states, rows.vectors, scaled=scaled, filled=scaled)
