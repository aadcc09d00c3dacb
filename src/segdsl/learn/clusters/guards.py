"""What stops the search for groups before it begins, and what is said of its result; it finds no groups."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from segdsl import ir
from segdsl.diagnostics.codes import learn as codes
from segdsl.diagnostics.model import Diagnostic
from segdsl.frames import Vector
from segdsl.learn import features as known
from segdsl.learn.clusters.points import Points
from segdsl.learn.features import Matrix
from segdsl.learn.shown import count, share
from segdsl.learn.state import ClusterState, FeatureState

LEAST_PER_GROUP = 5
SMALL_GROUP = 0.03
OFTEN_MISSING = 0.3
NEARLY_CONSTANT = 0.95
CLEARLY_BETTER = 0.1
FAR_BEYOND = 10
"""Standard deviations above the mean."""


def enough(thing: ir.Cluster, rows: int) -> Diagnostic | None:
    least, _ = thing.groups
    if rows >= LEAST_PER_GROUP * least:
        return None
    whom = "customers" if thing.population is None else "customers in `of those where`"
    return Diagnostic(
        codes.TOO_FEW_FOR_GROUPS,
        f"{count(rows, 'customer')} are too few to find {least} groups for `{thing.name}`"
        if rows != 1
        else f"1 customer is too few to find {least} groups for `{thing.name}`",
        thing.span,
        notes=(f"at least {LEAST_PER_GROUP} for each group are needed, {LEAST_PER_GROUP * least} in all",),
        help=(f"ask for fewer groups, or take more {whom}",),
    )


def different(thing: ir.Cluster, sample: Points, points: Points) -> Diagnostic | None:
    """None when there are as many different customers as groups."""
    least, _ = thing.groups
    for those in (sample, points):
        found = _different(those)
        if found >= least:
            return None
    return Diagnostic(
        codes.TOO_FEW_DIFFERENT,
        f"`{thing.name}` asks for {least} groups, and by its features there are only {found} different customers",
        thing.span,
        help=("ask for fewer groups, or take features in which customers differ more",),
    )


def _different(points: Points) -> int:
    columns: list[Matrix] = [points.scaled, *(levels[:, None].astype(np.float64) for _, levels in points.categories)]
    return len(np.unique(np.concatenate(columns, axis=1), axis=0))


def warnings(states: Sequence[FeatureState], vectors: Sequence[Vector], rows: int) -> Iterator[str]:
    """Of features that are often missing, or nearly always the same."""
    for state, vector in zip(states, vectors, strict=True):
        if state.missing > OFTEN_MISSING * rows:
            stands = "the group is found without it" if state.kind == "category" else "the median stands for it"
            yield f"{state.name} is missing for {share(state.missing, rows)} of the customers; {stands}"
        if _has_outliers(state):
            yield (
                f"{state.name} has a few values far beyond all others, which can become groups of their own; "
                f"`{state.name} (log)` brings them nearer"
            )
        same = _most_common(state, vector)
        if same > NEARLY_CONSTANT * rows:
            yield f"{state.name} is the same for {share(same, rows)} of the customers, and hardly tells groups apart"


def _has_outliers(state: FeatureState) -> bool:
    if state.treatment != "number" or state.kind != "number" or state.high is None:
        return False
    return state.high > state.center + FAR_BEYOND * state.scale


def _most_common(state: FeatureState, vector: Vector) -> int:
    """How many customers have the most common value."""
    if state.kind == "category":
        return max((level.rows for level in state.levels), default=0)
    numbers = known.as_numbers(vector)
    # What more than 95% of the known values have is their median.
    return int((numbers == state.median).sum()) if state.median is not None else 0


def small_groups(names: Sequence[str], rows: Sequence[int]) -> Iterator[str]:
    total = sum(rows)
    for name, here in zip(names, rows, strict=True):
        if here < SMALL_GROUP * total:
            yield f"{name} is small: {share(here, total)} of the customers"


def found_anew(before: object, previous: ClusterState | None) -> Iterator[str]:
    """Of a last fit that these groups do not go back to."""
    if before is not None and previous is None:
        yield "the groups were found anew, because features, method or number of groups changed since the last fit"


def outlived(gain: float) -> Iterator[str]:
    """Of old groups that customers no longer fall into by themselves."""
    if gain > CLEARLY_BETTER:
        yield (
            f"groups found afresh would lie {share(gain, 1)} closer round their centres than these, which go back to "
            "the last fit; see what `segdsl fit --fresh` finds"
        )


def when(state: ClusterState) -> str:
    return "an earlier fit" if state.as_of is None else f"the fit as of {state.as_of}"
