"""The limit of a share of the population: an observed value, so that neither units nor the order of rows matter (a hair
beside it where engines compute the value by functions of their own)."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np

from segdsl import ir
from segdsl.diagnostics.codes import learn
from segdsl.diagnostics.model import Diagnostic, Outcome
from segdsl.frames import Codes, Numbers
from segdsl.learn.context import Context
from segdsl.learn.features import as_numbers, texts
from segdsl.learn.hairs import above, below, engines_differ
from segdsl.learn.state import GroupLimit, LearnedState, ShareState


def fit(thing: ir.Share, context: Context) -> Outcome[LearnedState]:
    """The limit among all customers whose value is known, or for each value of `by` among those who have it."""
    asked = [thing.value] if thing.by is None else [thing.value, thing.by]
    found = context.vectors(asked)
    values = as_numbers(found[0])
    known = ~np.isnan(values)
    between = engines_differ(context.program, thing.value)
    limit: float | None = None
    groups: tuple[GroupLimit, ...] = ()
    if thing.by is None:
        limit = _limit(thing, values[known], between) if known.any() else None
        rows = int(known.sum())
    else:
        by = texts(found[1])
        known &= by.codes >= 0
        rows = int(known.sum())
        groups = tuple(_by_group(thing, values[known], by.codes[known], tuple(by.values), between))
    state = ShareState(
        **context.header(thing),
        population=len(values),
        learned_from=rows,
        limit=limit,
        groups=groups,
        missing=len(values) - rows,
    )
    return Outcome(state, () if rows or not len(values) else (_nobody(thing),))


def limit_of(place: ir.Place, share: float | None, values: Numbers) -> float:
    """The value from which on somebody is in the share (any order, at least one value, none missing).

    TOP: fewer than that share are strictly higher. With k the most that may be higher, that is the (k + 1)-th highest.
    """
    if place in (ir.Place.ABOVE, ir.Place.BELOW):
        # The sum is exact before it is rounded once, and a mean never leaves the values' range.
        return float(min(max(math.fsum(values.tolist()) / len(values), values.min()), values.max()))
    allowed = math.ceil(Fraction(repr(share)) * len(values)) - 1
    at = len(values) - 1 - allowed if place is ir.Place.TOP else allowed
    return float(np.partition(values, at)[at])


def _limit(thing: ir.Share, values: Numbers, between: bool) -> float:
    """`between`: beside the value, since not every engine has it to the last bit."""
    limit = limit_of(thing.place, thing.share, values) + 0.0
    if not between:
        return limit
    return (below if thing.place in (ir.Place.TOP, ir.Place.BELOW) else above)(limit, values)


def _by_group(
    thing: ir.Share, values: Numbers, codes: Codes, names: tuple[str, ...], between: bool
) -> list[GroupLimit]:
    order = np.argsort(codes, kind="stable")
    ends = np.searchsorted(codes[order], np.arange(len(names) + 1))
    parts = ((name, values[order[start:end]]) for name, start, end in zip(names, ends[:-1], ends[1:], strict=True))
    found = [
        GroupLimit(value=name, limit=_limit(thing, part, between), rows=len(part)) for name, part in parts if len(part)
    ]
    return sorted(found, key=lambda group: group.value)


def _nobody(thing: ir.Share) -> Diagnostic:
    return Diagnostic(
        learn.NOTHING_KNOWN,
        f"nobody can be in `{thing.name}`: its value is missing for every customer",
        span=thing.span,
        help=("look at the column it is made of: is it filled in this data, and in the form that the rules expect?",),
    )
