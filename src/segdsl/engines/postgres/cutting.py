"""A plan of which a part is computed here: the database is asked for the features, and the rest goes over arrays.

That is for what the database has no way to compute quickly: large forests, long lists, and purchases to expect.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from segdsl.engines.sql import batches
from segdsl.lower import Plan, walking
from segdsl.lower.nodes import NODES, Cond, Field, Fold, Known, Node, Value
from segdsl.lower.plan import Customers

TABLE = "answers"
"""The table of the local plan: what the database has answered."""


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """`inside` is asked of the database. `here` is asked of its last values, called as in `features`; None where there
    is nothing to compute. `conditions` and `values` say of each question whether it is inside, in their order."""

    inside: Plan
    here: Plan | None
    features: tuple[str, ...]
    conditions: tuple[bool, ...]
    values: tuple[bool, ...]


def stuck(plan: Plan) -> bool:
    """Whether rows of the database depend on something that is computed here: then it cannot be cut."""
    about = {node.number for node in _reached([*plan.conditions, *plan.values])}
    below = walking.below(batches.roots(plan), across=True)
    return any(batches.large(node) and node.number not in about for node in below) or any(
        batches.large(node) for node in walking.below(_rows_of(plan), across=True)
    )


def _rows_of(plan: Plan) -> list[Node]:
    """What says which rows there are, and what is measured over them: also where a measure is what is asked for."""
    return batches.roots(replace(plan, conditions=(), values=()))


def cut(plan: Plan) -> Cut:
    conditions = tuple(not _needs(condition) for condition in plan.conditions)
    values = tuple(not _needs(value) for value in plan.values)
    if all(conditions) and all(values):
        return Cut(plan, None, (), conditions, values)
    asked: list[Node] = [each for each, inside in zip(plan.conditions, conditions, strict=True) if not inside]
    asked += [each for each, inside in zip(plan.values, values, strict=True) if not inside]
    leaves = [node for node in _reached(asked) if isinstance(node, Field | Fold)]
    names = tuple(f"feature {number}" for number in range(len(leaves)))
    inside = replace(
        plan,
        conditions=tuple(each for each, own in zip(plan.conditions, conditions, strict=True) if own),
        values=(*(each for each, own in zip(plan.values, values, strict=True) if own), *leaves),
    )
    made = _rebuilt(asked, {leaf.number: _column(leaf, name) for leaf, name in zip(leaves, names, strict=True)})
    here = Plan(
        conditions=tuple(_found(made, each) for each, own in zip(plan.conditions, conditions, strict=True) if not own),
        values=tuple(_found(made, each) for each, own in zip(plan.values, values, strict=True) if not own),
        customers=Customers(TABLE, names[0] if names else "", False, Known(True, 0)),
        look_ups={},
        many={},
        passes=(),
        columns={TABLE: frozenset(names)},
    )
    return Cut(inside, here, names, conditions, values)


def _needs(node: Node) -> bool:
    return any(batches.large(part) for part in _reached([node]))


def _reached(roots: Sequence[Node]) -> list[Node]:
    """The nodes below that are about the customer, down to columns and measures, parts before wholes."""
    found: dict[int, Node] = {}
    todo = list(roots)
    while todo:
        node = todo.pop()
        if node.number not in found:
            found[node.number] = node
            todo.extend(() if isinstance(node, Field | Fold) else walking.parts(node))
    return [found[number] for number in sorted(found)]


def _column(leaf: Node, name: str) -> Field:
    assert isinstance(leaf, Field | Fold)
    return Field(TABLE, name, leaf.type, None, leaf.number)


def _rebuilt(roots: Sequence[Node], leaves: Mapping[int, Field]) -> Mapping[int, Node]:
    """The same nodes over other leaves."""
    made: dict[int, Node] = dict(leaves)
    for node in _reached(roots):
        if node.number not in made:
            assert is_dataclass(node)
            made[node.number] = replace(node, **{f.name: _put(getattr(node, f.name), made) for f in fields(node)})
    return made


def _put(part: Any, made: Mapping[int, Node]) -> Any:
    if isinstance(part, NODES):
        return made[part.number]
    if isinstance(part, tuple) and part and isinstance(part[0], (tuple, *NODES)):
        return tuple(_put(each, made) for each in part)
    return part


def _found(made: Mapping[int, Node], node: Cond | Value) -> Any:
    return made[node.number]
