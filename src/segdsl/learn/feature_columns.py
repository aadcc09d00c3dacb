"""Features and what was learned of them → numeric columns in IR, as a fitted thing is made of; sees no data."""

from __future__ import annotations

from collections.abc import Sequence

from segdsl import ir
from segdsl.learn.state import FeatureState
from segdsl.types import YES_NO, Kind


def columns(
    features: Sequence[ir.Feature], states: Sequence[FeatureState], *, scaled: bool, filled: bool
) -> list[ir.Expr]:
    """One number for each column of `features.matrix` with the same arguments."""
    made: list[ir.Expr] = []
    for feature, state in zip(features, states, strict=True):
        made.extend(of_feature(feature, state, scaled=scaled, filled=filled))
    return made


def of_feature(feature: ir.Feature, state: FeatureState, *, scaled: bool, filled: bool) -> list[ir.Expr]:
    if state.kind == "category":
        mark = 1 / state.scale if scaled else 1.0
        return [ir.Mapped(feature.value, ((level.value, mark),), 0.0, 0.0) for level in state.levels]
    value = number(feature.value, state)
    if filled and state.fill is not None:
        value = ir.Default(value, ir.Literal(state.fill, value.type))
    if not scaled:
        return [value]
    if state.treatment == "log":
        value = ir.Apply(ir.Function.LOG, value)
    if (state.center, state.scale) != (0.0, 1.0):
        value = ir.Linear(((1 / state.scale, value),), -state.center / state.scale)
    return [value]


def number(value: ir.Expr, state: FeatureState) -> ir.Expr:
    """A number or duration as it is; yes as 1 and no as 0."""
    if state.kind == "yes or no" or value.type == YES_NO or value.type.kind is Kind.YES_NO:
        return ir.Mapped(value, (("no", 0.0), ("yes", 1.0)), None, None)
    return value
