"""A recommendation and a context → who held what on which day, and what they bought after it; learns nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from segdsl import ir
from segdsl.calendar import day
from segdsl.diagnostics.model import Diagnostic, Outcome
from segdsl.frames import Bools, Vector
from segdsl.learn.context import Context, Sample
from segdsl.learn.predictions.rows import Rows, numbers_of, parted, stacked
from segdsl.learn.predictions.windows import Window, after, before, in_order, incomplete, windows
from segdsl.learn.state import LearnedState
from segdsl.learn.vectors import picked

SLACK = 0.1
"""Of a window so much may be without any purchase at its end."""


@dataclass(frozen=True, slots=True, eq=False)
class Day:
    """The population as of a day: `held` who holds each product (1, 0, or -1: not known), `features` the vectors of the
    rules' own features, `bought` and `may_have` of each product whether it was bought after the day, surely or perhaps.
    """

    numbers: npt.NDArray[np.int64]
    held: tuple[Vector, ...]
    features: tuple[Vector, ...]
    bought: tuple[Bools, ...]
    may_have: tuple[Bools, ...]

    def rows_of(self, product: int) -> Rows:
        """Those who could buy a product and of whom it is known whether they did: the other products, then the
        features."""
        decided = self.bought[product] | ~self.may_have[product]
        return self._rows(product, decided & (np.asarray(self.held[product]) == 0), self.bought[product])

    def holders_of(self, product: int) -> Rows:
        """The same of everybody of whom it is known whether they hold the product: whether they do."""
        held = np.asarray(self.held[product])
        return self._rows(product, held >= 0, held == 1)

    def lacking(self, product: int) -> Rows:
        """Those who do not hold the product, of whom nobody knows yet what they will do."""
        which = np.asarray(self.held[product]) == 0
        return self._rows(product, which, np.zeros(len(which), dtype=np.bool_))

    def vectors(self, product: int) -> tuple[Vector, ...]:
        others = (vector for place, vector in enumerate(self.held) if place != product)
        return (*others, *self.features)

    def _rows(self, product: int, which: Bools, happened: Bools) -> Rows:
        vectors = tuple(picked(vector, which) for vector in self.vectors(product))
        return Rows(self.numbers[which], vectors, happened[which])


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """The days to learn from and to test on (none: the customers as they are), and the population of today."""

    learn: tuple[Day, ...]
    test: tuple[Day, ...]
    today: Day
    learned_as_of: tuple[dt.date, ...]
    tested_as_of: tuple[dt.date, ...]
    inputs: Mapping[str, LearnedState]

    def rows(self, product: int) -> tuple[Rows, Rows]:
        """To learn from, and to test on."""
        if not self.learn:
            return parted(self.today.holders_of(product))
        learn, test = ([each.rows_of(product) for each in days] for days in (self.learn, self.test))
        return stacked(learn), stacked(test)


def drawn(thing: ir.Recommendation, context: Context) -> Outcome[Drawn]:
    """Errors when the data ends before the windows do."""
    length = thing.products[0].bought.length
    if length is None:
        today = _day(_asked(thing, context, context.program), (), ())
        return Outcome(Drawn((), (), today, (), (), {}))
    learn, test = windows(thing.learn, length), windows(thing.test, length)
    as_of = context.program.as_of
    assert isinstance(as_of, dt.date)
    in_order(learn, test, day(as_of))
    said = _not_over(thing, context, (*learn, *test))
    if said:
        return Outcome(None, said)
    program, inputs = context.at(learn[0].as_of)
    days = [_as_of(thing, context, program, window) for window in (*learn, *test)]
    now = before(program, Window(day(as_of), day(as_of)))
    return Outcome(
        Drawn(
            tuple(days[: len(learn)]),
            tuple(days[len(learn) :]),
            _day(_asked(thing, context, now), (), ()),
            tuple(window.as_of for window in learn),
            tuple(window.as_of for window in test),
            inputs,
        )
    )


def _not_over(thing: ir.Recommendation, context: Context, asked: tuple[Window, ...]) -> tuple[Diagnostic, ...]:
    """Windows that the data does not reach the end of, once for each table. Products are not bought every day: that the
    last one was some days before the end does not mean that the data ends there."""
    said: list[Diagnostic] = []
    for table in dict.fromkeys(table for product in thing.products for table in product.bought.tables):
        end = context.last_day(table)
        product = next(product for product in thing.products if table in product.bought.tables)
        late = [w for w in asked if end is None or end < w.last - (w.last - w.as_of) * SLACK]
        alone = replace(product.bought, tables=(table,))
        said += incomplete(f"`{thing.name}`", alone, tuple(late), context.last_day, context.program)
    return tuple(said)


def _asked(thing: ir.Recommendation, context: Context, program: ir.Program) -> tuple[Sample, int]:
    held = [ir.Truth(product.holds) for product in thing.products]
    values = [*held, *(feature.value for feature in thing.features)]
    return context.sample(values, (), thing.population, program), len(held)


def _as_of(thing: ir.Recommendation, context: Context, program: ir.Program, window: Window) -> Day:
    """Customers as of the window's day, joined by their keys with what they bought in it."""
    asked = _asked(thing, context, before(program, window))
    conditions = []
    for product in thing.products:
        later, condition = after(program, product.bought, window)
        conditions.append(condition)
    found = context.sample((), conditions, None, later)
    places = found.places_of(asked[0].keys)
    return _day(asked, tuple(x[places] for x in found.true), tuple(x[places] for x in found.possible))


def _day(asked: tuple[Sample, int], bought: tuple[Bools, ...], may_have: tuple[Bools, ...]) -> Day:
    sample, products = asked
    return Day(numbers_of(sample.keys), sample.values[:products], sample.values[products:], bought, may_have)
