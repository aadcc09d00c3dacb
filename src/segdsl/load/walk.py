"""Goes through every node of an AST in the order of the text; changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

from segdsl.source import Source, Span


@cache
def _parts(kind: type) -> tuple[str, ...]:
    """The fields of a node that may hold nodes, last first: for a stack."""
    names = tuple(f.name for f in fields(kind) if f.name not in ("span", "op_span", "op_spans", "comments"))
    return names[::-1]


def nodes(root: object) -> Iterator[Any]:
    """The node and everything in it, parents before children."""
    stack: list[Any] = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, tuple):
            stack.extend(reversed(node))
        elif is_dataclass(node) and not isinstance(node, Source | Span):
            yield node
            stack.extend(getattr(node, name) for name in _parts(node.__class__))
