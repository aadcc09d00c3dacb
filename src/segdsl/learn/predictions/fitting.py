"""A prediction and its customers → its state: sample, model, yardstick and gates, in this order."""

from __future__ import annotations

import datetime as dt

from segdsl import ir
from segdsl.calendar import day
from segdsl.diagnostics.codes import learn as codes
from segdsl.diagnostics.model import Diagnostic, Outcome
from segdsl.learn.context import SEED, Context, declaration
from segdsl.learn.predictions import baseline
from segdsl.learn.predictions.gates import gates
from segdsl.learn.predictions.model import learn_model
from segdsl.learn.predictions.samples import Drawn, drawn
from segdsl.learn.state import Baseline, ModelState, PredictionState
from segdsl.source import Span

MOST_UNDECIDED = 0.5


def head(span: Span | None) -> Span | None:
    """The first line of a statement, which says its name."""
    if span is None:
        return None
    return Span(span.source, span.start, span.start + len(span.text.partition("\n")[0].rstrip()))


def fit(thing: ir.Prediction, context: Context) -> Outcome[PredictionState]:
    sampled = drawn(thing, context)
    if sampled.value is None:
        return Outcome(None, sampled.diagnostics)
    found, features = sampled.value, len(thing.features)
    modelled = learn_model(
        f"`{thing.name}`",
        thing.features,
        found.learn.of_vectors(features),
        found.test.of_vectors(features),
        found.everybody[:features],
        thing.method,
        head(thing.span),
        thing.outcome.condition.span,
    )
    said = (*_undecided(thing, found), *modelled.diagnostics)
    if modelled.value is None:
        return Outcome(None, said)
    yardstick = _baseline(thing, found)
    auc = modelled.value.tested.auc
    beaten = None if auc is None or yardstick.auc is None else auc > yardstick.auc
    rule = baseline.use_the_rule(f"`{thing.name}`", auc, yardstick, head(thing.span))
    if rule is not None and all(d.code is not codes.FEATURE_TELLS_OUTCOME for d in said):
        said = (*said, rule)
    return Outcome(_state(thing, context, found, modelled.value, yardstick, beaten, said), said)


def _baseline(thing: ir.Prediction, found: Drawn) -> Baseline:
    if thing.baseline is None:
        return baseline.best(thing.features, found.learn, found.test)
    return baseline.chosen(thing.baseline, found.learn, found.test, len(thing.features), True)


def _undecided(thing: ir.Prediction, found: Drawn) -> tuple[Diagnostic, ...]:
    known = found.learn.rows + found.test.rows
    if found.undecided <= MOST_UNDECIDED * (known + found.undecided):
        return ()
    others = "check that those whose outcome is known are like the others, or say `of those where` it is known"
    everybody = "predict something that is known of everybody, such as whether there are `any` rows"
    return (
        Diagnostic(
            codes.OUTCOME_UNDECIDED,
            f"the outcome of most customers is not known, and `{thing.name}` is learned from the others",
            thing.outcome.condition.span or thing.span,
            notes=(f"known for {known:,}, not known for {found.undecided:,}",),
            help=(others if thing.outcome.length is None else everybody,),
        ),
    )


def _state(
    thing: ir.Prediction,
    context: Context,
    found: Drawn,
    model: ModelState,
    yardstick: Baseline,
    beaten: bool | None,
    said: tuple[Diagnostic, ...],
) -> PredictionState:
    as_of = context.program.as_of
    return PredictionState(
        name=thing.name,
        declaration=declaration(thing),
        as_of=day(as_of) if isinstance(as_of, dt.date) else None,
        population=found.population,
        learned_from=found.learn.rows,
        seed=SEED,
        gates=gates(thing.require, model.tested, yardstick if thing.must_beat else None),
        warnings=tuple(d.message for d in said if not d.is_error),
        method=thing.method.value,
        outcome=thing.outcome.text,
        undecided=found.undecided,
        learn=found.learned_as_of,
        test=found.tested_as_of,
        model=model,
        baseline=yardstick,
        beaten=beaten,
        inputs=dict(found.inputs or {}),
    )
