"""A model of purchases learned half-way through the history, held against the purchases of the other half."""

from __future__ import annotations

import datetime as dt

import numpy as np

from segdsl import ir
from segdsl.calendar import day
from segdsl.diagnostics.model import Refused
from segdsl.formulas.purchases import Model
from segdsl.frames import Bools, Numbers
from segdsl.learn.context import Context
from segdsl.learn.estimates import buying, constants, guards, purchases
from segdsl.learn.estimates.lengths import DAYS
from segdsl.learn.features import as_numbers
from segdsl.learn.numbers import rounded
from segdsl.learn.state import HoldOut, HoldOutLine

_LINES = ((0, 0), (1, 1), (2, 2), (3, 3), (4, 6), (7, None))


def held_out(thing: ir.Estimate, source: ir.PurchaseHistory, context: Context, history: int) -> HoldOut | None:
    """None: a half is too short, too few had bought twice by then, or the population cannot be known as of then."""
    as_of = context.program.as_of
    half = history // 2
    if not isinstance(as_of, dt.date) or half < guards.LEAST_UNITS * DAYS[source.unit]:
        return None
    then = day(as_of) - dt.timedelta(days=half)
    try:
        program, _ = context.at(then)
    except Refused:
        return None
    inside, before = _then(thing, source, context, program)
    after = as_numbers(context.sample([constants.repeats(source)]).values[0])
    repeats, last, age = (vector[inside] for vector in before)
    if int((repeats > 0).sum()) < guards.LEAST_CUSTOMERS:
        return None
    unit = DAYS[source.unit]
    found = buying.fit(buying.counted(repeats, last, age), unit)
    model = Model(found.r, found.alpha, found.a, found.b)
    expected = model.purchases(repeats, last / unit, age / unit, half / unit)
    happened = after[inside] - repeats
    return HoldOut(
        as_of=then,
        days=half,
        expected=purchases.summed(expected),
        happened=int(happened.sum()),
        lines=tuple(line for least, most in _LINES for line in _line(least, most, repeats, expected, happened)),
    )


def _then(
    thing: ir.Estimate, source: ir.PurchaseHistory, context: Context, program: ir.Program
) -> tuple[Bools, tuple[Numbers, Numbers, Numbers]]:
    """Who of all customers was in the population and had bought by then, and the histories of all."""
    values = (constants.repeats(source), constants.days_to_last(source), constants.days_observed(source))
    conditions = () if thing.population is None else (thing.population,)
    sample = context.sample(values, conditions, program=program)
    repeats, last, age = (as_numbers(vector) for vector in sample.values)
    inside: Bools = ~np.isnan(last) & ~np.isnan(age) & (repeats >= 0)
    for condition in sample.true:
        inside &= condition
    return inside, (repeats, last, age)


def _line(least: int, most: int | None, repeats: Numbers, expected: Numbers, happened: Numbers) -> list[HoldOutLine]:
    which = repeats >= least
    if most is not None:
        which &= repeats <= most
    if not which.any():
        return []
    return [
        HoldOutLine(
            least=least,
            most=most,
            customers=int(which.sum()),
            expected=rounded(float(np.sort(expected[which]).sum())),
            happened=int(happened[which].sum()),
        )
    ]
