"""Bugs planted in the engine and in lowering are found by the random programs: so those are worth something."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

import numpy as np
import pytest
from tests.meaning.test_engine_agrees import disagreements

from segdsl import ir
from segdsl.engines.pandas import customers, exact, fitted, folds, masks, passes, routes, sequence, values, vectors
from segdsl.engines.pandas.vectors import Sort, Vec
from segdsl.formulas import bands, codes, leaves, purchases, trees
from segdsl.lower import comparisons, measures, nodes, pool
from segdsl.lower.expressions import Lowering

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
            tuple(self.places), np.concatenate([none, *self.numbers]), np.concatenate([none, *self.customers])
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


def bands_begin_at_their_cut(patch: pytest.MonkeyPatch) -> None:
    banded = bands.bands

    def begin(values: Any, cuts: Any, lower_is_better: bool) -> Any:
        return banded(np.nextafter(values, -np.inf if lower_is_better else np.inf), cuts, lower_is_better)

    patch.setattr(bands, "bands", begin)


def lower_is_never_better(patch: pytest.MonkeyPatch) -> None:
    banded = bands.bands
    patch.setattr(bands, "bands", lambda values, cuts, lower_is_better: banded(values, cuts, False))


def lines_go_on_beyond_their_ends(patch: pytest.MonkeyPatch) -> None:
    interpolated = bands.interpolated

    def farther(numbers: Any, points: Any) -> Any:
        return interpolated(numbers, (*points, (points[-1][0] + 1, points[-1][1] + 1)))

    patch.setattr(bands, "interpolated", farther)


def sums_skip_what_is_missing(patch: pytest.MonkeyPatch) -> None:
    linear = bands.linear
    patch.setattr(bands, "linear", lambda columns, *more: linear([np.nan_to_num(each) for each in columns], *more))


def sums_end_where_they_begin(patch: pytest.MonkeyPatch) -> None:
    linear = bands.linear

    def backwards(columns: Any, weights: Any, constant: float, rows: int) -> Any:
        return linear(columns[::-1], weights[::-1], constant, rows)

    patch.setattr(bands, "linear", backwards)


def missing_always_goes_right(patch: pytest.MonkeyPatch) -> None:
    built = leaves.Group.__init__

    def build(self: leaves.Group, trees: Any) -> None:
        built(self, [replace(tree, missing_left=(False,) * len(tree.feature)) for tree in trees])

    patch.setattr(leaves.Group, "__init__", build)


def a_threshold_goes_right(patch: pytest.MonkeyPatch) -> None:
    known = codes.Codes._known
    patch.setattr(codes.Codes, "_known", lambda self, numbers: known(self, np.nextafter(numbers, np.inf)))


def trees_are_added_in_any_order(patch: pytest.MonkeyPatch) -> None:
    built = trees.Trees.__init__
    patch.setattr(trees.Trees, "__init__", lambda self, grown, constant: built(self, grown[::-1], constant))


def the_last_of_the_best(patch: pytest.MonkeyPatch) -> None:
    best = fitted.best
    patch.setattr(fitted, "best", lambda columns, labels, highest: best(columns[::-1], labels[::-1], highest))


def yes_and_no_are_no_numbers(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(fitted, "numbers", lambda vec: vec.data if vec.sort is Sort.NUMBER else np.full(len(vec), np.nan))


def what_is_unknown_is_missing(patch: pytest.MonkeyPatch) -> None:
    mapped = fitted._mapped
    patch.setattr(fitted, "_mapped", lambda node: mapped(replace(node, missing=node.otherwise)))


def somebody_without_repeats_may_be_gone(patch: pytest.MonkeyPatch) -> None:
    where = np.where

    def alive(self: purchases.Model, repeats: Any, last: Any, age: Any) -> Any:
        silence = (self.r + repeats) * np.log((self.alpha + age) / (self.alpha + last))
        found = 1 / (1 + self.a / (self.b + repeats - 1) * np.exp(silence))
        return where(np.isnan(repeats + last + age), np.nan, self._known(found, repeats, last, age))

    patch.setattr(purchases.Model, "alive", alive)


def averages_are_above_themselves(patch: pytest.MonkeyPatch) -> None:
    relation = ir.Place.rel.fget  # type: ignore[attr-defined]
    wrong = {ir.Rel.GT: ir.Rel.GE, ir.Rel.LT: ir.Rel.LE}
    compare = comparisons.compare

    def ranked(self: Lowering, cond: ir.Cond, wanted: bool = True, of_row: bool = False) -> nodes.Cond:
        if not isinstance(cond, ir.Ranked):
            return lowered(self, cond, wanted, of_row)
        rel = wrong.get(relation(cond.place), relation(cond.place))
        sides = self.value(cond.value, of_row), self.value(cond.limit, of_row)
        return compare(self.pool, rel if wanted else rel.opposite, *sides)

    lowered = Lowering.condition
    patch.setattr(Lowering, "condition", ranked)


PLANTS: list[Plant] = [
    less_is_at_most, missing_differs, missing_is_not_possible, infinite_stays, halves_to_even,
    months_without_their_ends, months_by_thirty_days, ties_to_the_largest, rows_count_for_every_way,
    shares_of_what_counts, the_first_day_is_left_out, the_future_is_seen, not_keeps_the_chain, surely_forgets_not,
    later_branches_win, sides_are_swapped, sums_are_rounded_on_the_way, lists_of_texts_are_mixed_up,
    a_missing_end_counts_nothing, every_row_is_a_customer, chains_forget_what_is_possible,
    bands_begin_at_their_cut, lower_is_never_better, lines_go_on_beyond_their_ends, sums_skip_what_is_missing,
    sums_end_where_they_begin, missing_always_goes_right, a_threshold_goes_right, trees_are_added_in_any_order,
    the_last_of_the_best, yes_and_no_are_no_numbers, what_is_unknown_is_missing, somebody_without_repeats_may_be_gone,
    averages_are_above_themselves,
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
