"""Which learned nodes are too large to be written as SQL; computes none of them."""

from __future__ import annotations

from segdsl import ir
from segdsl.lower import Plan, Through, nodes, walking
from segdsl.lower.nodes import Fitted, Node

MOST_TREE_NODES = 2_000
MOST_TERMS = 150
"""Trees and terms are added one after the other, one level of nesting each."""

MOST_PAIRS = 1_000


def large(node: Node) -> bool:
    """Whether a node is answered by a function over arrays."""
    match node:
        case nodes.Trees(_, trees):
            return len(trees) > MOST_TERMS or sum(len(tree.feature) for tree in trees) > MOST_TREE_NODES
        case nodes.Linear(_, weights):
            return len(weights) > MOST_TERMS
        case nodes.Mapped(_, pairs):
            return len(pairs) > MOST_PAIRS
        case nodes.Band(_, cuts):
            return len(cuts) > MOST_PAIRS
        case nodes.Interpolate(_, points):
            return len(points) > MOST_PAIRS
        case nodes.History(asks):
            return asks is ir.History.PURCHASES
        case _:
            return False


def needed(plan: Plan) -> tuple[Fitted, ...]:
    """The nodes of a plan, of whatever table, that are."""
    return tuple(node for node in walking.below(roots(plan), across=True) if isinstance(node, Fitted) and large(node))


def roots(plan: Plan) -> list[Node]:
    """The nodes that a plan asks about, below which are all others."""
    found: list[Node] = [*plan.conditions, *plan.values, plan.customers.seen]
    found.extend(look_up.seen for look_up in plan.look_ups.values())
    for many in plan.many.values():
        found.extend((many.seen, many.only, many.route.key))
        if many.dated is not None:
            found.append(many.dated)
        route = many.route
        found.extend((route.other, route.rows) if isinstance(route, Through) else (route.customer,))
    found.extend(fold for step in plan.passes for fold in step.folds)
    return found
