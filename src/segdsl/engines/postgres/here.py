"""What is computed outside the database, from features that it has answered; asks it nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from segdsl.engines import pandas
from segdsl.engines.postgres.cutting import TABLE, Cut
from segdsl.frames import ROW_NUMBER, Answers, Batch, Vector

T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False)
class _Features:
    """One batch of features as the rows of a table."""

    batch: Batch
    native: None = None

    @property
    def rows(self) -> int:
        return self.batch.rows

    def batches(self, columns: frozenset[str]) -> Iterator[Batch]:
        numbers = np.arange(1.0, self.batch.rows + 1)
        found = {name: numbers if name == ROW_NUMBER else self.batch.columns[name] for name in columns}
        yield Batch(self.batch.rows, found)


def answered(plan: Cut, inside: Answers) -> Answers:
    """The answers to all questions, from those that the database gave."""
    if plan.here is None:
        return inside
    count = len(inside.values) - len(plan.features)
    features: dict[str, Vector] = dict(zip(plan.features, inside.values[count:], strict=True))
    (here,) = pandas.run(plan.here, {TABLE: _Features(Batch(inside.rows, features))})
    return Answers(
        rows=inside.rows,
        make_keys=inside.make_keys,
        true=_merged(plan.conditions, inside.true, here.true),
        possible=_merged(plan.conditions, inside.possible, here.possible),
        values=_merged(plan.values, inside.values[:count], here.values),
    )


def _merged(order: tuple[bool, ...], inside: Sequence[T], here: Sequence[T]) -> tuple[T, ...]:
    there, own = iter(inside), iter(here)
    return tuple(next(there) if is_inside else next(own) for is_inside in order)
