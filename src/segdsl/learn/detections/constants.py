"""A fitted isolation forest → the score in IR: 2 to the power of minus the mean path length by the usual one."""

from __future__ import annotations

import math
from collections.abc import Mapping

from segdsl import ir
from segdsl.learn import feature_columns
from segdsl.learn.state import DetectionState, FeatureState


def constants(thing: ir.Detection, state: DetectionState) -> Mapping[str, ir.Expr]:
    if [feature.name for feature in thing.features] != [known.name for known in state.features]:
        raise ValueError("the state is of other features")
    columns: list[ir.Expr] = []
    for feature, known in zip(thing.features, state.features, strict=True):
        columns += _columns(feature, known)
    trees = tuple(
        ir.Tree(tree.feature, tree.threshold, tree.left, tree.right, tree.missing_left, tree.value)
        for tree in state.trees
    )
    exponent = -math.log(2) / (len(trees) * state.normal)
    lengths = ir.Trees(tuple(columns), trees, 0.0)
    return {"unusualness": ir.Apply(ir.Function.EXP, ir.Linear(((exponent, lengths),), 0.0))}


def _columns(feature: ir.Feature, known: FeatureState) -> list[ir.Expr]:
    found = feature_columns.of_feature(feature, known, scaled=False, filled=False)
    return [ir.Apply(ir.Function.LOG, value) for value in found] if known.treatment == "log" else found
