"""The `table` statements for data that nobody has declared: what was found, as an AST in the canonical layout."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from segdsl import schemas
from segdsl.data import linkguess
from segdsl.data.addresses import asked
from segdsl.data.linkguess import Facts, Guess
from segdsl.data.model import Binding, Opened, Options
from segdsl.data.opening import open_all
from segdsl.diagnostics.codes import data as codes
from segdsl.diagnostics.model import Collector, Diagnostic, Outcome
from segdsl.frames import Store, Texts
from segdsl.names import fold
from segdsl.schemas import Role
from segdsl.source import Source, Span
from segdsl.syntax import ast
from segdsl.syntax.printer import print_file
from segdsl.types import Kind

FEW = 12
ROWS = 50
"""A text column becomes a closed set when it has at most FEW values in at least ROWS rows."""

_AT = Span(Source("<schema>", ""), 0, 0)
_TEXT = ast.ColumnType("text", span=_AT)
_UNSAYABLE = r"[`\x00-\x1f\x7f-\x9f]"
_SAID = frozenset({codes.KEY_FOUND, codes.ROW_NUMBER_KEY})


def describe_all(tables: Sequence[tuple[str, Binding]], options: Options) -> Outcome[str]:
    """See `segdsl.data.describe`."""
    said = Collector()
    found: dict[str, tuple[Binding, Facts, schemas.Table]] = {}
    for given, binding in tables:
        name = _free(given or _name_of(binding), found)
        outcome = _open(name, binding, options)
        said.extend(d for d in outcome.diagnostics if d.code not in _SAID)
        if outcome.value is not None:
            table = outcome.value.schema.customers
            found[name] = binding, _facts(name, outcome.value), table
    if said.failed or not found:
        return said.outcome(None)
    links = linkguess.guess_links([facts for _, facts, _ in found.values()])
    for name in links.unlinked:
        said.add(_unlinked(name))
    statements = list(_statements(found, links))
    return said.outcome(print_file(ast.File(_AT.source, tuple(statements), ())))


def _open(name: str, binding: Binding, options: Options) -> Outcome[Opened]:
    table = schemas.Table(name, Role.CUSTOMERS, {}, closed=False)
    return open_all(schemas.Schema({fold(name): table}), {fold(name): binding}, None, options)


def _unlinked(name: str) -> Diagnostic:
    said = f"no column was found by which `{name}` belongs to the customers, so it is left out"
    return Diagnostic(codes.TABLE_LEFT_OUT, said, help=("write its table statement with `many per …` or `one per …`",))


# ---- names of tables -----------------------------------------------------------------------------------------------


def _name_of(binding: Binding) -> str:
    """The first words of a file's name, without numbers."""
    if not isinstance(binding, (str, Path)):
        return "customers"
    place = asked(str(binding))
    path = Path(place.place.split("#")[0])
    stem = place.table or path.name.removesuffix(".gz").rsplit(".", 1)[0]
    words = re.split(r"[\s_.*-]+", fold(stem))
    kept = []
    for word in words:
        if not word.isalpha():
            break
        kept.append(word)
    return " ".join(kept) or "customers"


def _free(name: str, taken: Mapping[str, object]) -> str:
    free, number = name, 2
    while fold(free) in {fold(other) for other in taken}:
        free, number = f"{name} {number}", number + 1
    return free


# ---- facts ---------------------------------------------------------------------------------------------------------


def _facts(name: str, opened: Opened) -> Facts:
    table = opened.schema.customers
    store = opened.stores[fold(name)]
    unique = frozenset(column for column in table.columns if column in _ids(table) and _is_unique(store, column))
    return Facts(name, table.columns, unique, store.rows or 0)


def _ids(table: schemas.Table) -> frozenset[str]:
    return frozenset(Facts(table.name, table.columns, frozenset(), 0).ids)


def _is_unique(store: Store, name: str) -> bool:
    seen: list[Any] = []
    for batch in store.batches(frozenset({name})):
        vector: Any = batch.columns[name]
        if isinstance(vector, Texts):
            if (vector.codes < 0).any():
                return False
            seen.append(np.array(vector.values, dtype=object)[vector.codes])
        else:
            if vector.dtype.kind == "f" and np.isnan(vector).any():
                return False
            seen.append(vector)
    values = np.concatenate(seen) if seen else np.zeros(0)
    return len(values) > 0 and len(pd.unique(values)) == len(values)


