"""Several statements about one table → one: what the file itself says counts first, the files it uses must agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from segdsl.check.written import RoleClause, Written
from segdsl.diagnostics.codes import structure
from segdsl.diagnostics.model import Collector, Diagnostic, Label
from segdsl.names import fold
from segdsl.schemas import Column, DataClass
from segdsl.syntax import ast
from segdsl.types import UNKNOWN, Kind, comparable

P = TypeVar("P", bound=RoleClause | ast.TextLit | ast.Cond)


def first(spoken: Sequence[tuple[Written, P]], said: Collector, doing: str) -> P | None:
    """What the first of the statements says; two used files that say different things are an error."""
    chosen: tuple[Written, P] | None = None
    for part, found in spoken:
        if chosen is None:
            chosen = part, found
        elif not chosen[0].main and not _same(found, chosen[1]):
            said.add(
                Diagnostic(
                    structure.CONTRADICTION,
                    f"another file {doing} for the table `{part.decl.name.text}`",
                    found.span,
                    labels=(Label(chosen[1].span, "said otherwise here"),),
                    help=("say it in the file that uses both, which counts before the others",),
                )
            )
    return None if chosen is None else chosen[1]


def _same(one: object, other: object) -> bool:
    match one, other:
        case ast.KeyClause(), ast.KeyClause():
            return fold(one.column.text) == fold(other.column.text) and one.distinct == other.distinct
        case ast.ManyClause(), ast.ManyClause():
            return fold(one.per.text) == fold(other.per.text) and one.through_where == other.through_where
        case ast.OneClause(), ast.OneClause():
            return fold(one.per.text) == fold(other.per.text)
    return one == other or type(one) is not type(other)


def dated(parts: Sequence[Written]) -> ast.Name | None:
    """The first column that any of the statements dates the rows by."""
    found = (part.clause.dated for part in parts if isinstance(part.clause, ast.ManyClause))
    return next((name for name in found if name is not None), None)


def columns(parts: Sequence[tuple[Written, dict[str, Column]]], said: Collector) -> dict[str, Column]:
    """The columns of all statements; those that several declare must be of one family."""
    merged: dict[str, Column] = {}
    for _, declared in parts:
        for name, column in declared.items():
            have = merged.get(name)
            merged[name] = column if have is None else _joined(have, column, said)
    return merged


def _joined(have: Column, more: Column, said: Collector) -> Column:
    if not comparable(have.type, more.type):
        said.add(
            Diagnostic(
                structure.CONTRADICTION,
                f"two files disagree on `{have.name}`: {have.type.kind.value} here, {more.type.kind.value} there",
                have.span,
                labels=(Label(more.span, "declared otherwise here"),) if more.span else (),
                help=("give both the same type, or one of the columns another name",),
            )
        )
        return replace(have, type=UNKNOWN)
    unclassified = have.data_class is DataClass.OPERATIONAL
    return replace(
        have,
        type=more.type if have.type.kind is Kind.UNKNOWN else have.type,
        physical=have.physical if have.physical is not None else more.physical,
        low=have.low if have.low is not None else more.low,
        high=have.high if have.high is not None else more.high,
        missing_codes=(*have.missing_codes, *(code for code in more.missing_codes if code not in have.missing_codes)),
        data_class=more.data_class if unclassified else have.data_class,
        decimals=have.decimals if have.decimals is not None else more.decimals,
        date_pattern=have.date_pattern if have.date_pattern is not None else more.date_pattern,
    )
