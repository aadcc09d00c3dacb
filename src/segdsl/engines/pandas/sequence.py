"""Which nodes become steps, what each needs, and how long its result is kept; makes no steps."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence

from segdsl.lower import nodes, walking
from segdsl.lower.nodes import Cond, Node, Value


def is_input(node: Node) -> bool:
    """Whether a node is given: a column of the row at hand, a value of its customer, a measure."""
    return isinstance(node, nodes.OfCustomer | nodes.Fold) or (isinstance(node, nodes.Field) and node.via is None)


def asked(node: Node) -> list[Node]:
    """The nodes whose results a step needs: no input needs any, and a constant compared with is part of the step."""
    if is_input(node):
        return []
    if isinstance(node, nodes.Compare) and with_constant(node):
        return [node.left]
    return walking.parts(node)


def with_constant(node: nodes.Compare) -> bool:
    """Whether the right side is a known constant."""
    return isinstance(node.right, nodes.Constant) and node.right.value is not None


def without_bare_constants(order: Sequence[Node], roots: Sequence[Value]) -> list[Node]:
    """The nodes that need a step of their own."""
    needed = {part.number for node in order for part in asked(node)} | {root.number for root in roots}
    return [node for node in order if not isinstance(node, nodes.Constant) or node.number in needed]


def who_needs_possibly(order: Sequence[Node], roots: Sequence[Cond]) -> frozenset[int]:
    """The conditions of which it must be known where they are possibly true."""
    needed = {condition.number for condition in roots}
    for node in reversed(order):
        if isinstance(node, nodes.Truth):
            needed.add(node.condition.number)
        elif isinstance(node, nodes.And | nodes.Or) and node.number in needed:
            needed.update(item.number for item in node.items)
    return frozenset(needed)


def free_after(order: Sequence[Node], at: Mapping[int, int], kept: Container[int]) -> list[list[int]]:
    """For each step the places of those results that no later step needs; inputs that nobody needs are among them."""
    last = {at[node.number]: place for place, node in enumerate(order)}
    for place, node in enumerate(order):
        for part in asked(node):
            last[at[part.number]] = place
    frees: list[list[int]] = [[] for _ in order]
    for part_place, place in last.items():
        if part_place not in kept:
            frees[place].append(part_place)
    return frees