# ---- statements ----------------------------------------------------------------------------------------------------


def _statements(
    found: Mapping[str, tuple[Binding, Facts, schemas.Table]], links: linkguess.Links
) -> Iterator[ast.TableDecl]:
    if links.events:
        binding, _, _ = found[links.customers]
        key = links.guesses[links.customers].per or ""
        name = "customers" if "customers" not in {fold(name) for name in found} else "people"
        yield ast.TableDecl(_name(name), _path(binding), (ast.KeyClause(_name(key), True, span=_AT),), span=_AT)
    first = [links.customers]
    linked = frozenset(name for guess in links.guesses.values() for name in (guess.key, guess.per) if name)
    for name in [*first, *(other for other in links.guesses if other != links.customers)]:
        binding, facts, table = found[name]
        guess = links.guesses[name]
        clauses = (*_role(guess), *_columns(facts, table, guess, linked))
        yield ast.TableDecl(_name(name), _path(binding), clauses, span=_AT)


def _role(guess: Guess) -> Iterator[ast.TableClause]:
    if guess.role is Role.CUSTOMERS:
        if guess.key is not None:
            yield ast.KeyClause(_name(guess.key), guess.distinct, span=_AT)
    elif guess.role is Role.ONE:
        yield ast.OneClause(_name(guess.per or ""), span=_AT)
    else:
        dated = _name(guess.dated) if guess.dated else None
        through = _name(guess.through) if guess.through else None
        yield ast.ManyClause(_name(guess.per or ""), dated, through, None, span=_AT)


def _columns(facts: Facts, table: schemas.Table, guess: Guess, linked: frozenset[str]) -> Iterator[ast.ColumnClause]:
    """A line for each column that the role has not named; where two headers fold alike, each with its own name."""
    for folded, column in table.columns.items():
        if folded in (guess.key, guess.per):
            continue
        is_key = folded in linked or folded == "id" or folded.endswith(" id")
        yield _column(column.name, _TEXT if is_key else _type(column, facts.rows))
    for folded, headers in table.collisions.items():
        for number, header in enumerate(headers, start=1):
            yield _column(f"{folded} {number}", None, header)


def _column(header: str, found: ast.ColumnType | None, physical: str | None = None) -> ast.ColumnClause:
    """Plain words for a plain header; any other is kept as it is, in backticks where need be."""
    folded = fold(header)
    written = folded if re.fullmatch(r"[\w ]+", folded) else " ".join(re.sub(_UNSAYABLE, " ", header).split())
    if physical is None and fold(written) != folded:
        physical = header
    said = ast.TextLit(physical, span=_AT) if physical is not None else None
    return ast.ColumnClause(_name(written or "column"), said, found, (), None, span=_AT)


def _type(column: schemas.Column, rows: int) -> ast.ColumnType:
    kind = column.type.kind
    values = column.values_seen or ()
    if kind is Kind.TEXT and 1 < len(values) <= FEW and rows >= ROWS and not linkguess.is_id(fold(column.name)):
        return ast.ColumnType("one of", tuple(ast.TextLit(value, span=_AT) for value in values), span=_AT)
    match kind:
        case Kind.WHOLE:
            return ast.ColumnType("whole number", span=_AT)
        case Kind.NUMBER:
            return ast.ColumnType("number", span=_AT)
        case Kind.YES_NO:
            return ast.ColumnType("yes or no", span=_AT)
        case Kind.DATE:
            return ast.ColumnType("date", span=_AT)
        case Kind.DATE_TIME:
            return ast.ColumnType("date and time", span=_AT)
        case _:
            return _TEXT


def _name(text: str) -> ast.Name:
    return ast.Name(text, span=_AT)


def _path(binding: Binding) -> ast.TextLit | None:
    return ast.TextLit(str(binding), span=_AT) if isinstance(binding, (str, Path)) else None
