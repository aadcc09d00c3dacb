"""Engines made of the pandas one: in another order of the customers, in other batches, and wrong in a known way."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pyarrow as pa

from segdsl.diagnostics.model import Diagnostic
from segdsl.engines import pandas
from segdsl.engines.door import Run, UnseenRows
from segdsl.frames import Answers, Store, Texts, Vector
from segdsl.lower import Plan

Change = Callable[[Answers], Answers]


@dataclass
class Changed(Iterator[Answers]):
    """A run of which every batch is changed."""

    run: Run
    change: Change
    blind: bool

    @property
    def unseen(self) -> Mapping[str, UnseenRows]:
        return {} if self.blind else self.run.unseen

    def __next__(self) -> Answers:
        return self.change(next(self.run))


@dataclass(frozen=True)
class Made:
    """An engine that does what pandas does, and then something else; a `blind` one counts no rows that no rule sees."""

    change: Change = lambda answers: answers
    name: str = "made"
    needs: tuple[str, ...] = ()
    extra: str | None = None
    ordered: bool = True
    blind: bool = False
    refused: tuple[Diagnostic, ...] = field(default=())

    def refusals(self, plan: Plan, stores: Mapping[str, Store]) -> Sequence[Diagnostic]:
        return self.refused

    def run(self, plan: Plan, stores: Mapping[str, Store], progress: Callable[[int], None] | None = None) -> Run:
        return Changed(pandas.run(plan, stores, progress), self.change, self.blind)


def errs(answers: Answers) -> Answers:
    """About the first condition, for everybody."""
    first = ~answers.true[0]
    return replace(answers, true=(first, *answers.true[1:]), possible=(first, *answers.possible[1:]))


def errs_about(key: str) -> Change:
    """About the first condition, for one customer."""

    def change(answers: Answers) -> Answers:
        there = np.asarray(answers.keys == key, dtype=np.bool_)
        first = answers.true[0] ^ there
        return replace(
            answers,
            true=(first, *answers.true[1:]),
            possible=(answers.possible[0] & ~there | first, *answers.possible[1:]),
        )

    return change


def picked(answers: Answers, order: Any) -> Answers:
    """The same customers in this order; keys as Arrow has them."""

    def of(vector: Vector) -> Vector:
        return Texts(vector.codes[order], vector.values) if isinstance(vector, Texts) else vector[order]

    true = tuple(mask[order] for mask in answers.true)
    possible = tuple(
        mine if some is one else some[order]
        for mine, one, some in zip(true, answers.true, answers.possible, strict=True)
    )
    values = tuple(of(vector) for vector in answers.values)
    return Answers(len(order), pa.array(answers.keys[order], pa.string()), true, possible, values)


def backwards(answers: Answers) -> Answers:
    return picked(answers, np.arange(answers.rows)[::-1])


WRONG = Made(errs, "wrong")
BACKWARDS = Made(backwards, "backwards", ordered=False)
"""In another order, which it says."""
