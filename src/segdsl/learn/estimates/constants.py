"""A lifetime value that was learned → values of one customer, made of constants; sees no data."""

from __future__ import annotations

from collections.abc import Mapping

from segdsl import ir
from segdsl.learn.estimates.lengths import DAYS, years
from segdsl.learn.state import EstimateState, Payments, Purchases
from segdsl.types import NUMBER, WHOLE, Unit


def constants(thing: ir.Estimate, state: EstimateState) -> Mapping[str, ir.Expr]:
    """The outputs by name: `value`, and of purchases also `alive`, `purchases` and `spend`."""
    match thing.source:
        case ir.PurchaseHistory():
            assert state.purchases is not None
            return _of_purchases(thing.source, state.purchases, state.margin)
        case ir.Contract():
            assert state.contract is not None
            return {"value": _of_contract(thing.source, state.contract, state)}


def _number(value: float) -> ir.Literal:
    return ir.Literal(value, NUMBER)


# ---- purchases -----------------------------------------------------------------------------------------------------


def repeats(source: ir.PurchaseHistory) -> ir.Expr:
    """How many purchases came after the first; -1 for somebody without any, of whom the days below are missing."""
    return ir.Arithmetic(ir.Op.SUBTRACT, source.days, ir.Literal(1, WHOLE), WHOLE)


def days_observed(source: ir.PurchaseHistory) -> ir.Expr:
    """Days from the first purchase to the as-of date."""
    return ir.Since(Unit.DAY, source.first)


def days_to_last(source: ir.PurchaseHistory) -> ir.Expr:
    """Days from the first purchase to the last one."""
    since_last = ir.Since(Unit.DAY, source.latest)
    return ir.Arithmetic(ir.Op.SUBTRACT, ir.Since(Unit.DAY, source.first), since_last, WHOLE)


def repeat_spend(source: ir.PurchaseHistory) -> ir.Expr:
    """All money after the first purchase; 0 where more came back than was paid."""
    later = ir.Arithmetic(ir.Op.SUBTRACT, source.total, source.opening)
    return ir.Extreme(True, (later, _number(0.0)))


def _of_purchases(source: ir.PurchaseHistory, learned: Purchases, margin: float) -> Mapping[str, ir.Expr]:
    spend = _spend(source, learned)
    coins = ir.Linear(
        tuple((weight, _asked(source, learned, ir.History.PURCHASES, end)) for weight, end in weights(learned)), 0.0
    )
    value = ir.Arithmetic(ir.Op.MULTIPLY, coins, spend)
    return {
        "value": value if margin == 1 else ir.Linear(((margin, value),), 0.0),
        "alive": _asked(source, learned, ir.History.ALIVE, learned.horizon),
        "purchases": _asked(source, learned, ir.History.PURCHASES, learned.horizon),
        "spend": spend,
    }


def weights(learned: Purchases) -> list[tuple[float, float]]:
    """(weight, horizon): purchases expected up to the end of each step, weighted so that those of a step count what
    they are worth: worth1 * E1 + worth2 * (E2 - E1) + … = (worth1 - worth2) * E1 + (worth2 - worth3) * E2 + …"""
    worths = [step.worth for step in learned.steps] + [0.0]
    return [(worths[i] - worths[i + 1], step.end) for i, step in enumerate(learned.steps)]


def _asked(source: ir.PurchaseHistory, learned: Purchases, asks: ir.History, horizon: float) -> ir.Expr:
    unit = _number(DAYS[learned.unit])
    return ir.Repeats(
        asks,
        learned.r,
        learned.alpha,
        learned.a,
        learned.b,
        horizon,
        repeats=repeats(source),
        last=ir.Arithmetic(ir.Op.DIVIDE, days_to_last(source), unit),
        age=ir.Arithmetic(ir.Op.DIVIDE, days_observed(source), unit),
    )


def _spend(source: ir.PurchaseHistory, learned: Purchases) -> ir.Expr:
    """p * (gamma + repeat spend) / (p * repeats + q - 1): between the customer's own mean and everybody's, which it is
    for somebody without repeats."""
    money = ir.Linear(((learned.p, repeat_spend(source)),), learned.p * learned.gamma)
    often = ir.Linear(((learned.p, repeats(source)),), learned.q - 1)
    # A customer without any purchase has no date of a first one, and nothing to expect either.
    bought = ir.Not(ir.IsMissing(source.first))
    return ir.Choose(((bought, ir.Arithmetic(ir.Op.DIVIDE, money, often)),), None, NUMBER)


# ---- contracts -----------------------------------------------------------------------------------------------------


def payments(contract: ir.Contract, length: tuple[int, Unit], discount: float) -> tuple[int, float]:
    """How many payments come in the length, and what each is worth beside the one before; the first comes when the
    first period is over."""
    period = years(contract.income_every)
    return int(years(length) / period + 1e-9), (1 + discount) ** -period


def kept_each_time(contract: ir.Contract) -> float:
    """The power of `keeping` that is left from one payment to the next."""
    return years(contract.income_every) / years(contract.keeping_every)


def geometric(ratio: float, count: int) -> float:
    """ratio + ratio^2 + … + ratio^count."""
    return sum(ratio**k for k in range(1, count + 1))


def _of_contract(contract: ir.Contract, learned: Payments, state: EstimateState) -> ir.Expr:
    if learned.sum is not None:
        return ir.Linear(((state.margin * learned.sum, contract.income),), 0.0)
    keeping, one, none = contract.keeping, _number(1.0), _number(0.0)
    ratio = ir.Linear(((learned.worth, _power(keeping, kept_each_time(contract))),), 0.0)
    last = _power(ratio, float(learned.count))
    less = ir.Arithmetic(ir.Op.SUBTRACT, one, last)
    left = ir.Arithmetic(ir.Op.SUBTRACT, one, ratio)
    summed = ir.Arithmetic(ir.Op.DIVIDE, ir.Arithmetic(ir.Op.MULTIPLY, ratio, less), left)
    whole = ir.Linear(((float(learned.count), ratio),), 0.0)
    coins = ir.Choose(
        (
            (ir.Compare(ir.Rel.EQ, keeping, none), none),
            (ir.Not(ir.Between(keeping, none, one)), ir.Arithmetic(ir.Op.DIVIDE, none, none)),
            (ir.Compare(ir.Rel.GE, ratio, one), whole),
        ),
        summed,
        NUMBER,
    )
    value = ir.Arithmetic(ir.Op.MULTIPLY, coins, contract.income)
    return value if state.margin == 1 else ir.Linear(((state.margin, value),), 0.0)


def _power(value: ir.Expr, power: float) -> ir.Expr:
    """A number above 0 and at most 1 to a power: log x is -LOG(1/x - 1), for LOG(y) is log(1 + y)."""
    if power == 1:
        return value
    inverse = ir.Arithmetic(ir.Op.DIVIDE, _number(1.0), value)
    odds = ir.Arithmetic(ir.Op.SUBTRACT, inverse, _number(1.0))
    return ir.Apply(ir.Function.EXP, ir.Linear(((-power, ir.Apply(ir.Function.LOG, odds)),), 0.0))
