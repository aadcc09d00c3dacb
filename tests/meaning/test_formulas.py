"""The formulas that engine and fits share: the same to the last bit as walking tree by tree, and as searching."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

import numpy as np
import pytest
from tests.meaning.random_fitted import tree

from segdsl import ir
from segdsl.formulas.codes import MOST_IN_A_CELL, Codes
from segdsl.formulas.trees import MOST_LEAVES, Trees
from segdsl.interpret.fitted import leaf

LIMITS: dict[str, Callable[[Random], list[float]]] = {
    "even": lambda rnd: [float(i) for i in range(200)],
    "skewed": lambda rnd: [rnd.lognormvariate(0, 8) for _ in range(300)],
    "both signs": lambda rnd: [rnd.choice((-1, 1)) * rnd.lognormvariate(0, 20) for _ in range(300)],
    "dense": lambda rnd: [1.0 + i * 2.0**-50 for i in range(200)] + [1e9],
    "tiny": lambda rnd: [5e-324, -5e-324, 0.0, 1e-300],
    "huge": lambda rnd: [-1.7e308, 1.7e308, 3.0],
    "one": lambda rnd: [2.5],
    "endless": lambda rnd: [0.5, float("inf")],
    "none": lambda rnd: [],
}


@pytest.mark.parametrize("kind", LIMITS)
def test_codes_are_what_searching_finds(kind: str) -> None:
    rnd = Random(kind)
    limits = np.array(sorted(set(LIMITS[kind](rnd))), dtype=np.float64)
    beside = [np.nextafter(limits, -np.inf), limits, np.nextafter(limits, np.inf)]
    others = [rnd.gauss(0, 1) * 10 ** rnd.uniform(-300, 300) for _ in range(500)]
    asked = np.concatenate([*beside, others, [0.0, -0.0, np.inf, -np.inf, 1e308, -1e308]])
    with np.errstate(all="ignore"):
        assert Codes(limits).of(asked).tolist() == np.searchsorted(limits, asked).tolist()
        codes = Codes(limits)
        assert codes.of(np.array([np.nan])).tolist() == [codes.missing]


def test_a_grid_that_is_too_coarse_is_not_taken() -> None:
    limits = np.array([1.0 + i * 2.0**-50 for i in range(10 * MOST_IN_A_CELL)] + [1e300])
    assert Codes(limits)._grid is None


def one_by_one(trees: list[ir.Tree], constant: float, columns: list[Any]) -> list[float]:
    found = []
    for values in zip(*(column.tolist() for column in columns), strict=True):
        row = [None if value != value else value for value in values]
        total = constant
        for each in trees:
            total += each.value[leaf(each, row)]
        found.append(total)
    return found


@pytest.mark.parametrize("leaves", [1, 2, 7, 8, 9, 16, 21, 32, 33, 64, 65, 200, MOST_LEAVES, MOST_LEAVES + 88])
def test_many_rows_at_once_are_row_by_row(leaves: int) -> None:
    """Trees of every size, alone and beside others, and sums that depend on the order in which they are taken."""
    rnd = Random(leaves)
    for count in (1, 2, 3, 150 if leaves < 10 else 9):
        trees = [tree(rnd, 3, rnd.choice((leaves, leaves, rnd.randint(1, leaves)))) for _ in range(count)]
        rows = rnd.choice((1, 2, 300))
        columns = [
            np.array([rnd.choice((np.nan, rnd.gauss(0, 3), 1.1, 2.0, 100.0, np.inf)) for _ in range(rows)])
            for _ in range(3)
        ]
        assert Trees(trees, 0.1).values(columns).tolist() == one_by_one(trees, 0.1, columns)


def test_more_rows_than_are_worked_on_at_once() -> None:
    rnd = Random(1)
    trees = [tree(rnd, 2, 40) for _ in range(70)]
    columns = [np.random.default_rng(seed).normal(size=3_001) for seed in (1, 2)]
    whole = Trees(trees, 0.0).values(columns)
    assert whole.tolist() == one_by_one(trees, 0.0, columns)
    assert whole[777:778].tolist() == Trees(trees, 0.0).values([column[777:778] for column in columns]).tolist()


def test_no_trees_and_no_columns() -> None:
    assert Trees([], 0.5).values([np.zeros(3)]).tolist() == [0.5] * 3
    single = ir.Tree((-1,), (0.0,), (0,), (0,), (False,), (2.0,))
    assert Trees([single, single], 0.5).values([], rows=2).tolist() == [4.5] * 2
    assert Trees([single], 0.5).values([np.zeros(0)]).tolist() == []


def test_what_a_library_of_trees_predicts() -> None:
    """Boosted trees of scikit-learn, with gaps, converted node by node."""
    ensemble = pytest.importorskip("sklearn.ensemble")
    rng = np.random.default_rng(5)
    x = rng.normal(size=(4_000, 4)).round(2)
    x[rng.random(x.shape) < 0.1] = np.nan
    y = np.nan_to_num(x[:, 0]) + rng.normal(size=4_000) > 0
    model = ensemble.HistGradientBoostingClassifier(max_iter=20, random_state=0).fit(x, y)
    trees = []
    for (predictor,) in model._predictors:
        nodes = predictor.nodes
        ends = nodes["is_leaf"].astype(bool)
        trees.append(
            ir.Tree(
                tuple(np.where(ends, -1, nodes["feature_idx"]).tolist()),
                tuple(np.where(ends, 0.0, nodes["num_threshold"]).tolist()),
                tuple(nodes["left"].tolist()),
                tuple(nodes["right"].tolist()),
                tuple(nodes["missing_go_to_left"].astype(bool).tolist()),
                tuple(nodes["value"].tolist()),
            )
        )
    found = Trees(trees, float(model._baseline_prediction.ravel()[0])).values(list(x.T.copy()))
    assert np.abs(found - model.decision_function(x)).max() < 1e-12
