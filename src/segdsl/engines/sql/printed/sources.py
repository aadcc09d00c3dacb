"""Where printed SQL finds the rows of a table: by the names that it and its columns have there; reads nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from sqlglot import exp

from segdsl.engines.sql import Relation, Sort
from segdsl.engines.sql.dialect import E
from segdsl.engines.sql.names import safe
from segdsl.engines.sql.printed.plain import Plain
from segdsl.engines.sql.sorts import sort_of
from segdsl.schemas import Column
from segdsl.types import Kind, Value

_WORDS = re.compile(r"[\w ]+")
_BARE = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Source:
    """A table as it is called there, behind its schema. `path` is a file that databases which can (by `reader`) read
    instead. `headers` maps folded names to the columns' own."""

    names: tuple[str, ...]
    path: str | None = None
    reader: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


def named(name: str) -> exp.Identifier:
    """A name as somebody would write it: in quotes only where it needs them."""
    return exp.to_identifier(name, quoted=not _is_bare(name))


@cache
def _is_bare(name: str) -> bool:
    return _BARE.fullmatch(name) is not None and safe(name, "x", len(name)) == name


def spoken(name: str) -> str:
    """What a table or a column is probably called of which only the rules' words are known: with `_` for blanks."""
    return "_".join(name.split()) if _WORDS.fullmatch(name) else name


def relation(source: Source, columns: Mapping[str, Column], keys: frozenset[str], dialect: Plain) -> Relation:
    """The rows of a table.

    Args:
        source: what it is called.
        columns: those that are needed, by folded name.
        keys: those of them that are keys, each value of which is there once.
        dialect: what the database understands.
    """
    made = {name: _column(source, name, column, dialect) for name, column in columns.items()}
    return Relation(_rows(source, dialect), made, unique=keys)


def _rows(source: Source, dialect: Plain) -> E:
    if source.path is not None and source.reader in dialect.reads:
        return dialect.file(source.path)
    *above, name = source.names
    found = exp.Table(this=named(name))
    for part, at in zip(reversed(above), ("db", "catalog"), strict=False):
        found.set(at, named(part))
    return found


def _column(source: Source, name: str, column: Column, dialect: Plain) -> E:
    header = source.headers.get(name) or column.physical or spoken(column.name)
    found: E = exp.Column(this=named(header))
    sort = sort_of(column.type)
    if column.type.kind is Kind.UNKNOWN:
        sort = Sort.NUMBER
    if sort is Sort.NUMBER:
        counted = column.type.kind is Kind.WHOLE or column.decimals is not None
        cleaned = dialect.as_double(found) if counted else dialect.cleaned(found)
    else:
        cleaned = _typed(found, sort, dialect)
    codes = [code for code in column.missing_codes if code is not None]
    for code in codes:
        cleaned = exp.Nullif(this=cleaned, expression=_constant(code, sort, dialect))
    return cleaned


def _typed(found: E, sort: Sort, dialect: Plain) -> E:
    return (
        found
        if sort is Sort.FLAG and not isinstance(found, exp.Column)
        else exp.Cast(this=found, to=dialect.type_of(sort))
    )


def _constant(value: Value, sort: Sort, dialect: Plain) -> E:
    if sort is Sort.NUMBER and isinstance(value, int | float):
        return dialect.number(float(value))
    return dialect.text(str(value))
