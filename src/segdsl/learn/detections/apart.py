"""What sets the most unusual customers apart: each feature of theirs held against everybody's; it scores nobody."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from segdsl.frames import Bools, Numbers, Texts, Vector
from segdsl.learn import features as known
from segdsl.learn.numbers import rounded
from segdsl.learn.state import Apart, FeatureState

OUTER = 0.01
"""The share of everybody on either side that counts as beyond the usual range."""


def apart(states: Sequence[FeatureState], vectors: Sequence[Vector], unusual: Bools) -> tuple[Apart, ...]:
    """`unusual` marks the customers; one line for each feature, the one that sets them apart most first."""
    lines = [_line(state, vector, unusual) for state, vector in zip(states, vectors, strict=True)]
    return tuple(sorted(lines, key=lambda line: -line.beyond))


def _line(state: FeatureState, vector: Vector, unusual: Bools) -> Apart:
    if state.kind == "category":
        return _category(state, known.texts(vector), unusual)
    numbers = known.as_numbers(vector)
    there = ~np.isnan(numbers)
    everybody, here = numbers[there], numbers[there & unusual]
    if not len(here):
        return Apart(feature=state.name, here=None, everybody=state.median, beyond=0.0)
    if state.kind == "yes or no":
        share = float(everybody.mean())
        rare = [value for value, common in ((1.0, share), (0.0, 1 - share)) if common < 2 * OUTER]
        beyond = float(np.isin(here, rare).mean())
        return _made(state, None, float(here.mean()), share, beyond)
    low, high = _middle(everybody)
    beyond = float(((here < low) | (here > high)).mean())
    return _made(state, None, known.median_of(here), known.median_of(everybody), beyond)


def _middle(numbers: Numbers) -> tuple[float, float]:
    """The ends of the range that the middle 98% have."""
    low, high = np.quantile(numbers, (OUTER, 1 - OUTER), method="closest_observation")
    return float(low), float(high)


def _category(state: FeatureState, vector: Texts, unusual: Bools) -> Apart:
    everybody = _shares(vector, np.ones(len(unusual), dtype=np.bool_))
    here = _shares(vector, unusual)
    if not here.any():
        return Apart(feature=state.name, here=None, everybody=None, beyond=0.0)
    lead = here - everybody
    highest: list[int] = np.flatnonzero(lead == lead.max()).tolist()
    best = min(highest, key=lambda code: vector.values[code])
    beyond = float(here[everybody < 2 * OUTER].sum())
    return _made(state, vector.values[best], float(here[best]), float(everybody[best]), beyond)


def _shares(vector: Texts, among: Bools) -> Numbers:
    codes = vector.codes[among]
    counts = np.bincount(codes[codes >= 0], minlength=len(vector.values))
    found: Numbers = counts / max(1, len(codes))
    return found


def _made(state: FeatureState, value: str | None, here: float, everybody: float, beyond: float) -> Apart:
    return Apart(
        feature=state.name, value=value, here=rounded(here), everybody=rounded(everybody), beyond=rounded(beyond)
    )
