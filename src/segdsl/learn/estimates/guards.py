"""When purchases tell too little to estimate from, and what must be kept in mind when they do; measures nothing."""

from __future__ import annotations

from segdsl import ir
from segdsl.diagnostics.codes import learn as codes
from segdsl.diagnostics.model import Diagnostic
from segdsl.learn.estimates.buying import Buying
from segdsl.learn.estimates.lengths import DAYS, one, units, written
from segdsl.learn.estimates.spending import Spending
from segdsl.learn.state import HoldOut
from segdsl.types import Unit

LEAST_CUSTOMERS = 30
LEAST_UNITS = 3
MOST_CORRELATION = 0.3
MOST_MISSED = 0.25
LEAST_LEAVING = 1e-3
VERY_MUCH = 1000.0


def too_few(thing: ir.Estimate, buyers: int, again: int) -> Diagnostic | None:
    if again >= LEAST_CUSTOMERS:
        return None
    return Diagnostic(
        codes.TOO_FEW_REPEATS,
        f"`{thing.name}` is learned from customers who bought on more than one day: there are {again:,}, and it takes "
        f"{LEAST_CUSTOMERS}",
        thing.span,
        notes=(f"customers who bought at all: {buyers:,}",),
        help=("give purchases of a longer time, or of more customers",),
    )


def too_few_spenders(thing: ir.Estimate, again: int, spenders: int) -> Diagnostic | None:
    if spenders >= LEAST_CUSTOMERS:
        return None
    return Diagnostic(
        codes.TOO_FEW_REPEATS,
        f"`{thing.name}` learns what is spent from customers whose purchases after the first brought money: there are "
        f"{spenders:,}, and it takes {LEAST_CUSTOMERS}",
        thing.span,
        notes=(f"customers who bought again at all: {again:,}",),
        help=("leave refunds out with `where`, or look whether amounts that are paid are above 0",),
    )


def too_short(thing: ir.Estimate, unit: Unit, history: int) -> Diagnostic | None:
    """Less than three units can hardly be told apart."""
    if history >= LEAST_UNITS * DAYS[unit]:
        return None
    shorter = [u for u in (Unit.MONTH, Unit.WEEK, Unit.DAY) if history >= LEAST_UNITS * DAYS[u]]
    fix = f"write `counted in {shorter[0].value}`" if shorter else "give purchases of a longer time"
    return Diagnostic(
        codes.HISTORY_TOO_SHORT,
        f"`{thing.name}` is counted in {unit.value}, and the first purchase was only {history:,} days before the as-of "
        "date",
        thing.span,
        help=(fix,),
    )


def no_usual_spend(thing: ir.Estimate, spending: Spending) -> Diagnostic | None:
    if spending.mean is not None:
        return None
    return Diagnostic(
        codes.NO_USUAL_SPEND,
        f"what customers spend differs so much that `{thing.name}` finds no mean to expect of a new one",
        thing.span,
        help=("look for single purchases that are far too large, and leave them out with `where`",),
    )


def remarks(
    thing: ir.Estimate, unit: Unit, history: int, buying: Buying, correlation: float | None, refunded: int
) -> list[str]:
    """Warnings in sentences."""
    found = []
    if history < units(thing.length, Unit.DAY):
        found.append(
            f"The purchases go back {history:,} days, which is less than the {written(thing.length)} looked ahead."
        )
    if correlation is not None and abs(correlation) > MOST_CORRELATION:
        more, low = ("more", "low") if correlation > 0 else ("less", "high")
        found.append(
            f"Those who buy more often also spend {more} each time (correlation {correlation:.2f}), which the model "
            f"takes not to be so: the values of the best customers come out too {low}."
        )
    if buying.a / (buying.a + buying.b) < LEAST_LEAVING:
        found.append("The purchases show nobody who has left for good, so the chance to be alive tells nothing.")
    else:
        found += _alike(buying, unit)
    if refunded:
        found.append(
            f"{refunded:,} customers who bought again brought no money by it, and were left out when the amounts were "
            "learned."
        )
    return found


def _alike(buying: Buying, unit: Unit) -> list[str]:
    """What it means that a parameter has no best value within reach."""
    away, found = set(buying.away), []
    if away & {"r", "alpha"} and buying.r > VERY_MUCH:
        found.append("The customers do not differ in how often they buy, as far as the purchases tell.")
        away -= {"r", "alpha"}
    if away & {"a", "b"} and buying.b > VERY_MUCH:
        found.append("The customers do not differ in how readily they leave, as far as the purchases tell.")
        away -= {"a", "b"}
    if away:
        found.append(
            f"No best value was found within reach for {' and '.join(sorted(away))} (time is counted by the "
            f"{one(unit)}): look closely at how well the model foretells."
        )
    return found


def missed(held_out: HoldOut | None) -> list[str]:
    """That the model learned half-way was far off in the other half."""
    if held_out is None or held_out.happened < LEAST_CUSTOMERS:
        return []
    off = held_out.expected / held_out.happened - 1
    if abs(off) <= MOST_MISSED:
        return []
    return [
        f"Learned half-way, the model expected {abs(off):.0%} {'more' if off > 0 else 'fewer'} purchases than came "
        "then: look for seasons, campaigns or prices that changed the habits of customers."
    ]
