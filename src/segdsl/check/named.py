"""The statements that give a name: no name twice, no circles, and each after those it refers to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from segdsl import schemas
from segdsl.check import graph, reach, words
from segdsl.check.context import Rules
from segdsl.check.scope import Names, Sort
from segdsl.check.statements import tiers_parts
from segdsl.diagnostics.codes import names as codes
from segdsl.diagnostics.model import Collector, Diagnostic, Label
from segdsl.load import Bundle, Unit
from segdsl.load.walk import nodes
from segdsl.names import fold
from segdsl.record import record
from segdsl.syntax import ast

Decl: TypeAlias = ast.DefineDecl | ast.SegmentDecl | ast.TiersDecl | ast.SplitDecl
_SORTS: Mapping[type, Sort] = {
    ast.DefineDecl: Sort.DEFINE,
    ast.SegmentDecl: Sort.SEGMENT,
    ast.TiersDecl: Sort.TIERS,
    ast.SplitDecl: Sort.SPLIT,
}


@record
class Named:
    """One such statement and the file it stands in."""

    decl: Decl
    unit: Unit


def named(bundle: Bundle, said: Collector) -> dict[str, Named]:
    """The statements by folded name, in the order written; the first of two with one name counts."""
    found: dict[str, Named] = {}
    for unit in bundle.files:
        for decl in unit.file.statements:
            if not isinstance(decl, ast.DefineDecl | ast.SegmentDecl | ast.TiersDecl | ast.SplitDecl):
                continue
            first = found.setdefault(fold(decl.name.text), Named(decl, unit))
            if first.decl is not decl:
                said.add(_twice(decl, first.decl))
    return found


def _twice(decl: Decl, first: Decl) -> Diagnostic:
    alias = "" if decl.name.text == first.name.text else f", which is the same name as `{first.name.text}`,"
    return Diagnostic(
        codes.DUPLICATE_NAME,
        f"`{decl.name.text}`{alias} is given twice",
        decl.name.span,
        labels=(Label(first.name.span, "given here first"),),
        help=("give one of the two another name",),
    )


def rules(bundle: Bundle, tables: schemas.Schema, given: Mapping[str, Named], said: Collector) -> Rules:
    """What is known before any statement is checked."""
    names = Names(tables, {name: _SORTS[type(n.decl)] for name, n in given.items()}, schemas.link_columns(tables))
    common = Rules(
        bundle=bundle,
        names=names,
        said=said,
        places={name: n.decl.name.span for name, n in given.items()},
        shown={name: n.decl.name.text for name, n in given.items()},
    )
    for name, n in given.items():
        if isinstance(n.decl, ast.TiersDecl):
            common.parts[name] = tiers_parts(n.decl)
        elif isinstance(n.decl, ast.SplitDecl):
            common.parts[name] = tuple(dict.fromkeys(share.part.text for share in n.decl.shares))
        if not isinstance(n.decl, ast.SegmentDecl) and reach.has(tables.customers, name):
            said.add(_hidden(n.decl, tables.customers.columns.get(name)))
        elif isinstance(n.decl, ast.DefineDecl) and (home := _looked_up(names, name, n.decl)) is not None:
            said.add(_hiding(n.decl, home, home.columns[name]))
    return common


def _looked_up(names: Names, name: str, decl: ast.DefineDecl) -> schemas.Table | None:
    """The look-up table with a column of the name that the definition hides, unless it is made of that column."""
    for home in names.ways(names.tables.customers):
        table = names.tables.tables[home]
        if name in table.columns and name != fold(table.per or ""):
            asked = f"{name} of {home}"
            made_of = any(isinstance(node, ast.Name) and fold(node.text) == asked for node in nodes(decl.body))
            return None if made_of else table
    return None


def _hiding(decl: Decl, table: schemas.Table, column: schemas.Column) -> Diagnostic:
    span = column.span if column.declared else None
    return Diagnostic(
        codes.HIDDEN_DEFINE,
        f"rules that say `{decl.name.text}` mean this, not the column of `{table.name}`",
        decl.name.span,
        labels=(Label(span, "the column"),) if span is not None else (),
        help=(f"give it a name that no column has; the column is `{decl.name.text} of {table.name}`",),
    )


def _hidden(decl: Decl, column: schemas.Column | None) -> Diagnostic:
    span = column.span if column is not None and column.declared else None
    return Diagnostic(
        codes.HIDDEN_DEFINE,
        f"rules that say `{decl.name.text}` mean the column of the customers, not this",
        decl.name.span,
        labels=(Label(span, "the column"),) if span is not None else (),
        help=("give it a name that no column has",),
    )


def ordered(common: Rules, given: Mapping[str, Named]) -> tuple[list[str], frozenset[str]]:
    """The names, each after those its statement refers to, and those that go round in a circle."""
    edges = {name: list(graph.mentions(common.names, n.decl)) for name, n in given.items()}
    order, circles = graph.ordered(edges)
    for circle in circles:
        common.said.add(_circle(common, circle))
    return order, frozenset(name for circle in circles for name in circle.names)


def _circle(common: Rules, circle: graph.Circle) -> Diagnostic:
    shown = [common.shown[name] for name in circle.names]
    if len(shown) == 1:
        message = f"`{shown[0]}` refers to itself"
    else:
        message = f"`{shown[0]}` refers to itself, by way of {words.listed(shown[1:])}"
    return Diagnostic(
        codes.CIRCULAR,
        message,
        circle.mentions[0].span,
        label=f"`{shown[1 % len(shown)]}` is needed here",
        labels=tuple(
            Label(mention.span, f"and `{common.shown[mention.name]}` here") for mention in circle.mentions[1:]
        ),
        help=("say one of them without the others",),
    )
