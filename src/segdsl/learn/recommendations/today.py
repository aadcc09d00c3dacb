"""What the models say of the population as of today, product by product; learns nothing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from segdsl import ir
from segdsl.frames import Numbers
from segdsl.learn.numbers import rounded
from segdsl.learn.predictions import scoring
from segdsl.learn.predictions.rows import Rows
from segdsl.learn.recommendations import naming
from segdsl.learn.recommendations.constants import least
from segdsl.learn.recommendations.samples import Day
from segdsl.learn.state import ModelState, ProductState


def products(
    thing: ir.Recommendation, today: Day, learned: Sequence[Rows], models: Sequence[ModelState | None]
) -> tuple[ProductState, ...]:
    """The states of the products, with how many customers each is for."""
    usual = [rounded(float(rows.happened.mean())) if rows.rows else 0.0 for rows in learned]
    chances = [_chances(thing, place, today, usual[place], models[place]) for place in range(len(thing.products))]
    first = _first([chance if usual[place] > 0 else chance * np.nan for place, chance in enumerate(chances)])
    made = []
    for place, product in enumerate(thing.products):
        held, chance = np.asarray(today.held[place]), chances[place]
        plain = ProductState(
            name=product.name,
            usual=usual[place],
            holders=int((held == 1).sum()),
            asked=int((held == 0).sum()),
            learned_from=learned[place].rows,
            bought=int(learned[place].happened.sum()),
            likely=0,
            first=int((first == place).sum()),
            model=models[place],
        )
        likely = int((chance >= least(plain, thing.likely)).sum())
        made.append(plain.model_copy(update={"likely": likely}))
    return tuple(made)


def _chances(thing: ir.Recommendation, place: int, today: Day, usual: float, model: ModelState | None) -> Numbers:
    """Of everybody of the population; NaN for those who hold it, or of whom it is not known."""
    found = np.full(len(today.numbers), np.nan)
    lacks = np.asarray(today.held[place]) == 0
    if model is None:
        found[lacks] = usual
        return found
    names = [feature.name for feature in naming.features(thing, thing.products[place])]
    vectors = today.lacking(place).vectors
    found[lacks] = scoring.chances(model, [vectors[names.index(feature.name)] for feature in model.features])
    return found


def _first(chances: Sequence[Numbers]) -> Numbers:
    """Which product has the highest chance, of equal ones the first; -1 for those who hold all."""
    table = np.where(np.isnan(np.column_stack(chances)), -1.0, np.column_stack(chances))
    return np.where(table.max(axis=1) >= 0, table.argmax(axis=1), -1).astype(np.float64)
