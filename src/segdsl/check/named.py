"""The statements that give names: no name twice, no circles, and each after those it refers to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from segdsl import schemas
from segdsl.check import graph, outputs, reach, words
from segdsl.check.baselines import baselines
from segdsl.check.context import Rules
from segdsl.check.scope import Names, Sort
from segdsl.check.statements import tiers_parts
from segdsl.diagnostics.codes import names as codes
from segdsl.diagnostics.model import Collector, Diagnostic, Label
from segdsl.load import Bundle, Unit
from segdsl.load.walk import nodes
from segdsl.names import fold
from segdsl.record import field, record
from segdsl.syntax import ast

Decl: TypeAlias = ast.DefineDecl | ast.SegmentDecl | ast.TiersDecl | ast.SplitDecl | ast.LearnedDecl
_SORTS: Mapping[type, Sort] = {
    ast.DefineDecl: Sort.DEFINE,
    ast.SegmentDecl: Sort.SEGMENT,
    ast.TiersDecl: Sort.TIERS,
    ast.SplitDecl: Sort.SPLIT,
}
LEARNED = ast.ScoreDecl | ast.ClusterDecl | ast.PredictDecl | ast.EstimateDecl | ast.RecommendDecl | ast.DetectDecl


@record
class Named:
    """Such a statement, the file it stands in, and the names it gives, as shown, by their folded form. The first of
    them stands for the statement: most give one, what is learned may give several."""

    decl: Decl
    unit: Unit
    gives: Mapping[str, str]


@record
class Statements:
    """All of them. `first` has each by the first name it gives, in the order written; `owners` leads from every name to
    that one. `unclear` are names that several estimates could give, with those that they give instead."""

    first: Mapping[str, Named] = field(default_factory=dict)
    owners: Mapping[str, str] = field(default_factory=dict)
    unclear: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def of(self, name: str) -> Named:
        return self.first[self.owners[name]]


def named(bundle: Bundle, tables: schemas.Schema, said: Collector) -> Statements:
    """The statements by folded name; the first of two with one name counts."""
    first: dict[str, Named] = {}
    owners: dict[str, str] = {}
    own: dict[str, Decl] = {}  # what learned statements are called, which may be none of the names that they give
    for decl, unit in _written(bundle):
        gives = _gives(decl)
        twice = [own[name] for name in (fold(decl.name.text), *gives) if name in own]
        twice += [first[owners[name]].decl for name in (*gives, fold(decl.name.text)) if name in owners]
        if twice:
            said.add(_twice(decl, twice[0], gives, owners))
            continue
        if isinstance(decl, LEARNED):
            own[fold(decl.name.text)] = decl
        key = next(iter(gives))
        first[key] = Named(decl, unit, gives)
        owners |= dict.fromkeys(gives, key)
    short, unclear = _short_names(first, {*owners, *own}, tables.customers)
    for name, (key, shown) in short.items():
        owners[name] = key
        have = first[key]
        # The short names come before the long ones, which stand for them.
        gives = {key: have.gives[key], name: shown, **have.gives}
        first[key] = Named(have.decl, have.unit, gives)
    return Statements(first, owners, unclear)


def _written(bundle: Bundle) -> Iterator[tuple[Decl, Unit]]:
    for unit in bundle.files:
        for decl in unit.file.statements:
            if isinstance(decl, ast.DefineDecl | ast.SegmentDecl | ast.TiersDecl | ast.SplitDecl | LEARNED):
                yield decl, unit


def _gives(decl: Decl) -> dict[str, str]:
    """The names; that two parts or products of one statement have one name is said where they are checked."""
    names = outputs.outputs(decl).values() if isinstance(decl, LEARNED) else [decl.name.text]
    gives: dict[str, str] = {}
    for shown in names:
        gives.setdefault(fold(shown), shown)
    return gives


def _twice(decl: Decl, first: Decl, gives: Mapping[str, str], owners: Mapping[str, str]) -> Diagnostic:
    name, other = decl.name.text, first.name.text
    shared = next((shown for folded, shown in gives.items() if folded in owners), name)
    if fold(shared) != fold(name) or fold(name) != fold(other):
        message = f"`{shared}` is given twice"
    else:
        alias = "" if name == other else f", which is the same name as `{other}`,"
        message = f"`{name}`{alias} is given twice"
    return Diagnostic(
        codes.DUPLICATE_NAME,
        message,
        decl.name.span,
        labels=(Label(first.name.span, "given here first"),),
        help=("give one of the two another name",),
    )


def _short_names(
    first: Mapping[str, Named], taken: set[str], customers: schemas.Table
) -> tuple[dict[str, tuple[str, str]], dict[str, tuple[str, ...]]]:
    """`chance alive` and the like, for the only estimate that could mean it, where nothing else has the name; and those
    that several could mean."""
    estimates = {
        key: n.decl
        for key, n in first.items()
        if isinstance(n.decl, ast.EstimateDecl) and isinstance(n.decl.source, ast.PurchaseHistory)
    }
    short: dict[str, tuple[str, str]] = {}
    unclear: dict[str, tuple[str, ...]] = {}
    for words_of_it in outputs.HISTORY.values():
        name = fold(words_of_it)
        if name in taken or reach.has(customers, name):
            continue
        if len(estimates) == 1:
            short[name] = next(iter(estimates)), words_of_it
        elif estimates:
            unclear[name] = tuple(f"{decl.name.text} {words_of_it}" for decl in estimates.values())
    return short, unclear


def rules(bundle: Bundle, tables: schemas.Schema, given: Statements, said: Collector) -> Rules:
    """What is known before any statement is checked."""
    sorts = {name: _SORTS.get(type(given.of(name).decl), Sort.LEARNED) for name in given.owners}
    names = Names(tables, sorts, schemas.link_columns(tables))
    common = Rules(
        bundle=bundle,
        names=names,
        said=said,
        places={name: given.of(name).decl.name.span for name in given.owners},
        shown={name: given.of(name).gives[name] for name in given.owners},
        unclear=dict(given.unclear),
        products=_products(given),
    )
    for name, n in given.first.items():
        _parts(common, name, n)
        for folded, shown in n.gives.items():
            _columns_of_the_name(common, folded, shown, n.decl)
    return common


def _products(given: Statements) -> tuple[str, ...]:
    sold = [outputs.products(n.decl) for n in given.first.values() if isinstance(n.decl, ast.RecommendDecl)]
    return tuple(dict.fromkeys(product for products in sold for product in products))


def _parts(common: Rules, name: str, n: Named) -> None:
    if isinstance(n.decl, ast.TiersDecl):
        common.parts[name] = tiers_parts(n.decl)
    elif isinstance(n.decl, ast.SplitDecl):
        common.parts[name] = tuple(dict.fromkeys(share.part.text for share in n.decl.shares))
    elif isinstance(n.decl, ast.ScoreDecl) and fold(n.decl.name.text) != name:
        common.scores[fold(n.decl.name.text)] = n.gives[name]


def _columns_of_the_name(common: Rules, name: str, shown: str, decl: Decl) -> None:
    """Warns where a column takes the name from the statement, or the statement from a column."""
    customers = common.names.tables.customers
    if not isinstance(decl, ast.SegmentDecl) and reach.has(customers, name):
        common.said.add(_hidden(shown, decl, customers.columns.get(name)))
    elif isinstance(decl, ast.DefineDecl | LEARNED) and (home := _looked_up(common.names, name, decl)) is not None:
        common.said.add(_hiding(shown, decl, home, home.columns[name]))


def _looked_up(names: Names, name: str, decl: Decl) -> schemas.Table | None:
    """The look-up table with a column of the name that the definition hides, unless it is made of that column."""
    for home in names.ways(names.tables.customers):
        table = names.tables.tables[home]
        if name in table.columns and name != fold(table.per or ""):
            asked = f"{name} of {home}"
            made_of = any(isinstance(node, ast.Name) and fold(node.text) == asked for node in nodes(decl))
            return None if made_of else table
    return None


def _hiding(shown: str, decl: Decl, table: schemas.Table, column: schemas.Column) -> Diagnostic:
    span = column.span if column.declared else None
    return Diagnostic(
        codes.HIDDEN_DEFINE,
        f"rules that say `{shown}` mean this, not the column of `{table.name}`",
        decl.name.span,
        labels=(Label(span, "the column"),) if span is not None else (),
        help=(f"give it a name that no column has; the column is `{shown} of {table.name}`",),
    )


def _hidden(shown: str, decl: Decl, column: schemas.Column | None) -> Diagnostic:
    span = column.span if column is not None and column.declared else None
    return Diagnostic(
        codes.HIDDEN_DEFINE,
        f"rules that say `{shown}` mean the column of the customers, not this",
        decl.name.span,
        labels=(Label(span, "the column"),) if span is not None else (),
        help=("give it a name that no column has",),
    )


def ordered(common: Rules, given: Statements) -> tuple[list[str], frozenset[str]]:
    """The first names of the statements, each after those it refers to, and those that go round in a circle."""
    edges = {name: _needed(common, given, n.decl) for name, n in given.first.items()}
    common.baselines = baselines({name: n.decl for name, n in given.first.items()}, edges)
    for name, score in common.baselines.items():
        edges[name].append(graph.Mention(score, given.first[name].decl.name.span))
    order, circles = graph.ordered(edges)
    for circle in circles:
        common.said.add(_circle(common, circle))
    return order, frozenset(name for circle in circles for name in circle.names)


def _needed(common: Rules, given: Statements, decl: Decl) -> list[graph.Mention]:
    """What the statement mentions, by the first names of the statements."""
    found = graph.mentions(common.names, decl)
    return [graph.Mention(given.owners[mention.name], mention.span) for mention in found]


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
