"""Decision trees and random forests: scikit-learn's, small enough to be read or kept."""

from __future__ import annotations

from segdsl.frames import Bools
from segdsl.learn.context import SEED
from segdsl.learn.features import Matrix
from segdsl.learn.predictions.raw import Raw
from segdsl.learn.predictions.trees import of_forest, readable

DEEPEST = 5
MOST_LEAVES_OF_ONE = 16
TREES = 100
MOST_LEAVES = 64


def least_in_leaf(rows: int) -> int:
    """Of a tree that people read: a hundredth of the customers, at least twenty."""
    return max(20, rows // 100)


def decision_tree(matrix: Matrix, happened: Bools) -> Raw:
    from sklearn.tree import DecisionTreeClassifier

    model = DecisionTreeClassifier(
        max_depth=DEEPEST,
        max_leaf_nodes=MOST_LEAVES_OF_ONE,
        min_samples_leaf=least_in_leaf(len(matrix)),
        random_state=SEED,
    )
    model.fit(matrix, happened)
    return Raw((readable(of_forest(model.tree_, 1), matrix),), (), 0.0)


def random_forest(matrix: Matrix, happened: Bools) -> Raw:
    from sklearn.ensemble import RandomForestClassifier

    model = RandomForestClassifier(
        n_estimators=TREES, max_leaf_nodes=MOST_LEAVES, min_samples_leaf=5, random_state=SEED
    )
    model.fit(matrix, happened)
    return Raw(tuple(of_forest(tree.tree_, TREES) for tree in model.estimators_), (), 0.0)
