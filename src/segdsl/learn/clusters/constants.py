"""Fitted groups → one expression in IR that says which group a customer is in; it needs no library, learns nothing."""

from __future__ import annotations

from collections.abc import Mapping

from segdsl import ir
from segdsl.learn import feature_columns
from segdsl.learn.clusters import forms, shape
from segdsl.learn.clusters.forms import Form, Measure, Part
from segdsl.learn.state import ClusterState, FeatureState


def constants(thing: ir.Cluster, state: ClusterState) -> Mapping[str, ir.Expr]:
    """The group's name: that of the nearest centre, or for a mixture of the likeliest group."""
    if [feature.name for feature in thing.features] != [known.name for known in state.features]:
        raise ValueError("the state is of other features")
    labels = {call.label for call in thing.calls} or {f"group {i}" for i in range(1, len(state.groups) + 1)}
    if not {group.name for group in state.groups} <= labels:
        raise ValueError("the groups have other names")
    where = shape.of_state(state)
    columns = [_column(feature, known) for feature, known in zip(thing.features, state.features, strict=True)]
    choices = tuple(
        (_measure(measure, columns, state), group.name)
        for measure, group in zip(forms.measures(state.features, where), state.groups, strict=True)
    )
    return {"group": ir.Best(choices, highest=forms.highest_wins(where.method))}


def _column(feature: ir.Feature, known: FeatureState) -> ir.Expr:
    """A number filled, and after its log; a category as it is."""
    if known.kind == "category":
        return feature.value
    (value,) = feature_columns.of_feature(feature, known, scaled=False, filled=True)
    return ir.Apply(ir.Function.LOG, value) if known.treatment == "log" else value


def _measure(measure: Measure, columns: list[ir.Expr], state: ClusterState) -> ir.Expr:
    if not measure.squares:
        return _linear(measure.form, columns, state)
    along = [_linear(form, columns, state) for form in measure.squares]
    squares = tuple((-0.5, ir.Arithmetic(ir.Op.MULTIPLY, value, value)) for value in along)
    return ir.Linear(squares, measure.form.constant)


def _linear(form: Form, columns: list[ir.Expr], state: ClusterState) -> ir.Linear:
    return ir.Linear(tuple(_term(part, columns, state) for part in form.parts), form.constant)


def _term(part: Part, columns: list[ir.Expr], state: ClusterState) -> tuple[float, ir.Expr]:
    value = columns[part.feature]
    if part.levels is None:
        return part.weight, value
    levels = state.features[part.feature].levels
    pairs = tuple((level.value, weight) for level, weight in zip(levels, part.levels, strict=True))
    return 1.0, ir.Mapped(value, pairs, part.otherwise, part.otherwise)
