"""A learned statement → what is learned (`ir.LearnedThing`) and a definition for each name that it gives."""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

from segdsl import ir, types
from segdsl.check import clusters, conditions, detections, estimates, outputs, predictions, recommendations, scores
from segdsl.check.context import Context
from segdsl.names import fold
from segdsl.syntax import ast
from segdsl.types import Type

_TYPES: Mapping[str, Type] = {
    "code": types.TEXT,
    "chance": types.NUMBER,
    "value": types.NUMBER,
    "alive": types.NUMBER,
    "purchases": types.NUMBER,
    "spend": types.NUMBER,
    "unusualness": types.NUMBER,
}


def learn(cx: Context, node: ast.LearnedDecl, gives: Mapping[str, str]) -> None:
    """Adds what the statement learns, and its names, to the rules; nothing where something in it was said to be wrong.

    Args:
        gives: the names of the statement as shown, by their folded form.
    """
    population = None if node.population is None else conditions.condition(cx, node.population)
    named = {output: _shown(name, gives) for output, name in outputs.outputs(node).items()}
    thing = _thing(cx, node, population, named)
    if thing is None or (population is None) != (node.population is None):
        return
    rules = cx.rules
    rules.learned[fold(node.name.text)] = thing
    values: dict[str, ir.Expr] = {
        fold(name): ir.Learned(fold(node.name.text), output, output_type(thing, output), node.name.span)
        for output, name in named.items()
    }
    for folded in gives:
        if folded not in values:  # the long name of what has a short one
            short = next(name for name in values if folded.endswith(f" {name}"))
            values[folded] = ir.Named(short, values[short].type, node.name.span)
        rules.types[folded] = values[folded].type
        rules.defines[folded] = ir.Define(gives[folded], values[folded], cx.unit.library, node.span)


def _shown(name: str, gives: Mapping[str, str]) -> str:
    """The short form of an output's name, where the statement gives it."""
    short = next((words for words in outputs.HISTORY.values() if name.endswith(f" {words}")), None)
    return name if short is None else gives.get(fold(short), name)


def _thing(
    cx: Context, node: ast.LearnedDecl, population: ir.Cond | None, named: Mapping[str, str]
) -> ir.LearnedThing | None:
    match node:
        case ast.ScoreDecl():
            return scores.score(cx, node, population, named)
        case ast.ClusterDecl():
            return clusters.cluster(cx, node, population, named)
        case ast.PredictDecl():
            return predictions.prediction(cx, node, population, named)
        case ast.EstimateDecl():
            return estimates.estimate(cx, node, population, named)
        case ast.RecommendDecl():
            return recommendations.recommendation(cx, node, population, named)
        case ast.DetectDecl():
            return detections.detection(cx, node, population, named)
    assert_never(node)


def output_type(thing: ir.LearnedThing, output: str) -> Type:
    """The type of a name that the thing gives."""
    match thing:
        case ir.Score() if output == "score":
            whole = all(part.weight.is_integer() for part in thing.parts)
            return types.WHOLE if whole else types.NUMBER
        case ir.Score() if output != "code":
            return types.WHOLE
        case ir.Cluster():
            return types.one_of(clusters.labels(thing))
        case ir.Recommendation() if output == "next":
            return types.one_of(tuple(product.name for product in thing.products))
        case ir.Recommendation():
            return types.YES_NO if output.startswith("likely to ") else types.NUMBER
    return _TYPES[output]
