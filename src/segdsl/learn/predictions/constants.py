"""A prediction and its state → the chance, made of constants; learns nothing and sees no data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from segdsl import ir
from segdsl.learn import feature_columns
from segdsl.learn.predictions.weights import weighed
from segdsl.learn.state import ModelState, PredictionState


def constants(thing: ir.Prediction, state: PredictionState) -> Mapping[str, ir.Expr]:
    return {"chance": chance(thing.features, state.model)}


def chance(features: Sequence[ir.Feature], model: ModelState) -> ir.Expr:
    """The calibrated chance, from 0 to 1; never missing."""
    score = _weights(features, model) if model.coefficients else _trees(features, model)
    if model.points:
        return ir.Interpolate(score, model.points)
    if model.slope is None or model.offset is None:
        raise ValueError("a model without a calibration")
    return ir.Apply(ir.Function.LOGISTIC, ir.Linear(((model.slope, score),), model.offset))


def _trees(features: Sequence[ir.Feature], model: ModelState) -> ir.Expr:
    trees = tuple(ir.Tree(t.feature, t.threshold, t.left, t.right, t.missing_left, t.value) for t in model.trees)
    columns = feature_columns.columns(features, model.features, scaled=False, filled=False)
    return ir.Trees(tuple(columns), trees, model.constant)


def _weights(features: Sequence[ir.Feature], model: ModelState) -> ir.Expr:
    weights = weighed(model.features, model.coefficients, model.constant)
    terms: list[tuple[float, ir.Expr]] = []
    for term in weights.terms:
        value = features[term.feature].value
        if term.fill is None:
            terms.append((1.0, ir.Mapped(value, tuple(sorted(term.levels)), 0.0, 0.0)))
            continue
        number = feature_columns.number(value, model.features[term.feature])
        filled: ir.Expr = ir.Default(number, ir.Literal(term.fill, number.type))
        terms.append((term.weight, ir.Apply(ir.Function.LOG, filled) if term.logged else filled))
    return ir.Linear(tuple(terms), weights.constant)
