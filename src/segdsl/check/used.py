"""Goes through the nodes of the IR: which columns a program needs, and whether it needs the as-of date."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

from segdsl import ir, schemas
from segdsl.names import fold
from segdsl.source import Span
from segdsl.types import TEXT, Type


@cache
def _parts(kind: type) -> tuple[str, ...]:
    return tuple(f.name for f in fields(kind) if f.name not in ("span", "type", "text"))[::-1]


def nodes(*roots: Any) -> Iterator[Any]:
    """The nodes and everything in them, parents before children."""
    stack = list(reversed(roots))
    while stack:
        node = stack.pop()
        if not isinstance(node, tuple) and is_dataclass(node) and not isinstance(node, Span | Type):
            yield node
        stack.extend(inside(node))


def inside(node: Any) -> Iterable[Any]:
    """What a node holds, the last first; nothing of what is no node."""
    if isinstance(node, tuple):
        return reversed(node)
    if not is_dataclass(node) or isinstance(node, Span | Type | ir.Tree):  # a tree is thousands of numbers
        return ()
    return [getattr(node, name) for name in _parts(node.__class__)]


def columns(tables: Mapping[str, ir.Table], roots: Iterable[Any]) -> dict[str, frozenset[str]]:
    """For each table the columns that the rules need, with those that link, date and choose the rows they need."""
    used: dict[str, set[str]] = {name: set() for name in tables}
    active: set[str] = set()
    waiting: list[Any] = list(roots)
    customers = next(name for name, table in tables.items() if table.role is schemas.Role.CUSTOMERS)
    pending = [customers]
    while waiting or pending:
        while pending:
            name = pending.pop()
            if name not in active:
                active.add(name)
                waiting.extend(_structure(tables[name], customers, used, pending))
        for node in nodes(*waiting):
            if isinstance(node, ir.Measure):
                pending.append(node.table)
            elif isinstance(node, ir.Column):
                _follow(tables, node.table, node.hops, node.name, used)
                pending.extend(hop.table for hop in node.hops)
        waiting = []
    return {name: frozenset(found) for name, found in used.items()}


def _follow(
    tables: Mapping[str, ir.Table], table: str, hops: tuple[ir.Hop, ...], name: str, used: dict[str, set[str]]
) -> None:
    for hop in hops:
        used[table].add(hop.link)
        used[hop.table].add(tables[hop.table].per or hop.link)
        table = hop.table
    used[table].add(name)


def _structure(
    table: ir.Table, customers: str, used: dict[str, set[str]], pending: list[str]
) -> Iterator[ir.Cond | ir.Column]:
    """What a table that is needed needs itself."""
    name = fold(table.name)
    used[name].update(column for column in (table.key, table.dated) if column is not None)
    if table.only_where is not None:
        yield table.only_where
    link = table.link
    if link is None:
        return
    yield ir.Column(name, link.column, TEXT, link.hops)
    pending.extend(hop.table for hop in link.hops)
    if link.customer_column is not None:
        used[customers].add(link.customer_column)
    if link.through is not None:
        pending.append(link.through)
        used[link.through].update(column for column in (link.through_column,) if column)
    if link.where is not None:
        yield link.where


def needs_as_of(program: ir.Program) -> Span | None:
    """The first place that needs the as-of date, in the file itself if there is one."""
    own: list[Span] = []
    used: list[Span] = []
    for statement in _statements(program):
        into = own if getattr(statement, "library", None) is None else used
        dated = isinstance(statement, ir.Prediction | ir.Recommendation | ir.Estimate) and _dated(statement)
        if dated and statement.span is not None:
            into.append(_named(statement.span, statement.name))
        for node in nodes(statement):
            if isinstance(node, ir.Today | ir.Since):
                place = node.span or getattr(statement, "span", None)
                if place is not None:
                    into.append(place)
    return min(own or used, key=lambda span: span.start, default=None)


def _dated(thing: ir.Prediction | ir.Recommendation | ir.Estimate) -> bool:
    """Whether what is learned counts from the as-of date, though it may not say so."""
    match thing:
        case ir.Prediction():
            return thing.outcome.length is not None
        case ir.Recommendation():
            return any(product.bought.length is not None for product in thing.products)
        case ir.Estimate():
            return isinstance(thing.source, ir.PurchaseHistory)


def _named(span: Span, name: str) -> Span:
    """Where the name stands in the statement."""
    at = span.text.find(name)
    return span if at < 0 else Span(span.source, span.start + at, span.start + at + len(name))


def _statements(program: ir.Program) -> Iterator[Any]:
    for group in (program.defines, program.segments, program.tiers):
        yield from group.values()
    yield from program.learned.values()
    yield from program.suppressions
    for table in program.tables.values():
        if table.used:
            yield table.only_where
            yield table.link


def bodies(program: ir.Program, name: str) -> Iterator[object]:
    """What stands behind a folded name; nothing behind a split, which looks at a column only."""
    if name in program.defines:
        yield program.defines[name].value
    elif name in program.segments:
        yield program.segments[name].condition
    elif name in program.tiers:
        yield program.tiers[name].branches
