"""What is said before or after learning: too little to learn from, and features that are of no use or of too much."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from segdsl import ir
from segdsl.diagnostics.codes import learn as codes
from segdsl.diagnostics.model import Diagnostic
from segdsl.frames import Vector
from segdsl.learn import features as known
from segdsl.learn.predictions import single
from segdsl.learn.predictions.crossing import both_everywhere
from segdsl.learn.predictions.rows import Rows
from segdsl.learn.state import FeatureState
from segdsl.source import Span

LEAST_OF_EACH = 20
LEAST_OF_EACH_IN_TEST = 10
LEAST_FOR_A_COLUMN = 10
TELLS_ALL = 0.99
TELLS_LITTLE = 0.55


def enough(what: str, learn: Rows, test: Rows, span: Span | None) -> Diagnostic | None:
    """None when there are enough of both outcomes to learn from and to test on."""
    for rows, least, where in (
        (learn, LEAST_OF_EACH, "to learn from"),
        (test, LEAST_OF_EACH_IN_TEST, "to test on"),
    ):
        did = int(rows.happened.sum())
        did_not = rows.rows - did
        if rows.rows and not (did and did_not):
            return _one_only(what, rows.rows, bool(did), where, span)
        if min(did, did_not) < least or (rows is learn and not both_everywhere(rows)):
            return Diagnostic(
                codes.TOO_FEW_TO_LEARN,
                f"there are too few customers {where} for {what}",
                span,
                notes=(f"{where}: {did:,} who did and {did_not:,} who did not; at least {least} of each are needed",),
                help=("take more customers, an outcome that is less rare, or more learning dates",),
            )
    return None


def _one_only(what: str, rows: int, did: bool, where: str, span: Span | None) -> Diagnostic:
    all_of_them = "everybody did" if did else "nobody did"
    return Diagnostic(
        codes.ONE_OUTCOME_ONLY,
        f"there is nothing to tell apart for {what}: of those {where} {all_of_them}",
        span,
        notes=(f"{rows:,} customers {where}, and the outcome of all is the same",),
        help=("check the outcome after `that`, and whom `of those where` leaves in",),
    )


def of_features(
    features: Sequence[ir.Feature], states: Sequence[FeatureState], learn: Rows, span: Span | None
) -> Iterator[Diagnostic]:
    some = learn.first(single.MOST_ROWS)
    for feature, state, vector, few in zip(features, states, learn.vectors, some.vectors, strict=True):
        place = feature.span or span
        if _is_constant(state, learn.rows):
            yield Diagnostic(
                codes.CONSTANT_FEATURE,
                f"`{state.name}` is the same for everybody learned from, and tells nothing",
                place,
                help=(f"leave `{state.name}` out, or look why it does not differ",),
            )
            continue
        if state.kind == "category":
            yield from _levels(state, vector, place)
        found = single.learned(feature, few, some.happened).auc
        if found > TELLS_ALL:
            yield Diagnostic(
                codes.FEATURE_TELLS_OUTCOME,
                f"`{state.name}` alone tells the outcome nearly perfectly (AUC {found:.3f})",
                place,
                notes=("such a feature is usually known only after the outcome, and then it is of no use",),
                help=(f"leave `{state.name}` out, unless it is really known beforehand",),
            )


def _is_constant(state: FeatureState, rows: int) -> bool:
    if state.kind == "category":
        return state.missing == rows or (len(state.levels) == 1 and state.levels[0].rows == rows)
    return state.low is None or (state.low == state.high and state.missing == 0)


def _levels(state: FeatureState, vector: Vector, span: Span | None) -> Iterator[Diagnostic]:
    values, counts, _ = known.counted(vector)
    if len(values) <= known.MOST_LEVELS:
        return
    others = sum(counts) - sum(level.rows for level in state.levels)
    yield Diagnostic(
        codes.TOO_MANY_LEVELS,
        f"`{state.name}` has {len(values):,} different values",
        span,
        notes=(
            f"the {known.MOST_LEVELS} most common are told apart; the others count alike, for {others:,} customers",
        ),
        help=(f"define a value with few groups from `{state.name}`, or leave it out",),
    )


def few_for_features(what: str, columns: int, learn: Rows, span: Span | None) -> Diagnostic | None:
    """`columns` is how many things there are to be learned: for weights one of each level of a category."""
    did = int(learn.happened.sum())
    rarer = min(did, learn.rows - did)
    if rarer >= LEAST_FOR_A_COLUMN * columns:
        return None
    return Diagnostic(
        codes.FEW_FOR_FEATURES,
        f"{what} has {columns} things to learn from, and only {rarer:,} customers with the rarer outcome",
        span,
        notes=(f"with fewer than {LEAST_FOR_A_COLUMN} for each, what is learned is partly chance",),
        help=("take fewer features, categories with fewer values, or more customers",),
    )


def tells_little(what: str, auc: float | None, span: Span | None) -> Diagnostic | None:
    if auc is None or auc >= TELLS_LITTLE:
        return None
    return Diagnostic(
        codes.TELLS_LITTLE,
        f"the features hardly tell who will: {what} has an AUC of {auc:.2f} on the test",
        span,
        notes=("0.50 is what drawing lots would give, 1.00 would be perfect",),
        help=("look for features that have to do with the outcome",),
    )
