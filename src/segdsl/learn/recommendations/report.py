"""What a recommendation learned, in words and tables; from the state alone."""

from __future__ import annotations

from collections.abc import Iterator

from segdsl import ir
from segdsl.learn.predictions.drivers import direction
from segdsl.learn.predictions.guards import TELLS_LITTLE
from segdsl.learn.recommendations.constants import least
from segdsl.learn.report import LearnedReport, Section, Table, gated
from segdsl.learn.shown import listed, share
from segdsl.learn.state import ModelState, ProductState, RecommendationState, Rule

MOST_RULES = 12
MOST_DRIVERS = 3


def report(thing: ir.Recommendation, state: RecommendationState) -> LearnedReport:
    """Who is told what, how good the models are, what they go by, and what goes with what."""
    sections = [_products(state), _models(state), _drivers(state), _rules(state)]
    return LearnedReport(
        name=state.name,
        kind="recommend",
        summary=_summary(thing, state),
        sections=tuple(sections),
        gates=tuple(gated(gate) for gate in state.gates),
        warnings=state.warnings,
    )


def _summary(thing: ir.Recommendation, state: RecommendationState) -> str:
    known = ", ".join(["the other products held", *(feature.name for feature in thing.features)])
    which = "that customers like this one hold most often"
    if state.length is not None:
        which = f"with the highest chance to be bought in the next {state.length}"
    return f"`{state.name}` is the one of {len(state.products)} products, not held yet, {which}; it goes by {known}."


def _products(state: RecommendationState) -> Section:
    header = ("product", "hold it", "do not", "it is next for", "usual", "likely from", "likely")
    rows = tuple(
        (
            product.name,
            f"{product.holders:,}",
            f"{product.asked:,}",
            f"{product.first:,}",
            share(product.usual, 1),
            share(at, 1) if (at := least(product, state.likely)) <= 1 else "never",
            f"{product.likely:,}",
        )
        for product in state.products
    )
    what = "buy it" if state.length is not None else "hold it, of all"
    words = (
        f"The usual rate is the share of those learned from who {what}; likely is who has at least {state.likely:g} "
        "times that.",
    )
    return Section(f"What it says of the {state.population:,} customers today", words, Table(header, rows))


def _models(state: RecommendationState) -> Section:
    rows = tuple(_model(product) for product in state.products)
    header = ("product", "learned from", "did", "tested on", "AUC", "calibration error", "highest chance")
    return Section("How good it is", tuple(_learned(state)), Table(header, rows))


def _learned(state: RecommendationState) -> Iterator[str]:
    yield "Each product has a logistic regression of its own; holding the product itself is never a feature of it."
    if state.learn:
        learn, test = (listed([date.isoformat() for date in dates]) for dates in (state.learn, state.test))
        yield f"Customers who did not hold it were seen as of {learn}, and tested as of {test}."
    else:
        yield "Of those who hold it and those who do not, seven in ten were learned from and the others tested on."
    for product in state.products:
        if product.model is None:
            yield (
                f"`{product.name}` has too few purchases for a model ({product.bought:,} among "
                f"{product.learned_from:,}): everybody has the usual rate."
            )
        elif product.model.tested.auc is not None and product.model.tested.auc < TELLS_LITTLE:
            yield (
                f"For `{product.name}` what is known tells hardly more than drawing lots (AUC "
                f"{product.model.tested.auc:.2f}): nearly everybody has the usual rate."
            )


def _model(product: ProductState) -> tuple[str, ...]:
    counts = (product.name, f"{product.learned_from:,}", f"{product.bought:,}")
    if product.model is None:
        return (*counts, "", "", "", "")
    tested = product.model.tested
    error = "" if tested.calibration_error is None else share(tested.calibration_error, 1)
    auc = "" if tested.auc is None else f"{tested.auc:.3f}"
    return (*counts, f"{tested.rows:,}", auc, error, share(product.model.highest, 1))


def _drivers(state: RecommendationState) -> Section:
    told = [line for product in state.products if product.model is not None for line in _goes_by(product)]
    return Section("What it goes by", tuple(told) or ("No product has a model.",))


def _goes_by(product: ProductState) -> Iterator[str]:
    model: ModelState | None = product.model
    for driver in [] if model is None else [d for d in model.importance if d.loss > 0][:MOST_DRIVERS]:
        if driver.effects:
            yield f"`{product.name}` by `{driver.feature}`: {direction(driver)}."


def _rules(state: RecommendationState) -> Section:
    title = "What goes with what"
    if not state.rules:
        return Section(title, ("Nothing is bought together more often than by chance.",))
    rows = tuple(
        (
            " and ".join(rule.if_held),
            rule.then,
            f"{rule.held:,}",
            f"{rule.rows:,}",
            share(rule.confidence, 1),
            f"{rule.lift:.2f}",
        )
        for rule in state.rules[:MOST_RULES]
    )
    header = ("held", "then", "customers", "did", "share", "times the usual")
    return Section(title, (sentence(state.rules[0], state.length),), Table(header, rows))


def sentence(rule: Rule, length: str | None) -> str:
    """`Of 1,000 who hold savings and not a card, 350 bought a card within 90 days: 2.1 times as many as usual.`"""
    held = listed(list(rule.if_held))
    if length is None:
        return (
            f"Of {rule.held:,} who hold {held}, {rule.rows:,} also hold {rule.then}: {rule.lift:.2g} times the usual."
        )
    return (
        f"Of {rule.held:,} who held {held} and not {rule.then}, {rule.rows:,} bought {rule.then} within {length}: "
        f"{rule.lift:.2g} times as many as usual."
    )
