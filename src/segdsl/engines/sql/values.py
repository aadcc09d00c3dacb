"""Values as SQL expressions: NULL where they are missing; what was learned is written beside."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from sqlglot import exp

from segdsl import ir, splits
from segdsl.engines.sql import dates, learned
from segdsl.engines.sql.conditions import is_decided
from segdsl.engines.sql.constants import literal
from segdsl.engines.sql.sorts import Sort, sort_of_node
from segdsl.engines.sql.trees import E, is_null, joined_by, surely, when
from segdsl.lower import nodes
from segdsl.lower.nodes import Value

if TYPE_CHECKING:
    from segdsl.engines.sql.writer import Writer


def written(w: Writer, node: Value) -> tuple[E, bool]:
    """The value; and whether it still has to be `settled`."""
    match node:
        case nodes.Calculate(op, left, right):
            return _calculated(w, op, left, right)
        case nodes.Negate(value) | nodes.Absolute(value):
            if sort_of_node(value) is not Sort.NUMBER:
                return w.dialect.null(Sort.NUMBER), False
            found, rough = w.rough(value)
            return exp.Neg(this=exp.Paren(this=found)) if isinstance(node, nodes.Negate) else exp.Abs(this=found), rough
        case nodes.Apply():
            return learned.applied(w, node)
        case _:
            return _settled(w, node), False


def _settled(w: Writer, node: Value) -> E:
    if isinstance(node, nodes.Fitted):
        return learned.written(w, node)
    match node:
        case nodes.Constant(value):
            return literal(w.dialect, value)
        case nodes.Round(value):
            if sort_of_node(value) is not Sort.NUMBER:
                return w.dialect.null(Sort.NUMBER)
            return w.dialect.rounded(w.value(value), w.once)
        case nodes.Days() | nodes.Shift() | nodes.DayOf() | nodes.Since():
            return dates.written(w, node)
        case nodes.Default(value, fallback):
            return _default(w, node, value, fallback)
        case nodes.Extreme(larger, items):
            return _extreme(w, larger, items)
        case nodes.Choose():
            return _chosen(w, node)
        case nodes.Truth(condition):
            return w.condition(condition)
        case nodes.SplitPart():
            return _split(w, node)
        case nodes.Field() | nodes.OfCustomer() | nodes.Fold():
            raise AssertionError("not a column of this step")
        case nodes.Calculate() | nodes.Negate() | nodes.Absolute():
            raise AssertionError("may be rough")
        case _:
            assert_never(node)


def _calculated(w: Writer, op: ir.Op, left: Value, right: Value) -> tuple[E, bool]:
    if sort_of_node(left) is not Sort.NUMBER or sort_of_node(right) is not Sort.NUMBER:
        return w.dialect.null(Sort.NUMBER), False
    a, _ = w.rough(left)
    b = w.value(right) if op is ir.Op.DIVIDE else w.rough(right)[0]
    return w.dialect.calculate(op, a, b, w.once), True


def of_sort(w: Writer, value: Value, sort: Sort) -> E:
    """The value, but nothing where it is of another sort."""
    if sort_of_node(value) is not sort:
        return w.dialect.null(sort)
    return w.value(value)


def _default(w: Writer, node: nodes.Default, value: Value, fallback: Value) -> E:
    sort = sort_of_node(node) or Sort.NUMBER
    return exp.Coalesce(this=of_sort(w, value, sort), expressions=[of_sort(w, fallback, sort)])


def _extreme(w: Writer, larger: bool, items: tuple[Value, ...]) -> E:
    """Missing if any is; databases differ in what they make of a missing one, so none is left when they are asked."""
    sort = sort_of_node(items[0]) or Sort.NUMBER
    found = [w.once(of_sort(w, item, sort)) for item in items]
    if len(found) == 1:
        return found[0]
    kind = exp.Greatest if larger else exp.Least
    gaps = [is_null(each.copy()) for each in found if not isinstance(each, exp.Literal)]
    most = kind(this=found[0].copy(), expressions=[each.copy() for each in found[1:]], ignore_nulls=True)
    if not gaps:
        return most
    return when([(joined_by(exp.Or, gaps), w.dialect.null(sort))], most)


def _chosen(w: Writer, node: nodes.Choose) -> E:
    sort = sort_of_node(node) or Sort.NUMBER
    branches = [(w.condition(condition), of_sort(w, value, sort)) for condition, value in node.branches]
    return when(branches, of_sort(w, node.otherwise, sort))


def as_key(w: Writer, value: Value) -> E:
    """The value as a key: a text."""
    sort = sort_of_node(value)
    if sort is None:
        return w.dialect.null(Sort.TEXT)
    if sort is Sort.FLAG:
        found = w.once(w.value(value))
        return when([(found, w.dialect.text("yes")), (exp.Not(this=found.copy()), w.dialect.text("no"))])
    return w.value(value) if sort is Sort.TEXT else w.dialect.as_key(w.value(value), sort, w.once)


def _split(w: Writer, node: nodes.SplitPart) -> E:
    """The first digits of the hash, compared as text: they are as many on both sides."""
    key = exp.Coalesce(this=as_key(w, node.by), expressions=[w.dialect.text("")])
    digest = w.dialect.md5(w.dialect.concatenated(w.dialect.text(f"{node.salt}|"), key))
    first = exp.Substring(this=digest, start=exp.Literal.number(1), length=exp.Literal.number(splits.DIGITS))
    number = w.dialect.ordered(w.once(first, "hash"))
    branches = [
        (exp.LT(this=number.copy(), expression=w.dialect.text(f"{end:0{splits.DIGITS}x}")), w.dialect.text(part))
        for part, end in node.bounds
        if 0 < end < splits.WHOLE
    ]
    last = next(part for part, end in node.bounds if end >= splits.WHOLE)
    return when(branches, w.dialect.text(last))


def truth(w: Writer, condition: nodes.Cond) -> E:
    """Where a condition is surely true."""
    found = w.condition(condition)
    return found if is_decided(condition) else surely(found)
