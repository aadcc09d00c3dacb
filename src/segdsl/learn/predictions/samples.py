"""A prediction and a context → customers to learn from and to test on; learns nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from segdsl import ir
from segdsl.calendar import day
from segdsl.diagnostics.model import Outcome
from segdsl.frames import Bools, Vector
from segdsl.learn import state
from segdsl.learn.context import Context, Sample
from segdsl.learn.predictions.rows import Rows, numbers_of, parted, stacked
from segdsl.learn.predictions.windows import Window, after, before, in_order, incomplete, windows
from segdsl.learn.state import LearnedState


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """Rows with one vector for each feature, and one more for the baseline where there is one. `undecided` customers
    were left out because nobody knows what they did; `everybody` is the population as of today."""

    learn: Rows
    test: Rows
    everybody: tuple[Vector, ...]
    population: int
    undecided: int
    learned_as_of: tuple[state.Window, ...] = ()
    tested_as_of: tuple[state.Window, ...] = ()
    inputs: Mapping[str, LearnedState] | None = None


def drawn(thing: ir.Prediction, context: Context) -> Outcome[Drawn]:
    if thing.outcome.length is None:
        return Outcome(_as_they_are(thing, context))
    learn, test = windows(thing.learn, thing.outcome.length), windows(thing.test, thing.outcome.length)
    today = context.program.as_of
    assert isinstance(today, dt.date)
    in_order(learn, test, day(today))
    said = tuple(incomplete(f"`{thing.name}`", thing.outcome, (*learn, *test), context.last_day, context.program))
    if said:
        return Outcome(None, said)
    return Outcome(_as_of_days(thing, context, learn, test, day(today)))


def values_of(thing: ir.Prediction) -> list[ir.Expr]:
    baseline = [] if thing.baseline is None else [thing.baseline]
    return [feature.value for feature in (*thing.features, *baseline)]


def _as_they_are(thing: ir.Prediction, context: Context) -> Drawn:
    """The outcome stands in the data; three customers in ten are kept for the test."""
    sample = context.sample(values_of(thing), [thing.outcome.condition], thing.population)
    rows, undecided = _decided(sample, sample.true[0], sample.possible[0])
    learn, test = parted(rows)
    return Drawn(learn, test, sample.values, sample.rows, undecided)


def _as_of_days(
    thing: ir.Prediction, context: Context, learn: tuple[Window, ...], test: tuple[Window, ...], today: dt.date
) -> Drawn:
    """Whatever is learned among the features is as it was learned as of the first day: nothing later is known of it."""
    program, inputs = context.at(learn[0].as_of)
    undecided, parts = 0, []
    for window in (*learn, *test):
        rows, left_out = _as_of_day(thing, context, program, window)
        undecided += left_out
        parts.append(rows)
    everybody = context.sample(values_of(thing), (), thing.population, before(program, Window(today, today)))
    told = [_told(window, rows) for window, rows in zip((*learn, *test), parts, strict=True)]
    return Drawn(
        stacked(parts[: len(learn)]),
        stacked(parts[len(learn) :]),
        everybody.values,
        everybody.rows,
        undecided,
        tuple(told[: len(learn)]),
        tuple(told[len(learn) :]),
        inputs,
    )


def _as_of_day(thing: ir.Prediction, context: Context, program: ir.Program, window: Window) -> tuple[Rows, int]:
    """Customers as of the window's day, joined by their keys with what they did in it."""
    then = context.sample(values_of(thing), (), thing.population, before(program, window))
    asked, condition = after(program, thing.outcome, window)
    later = context.sample((), (condition,), None, asked)
    places = later.places_of(then.keys)
    return _decided(then, later.true[0][places], later.possible[0][places])


def _decided(sample: Sample, true: Bools, possible: Bools) -> tuple[Rows, int]:
    rows = Rows(numbers_of(sample.keys), sample.values, true)
    known = true | ~possible
    return (rows, 0) if known.all() else (rows.taken(known), int((~known).sum()))


def _told(window: Window, rows: Rows) -> state.Window:
    return state.Window(
        as_of=window.as_of,
        first=window.as_of + dt.timedelta(days=1),
        last=window.last,
        rows=rows.rows,
        happened=int(rows.happened.sum()),
    )
