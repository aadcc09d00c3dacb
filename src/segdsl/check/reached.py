"""What a clause reaches by way of names: the nodes of definitions, rules and learned things that it asks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

from segdsl import ir
from segdsl.check.context import Rules
from segdsl.check.used import nodes
from segdsl.source import Span
from segdsl.types import Type

_DEEPEST, _LONGEST = 100, 20_000


def reached(rules: Rules, *roots: Any) -> Iterator[Any]:
    """The nodes, and those behind each name in them; each name once."""
    pending: list[Any] = list(roots)
    opened: set[tuple[type, str]] = set()
    while pending:
        for node in nodes(pending.pop()):
            yield node
            if isinstance(node, ir.Named | ir.Member | ir.PartOf | ir.Learned):
                key = (ir.Learned if isinstance(node, ir.Learned) else ir.Named, node.name)
                if key not in opened:
                    opened.add(key)
                    pending.append(_behind(rules, node))


def _behind(rules: Rules, node: ir.Named | ir.Member | ir.PartOf | ir.Learned) -> Any:
    if isinstance(node, ir.Learned):
        return rules.learned.get(node.name)
    define = rules.defines.get(node.name) if isinstance(node, ir.Named) else None
    return rules.bodies.get(node.name) if define is None else define.value


def may_be_inlined(rules: Rules, node: Any) -> bool:
    """Whether it stays small enough to be worked with when every name in it is written out."""
    level, depth = {each.name for each in nodes(node) if isinstance(each, ir.Named)}, 0
    while level:
        depth += 1
        bodies = [rules.defines[name].value for name in level if name in rules.defines]
        level = {each.name for each in nodes(*bodies) if isinstance(each, ir.Named)}
        if depth > _DEEPEST:
            return False
    return _size(rules, node, {}) <= _LONGEST


def _size(rules: Rules, node: Any, known: dict[str, int]) -> int:
    """How many nodes there are with every name written out."""
    total = 0
    for each in nodes(node):
        total += 1
        if isinstance(each, ir.Named) and each.name in rules.defines:
            if each.name not in known:
                known[each.name] = _size(rules, rules.defines[each.name].value, known)
            total += known[each.name]
    return total


def inlined(rules: Rules, node: Any) -> Any:
    """The same with definitions in the place of their names, so that nothing in it is asked as of another day."""
    if isinstance(node, ir.Named) and node.name in rules.defines:
        return inlined(rules, rules.defines[node.name].value)
    if isinstance(node, tuple):
        return tuple(inlined(rules, item) for item in node)
    if not is_dataclass(node) or isinstance(node, Span | Type | type):
        return node
    changes = {}
    for f in fields(node):
        before = getattr(node, f.name)
        after = inlined(rules, before)
        if after is not before and after != before:
            changes[f.name] = after
    return replace(node, **changes) if changes else node
