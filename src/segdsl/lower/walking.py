"""Goes through the nodes of a plan: what is below what, and of what kind a value is; makes no nodes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import fields

from segdsl.lower.nodes import (
    NODES,
    Absolute,
    Choose,
    Constant,
    Default,
    Extreme,
    Field,
    Fold,
    Negate,
    Node,
    OfCustomer,
    Shift,
    Value,
)
from segdsl.types import Kind

_NAMES = {made: [f.name for f in fields(made) if f.name not in ("number", "type")] for made in NODES}


def parts(node: Node) -> list[Node]:
    """The nodes directly below. Those of a Fold and an OfCustomer are about another row than the node itself is."""
    found: list[Node] = []
    todo: list[object] = [getattr(node, name) for name in _NAMES[type(node)]]
    while todo:
        part = todo.pop()
        if isinstance(part, tuple):
            if part and isinstance(part[0], (tuple, *NODES)):
                todo.extend(part)
        elif isinstance(part, NODES):
            found.append(part)
    return found


def below(nodes: Iterable[Node], *, across: bool = False) -> list[Node]:
    """The nodes and all below them that are about the same row (`across`: about any row), parts before wholes."""
    found: dict[int, Node] = {}
    todo = list(nodes)
    while todo:
        node = todo.pop()
        if node.number in found:
            continue
        found[node.number] = node
        if across or not isinstance(node, Fold | OfCustomer):
            todo.extend(parts(node))
    return [found[number] for number in sorted(found)]


def kind(node: Value) -> Kind | None:
    """The kind of a value where that matters to what is done with it, else None."""
    match node:
        case Field() | Choose() | Fold():
            return node.type.kind
        case OfCustomer(value) | Negate(value) | Absolute(value) | Shift(value) | Default(value):
            return kind(value)
        case Extreme(_, values):
            return kind(values[0])
        case Constant(value):
            return Kind.DATE_TIME if isinstance(value, dt.datetime) else None
        case _:
            return None
