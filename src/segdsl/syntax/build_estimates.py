"""From tree to AST: `estimate` statements, from a table of purchases or from an income that comes regularly."""

from __future__ import annotations

from segdsl.diagnostics.codes import syntax as codes
from segdsl.diagnostics.model import Diagnostic
from segdsl.syntax import ast
from segdsl.syntax.build_clauses import Clauses, last_condition, period, unit
from segdsl.syntax.build_values import value
from segdsl.syntax.building import Builder, tokens
from segdsl.syntax.lalr import Tree


def estimate(b: Builder, clauses: Clauses) -> ast.EstimateDecl | None:
    example = "from amount in orders, counted in weeks"
    found = clauses.need("bought", "what it is estimated from: a line with `from`", example)
    horizon = clauses.need("horizon", "how far it looks ahead", "over the next 12 months")
    source = None
    if found is not None:
        source = _contract(b, clauses, found) if found.name == "paid" else _purchases(b, clauses, found)
    population = clauses.population()
    if source is None or horizon is None:
        return None
    length = b.duration(horizon.children[1])
    margin, discount = clauses.number("margin"), clauses.number("discount")
    return ast.EstimateDecl(clauses.name, source, population, length, margin, discount, span=clauses.span)


def _purchases(b: Builder, clauses: Clauses, node: Tree) -> ast.PurchaseHistory | None:
    counted, keeping = clauses.get("counted"), clauses.get("keeping")
    if keeping is not None:
        _does_not_fit(b, keeping, "`keeping` belongs to an income that comes regularly, not to a table of purchases")
        return None
    return ast.PurchaseHistory(
        value(b, node.children[1]),
        b.name(node.children[3]),
        last_condition(b, node, 5) if tokens(node, "WHERE") else None,
        unit(tokens(counted, "PERIOD")[0]) if counted is not None else None,
        span=b.span(node),
    )


def _contract(b: Builder, clauses: Clauses, node: Tree) -> ast.Contract | None:
    counted = clauses.get("counted")
    if counted is not None:
        _does_not_fit(b, counted, "`counted in` belongs to a table of purchases, not to an income that comes regularly")
    keeping = clauses.need(
        "keeping",
        "how many customers stay: `keeping` beside the income",
        "from fee every month, keeping 98% every month",
    )
    if keeping is None:
        return None
    return ast.Contract(
        value(b, node.children[1]),
        period(b, node.children[3]),
        value(b, keeping.children[1]),
        period(b, keeping.children[3]),
        span=b.span(node),
    )


def _does_not_fit(b: Builder, node: Tree, message: str) -> None:
    b.say.add(Diagnostic(codes.ESTIMATE_CLAUSE, message, b.span(node)))
