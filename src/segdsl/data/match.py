"""Which header of the data is which column of the rules; looks at names only."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from segdsl.data.wording import listed, quoted
from segdsl.diagnostics.codes import data as codes
from segdsl.diagnostics.model import Diagnostic, Label
from segdsl.names import fold, similar
from segdsl.schemas import Column, Role, Table
from segdsl.types import UNKNOWN


@dataclass(frozen=True, slots=True)
class Matched:
    """Columns by folded name with their places in the data, and what stood in the way. `collisions` maps a folded name
    to the headers that it could mean."""

    columns: Mapping[str, Column]
    places: Mapping[str, int]
    collisions: Mapping[str, tuple[str, ...]]
    problems: tuple[Diagnostic, ...]


def match(table: Table, headers: Sequence[str], label: str, key: str | None) -> Matched:
    """Declared columns first, by the header they name or by a header of the same name; then the other headers.

    A declared column, a key or a date that is not there is a problem; all of them are one problem.
    """
    by_name: dict[str, list[int]] = {}
    for place, header in enumerate(headers):
        if header.strip():
            by_name.setdefault(fold(header), []).append(place)
    columns: dict[str, Column] = {}
    places: dict[str, int] = {}
    missing: list[Column] = []
    problems: list[Diagnostic] = []
    exact = {_plain(header): place for place, header in enumerate(headers)}
    for folded, column in _expected(table, key).items():
        found = by_name.get(folded, []) if column.physical is None else _physical(column.physical, exact)
        if len(found) > 1:
            problems.append(_ambiguous(column, [headers[place] for place in found], label))
        elif not found:
            missing.append(column)
        columns[folded] = column
        if found:
            places[folded] = found[0]
    if missing:
        problems.append(_missing(missing, headers, label, table))
    taken = set(places.values())
    collisions: dict[str, tuple[str, ...]] = {}
    for folded, found in by_name.items():
        free = [place for place in found if place not in taken]
        if folded in columns or not free:
            continue
        if len(free) > 1:
            collisions[folded] = tuple(headers[place] for place in free)
            continue
        columns[folded] = _undeclared(headers[free[0]])
        places[folded] = free[0]
    return Matched(columns, places, collisions, tuple(problems))


def _expected(table: Table, key: str | None) -> dict[str, Column]:
    """The declared columns, and what the table cannot do without."""
    expected = dict(table.columns)
    own = (key or table.key) if table.role is Role.CUSTOMERS else table.per if table.role is Role.ONE else None
    if table.role is Role.CUSTOMERS and key is not None and table.key is not None and fold(key) != fold(table.key):
        column = expected.get(fold(table.key))
        if column is not None and not column.declared:
            del expected[fold(table.key)]
    for name in (own, table.dated):
        if name is not None and fold(name) not in expected:
            expected[fold(name)] = Column(name, UNKNOWN, span=table.span)
    return expected


def _undeclared(header: str) -> Column:
    return Column(header, UNKNOWN, physical=header)


def _plain(header: str) -> str:
    return unicodedata.normalize("NFC", header).strip()


def _physical(name: str, exact: Mapping[str, int]) -> list[int]:
    return [exact[_plain(name)]] if _plain(name) in exact else []


def _missing(missing: Sequence[Column], headers: Sequence[str], label: str, table: Table) -> Diagnostic:
    names = [column.physical or column.name for column in missing]
    help = []
    for name in names:
        close = similar(name, [header for header in headers if header.strip()], limit=1)
        if close and close[0] == name:
            continue
        if close:
            help.append(f"`{name}`: a column with a similar name exists, `{close[0]}`")
    if not help:
        shown = [header for header in headers if header.strip()]
        more = f" and {len(shown) - 12} more" if len(shown) > 12 else ""
        help.append(f"the columns of `{label}` are {', '.join(f'`{h}`' for h in shown[:12])}{more}")
    help += _renaming(missing, table)
    first, *rest = missing
    is_are = "is" if len(names) == 1 else "are"
    word = "column" if len(names) == 1 else "columns"
    return Diagnostic(
        codes.MISSING_COLUMNS,
        f"the {word} {quoted(names)} {is_are} not in `{label}`",
        first.span or table.span,
        labels=tuple(
            Label(column.span, "not there either") for column in rest if column.span and column.span != first.span
        ),
        help=tuple(help),
        path=None if first.span or table.span else label,
    )


def _renaming(missing: Sequence[Column], table: Table) -> list[str]:
    """How the rules say that the data has another name for something."""
    if table.span is None:
        return []
    named = [column.name for column in missing if column.physical is None]
    own = table.key if table.role is Role.CUSTOMERS else None
    if own is not None and any(fold(name) == fold(own) for name in named):
        return [f"say in `table {table.name}` which column tells the customers apart: `key …`"]
    if named:
        return [f'if it has another name there, say so in `table {table.name}`: `column {named[0]} as "…"`']
    return []


def _ambiguous(column: Column, headers: Sequence[str], label: str) -> Diagnostic:
    return Diagnostic(
        codes.AMBIGUOUS_COLUMN,
        f"`{column.name}` could be {listed([f'`{header}`' for header in headers], 'or')} in `{label}`",
        column.span,
        help=(f'say which one: `column {column.name} as "{headers[0]}"`',),
        path=None if column.span else label,
    )
