"""How far from zero a value can be, told from what is known of the columns it is made of; reads no data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from segdsl import ir
from segdsl.lower import nodes, walking
from segdsl.lower.nodes import Value

Sizes: TypeAlias = Mapping[str, Mapping[str, float]]
"""How far from zero the numbers of a column lie at most, by table and folded column; what is not known is not there."""

SMALL = 2.0**52
"""Sums of whole numbers below it are exact as doubles."""


def adds_up(value: Value, decimals: int, rows: int, columns: Sizes) -> bool:
    """Whether doubles add the scaled values of so many rows without rounding, in any order. A value may round to the
    unit above it: it is counted as one larger."""
    size = farthest(value, columns)
    return size is not None and (size + 1) * 10.0**decimals * rows < SMALL


def farthest(value: Value, columns: Sizes) -> float | None:
    """No value is farther from zero; None where that is not known. A value that comes to nothing adds nothing."""
    found: dict[int, float | None] = {}
    for node in walking.below([value]):
        if isinstance(node, Value):
            parts = [found.get(part.number) for part in walking.parts(node) if isinstance(part, Value)]
            found[node.number] = _farthest(node, parts, columns)
    return found[value.number]


def _farthest(node: Value, parts: list[float | None], columns: Sizes) -> float | None:
    if isinstance(node, nodes.Field):
        return columns.get(node.table, {}).get(node.column)
    if isinstance(node, nodes.Constant):
        plain = node.value
        if plain is None:
            return 0.0
        return abs(float(plain)) if isinstance(plain, int | float) and not isinstance(plain, bool) else None
    sizes = [part for part in parts if part is not None]
    if len(sizes) < len(parts):
        return None
    match node:
        case nodes.Calculate(ir.Op.ADD | ir.Op.SUBTRACT):
            return sum(sizes)
        case nodes.Calculate(ir.Op.MULTIPLY):
            return sizes[0] * sizes[1]
        case nodes.Negate() | nodes.Absolute() | nodes.Extreme() | nodes.Default() | nodes.Choose():
            return max(sizes)
        case _:
            return None
