"""What customers bought → the two models of a lifetime value, and what they say of today's customers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from segdsl import ir
from segdsl.diagnostics.model import Diagnostic, Outcome
from segdsl.formulas.purchases import Model
from segdsl.frames import Bools, Numbers
from segdsl.learn.context import Context
from segdsl.learn.estimates import buying, constants, guards, spending
from segdsl.learn.estimates.lengths import DAYS, discounting, units, written
from segdsl.learn.estimates.values import valued
from segdsl.learn.features import as_numbers
from segdsl.learn.numbers import rounded
from segdsl.learn.state import EstimateState, Purchases, Step
from segdsl.learn.threads import one_thread
from segdsl.learn.useless import too_large


@dataclass(frozen=True, slots=True, eq=False)
class Bought:
    """Customers with at least one purchase: repeats, days to the last one and to the as-of date, and the money of the
    repeats. `population` counts those without a purchase too."""

    repeats: Numbers
    last: Numbers
    age: Numbers
    later: Numbers
    population: int

    @property
    def rows(self) -> int:
        return len(self.repeats)

    @property
    def history(self) -> int:
        return int(self.age.max(initial=0))

    @property
    def spenders(self) -> Bools:
        mask: Bools = (self.repeats > 0) & (self.later > 0)
        return mask


def fit(thing: ir.Estimate, source: ir.PurchaseHistory, context: Context) -> Outcome[EstimateState]:
    """Learns when customers buy and what they spend, and tries the first on the second half of the history."""
    from segdsl.learn.estimates.heldout import held_out

    bought = ask(source, context, thing.population)
    with one_thread("scipy.optimize", "scipy.special"):
        learned = learn(thing, source, bought)
        if isinstance(learned, Diagnostic):
            return Outcome(None, (learned,))
        found, warnings = learned
        tried = held_out(thing, source, context, bought.history)
    spend = spend_of(found, bought)
    model = Model(found.r, found.alpha, found.a, found.b)
    unit = DAYS[source.unit]
    coins = np.zeros(bought.rows)
    for weight, end in constants.weights(found):
        coins += weight * model.purchases(bought.repeats, bought.last / unit, bought.age / unit, end)
    return Outcome(
        EstimateState(
            **context.header(thing),
            population=bought.population,
            learned_from=bought.rows,
            warnings=(*warnings, *guards.missed(tried)),
            margin=thing.margin,
            discount=thing.discount,
            length=written(thing.length),
            purchases=found,
            values=valued(thing.margin * coins * spend),
            held_out=tried,
        )
    )


def ask(source: ir.PurchaseHistory, context: Context, within: ir.Cond | None) -> Bought:
    """The histories of the customers of the population, as of the program's date; in no promised order, which nothing
    here depends on."""
    values = (
        constants.repeats(source),
        constants.days_to_last(source),
        constants.days_observed(source),
        ir.Arithmetic(ir.Op.SUBTRACT, source.total, source.opening),
    )
    repeats, last, age, later = (as_numbers(vector) for vector in context.vectors(values, within))
    buyers = ~np.isnan(last) & ~np.isnan(age) & (repeats >= 0)
    return Bought(repeats[buyers], last[buyers], age[buyers], np.nan_to_num(later[buyers]), len(repeats))


def learn(thing: ir.Estimate, source: ir.PurchaseHistory, bought: Bought) -> tuple[Purchases, list[str]] | Diagnostic:
    """Both models, and what is to be said about them; or why there can be none."""
    again, spenders = bought.repeats > 0, bought.spenders
    few = (
        too_large("the money", bought.later, thing.span)
        or guards.too_few(thing, bought.rows, int(again.sum()))
        or guards.too_short(thing, source.unit, bought.history)
        or guards.too_few_spenders(thing, int(again.sum()), int(spenders.sum()))
    )
    if few is not None:
        return few
    often = buying.fit(buying.counted(bought.repeats, bought.last, bought.age), DAYS[source.unit])
    much = spending.fit(bought.repeats[spenders], bought.later[spenders])
    strange = guards.no_usual_spend(thing, much)
    if strange is not None:
        return strange
    found = _learned(thing, source, bought, often, much)
    refunded = found.repeat_customers - found.spenders
    return found, guards.remarks(thing, source.unit, bought.history, often, found.correlation, refunded)


def _learned(
    thing: ir.Estimate, source: ir.PurchaseHistory, bought: Bought, often: buying.Buying, much: spending.Spending
) -> Purchases:
    """Both models, and what they tell of today."""
    unit, spenders = DAYS[source.unit], bought.spenders
    model = Model(often.r, often.alpha, often.a, often.b)
    times = (bought.repeats, bought.last / unit, bought.age / unit)
    horizon = rounded(units(thing.length, source.unit))
    return Purchases(
        unit=source.unit,
        horizon=horizon,
        steps=tuple(
            Step(end=rounded(end), worth=rounded(worth))
            for end, worth in discounting(thing.length, source.unit, thing.discount)
        ),
        r=often.r,
        alpha=often.alpha,
        a=often.a,
        b=often.b,
        log_likelihood=often.log_likelihood,
        p=much.p,
        q=much.q,
        gamma=much.gamma,
        spend_log_likelihood=much.log_likelihood,
        mean_spend=much.mean or 0.0,
        repeat_customers=int((bought.repeats > 0).sum()),
        spenders=int(spenders.sum()),
        correlation=_correlation(bought.repeats[spenders], bought.later[spenders] / bought.repeats[spenders]),
        history=bought.history,
        alive=summed(model.alive(*times)),
        purchases=summed(model.purchases(*times, horizon)),
    )


def spend_of(learned: Purchases, bought: Bought) -> Numbers:
    """What each customer is expected to spend on a purchase; as `constants` says it."""
    money = learned.p * learned.gamma + learned.p * np.maximum(bought.later, 0.0)
    found: Numbers = money / (learned.q - 1 + learned.p * bought.repeats)
    return found


def summed(values: Numbers) -> float:
    """In the order of size, so that the order of the customers leaves no trace."""
    return rounded(float(np.sort(values[np.isfinite(values)]).sum()))


def _correlation(often: Numbers, much: Numbers) -> float | None:
    order = np.lexsort((much, often))
    often, much = often[order] - np.sort(often).mean(), much[order] - np.sort(much).mean()
    spread = float(np.sqrt((often @ often) * (much @ much)))
    return rounded(float(often @ much) / spread) if spread > 0 else None
