"""All cells of the matrix, one after another."""

from __future__ import annotations

from tests.meaning.cells import conditions, learned, measures, values
from tests.meaning.cells.sheets import Cell

_MAKERS = (
    conditions.comparisons, conditions.durations, conditions.lists_and_gaps, conditions.between, conditions.logic,
    conditions.texts, values.numbers, values.choices, values.dates, measures.measures, measures.windows,
    learned.look_ups, learned.split, learned.numbers, learned.others, learned.trees, learned.histories,
)  # fmt: skip


def cells() -> list[Cell]:
    return [cell for make in _MAKERS for cell in make()]
