"""What the parts of a recommendation are called, and what a model of one product looks at; sees no data."""

from __future__ import annotations

from segdsl import ir


def holds(product: ir.Product) -> str:
    return f"holds {product.name}"


def features(thing: ir.Recommendation, product: ir.Product) -> tuple[ir.Feature, ...]:
    """Holding each of the other products, then the features that the rules name; never holding the product itself."""
    others = [other for other in thing.products if other is not product]
    held = tuple(ir.Feature(holds(o), ir.Truth(o.holds, o.bought.condition.span), ir.Treatment.NUMBER) for o in others)
    return (*held, *thing.features)


def chance_of(product: ir.Product) -> str:
    return f"chance of {product.name}"


def likely_to(product: ir.Product) -> str:
    return f"likely to {product.name}"
