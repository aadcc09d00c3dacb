"""What the rules require of the models of a recommendation → whether the worst of them meets it."""

from __future__ import annotations

from collections.abc import Sequence

from segdsl import ir
from segdsl.learn.predictions import gates as of_models
from segdsl.learn.state import Gate, ProductState


def gates(require: Sequence[ir.Requirement], products: Sequence[ProductState]) -> tuple[Gate, ...]:
    """One for each requirement; without any model nothing could be measured, and none is met."""
    models = [product.model for product in products if product.model is not None]
    if not models:
        return tuple(
            Gate(text=of_models.text(each), limit=each.limit, at_least=each.at_least, found=None, met=False)
            for each in require
        )
    of_each = [of_models.gates(require, model.tested, None) for model in models]
    return tuple(_worst(gates) for gates in zip(*of_each, strict=True))


def _worst(gates: Sequence[Gate]) -> Gate:
    unmeasured = [gate for gate in gates if gate.found is None]
    if unmeasured:
        return unmeasured[0]
    order = sorted(gates, key=lambda gate: gate.found or 0.0)
    return order[0] if order[0].at_least else order[-1]
