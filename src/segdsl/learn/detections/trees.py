"""scikit-learn's isolation trees → trees whose leaves hold path lengths; fits nothing.

scikit-learn looks at values in single precision. Here each threshold is moved to the double at which single precision
turns from one side to the other, so that a double lands in the leaf that its single would land in.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from segdsl.learn.numbers import rounded
from segdsl.learn.state import TreeState

TWELFTH_DIGIT = 1e-11


def path_length(rows: int) -> float:
    """c(n): how many steps a search in a tree of so many customers takes on average before it fails."""
    if rows <= 1:
        return 0.0
    if rows == 2:
        return 1.0
    return 2.0 * (math.log(rows - 1.0) + float(np.euler_gamma)) - 2.0 * (rows - 1.0) / rows


def of_isolation(tree: Any) -> TreeState:
    """A leaf is worth the steps to it, and where several share it those that would still be needed to part them."""
    leaf = tree.children_left < 0
    depth = np.zeros(tree.node_count, dtype=np.intp)
    for node in np.flatnonzero(~leaf):  # children come after their parents
        depth[tree.children_left[node]] = depth[tree.children_right[node]] = depth[node] + 1
    return TreeState(
        feature=tuple(-1 if end else int(f) for end, f in zip(leaf, tree.feature, strict=True)),
        threshold=tuple(0.0 if end else turning(float(t)) for end, t in zip(leaf, tree.threshold, strict=True)),
        left=tuple(0 if end else int(n) for end, n in zip(leaf, tree.children_left, strict=True)),
        right=tuple(0 if end else int(n) for end, n in zip(leaf, tree.children_right, strict=True)),
        missing_left=tuple(bool(m) and not end for end, m in zip(leaf, tree.missing_go_to_left, strict=True)),
        value=tuple(
            rounded(int(d) + path_length(int(n))) if end else 0.0
            for end, d, n in zip(leaf, depth, tree.n_node_samples, strict=True)
        ),
    )


def turning(threshold: float) -> float:
    """The middle between the last single that goes left and the first that goes right, in twelve digits; the middle
    itself goes with the single it is rounded to (the one whose last bit is 0)."""
    if not math.isfinite(threshold):
        return rounded(math.copysign(float(np.finfo(np.float64).max), threshold))
    with np.errstate(over="ignore"):
        left = np.float32(threshold)
        if float(left) > threshold:
            left = np.nextafter(left, np.float32(-np.inf))
        right = np.nextafter(left, np.float32(np.inf))
    if not (np.isfinite(left) and np.isfinite(right)):
        return rounded(threshold)
    middle = (float(left) + float(right)) / 2
    goes_left = np.float32(middle) == left
    found = rounded(middle)
    if (middle <= found) != goes_left:
        found = rounded(middle + (1 if goes_left else -1) * abs(middle) * TWELFTH_DIGIT)
    return found
