"""A recommendation and its customers → its state: a model for each product, what goes with what, gates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from segdsl import ir
from segdsl.diagnostics.codes import learn as codes
from segdsl.diagnostics.model import Collector, Diagnostic, Outcome
from segdsl.frames import Vector
from segdsl.learn.context import Context
from segdsl.learn.estimates.lengths import written
from segdsl.learn.features import counted
from segdsl.learn.numbers import rounded
from segdsl.learn.predictions.model import learn_model
from segdsl.learn.predictions.rows import Rows
from segdsl.learn.recommendations import naming, together
from segdsl.learn.recommendations.gates import gates
from segdsl.learn.recommendations.samples import Day, Drawn, drawn
from segdsl.learn.recommendations.today import products
from segdsl.learn.state import ModelState, ProductState, RecommendationState

LEAST_BOUGHT = 30
"""With fewer purchases among those learned from no model is made: everybody has the usual rate."""

_SAID = frozenset({codes.FEATURE_TELLS_OUTCOME})
"""Of what is said about a model the rest stands in the report, product by product."""


def fit(thing: ir.Recommendation, context: Context) -> Outcome[RecommendationState]:
    """Learns one model for each product that was bought often enough."""
    sampled = drawn(thing, context)
    if sampled.value is None:
        return Outcome(None, sampled.diagnostics)
    found = sampled.value
    rows = [found.rows(place) for place in range(len(thing.products))]
    if not any(learn.happened.any() for learn, _ in rows):
        return Outcome(None, (_nothing(thing),))
    said = Collector()
    models = [_model(thing, place, *both, found.today, said) for place, both in enumerate(rows)]
    made = products(thing, found.today, [learn for learn, _ in rows], models)
    return said.outcome(_state(thing, context, found, [learn for learn, _ in rows], made))


def _state(
    thing: ir.Recommendation, context: Context, found: Drawn, learned: list[Rows], made: tuple[ProductState, ...]
) -> RecommendationState:
    length = thing.products[0].bought.length
    return RecommendationState(
        **context.header(thing),
        population=len(found.today.numbers),
        learned_from=len(np.unique(np.concatenate([rows.numbers for rows in learned]))),
        gates=gates(thing.require, made),
        warnings=tuple(_warnings(made, thing.likely)),
        likely=rounded(thing.likely),
        length=None if length is None else written(length),
        learn=found.learned_as_of,
        test=found.tested_as_of,
        products=made,
        rules=together.rules(thing, learned),
        inputs=dict(found.inputs),
    )


def _nothing(thing: ir.Recommendation) -> Diagnostic:
    length = thing.products[0].bought.length
    when = "holds" if length is None else "bought"
    return Diagnostic(
        codes.NOTHING_TO_RECOMMEND,
        f"nobody learned from {when} any of the products of `{thing.name}`",
        thing.span,
        help=("compare the products after `among` with how the data writes them",),
    )


def _model(
    thing: ir.Recommendation, place: int, learn: Rows, test: Rows, today: Day, said: Collector
) -> ModelState | None:
    """None: too few purchases to learn from, or to test on."""
    product = thing.products[place]
    features = naming.features(thing, product)
    kept = [i for i, vector in enumerate(learn.vectors) if _differs(vector)]
    if int(learn.happened.sum()) < LEAST_BOUGHT or not kept:
        return None
    everybody = today.lacking(place)
    made = learn_model(
        f"`{product.name}` in `{thing.name}`",
        [features[i] for i in kept],
        _only(learn, kept),
        _only(test, kept),
        [everybody.vectors[i] for i in kept],
        ir.Method.LOGISTIC,
        thing.span,
    )
    said.extend(d for d in made.diagnostics if d.code in _SAID)
    return made.value


def _only(rows: Rows, kept: Sequence[int]) -> Rows:
    return Rows(rows.numbers, tuple(rows.vectors[i] for i in kept), rows.happened)


def _differs(vector: Vector) -> bool:
    """Whether not everybody has the same value; one that is missing is another."""
    values, _, missing = counted(vector)
    return len(values) + (missing > 0) > 1


def _warnings(made: Sequence[ProductState], likely: float) -> Iterator[str]:
    for product in made:
        limit = likely * product.usual
        if product.model is not None and product.asked and product.model.highest < limit:
            yield (
                f"Nobody is likely to buy `{product.name}`: that begins at {limit:.1%}, and the highest chance is "
                f"{product.model.highest:.1%}."
            )
        elif product.model is None and product.bought == 0:
            yield f"Nobody learned from bought `{product.name}`: its chance is 0 for everybody."
