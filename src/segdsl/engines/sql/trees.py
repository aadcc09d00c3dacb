"""Small pieces of SQL trees that are needed everywhere; knows no plans and no dialects."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from sqlglot import exp

E: TypeAlias = exp.Expression

AT_A_LEVEL = 32
"""So many items of a chain stand side by side; longer chains are put together from such, so that none nests deeply."""

_LOOSE = (exp.Binary, exp.Unary, exp.Predicate, exp.Between, exp.In, exp.Is)


def column(name: str, table: str | None = None) -> exp.Column:
    return exp.Column(this=exp.Identifier(this=name), table=None if table is None else exp.Identifier(this=table))


def wrapped(value: E) -> E:
    """The expression where it is an operand."""
    return exp.Paren(this=value) if isinstance(value, _LOOSE) and not isinstance(value, exp.Paren) else value


def is_simple(value: E) -> bool:
    """Whether an expression may be repeated without being computed twice."""
    if isinstance(value, exp.Cast | exp.Neg | exp.Paren):
        return isinstance(value.this, exp.Literal | exp.Null) or (
            not isinstance(value, exp.Cast) and is_simple(value.this)
        )
    return isinstance(value, exp.Column | exp.Literal | exp.Null | exp.Boolean)


def as_name(value: E, name: str) -> exp.Alias:
    return exp.Alias(this=value, alias=exp.Identifier(this=name))


def call(name: str, *arguments: E) -> exp.Anonymous:
    """A function that is printed as it is named: sqlglot has other ideas of some."""
    return exp.Anonymous(this=name, expressions=list(arguments))


def when(branches: Sequence[tuple[E, E]], otherwise: E | None = None) -> E:
    """CASE; without branches what it is otherwise."""
    if not branches:
        return otherwise if otherwise is not None else exp.Null()
    return exp.Case(ifs=[exp.If(this=condition, true=value) for condition, value in branches], default=otherwise)


def joined_by(kind: type[exp.And] | type[exp.Or], items: Sequence[E]) -> E:
    """`and` or `or` of many items, flat as it is read, but never deep."""
    parts = [exp.Paren(this=item) if isinstance(item, exp.Connector) else item for item in items]
    while len(parts) > AT_A_LEVEL:
        groups = [parts[start : start + AT_A_LEVEL] for start in range(0, len(parts), AT_A_LEVEL)]
        parts = [exp.Paren(this=_row(kind, group)) if len(group) > 1 else group[0] for group in groups]
    return _row(kind, parts)


def _row(kind: type[exp.And] | type[exp.Or], items: Sequence[E]) -> E:
    found = items[0]
    for item in items[1:]:
        found = kind(this=found, expression=item)
    return found


def is_null(value: E) -> E:
    return exp.Is(this=wrapped(value), expression=exp.Null())


def is_known(value: E) -> E:
    return exp.Not(this=exp.Is(this=wrapped(value), expression=exp.Null()))


def surely(condition: E) -> E:
    return exp.Coalesce(this=condition, expressions=[exp.Boolean(this=False)])


def opposite(condition: E) -> E:
    return exp.Not(this=wrapped(condition))


def table_named(name: str, alias: str | None = None) -> exp.Table:
    called = None if alias is None else exp.TableAlias(this=exp.Identifier(this=alias))
    return exp.Table(this=exp.Identifier(this=name), alias=called)
