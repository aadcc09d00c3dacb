"""What a model's state says of one customer, walked through with nothing but the numbers in it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import pairwise
from typing import TypeAlias
from zlib import crc32

from segdsl.learn.state import FeatureState, ModelState, TreeState

Known: TypeAlias = "float | str | None"
_ALL = (1 << 64) - 1


def is_tested(key: str) -> bool:
    """Whether a customer is kept for the test when the outcome stands in the data: three in ten."""
    mixed = crc32(key.encode())
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        mixed = ((mixed ^ (mixed >> shift)) * factor) & _ALL
    return ((mixed ^ (mixed >> 31)) >> 1) % 10 < 3


def chance(model: ModelState, customer: Mapping[str, Known]) -> float:
    columns = [column for state in model.features for column in _columns(state, customer[state.name], model)]
    if model.coefficients:
        score = model.constant + sum(c * x for c, x in zip(model.coefficients, columns, strict=True) if x is not None)
    else:
        score = model.constant + sum(_leaf(tree, columns) for tree in model.trees)
    if model.slope is not None and model.offset is not None:
        return 1 / (1 + math.exp(-(model.slope * score + model.offset)))
    return _between(model.points, score)


def _columns(state: FeatureState, value: Known, model: ModelState) -> list[float | None]:
    if state.kind == "category":
        return [float(value == level.value) for level in state.levels]
    assert not isinstance(value, str)
    if not model.coefficients:
        return [value]
    number = state.fill if value is None else value
    assert number is not None
    if state.treatment == "log":
        number = math.copysign(math.log1p(abs(number)), number)
    return [(number - state.center) / state.scale]


def _leaf(tree: TreeState, columns: list[float | None]) -> float:
    node = 0
    while tree.feature[node] >= 0:
        value = columns[tree.feature[node]]
        left = tree.missing_left[node] if value is None else value <= tree.threshold[node]
        node = tree.left[node] if left else tree.right[node]
    return tree.value[node]


def _between(points: tuple[tuple[float, float], ...], score: float) -> float:
    if score <= points[0][0]:
        return points[0][1]
    for (x0, y0), (x1, y1) in pairwise(points):
        if score < x1:
            return y0 + (y1 - y0) * (score - x0) / (x1 - x0)
    return points[-1][1]
