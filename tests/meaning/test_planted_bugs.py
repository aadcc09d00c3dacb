"""Bugs planted in the engine and in lowering are found by the random programs: so those are worth something."""

from __future__ import annotations

import operator
from collections.abc import Callable
from random import Random
from typing import Any

import numpy as np
import pytest
from tests.meaning.test_engine_agrees import disagreements

from segdsl import ir
from segdsl.engines.pandas import customers, exact, folds, masks, passes, routes, sequence, values, vectors
from segdsl.engines.pandas.vectors import Sort, Vec
from segdsl.lower import comparisons, measures, nodes, pool

Plant = Callable[[pytest.MonkeyPatch], None]
WITHIN = 400
"""So many random worlds at most, until one of them shows the bug."""


def less_is_at_most(patch: pytest.MonkeyPatch) -> None:
    patch.setitem(masks._OPERATORS, ir.Rel.LT, operator.le)


def missing_differs(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(masks, "closed_to", lambda possible, *vecs: (possible, possible))


def missing_is_not_possible(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(masks, "open_to", lambda true, possibly, *vecs: (true, true))


def infinite_stays(patch: pytest.MonkeyPatch) -> None:
    def calculate(op: ir.Op, left: Vec, right: Vec) -> Vec:
        return Vec(Sort.NUMBER, values._OPERATORS[op](left.data, right.data))

    patch.setattr(values, "calculate", calculate)


def halves_to_even(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(values, "rounded", lambda vec: Vec(vec.sort, np.rint(vec.data)))


def months_without_their_ends(patch: pytest.MonkeyPatch) -> None:
    def shifted(days: Any, count: int) -> Any:
        months = values._months(days)
        return values._first_of(months + count) + days - values._first_of(months)

    patch.setattr(values, "_shift_months", shifted)


def months_by_thirty_days(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(values, "_complete_months", lambda days, end: np.trunc((end - days) / 30))


def ties_to_the_largest(patch: pytest.MonkeyPatch) -> None:
    lexsort = np.lexsort
    patch.setattr(np, "lexsort", lambda keys: lexsort((-keys[0], *keys[1:])))


def rows_count_for_every_way(patch: pytest.MonkeyPatch) -> None:
    def relation(self: routes.Pairs) -> routes.Relation:
        none = np.zeros(0, dtype=np.int64)
        return routes.Relation.of(
            self.places, np.concatenate([none, *self.numbers]), np.concatenate([none, *self.customers])
        )

    patch.setattr(routes.Pairs, "relation", relation)


def shares_of_what_counts(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(folds.Counting, "add_base", lambda self, customers, values: None)


def the_first_day_is_left_out(patch: pytest.MonkeyPatch) -> None:
    compare = comparisons.compare

    def opened(made: pool.Pool, rel: ir.Rel, left: nodes.Value, right: nodes.Value) -> nodes.Cond:
        return compare(made, ir.Rel.GT if rel is ir.Rel.GE else rel, left, right)

    patch.setattr(comparisons, "compare", opened)


def the_future_is_seen(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(measures, "seen", lambda lowering, name: lowering.pool.known(True))


def not_keeps_the_chain(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(pool.Pool, "either", pool.Pool.both)


def surely_forgets_not(patch: pytest.MonkeyPatch) -> None:
    surely = pool.Pool.surely
    patch.setattr(pool.Pool, "surely", lambda self, condition, wanted=True: surely(self, condition))


def later_branches_win(patch: pytest.MonkeyPatch) -> None:
    call = values.Picker.__call__
    patch.setattr(
        values.Picker, "__call__", lambda self, branches, otherwise: call(self, list(reversed(branches)), otherwise)
    )


def sides_are_swapped(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(ir.Rel, "mirrored", property(lambda rel: rel))


def sums_are_rounded_on_the_way(patch: pytest.MonkeyPatch) -> None:
    def add(self: exact.ExactSum, customers: Any, numbers: Any) -> None:
        self.decimals = None
        found = self._in_pieces()
        plain = np.zeros(self.size)
        np.add.at(plain, customers, numbers)
        found.add(np.arange(self.size), plain + found.rounded())

    patch.setattr(exact.ExactSum, "add", add)


def lists_of_texts_are_mixed_up(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(vectors, "recoding", lambda values, places, unknown=-1: np.array([*range(len(values)), -1]))
    patch.setattr(masks, "recoding", vectors.recoding)
    patch.setattr(values, "recoding", vectors.recoding)


def a_missing_end_counts_nothing(patch: pytest.MonkeyPatch) -> None:
    taken = passes.Measuring._blanks
    patch.setattr(
        passes.Measuring,
        "_blanks",
        lambda self, conditions: {key: np.zeros_like(mask) for key, mask in taken(self, conditions).items()},
    )


def every_row_is_a_customer(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(customers, "_first_of_each", lambda keys, keep, met: np.ones(len(keys), dtype=bool))


def chains_forget_what_is_possible(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(sequence, "who_needs_possibly", lambda order, roots: frozenset(root.number for root in roots))


PLANTS: list[Plant] = [
    less_is_at_most, missing_differs, missing_is_not_possible, infinite_stays, halves_to_even,
    months_without_their_ends, months_by_thirty_days, ties_to_the_largest, rows_count_for_every_way,
    shares_of_what_counts, the_first_day_is_left_out, the_future_is_seen, not_keeps_the_chain, surely_forgets_not,
    later_branches_win, sides_are_swapped, sums_are_rounded_on_the_way, lists_of_texts_are_mixed_up,
    a_missing_end_counts_nothing, every_row_is_a_customer, chains_forget_what_is_possible,
]  # fmt: skip


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: plant.__name__.replace("_", " "))
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_is_found(plant: Plant, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch)
    assert any(_shown(seed) for seed in range(WITHIN))


def _shown(seed: int) -> bool:
    """Whether the world shows that something is wrong: another answer, or none."""
    try:
        return bool(disagreements(Random(seed)))
    except (ValueError, TypeError, IndexError, AssertionError):
        return True
