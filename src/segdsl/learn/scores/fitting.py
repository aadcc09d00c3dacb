"""The cut-offs of a score's parts: observed values, so that neither units nor the order of rows matter."""

from __future__ import annotations

from math import prod

import numpy as np

from segdsl import ir
from segdsl.check.bands import bands_of
from segdsl.diagnostics.codes import learn
from segdsl.diagnostics.model import Diagnostic, Outcome
from segdsl.frames import Numbers
from segdsl.learn.context import Context
from segdsl.learn.features import as_numbers
from segdsl.learn.hairs import above, below, engines_differ
from segdsl.learn.numbers import rounded
from segdsl.learn.scores.constants import MOST_CODES
from segdsl.learn.state import LearnedState, PartState, ScoreState


def fit(thing: ir.Score, context: Context) -> Outcome[LearnedState]:
    """Cuts each part, and counts how many customers have which score."""
    vectors = context.vectors([part.value for part in thing.parts], thing.population)
    values = [as_numbers(vector) for vector in vectors]
    cuts = [_cuts(thing, part, column, context.program) for part, column in zip(thing.parts, values, strict=True)]
    bands = [banded(column, cut, p.lower_is_better) for column, cut, p in zip(values, cuts, thing.parts, strict=True)]
    total = np.zeros(len(values[0]))
    for part, column in zip(thing.parts, bands, strict=True):
        total = total + part.weight * column
    scores, counts = np.unique(total[~np.isnan(total)], return_counts=True)
    parts = [_part(thing, *each) for each in zip(thing.parts, values, cuts, bands, strict=True)]
    state = ScoreState(
        **context.header(thing),
        population=len(total),
        learned_from=int(counts.sum()),
        bands=thing.bands,
        parts=tuple(parts),
        rows=tuple((rounded(float(score)), int(count)) for score, count in zip(scores, counts, strict=True)),
    )
    lacking = [part.name for part, column in zip(thing.parts, values, strict=True) if np.isnan(column).all()]
    said = [_nobody(thing, name) for name in lacking] if len(total) else []
    codes = prod(len(part.rows) for part in parts)
    if codes > MOST_CODES:
        said.append(_too_many(thing, codes))
    return Outcome(state, tuple(said))


def cuts_of(values: Numbers, bands: int, lower_is_better: bool) -> tuple[float, ...]:
    """The values at 1/bands, 2/bands, … of the way from the worst to the best, ascending; `values` are all known.

    1 + the number of cuts that are strictly worse then is 1 + floor(bands * share of the others strictly worse): that
    share reaches k / bands exactly when the ceil(k * n / bands)-th worst value is strictly worse.
    """
    count = len(values)
    if not count:
        return ()
    places = [-(-k * count // bands) - 1 for k in range(1, bands)]
    if lower_is_better:
        places = [count - 1 - place for place in reversed(places)]
    ordered = np.partition(values, sorted(set(places))) if places else values
    return tuple(float(ordered[place]) + 0.0 for place in places)


def banded(values: Numbers, cuts: tuple[float, ...], lower_is_better: bool) -> Numbers:
    """As `ir.Band`; what is missing is NaN. Without cuts nobody has a band."""
    edges = np.array(cuts)
    if not len(cuts):
        return np.full(len(values), np.nan)
    worse = len(edges) - np.searchsorted(edges, values, "right") if lower_is_better else np.searchsorted(edges, values)
    return np.where(np.isnan(values), np.nan, 1.0 + worse)


def _cuts(thing: ir.Score, part: ir.ScorePart, values: Numbers, program: ir.Program) -> tuple[float, ...]:
    """Beside the observed values where not every engine has them to the last bit: on the side of the better score."""
    if part.cuts:
        return part.cuts
    known = values[~np.isnan(values)]
    cuts = cuts_of(known, thing.bands, part.lower_is_better)
    if not engines_differ(program, part.value):
        return cuts
    return tuple((below if part.lower_is_better else above)(cut, known) for cut in cuts)


def _part(thing: ir.Score, part: ir.ScorePart, values: Numbers, cuts: tuple[float, ...], bands: Numbers) -> PartState:
    known = values[~np.isnan(values)]
    most = bands_of(thing, part)
    rows = np.bincount(bands[~np.isnan(bands)].astype(np.int64), minlength=most + 1)[1:]
    low, median, high = (float(known.min()), float(np.median(known)), float(known.max())) if len(known) else (None,) * 3
    return PartState(
        name=part.name,
        lower_is_better=part.lower_is_better,
        weight=part.weight,
        fixed=bool(part.cuts),
        cuts=cuts,
        rows=tuple(int(count) for count in rows),
        missing=len(values) - len(known),
        low=low,
        high=high,
        median=None if median is None else rounded(median),
    )


def _too_many(thing: ir.Score, codes: int) -> Diagnostic:
    return Diagnostic(
        learn.TOO_MANY_CODES,
        f"nobody has a `{thing.outputs['code']}`: there would be {codes:,} different ones",
        span=thing.span,
        help=("ask for the parts themselves, or give the score fewer parts or bands",),
    )


def _nobody(thing: ir.Score, part: str) -> Diagnostic:
    return Diagnostic(
        learn.NOTHING_KNOWN,
        f"nobody has a score `{thing.name}`: `{part}` is missing for every customer",
        span=thing.span,
        help=("look at the column it is made of: is it filled in this data, and in the form that the rules expect?",),
    )
