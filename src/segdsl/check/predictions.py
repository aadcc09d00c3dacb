"""`predict`: the chance of an outcome, the dates it is learned as of, and what it must beat.

The outcome's rows cannot reach a feature: outcomes lie strictly after the date that features are asked as of, and a
feature's window never ends after that date, since `over the next …` is refused everywhere else.
"""

from __future__ import annotations

from collections.abc import Mapping

from segdsl import ir
from segdsl.check import leaks, learning_dates, methods, numbers, outcomes, requirements
from segdsl.check.context import Context
from segdsl.check.features import features, name_of
from segdsl.ir import Treatment
from segdsl.source import Span
from segdsl.syntax import ast

_HOW_LONG = "say how long after: `… within 90 days after the as-of date`, or a measure `over the next 90 days`"


def prediction(
    cx: Context, node: ast.PredictDecl, population: ir.Cond | None, named: Mapping[str, str]
) -> ir.Prediction | None:
    found = features(cx, node.features)
    outcome = outcomes.outcome(cx, node.outcome)
    method = methods.method(cx, node.method, ir.Method, ir.Method.BOOSTED_TREES)
    require = requirements.requirements(cx, node.require, requirements.MODEL, "a prediction")
    rival = next((r for r in node.require if r.baseline is not None), None)
    beaten = None if rival is None else _rival(cx, rival)
    if found is None or outcome is None or method is None or require is None or (rival is not None and beaten is None):
        return None
    place = node.outcome.span
    days = learning_dates.dates(cx, node.learn, node.test, outcome.length, place, _HOW_LONG)
    if days is None or not leaks.none(cx, outcome, found, place):
        return None
    if outcome.length is not None and not _of_their_time(
        cx, node, population, (*found, *((beaten,) if beaten else ()))
    ):
        return None
    return ir.Prediction(
        name=node.name.text,
        outcome=outcome,
        population=population,
        features=found,
        method=method,
        learn=days.learn,
        test=days.test,
        require=require,
        baseline=beaten or _beside(cx),
        must_beat=beaten is not None,
        outputs=dict(named),
        declaration="",
        library=cx.unit.library,
        span=node.span,
    )


def _rival(cx: Context, node: ast.Requirement) -> ir.Feature | None:
    """The single value that the prediction has to be better than."""
    assert node.baseline is not None
    found = numbers.number(cx, node.baseline, "`better than`", truth=True)
    return None if found is None else ir.Feature(name_of(node.baseline), found, Treatment.NUMBER, node.span)


def _beside(cx: Context) -> ir.Feature | None:
    """The score that stands beside it for comparison, when it names none."""
    name = cx.rules.baselines.get(cx.name)
    if name is None or name not in cx.rules.types:
        return None
    value = ir.Named(name, cx.rules.types[name], cx.rules.places[name])
    return ir.Feature(cx.rules.shown[name], value, Treatment.NUMBER, cx.rules.places[name])


def _of_their_time(
    cx: Context, node: ast.PredictDecl, population: ir.Cond | None, asked: tuple[ir.Feature, ...]
) -> bool:
    roots: list[tuple[object, Span]] = [(each.value, each.span or node.span) for each in asked]
    if population is not None and node.population is not None:
        roots.append((population, node.population.span))
    return leaks.no_predictions(cx, roots, node.span)
