"""What was learned → nodes: constants stay together, and what only depends on constants is computed at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import assert_never

from segdsl import ir
from segdsl.interpret.fitted import fitted as meaning
from segdsl.interpret.fitted import in_days
from segdsl.lower import nodes
from segdsl.lower.nodes import Value
from segdsl.lower.pool import Pool


def days(pool: Pool, value: Value) -> Value:
    """A constant that is a duration as its days, as columns hold it."""
    return pool.constant(in_days(value.value)) if isinstance(value, nodes.Constant) else value


def fitted(pool: Pool, expr: ir.Fitted, lower: Callable[[ir.Expr], Value]) -> Value:
    """The node; a constant when all its parts are."""
    lowered: dict[ir.Expr, Value] = {}

    def known(part: ir.Expr) -> Value:
        lowered[part] = found = lower(part)
        return found

    node = _node(pool, expr, known)
    constants = {part: value.value for part, value in lowered.items() if isinstance(value, nodes.Constant)}
    return node if len(constants) < len(lowered) else pool.constant(meaning(expr, constants.__getitem__))


def _node(pool: Pool, expr: ir.Fitted, lower: Callable[[ir.Expr], Value]) -> Value:
    match expr:
        case ir.Band(value, cuts, lower_is_better):
            return pool.strict(nodes.Band, lower(value), cuts, lower_is_better)
        case ir.Mapped(value, pairs, otherwise, missing, kind):
            return pool.make(nodes.Mapped, lower(value), pairs, otherwise, missing, kind)
        case ir.Linear(terms, constant):
            weights = tuple(weight for weight, _ in terms)
            return pool.strict(nodes.Linear, constant, weights, tuple(lower(value) for _, value in terms))
        case ir.Apply(function, value):
            return pool.strict(nodes.Apply, function, lower(value))
        case ir.Interpolate(value, points):
            return pool.strict(nodes.Interpolate, lower(value), points)
        case ir.Trees(features, trees, constant):
            return pool.make(nodes.Trees, tuple(map(lower, features)), trees, constant)
        case ir.Best(choices, highest):
            labels = tuple(label for _, label in choices)
            return pool.make(nodes.Best, tuple(lower(value) for value, _ in choices), labels, highest)
        case ir.Repeats(asks, r, alpha, a, b, horizon):
            model = (r, alpha, a, b, horizon)
            return pool.strict(nodes.History, asks, model, lower(expr.repeats), lower(expr.last), lower(expr.age))
        case _:
            assert_never(expr)
