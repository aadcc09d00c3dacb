"""Trees taken out of scikit-learn say what scikit-learn says, gaps included."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.tree import DecisionTreeClassifier
from threadpoolctl import threadpool_limits

from segdsl.formulas.trees import Trees
from segdsl.learn.predictions.trees import HIGHEST, of_boosting, of_forest, readable
from segdsl.learn.state import TreeState


def customers(rows: int, seed: int, *, whole: bool) -> tuple[np.ndarray, np.ndarray]:
    """Halves are the same in single and in double precision."""
    rng = np.random.default_rng(seed)
    matrix = rng.integers(-20, 20, (rows, 4)) / 2 if whole else rng.normal(size=(rows, 4))
    happened = np.nansum(matrix, axis=1) + rng.normal(size=rows) * 5 > 0
    matrix[rng.random(matrix.shape) < 0.15] = np.nan
    matrix[:, 3] = np.where(happened & (rng.random(rows) < 0.5), np.nan, 1.0)  # known or missing is all that it tells
    return matrix, happened


def said(trees: list[TreeState], constant: float, matrix: np.ndarray) -> np.ndarray:
    return Trees(trees, constant).values([np.ascontiguousarray(column) for column in matrix.T])


def test_boosted_trees() -> None:
    matrix, happened = customers(2000, 1, whole=False)
    with threadpool_limits(1):
        model = HistGradientBoostingClassifier(max_iter=40, max_leaf_nodes=8, early_stopping=False)
        model.fit(matrix, happened)
    trees = [of_boosting(round_[0].nodes) for round_ in model._predictors]
    asked, _ = customers(3000, 2, whole=False)
    wanted = model.decision_function(asked)
    assert said(trees, float(model._baseline_prediction[0, 0]), asked) == pytest.approx(wanted, abs=1e-9)
    assert any(HIGHEST in tree.threshold for tree in trees)


@pytest.mark.parametrize("seed", range(3))
def test_a_decision_tree(seed: int) -> None:
    matrix, happened = customers(1000, seed, whole=True)
    model = DecisionTreeClassifier(max_depth=5, min_samples_leaf=5, random_state=0).fit(matrix, happened)
    tree = of_forest(model.tree_, 1)
    asked, _ = customers(1000, seed + 10, whole=True)
    for made in (tree, readable(tree, matrix)):
        assert said([made], 0.0, matrix) == pytest.approx(model.predict_proba(matrix)[:, 1], abs=1e-9)
    assert said([tree], 0.0, asked) == pytest.approx(model.predict_proba(asked)[:, 1], abs=1e-9)


def test_a_forest() -> None:
    matrix, happened = customers(1000, 3, whole=True)
    model = RandomForestClassifier(20, max_leaf_nodes=64, random_state=0).fit(matrix, happened)
    trees = [of_forest(one.tree_, 20) for one in model.estimators_]
    asked, _ = customers(1000, 4, whole=True)
    assert said(trees, 0.0, asked) == pytest.approx(model.predict_proba(asked)[:, 1], abs=1e-9)


def test_where_both_sides_come_to_the_same_there_is_no_question() -> None:
    matrix = np.array([[1.0], [2.0], [3.0], [4.0]] * 10)
    happened = np.array([False, False, False, True] * 10)
    model = DecisionTreeClassifier(max_depth=3, random_state=0).fit(np.hstack([matrix, matrix**2]), happened)
    tree = of_forest(model.tree_, 1)
    assert sum(feature >= 0 for feature in tree.feature) == 1


def test_thresholds_have_as_few_digits_as_will_do() -> None:
    matrix = np.array([[17.25], [1234.5], [1300.0], [5000.0]] * 10)
    tree = of_forest(DecisionTreeClassifier().fit(matrix, matrix[:, 0] > 1250).tree_, 1)
    assert tree.threshold[0] == 1267.25
    assert readable(tree, matrix).threshold[0] == 1270  # 1300 would take in those with 1,300
