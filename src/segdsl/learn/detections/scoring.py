"""Isolation trees → how unusual each customer is, as an engine computes it; it grows no trees."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from segdsl.formulas.trees import Trees
from segdsl.frames import Numbers, Vector
from segdsl.learn import features as known
from segdsl.learn.state import FeatureState, TreeState

CHUNK = 65_536


def columns(states: Sequence[FeatureState], vectors: Sequence[Vector]) -> list[Numbers]:
    """What the trees look at: numbers after their log, missing ones as NaN; 1 or 0 for each level of a category."""
    found: list[Numbers] = []
    for state, vector in zip(states, vectors, strict=True):
        matrix = known.matrix((state,), (vector,), scaled=False, filled=False)
        found += [known.logged(column) if state.treatment == "log" else column for column in matrix.T]
    return [np.ascontiguousarray(column) for column in found]


def weight(trees: int, normal: float) -> float:
    """What the sum of the path lengths is multiplied by, to be an exponent of e."""
    return -math.log(2) / (trees * normal)


def scores(trees: Sequence[TreeState], normal: float, of: Sequence[Numbers]) -> Numbers:
    forest, times = Trees(trees), weight(len(trees), normal)
    rows = len(of[0])
    found = np.empty(rows)
    for start in range(0, rows, CHUNK):
        part = slice(start, start + CHUNK)
        found[part] = np.exp(0.0 + times * forest.values([column[part] for column in of]))
    return found
