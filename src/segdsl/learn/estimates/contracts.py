"""Contracts → what their payments to come are worth; nothing is learned here but how many customers there are."""

from __future__ import annotations

import numpy as np

from segdsl import ir
from segdsl.diagnostics.codes import learn as codes
from segdsl.diagnostics.model import Diagnostic, Outcome
from segdsl.frames import Numbers
from segdsl.learn.context import Context
from segdsl.learn.estimates.constants import geometric, kept_each_time, payments
from segdsl.learn.estimates.lengths import written
from segdsl.learn.estimates.values import valued
from segdsl.learn.features import as_numbers
from segdsl.learn.numbers import rounded
from segdsl.learn.state import EstimateState, Payments


def fit(thing: ir.Estimate, contract: ir.Contract, context: Context) -> Outcome[EstimateState]:
    """Counts the payments in the length and sums up what they are worth."""
    count, worth = payments(contract, thing.length, thing.discount)
    if count == 0:
        return Outcome(None, (_no_payment(thing, contract),))
    asked = context.vectors([contract.income, contract.keeping], thing.population)
    income, keeping = (as_numbers(vector) for vector in asked)
    worth, power = rounded(worth), kept_each_time(contract)
    inside = (keeping >= 0) & (keeping <= 1)
    together = _same_for_all(contract)
    coins = (
        np.full(len(income), np.nan) if together is None else np.full(len(income), _sum(together, worth, power, count))
    )
    if together is None:
        coins[inside] = _sums(keeping[inside], worth, power, count)
    beyond = int((~inside & ~np.isnan(keeping)).sum())
    state = EstimateState(
        **context.header(thing),
        population=len(income),
        learned_from=len(income),
        warnings=_warnings(beyond),
        margin=thing.margin,
        discount=thing.discount,
        length=written(thing.length),
        contract=Payments(
            count=count,
            worth=worth,
            sum=None if together is None else rounded(_sum(together, worth, power, count)),
            beyond=beyond,
        ),
        values=valued(thing.margin * coins * income),
    )
    return Outcome(state)


def _same_for_all(contract: ir.Contract) -> float | None:
    """The share that keep on, when it is written as a number."""
    keeping = contract.keeping
    known = isinstance(keeping, ir.Literal) and isinstance(keeping.value, int | float)
    return float(keeping.value) if known and 0 <= float(keeping.value) <= 1 else None  # type: ignore[union-attr,arg-type]


def _sum(keeping: float, worth: float, power: float, count: int) -> float:
    return geometric(worth * keeping**power, count)


def _sums(keeping: Numbers, worth: float, power: float, count: int) -> Numbers:
    ratio: Numbers = worth * keeping**power
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Numbers = np.where(ratio >= 1, count * ratio, ratio * (1 - ratio**count) / (1 - ratio))
    return found


def _no_payment(thing: ir.Estimate, contract: ir.Contract) -> Diagnostic:
    return Diagnostic(
        codes.NO_PAYMENT,
        f"`{thing.name}` looks {written(thing.length)} ahead, and a payment comes every "
        f"{written(contract.income_every).removeprefix('1 ')}",
        thing.span,
        help=(
            f"look further ahead: `over the next {written((5 * contract.income_every[0], contract.income_every[1]))}`",
        ),
    )


def _warnings(beyond: int) -> tuple[str, ...]:
    if not beyond:
        return ()
    return (f"{beyond:,} customers have a share of keeping below 0 or above 100%, and so no value.",)
