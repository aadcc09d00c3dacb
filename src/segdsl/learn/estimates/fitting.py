"""Purchases or contracts of the customers → what an estimate learns of them; it decides nothing about who is asked."""

from __future__ import annotations

from typing import assert_never

from segdsl import ir
from segdsl.diagnostics.model import Outcome
from segdsl.learn.context import Context
from segdsl.learn.estimates import contracts, purchases
from segdsl.learn.state import EstimateState


def fit(thing: ir.Estimate, context: Context) -> Outcome[EstimateState]:
    """Learns from the customers of the population."""
    match thing.source:
        case ir.PurchaseHistory():
            return purchases.fit(thing, thing.source, context)
        case ir.Contract():
            return contracts.fit(thing, thing.source, context)
        case _:
            assert_never(thing.source)
