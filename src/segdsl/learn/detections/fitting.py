"""A `detect` statement and its customers → a forest that isolates each of them; scikit-learn grows the trees."""

from __future__ import annotations

import math

import numpy as np

from segdsl import ir
from segdsl.diagnostics.codes import learn as codes
from segdsl.diagnostics.model import Diagnostic, Outcome
from segdsl.frames import Numbers
from segdsl.learn import features as known
from segdsl.learn.context import SEED, Context
from segdsl.learn.detections import scoring
from segdsl.learn.detections.apart import apart
from segdsl.learn.detections.trees import of_isolation, path_length
from segdsl.learn.numbers import rounded
from segdsl.learn.shown import count
from segdsl.learn.state import DetectionState, TreeState
from segdsl.learn.threads import one_thread
from segdsl.learn.useless import useless

TREES = 100
PER_TREE = 256
LEAST = 20
SHARES = (0.01, 0.05, 0.1)


def fit(thing: ir.Detection, context: Context) -> Outcome[DetectionState]:
    sample = context.sample([feature.value for feature in thing.features], within=thing.population)
    if sample.rows < LEAST:
        return Outcome(None, (_too_few(thing, sample.rows),))
    states = known.learn(thing.features, sample.values)
    if said := tuple(useless(thing.name, thing.features, states, sample.rows)):
        return Outcome(None, said)
    columns = scoring.columns(states, sample.values)
    trees, normal = _grown(columns)
    scores = scoring.scores(trees, normal, columns)
    limits = tuple((share, rounded(_limit(scores, share))) for share in SHARES)
    return Outcome(
        DetectionState(
            **context.header(thing),
            population=sample.rows,
            learned_from=sample.rows,
            features=states,
            trees=trees,
            normal=normal,
            shares=limits,
            lowest=rounded(float(scores.min())),
            highest=rounded(float(scores.max())),
            apart=apart(states, sample.values, scores >= _limit(scores, SHARES[0])),
        )
    )


def _grown(columns: list[Numbers]) -> tuple[tuple[TreeState, ...], float]:
    with one_thread("sklearn.ensemble"):
        from sklearn.ensemble import IsolationForest

        model = IsolationForest(n_estimators=TREES, max_samples=min(PER_TREE, len(columns[0])), random_state=SEED)
        model.fit(np.column_stack(columns))
    trees = tuple(of_isolation(tree.tree_) for tree in model.estimators_)
    return trees, rounded(path_length(int(model.max_samples_)))


def _limit(scores: Numbers, share: float) -> float:
    """The smallest score with fewer than `share` of the customers strictly above it: who has it is in the top."""
    above = math.ceil(share * len(scores) - 1e-9) - 1
    place = len(scores) - 1 - max(0, above)
    return float(np.partition(scores, place)[place])


def _too_few(thing: ir.Detection, rows: int) -> Diagnostic:
    whom = "customers" if thing.population is None else "customers in `of those where`"
    return Diagnostic(
        codes.TOO_FEW_TO_COMPARE,
        f"{count(rows, 'customer')} {'is' if rows == 1 else 'are'} too few to say who is unusual for `{thing.name}`",
        thing.span,
        notes=(f"at least {LEAST} are needed",),
        help=(f"take more {whom}",),
    )
