"""Which named statements refer to which, the circles among them, and an order in which each comes after those it needs.

Names only; no types.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

from segdsl import schemas
from segdsl.check import outputs
from segdsl.check.scope import ANamed, Names, Scope, Sort
from segdsl.names import fold
from segdsl.record import record
from segdsl.source import Span
from segdsl.syntax import ast


@record
class Mention:
    """A name of a statement, by its folded form, and where it stands."""

    name: str
    span: Span


@record
class Circle:
    """`mentions[i]` stands in the statement `names[i]` and names the next one; the last names the first."""

    names: tuple[str, ...]
    mentions: tuple[Mention, ...]


def mentions(names: Names, root: Any) -> Iterator[Mention]:
    """The named statements that a clause refers to, in the order of the text."""
    customer = Scope(names.tables.customers)
    stack: list[tuple[Any, Scope]] = [(root, customer)]
    while stack:
        node, scope = stack.pop()
        match node:
            case ast.Ref(name):
                meaning = names.find(name.text, scope)
                if isinstance(meaning, ANamed):
                    yield Mention(meaning.name, node.span)
            case ast.InSegment(segment):
                if names.named.get(fold(segment.text)) is Sort.SEGMENT:
                    yield Mention(fold(segment.text), node.span)
            case ast.ChanceOf(product) | ast.LikelyTo(product):
                yield from _named(names, outputs.chance_of(product.value), node.span)
            case ast.Measure() | ast.Happened() | ast.PurchaseHistory():
                table = names.table(node.table.text)
                if table is not None and table.role is schemas.Role.MANY:
                    of = node.of if isinstance(node, ast.Measure) else getattr(node, "amount", None)
                    window = None if isinstance(node, ast.PurchaseHistory) else node.window
                    stack += [(node.where, Scope(table)), (window, customer), (of, Scope(table))]
            case ast.RecommendDecl():
                stack += [(part, customer) for part in (node.features, node.population)]
                stack += [(_ref(p), customer) for p in node.products if isinstance(p, ast.Name)]
            case ast.LaterOutcome():
                table = names.table(node.name.text)
                stack.append((node.where, customer if table is None else Scope(table)))
                if node.any is None:
                    stack.append((_ref(node.name), customer))
            case ast.Ranked():
                stack += [(node.value, customer), (None if node.by is None else _ref(node.by), customer)]
            case tuple():
                stack += [(item, scope) for item in reversed(node)]
            case _ if is_dataclass(node) and not isinstance(node, Span):
                parts = [getattr(node, f.name) for f in fields(node) if not f.name.endswith(("span", "spans"))]
                stack += [(part, scope) for part in reversed(parts)]


def _ref(name: ast.Name) -> ast.Ref:
    return ast.Ref(name, span=name.span)


def _named(names: Names, text: str, span: Span) -> Iterator[Mention]:
    if fold(text) in names.named:
        yield Mention(fold(text), span)


def ordered(graph: Mapping[str, Sequence[Mention]]) -> tuple[list[str], list[Circle]]:
    """All names, each after those it mentions where there is no circle, and a circle for each knot there is."""
    order: list[str] = []
    circles: list[Circle] = []
    knotted: set[str] = set()
    state: dict[str, bool] = {}  # True while on the way, False when done
    for root in graph:
        if root in state:
            continue
        way: list[tuple[str, Iterator[Mention]]] = [(root, iter(graph[root]))]
        steps: list[Mention] = []
        state[root] = True
        while way:
            name, rest = way[-1]
            step = next(rest, None)
            if step is None:
                state[name] = False
                order.append(name)
                way.pop()
                if steps:
                    steps.pop()
            elif step.name not in state:
                state[step.name] = True
                way.append((step.name, iter(graph[step.name])))
                steps.append(step)
            elif state[step.name]:
                start = next(i for i, (passed, _) in enumerate(way) if passed == step.name)
                round_trip = tuple(passed for passed, _ in way[start:])
                if not knotted.intersection(round_trip):
                    circles.append(Circle(round_trip, (*steps[start:], step)))
                knotted.update(round_trip)
    return order, circles
