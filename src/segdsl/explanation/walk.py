"""Ways through the IR: what a node is made of, and which pieces of a customer it looks at; gives nothing a meaning."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias, assert_never

from segdsl import ir

Node: TypeAlias = ir.Expr | ir.Cond

Atom: TypeAlias = ir.Column | ir.Measure
"""A piece of a customer that the data decides: one of its columns (or of its look-ups), or a measure over its rows."""

CONDITIONS = (
    ir.Ranked,
    ir.Compare,
    ir.Between,
    ir.Among,
    ir.IsMissing,
    ir.TextTest,
    ir.Holds,
    ir.Member,
    ir.Surely,
    ir.Not,
    ir.And,
    ir.Or,
)


def expression_parts(node: ir.Expr) -> tuple[Node, ...]:
    """The nodes directly inside a value, in the order written."""
    if isinstance(node, ir.Fitted):
        return fitted_parts(node)
    match node:
        case ir.Literal() | ir.Today() | ir.Column() | ir.Named() | ir.PartOf() | ir.Learned():
            return ()
        case ir.OfCustomer() | ir.Negate() | ir.DayOf() | ir.Round() | ir.Absolute():
            return (node.value,)
        case ir.Arithmetic():
            return (node.left, node.right)
        case ir.DateDifference():
            return (node.later, node.earlier)
        case ir.Shift() | ir.Since():
            return (node.date,)
        case ir.Default():
            return (node.value, node.fallback)
        case ir.Extreme():
            return node.values
        case ir.Choose():
            inner = [part for branch in node.branches for part in branch]
            return (*inner, *(() if node.otherwise is None else (node.otherwise,)))
        case ir.Truth():
            return (node.condition,)
        case ir.Measure():
            ends = () if node.window is None else (node.window.first, node.window.last)
            return tuple(part for part in (node.of, *ends, node.where) if part is not None)
        case _:
            assert_never(node)


def fitted_parts(node: ir.Fitted) -> tuple[ir.Expr, ...]:
    """The values that what was learned is asked of."""
    match node:
        case ir.Band() | ir.Mapped() | ir.Apply() | ir.Interpolate():
            return (node.value,)
        case ir.Linear():
            return tuple(value for _, value in node.terms)
        case ir.Trees():
            return node.features
        case ir.Best():
            return tuple(value for value, _ in node.choices)
        case ir.Repeats():
            return (node.repeats, node.last, node.age)
        case _:
            assert_never(node)


def condition_parts(node: ir.Cond) -> tuple[Node, ...]:
    """The nodes directly inside a condition, in the order written."""
    match node:
        case ir.Ranked():
            return (node.value, *(() if node.by is None else (node.by,)), node.limit)
        case ir.Compare():
            return (node.left, node.right)
        case ir.Between():
            return (node.value, node.low, node.high)
        case ir.Among() | ir.IsMissing() | ir.TextTest() | ir.Holds():
            return (node.value,)
        case ir.Member():
            return ()
        case ir.Surely() | ir.Not():
            return (node.condition,)
        case ir.And() | ir.Or():
            return node.items
        case _:
            assert_never(node)


def parts(node: Node) -> tuple[Node, ...]:
    return condition_parts(node) if isinstance(node, CONDITIONS) else expression_parts(node)


def all_nodes(node: Node) -> Iterator[Node]:
    """The node and everything inside it, the names it uses left closed."""
    pending = [node]
    while pending:
        current = pending.pop()
        yield current
        pending.extend(reversed(parts(current)))


def own_atoms(node: Node) -> tuple[Atom, ...]:
    """The customer's pieces that the node itself looks at, each once; a measure is one piece, names stay closed."""
    found: dict[Atom, None] = {}
    pending: list[Node] = [node]
    while pending:
        current = pending.pop()
        if isinstance(current, ir.Column | ir.Measure):
            found[current] = None
        else:
            pending.extend(reversed(parts(current)))
    return tuple(found)


def bodies(program: ir.Program, name: str) -> tuple[Node, ...]:
    """What stands behind a folded name: the value of a define, the conditions of a segment or of tiers."""
    if name in program.defines:
        return (program.defines[name].value,)
    if name in program.segments:
        return (program.segments[name].condition,)
    if name in program.tiers:
        return tuple(condition for condition, _ in program.tiers[name].branches)
    return (program.splits[name].by,)


def names_used(node: Node) -> tuple[str, ...]:
    """The folded names of defines, segments, tiers and splits that the node itself mentions, each once."""
    found: dict[str, None] = {}
    for current in all_nodes(node):
        if isinstance(current, ir.Named | ir.PartOf | ir.Member):
            found[current.name] = None
    return tuple(found)


def atoms(program: ir.Program, node: Node) -> tuple[Atom, ...]:
    """The customer's pieces that the node looks at, also behind the names it uses."""
    found: dict[Atom, None] = {}
    seen: set[str] = set()
    pending: list[Node] = [node]
    while pending:
        current = pending.pop()
        found.update(dict.fromkeys(own_atoms(current)))
        for name in names_used(current):
            if name not in seen:
                seen.add(name)
                pending.extend(bodies(program, name))
    return tuple(found)


def columns(node: Node) -> tuple[ir.Column, ...]:
    """Every column the node itself mentions, also inside measures."""
    return tuple(dict.fromkeys(n for n in all_nodes(node) if isinstance(n, ir.Column)))
