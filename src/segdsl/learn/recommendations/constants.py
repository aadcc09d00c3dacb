"""A recommendation and its state → the chance of each product and the best one, made of constants; learns nothing."""

from __future__ import annotations

from collections.abc import Mapping

from segdsl import ir
from segdsl.learn.predictions.constants import chance
from segdsl.learn.recommendations import naming
from segdsl.learn.state import ProductState, RecommendationState
from segdsl.types import NUMBER


def constants(thing: ir.Recommendation, state: RecommendationState) -> Mapping[str, ir.Expr]:
    """`next`, and for each product `chance of` and `likely to`. Who holds a product has no chance of buying it."""
    found: dict[str, ir.Expr] = {}
    choices: list[tuple[ir.Expr, str]] = []
    for product, learned in zip(thing.products, state.products, strict=True):
        if product.name != learned.name:
            raise ValueError("the products are not those of the state")
        lacks = ir.Not(product.holds)
        value = ir.Choose(((lacks, _chance(thing, product, learned)),), None, NUMBER)
        limit = ir.Literal(least(learned, state.likely), NUMBER)
        found[naming.chance_of(product)] = value
        found[naming.likely_to(product)] = ir.Truth(ir.And((lacks, ir.Compare(ir.Rel.GE, value, limit))))
        if learned.usual > 0:  # what nobody buys is recommended to nobody
            choices.append((value, product.name))
    return {"next": ir.Best(tuple(choices), highest=True), **found}


def _chance(thing: ir.Recommendation, product: ir.Product, learned: ProductState) -> ir.Expr:
    """Without a model everybody has the usual rate."""
    if learned.model is None:
        return ir.Literal(learned.usual, NUMBER)
    return chance(looked_at(thing, product, learned), learned.model)


def looked_at(thing: ir.Recommendation, product: ir.Product, learned: ProductState) -> list[ir.Feature]:
    """The features that the model knows, in its order; those that were the same for everybody were left out."""
    assert learned.model is not None
    known = {feature.name: feature for feature in naming.features(thing, product)}
    return [known[feature.name] for feature in learned.model.features]


def least(learned: ProductState, likely: float) -> float:
    """The chance from which on one is likely to buy: so many times the usual rate; nobody is where nobody bought."""
    return likely * learned.usual if learned.usual > 0 else 2.0
