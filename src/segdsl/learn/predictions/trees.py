"""Trees as scikit-learn holds them → trees as a state holds them; fits nothing.

scikit-learn's own forests look at values in single precision and ours do not, so that from here on only our own
evaluation counts: calibration, figures and constants are all made with it.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from segdsl.frames import Numbers
from segdsl.learn.features import Matrix
from segdsl.learn.numbers import DIGITS, rounded
from segdsl.learn.state import TreeState

HIGHEST = rounded(sys.float_info.max)
"""Stands for the threshold "infinite", by which scikit-learn parts what is known from what is missing."""


def of_boosting(nodes: Any) -> TreeState:
    """A tree of `HistGradientBoostingClassifier`: the values are added up as log-odds."""
    leaf = nodes["is_leaf"].astype(bool)
    return _numbered(
        feature=[-1 if end else int(f) for end, f in zip(leaf, nodes["feature_idx"], strict=True)],
        threshold=[float(t) for t in nodes["num_threshold"]],
        left=[int(n) for n in nodes["left"]],
        right=[int(n) for n in nodes["right"]],
        missing_left=[bool(m) for m in nodes["missing_go_to_left"]],
        value=[float(v) for v in nodes["value"]],
    )


def of_forest(tree: Any, of: int) -> TreeState:
    """A tree of a decision tree or random forest for two outcomes: the values are the share of those who did,
    divided by the number of trees."""
    leaf = tree.children_left < 0
    return _numbered(
        feature=[-1 if end else int(f) for end, f in zip(leaf, tree.feature, strict=True)],
        threshold=[float(t) for t in tree.threshold],
        left=[int(n) for n in tree.children_left],
        right=[int(n) for n in tree.children_right],
        missing_left=[bool(m) for m in tree.missing_go_to_left],
        value=[float(shares[0, 1]) / of for shares in tree.value],
    )


def _numbered(
    feature: Sequence[int],
    threshold: Sequence[float],
    left: Sequence[int],
    right: Sequence[int],
    missing_left: Sequence[bool],
    value: Sequence[float],
) -> TreeState:
    """Nodes from the root on, the left side first, without what a leaf does not need; where both sides of a node
    come to the same, the node is a leaf."""
    made: dict[str, list[Any]] = {name: [] for name in TreeState.model_fields}

    def add(node: int) -> int:
        place = len(made["feature"])
        end = feature[node] < 0
        for name, part in (
            ("feature", -1 if end else feature[node]),
            ("threshold", 0.0 if end else _finite(threshold[node])),
            ("left", 0),
            ("right", 0),
            ("missing_left", not end and missing_left[node]),
            ("value", rounded(value[node]) if end else 0.0),
        ):
            made[name].append(part)
        if not end:
            made["left"][place] = add(left[node])
            made["right"][place] = add(right[node])
            _merge(made, place)
        return place

    add(0)
    return TreeState(**{name: tuple(parts) for name, parts in made.items()})


def _merge(made: dict[str, list[Any]], place: int) -> None:
    sides = (made["left"][place], made["right"][place])
    if any(made["feature"][side] >= 0 for side in sides) or made["value"][sides[0]] != made["value"][sides[1]]:
        return
    value = made["value"][sides[0]]
    for part in made.values():
        del part[place + 1 :]
    made["feature"][place], made["threshold"][place], made["value"][place] = -1, 0.0, value
    made["left"][place] = made["right"][place] = 0
    made["missing_left"][place] = False


def readable(tree: TreeState, matrix: Matrix) -> TreeState:
    """The same parting of these customers, with thresholds of as few digits as will do."""
    thresholds = list(tree.threshold)
    for node, feature in enumerate(tree.feature):
        if feature >= 0 and abs(thresholds[node]) < HIGHEST:
            thresholds[node] = _short(matrix[:, feature], thresholds[node])
    return tree.model_copy(update={"threshold": tuple(thresholds)})


def _short(column: Numbers, threshold: float) -> float:
    """A number from the highest value up to the threshold to just below the next."""
    below, above = column[column <= threshold], column[column > threshold]
    if not len(below) or not len(above):
        return threshold
    low, high = float(below.max()), float(above.min())
    tried = (float(f"{(low + high) / 2:.{digits}g}") for digits in range(1, DIGITS))
    return next((found for found in tried if low <= found < high), threshold)


def _finite(threshold: float) -> float:
    return rounded(max(-HIGHEST, min(HIGHEST, threshold)))
