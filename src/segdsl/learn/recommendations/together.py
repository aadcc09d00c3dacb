"""Who held what and bought what → rules of what goes with what, as evidence beside the models; decides nothing.

With a length: of those who hold A (and B) and not X, how many bought X. Without: of those who hold A (and B), how many
hold X. The usual share, which the lift is held against, is that of all who were asked about X.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from segdsl import ir
from segdsl.frames import Numbers
from segdsl.learn import associations
from segdsl.learn.associations import by_lift, measured
from segdsl.learn.numbers import rounded
from segdsl.learn.predictions.rows import Rows
from segdsl.learn.state import Rule

LEAST_ROWS = 10
LEAST_SHARE = 0.001
LEAST_LIFT = 1.1
MOST_RULES = 30
"""Rules that fewer than ten bore out, or one in a thousand of those asked, are chance; the best others are kept."""


def rules(thing: ir.Recommendation, learned: list[Rows]) -> tuple[Rule, ...]:
    """The highest lift first; `learned` are the rows learned from, of each product."""
    found = [
        rule
        for place, product in enumerate(thing.products)
        for rule in _of(product.name, [o.name for o in thing.products if o is not product], learned[place])
    ]
    return tuple(_state(rule) for rule in sorted(found, key=by_lift)[:MOST_RULES])


def _of(then: str, others: list[str], rows: Rows) -> Iterator[associations.Rule]:
    """Rules with one product on the left, and with two where both together tell more than either."""
    bought = int(rows.happened.sum())
    if not others or not bought:
        return
    held = np.column_stack([np.asarray(vector) == 1 for vector in rows.vectors[: len(others)]]).astype(np.float64)
    together = _pairs(held)
    with_then = _pairs(held[rows.happened])
    least = max(LEAST_ROWS, LEAST_SHARE * rows.rows)
    usual = bought / rows.rows
    share: Numbers = np.divide(with_then, together, out=np.zeros_like(together), where=together > 0)
    for i, j in zip(*np.nonzero((with_then >= least) & (share >= LEAST_LIFT * usual)), strict=True):
        if i > j or (i < j and share[i, j] <= max(share[i, i], share[j, j])):
            continue
        names = (others[i],) if i == j else (others[i], others[j])
        yield measured(names, then, int(with_then[i, j]), int(together[i, j]), bought, rows.rows)


def _pairs(held: Numbers) -> npt.NDArray[np.float64]:
    """How many hold both; on the diagonal, how many hold one."""
    counted: npt.NDArray[np.float64] = held.T @ held
    return counted


def _state(rule: associations.Rule) -> Rule:
    return Rule(
        if_held=rule.if_held,
        then=rule.then,
        held=rule.with_if,
        rows=rule.rows,
        support=rounded(rule.support),
        confidence=rounded(rule.confidence),
        lift=rounded(rule.lift),
        leverage=rounded(rule.leverage),
        conviction=None if rule.conviction is None else rounded(rule.conviction),
    )
