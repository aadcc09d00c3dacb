"""Columns that nobody declared and no data has shown: of what kind they must be, told from what the rules ask of them.

A data frame tells by itself what it holds; SQL has to say it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from segdsl import ir, types
from segdsl.explanation import mentions
from segdsl.explanation.walk import Node
from segdsl.learn.substitute import rebuilt
from segdsl.names import fold
from segdsl.schemas import Column
from segdsl.types import Kind, Type

Place = tuple[str, str]
"""A table and a column, by folded names."""

_DATES = frozenset({ir.Aggregate.EARLIEST, ir.Aggregate.LATEST})
_ANYTHING = frozenset({ir.Aggregate.DIFFERENT, ir.Aggregate.MOST_COMMON, ir.Aggregate.COUNT})


def typed(program: ir.Program) -> ir.Program:
    """The program with a kind for every column; numbers where nothing else is asked of it than an order."""
    guessed: dict[Place, Type] = {}
    for node in mentions.nodes(program):
        for value, kind in _asked(node):
            if isinstance(value, ir.Column) and value.type.kind is Kind.UNKNOWN:
                guessed.setdefault(_place(value), kind)
    for name, table in program.tables.items():
        guessed.update(dict.fromkeys(_keys(program, name, table), types.TEXT))
        if table.dated is not None:
            guessed.setdefault((name, fold(table.dated)), types.DATE)

    def settled(place: Place, kind: Type) -> Type:
        return kind if kind.kind is not Kind.UNKNOWN else guessed.get(place, types.NUMBER)

    tables = {}
    for name, table in program.tables.items():
        columns = {key: replace(each, type=settled((name, key), each.type)) for key, each in table.columns.items()}
        lacking = {key: kind for (at, key), kind in guessed.items() if at == name and key not in columns}
        columns |= {key: Column(key, kind) for key, kind in lacking.items()}
        tables[name] = replace(table, columns=columns)

    def known(part: object) -> ir.Expr | None:
        if not isinstance(part, ir.Column) or part.type.kind is not Kind.UNKNOWN:
            return None
        return replace(part, type=settled(_place(part), part.type))

    return replace(
        program,
        tables={name: rebuilt(table, known) for name, table in tables.items()},
        defines={name: rebuilt(each, known) for name, each in program.defines.items()},
        segments={name: rebuilt(each, known) for name, each in program.segments.items()},
        tiers={name: rebuilt(each, known) for name, each in program.tiers.items()},
        splits={name: rebuilt(each, known) for name, each in program.splits.items()},
        suppressions=rebuilt(program.suppressions, known),
    )


def _keys(program: ir.Program, name: str, table: ir.Table) -> Iterator[Place]:
    """The columns by which rows are found: keys are texts, whatever they look like."""
    yield from ((name, fold(column)) for column in (table.key, table.per) if column)
    link = table.link
    if link is not None:
        yield fold(link.hops[-1].table if link.hops else name), fold(link.column)
        if link.customer_column is not None:
            yield fold(program.customers.name), fold(link.customer_column)
        if link.through is not None and link.through_column is not None:
            yield fold(link.through), fold(link.through_column)
    hops = [link.hops] if link else []
    hops += [node.hops for node in mentions.nodes(program) if isinstance(node, ir.Column) and fold(node.table) == name]
    for way in hops:
        at = name
        for hop in way:
            yield at, fold(hop.link)
            at = fold(hop.table)


def _place(column: ir.Column) -> Place:
    return fold(column.hops[-1].table if column.hops else column.table), fold(column.name)


def _asked(node: Node) -> Iterator[tuple[ir.Expr, Type]]:
    """Values, and the kind that the node takes them for."""
    match node:
        case ir.Compare(_, left, right):
            yield from ((left, right.type), (right, left.type)) if _known(left) is not _known(right) else ()
        case ir.Between(value, low, high):
            yield from ((value, each.type) for each in (low, high) if _known(each))
        case ir.Among(value, items):
            yield from ((value, _of_plain(item)) for item in items[:1])
        case ir.TextTest(_, value):
            yield value, types.TEXT
        case ir.Holds(value):
            yield value, types.YES_NO
        case ir.Arithmetic(_, left, right):
            yield from ((left, types.NUMBER), (right, types.NUMBER))
        case ir.DateDifference(later, earlier):
            yield from ((later, types.DATE), (earlier, types.DATE))
        case ir.Shift(date) | ir.Since(_, date):
            yield date, types.DATE
        case ir.DayOf(value):
            yield value, types.DATE_TIME
        case ir.Measure(aggregate, _, of) if of is not None and aggregate not in _ANYTHING:
            yield of, types.DATE if aggregate in _DATES else types.NUMBER
        case ir.Mapped(value):
            yield value, types.TEXT
        case ir.Default(value, fallback):
            yield from ((value, fallback.type), (fallback, value.type)) if _known(value) is not _known(fallback) else ()
        case _:
            return


def _known(value: ir.Expr) -> bool:
    return value.type.kind is not Kind.UNKNOWN


def _of_plain(value: types.Value) -> Type:
    match value:
        case bool():
            return types.YES_NO
        case str():
            return types.TEXT
        case int() | float():
            return types.NUMBER
        case _:
            return types.DATE
