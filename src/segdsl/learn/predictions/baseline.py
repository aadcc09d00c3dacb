"""The yardstick of a model: what one value alone tells of the same customers; learns no model."""

from __future__ import annotations

from segdsl import ir
from segdsl.diagnostics.codes import learn as codes
from segdsl.diagnostics.model import Diagnostic
from segdsl.learn.numbers import rounded
from segdsl.learn.predictions import measuring, single
from segdsl.learn.predictions.guards import TELLS_LITTLE
from segdsl.learn.predictions.rows import Rows
from segdsl.learn.state import Baseline
from segdsl.source import Span

CLEARLY = 0.005
"""A model whose AUC is not so much higher is not worth its being learned."""


def chosen(feature: ir.Feature, learn: Rows, test: Rows, place: int, by_rules: bool) -> Baseline:
    """The direction is found on those learned from, and judged on the test, as the model is."""
    learn = learn.first(single.MOST_ROWS)
    order = single.learned(feature, learn.vectors[place], learn.happened)
    auc = measuring.auc(order.scores(test.vectors[place]), test.happened)
    return Baseline(
        name=feature.name,
        auc=None if auc is None else rounded(auc),
        chosen=by_rules,
        direction=None if order.category else "lower" if order.falling else "higher",
    )


def best(features: tuple[ir.Feature, ...], learn: Rows, test: Rows) -> Baseline:
    """The feature that tells most of those learned from."""
    learn = learn.first(single.MOST_ROWS)
    found = [
        single.learned(feature, vector, learn.happened).auc
        for feature, vector in zip(features, learn.vectors, strict=False)
    ]
    place = found.index(max(found))
    return chosen(features[place], learn, test, place, False)


def use_the_rule(what: str, auc: float | None, baseline: Baseline, span: Span | None) -> Diagnostic | None:
    """What is to be said when the model is no better, or hardly."""
    if auc is None or baseline.auc is None or auc - baseline.auc >= CLEARLY or baseline.auc < TELLS_LITTLE:
        return None
    return Diagnostic(
        codes.USE_THE_RULE,
        f"`{baseline.name}` alone does as well as {what}: use the rule",
        span,
        notes=(f"AUC on the test: {baseline.auc:.3f} for `{baseline.name}`, {auc:.3f} for {what}",),
        help=(f"write a rule with `{baseline.name}`, which everybody can check, or find features that tell more",),
    )
