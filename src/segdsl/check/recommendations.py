"""`recommend`: the products, who holds them and who buys them, and what the chances are learned from."""

from __future__ import annotations

from collections.abc import Mapping

from segdsl import ir
from segdsl.check import leaks, learning_dates, requirements
from segdsl.check.context import Context
from segdsl.check.features import features
from segdsl.check.holdings import products
from segdsl.diagnostics.codes import structure
from segdsl.source import Span
from segdsl.syntax import ast

# `likely to buy` is this many times the usual rate, where the rules do not say.
LIKELY = 2.0
_HOW_LONG = (
    "say when it is bought, by the column that dates the rows: `opened within 90 days by those who do not hold it`"
)


def recommendation(
    cx: Context, node: ast.RecommendDecl, population: ir.Cond | None, named: Mapping[str, str]
) -> ir.Recommendation | None:
    found = features(cx, node.features)
    sold = products(cx, node)
    require = requirements.requirements(cx, node.require, requirements.MODEL, "a recommendation")
    likely = _likely(cx, node)
    if found is None or sold is None or require is None or likely is None:
        return None
    length = None if node.length is None else learning_dates.length(node.length)
    days = learning_dates.dates(cx, node.learn, node.test, length, node.name.span, _HOW_LONG)
    if days is None or not all(leaks.none(cx, each.bought, found, node.name.span) for each in sold):
        return None
    if length is not None and not _of_their_time(cx, node, population, found):
        return None
    return ir.Recommendation(
        name=node.name.text,
        products=sold,
        population=population,
        features=found,
        likely=likely,
        learn=days.learn,
        test=days.test,
        require=require,
        outputs=dict(named),
        declaration="",
        library=cx.unit.library,
        span=node.span,
    )


def _likely(cx: Context, node: ast.RecommendDecl) -> float | None:
    if node.likely is None:
        return LIKELY
    if node.likely.value > 0:
        return float(node.likely.value)
    cx.error(
        structure.BAD_RATE,
        f"`likely` is so many times the usual rate, and `{node.likely.text}` times it is nobody's chance",
        node.likely.span,
        help=("write a number above 0, as in `likely means 2 times the usual rate`",),
    )
    return None


def _of_their_time(
    cx: Context, node: ast.RecommendDecl, population: ir.Cond | None, found: tuple[ir.Feature, ...]
) -> bool:
    roots: list[tuple[object, Span]] = [(each.value, each.span or node.span) for each in found]
    if population is not None and node.population is not None:
        roots.append((population, node.population.span))
    return leaks.no_predictions(cx, roots, node.span)
