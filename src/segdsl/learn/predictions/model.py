"""Customers with known outcomes → one calibrated model of the chance, measured on others; asks nothing itself."""

from __future__ import annotations

from collections.abc import Sequence

from segdsl import ir
from segdsl.diagnostics.model import Outcome
from segdsl.frames import Vector
from segdsl.learn import features as known
from segdsl.learn.numbers import rounded
from segdsl.learn.predictions import crossing, guards, measuring, methods, scoring
from segdsl.learn.predictions.importance import importance
from segdsl.learn.predictions.rows import Rows
from segdsl.learn.state import FeatureState, ModelState
from segdsl.learn.threads import one_thread
from segdsl.source import Span


def learn_model(
    what: str,
    features: Sequence[ir.Feature],
    learn: Rows,
    test: Rows,
    everybody: Sequence[Vector],
    method: ir.Method,
    span: Span | None = None,
    outcome: Span | None = None,
) -> Outcome[ModelState]:
    """Learns from `learn`, measures on `test`, and finds the highest and lowest chance of `everybody`.

    Rows are in an order that does not depend on how the data lay (`Context.sample` sorts by key). The value is None,
    with errors that say what is lacking, when there is too little to learn from. Warnings are diagnostics too.
    `constants.chance(features, model)` makes the IR of it, `scoring.chances(model, vectors)` evaluates it on arrays.

    Args:
        what: what the messages are about, as people write it: "`churn risk`".
        learn, test: with one vector for each feature, and `numbers_of` their keys.
        everybody: of whom the chance will be asked, one vector for each feature.
        span, outcome: where the rules speak of the model, and of what is predicted.
    """
    lacking = guards.enough(what, learn, test, outcome or span)
    if lacking is not None:
        return Outcome(None, (lacking,))
    states = known.learn(features, learn.vectors)
    said = list(guards.of_features(features, states, learn, span))
    columns = len(known.column_names(states)) if methods.is_scaled(method) else len(features)
    said += [d for d in (guards.few_for_features(what, columns, learn, span),) if d is not None]
    with one_thread("sklearn.ensemble"):
        model = _measured(method, states, learn, test, everybody)
    little = guards.tells_little(what, model.tested.auc, span)
    said += [little] if little is not None else []
    return Outcome(model, tuple(said))


def _measured(
    method: ir.Method,
    states: tuple[FeatureState, ...],
    learn: Rows,
    test: Rows,
    everybody: Sequence[Vector],
) -> ModelState:
    crossed = crossing.learn(method, states, learn)
    raw = crossed.raw
    calibration = methods.calibrated(method, crossed.scores, crossed.happened)
    tested = scoring.of(raw, calibration, states, test.vectors)
    of_everybody = scoring.of(raw, calibration, states, everybody)
    return ModelState(
        features=states,
        trees=raw.trees,
        coefficients=raw.coefficients,
        constant=raw.constant,
        slope=calibration.slope,
        offset=calibration.offset,
        points=calibration.points,
        learned=measuring.figures(calibration.chances(crossed.scores), crossed.happened),
        tested=measuring.figures(tested, test.happened),
        bins=measuring.bins(tested, test.happened),
        importance=importance(
            lambda vectors: scoring.of(raw, calibration, states, vectors),
            states,
            methods.looked_at(raw, states),
            test,
        ),
        highest=rounded(float(of_everybody.max(initial=0.0))),
        lowest=rounded(float(of_everybody.min(initial=1.0))),
    )
