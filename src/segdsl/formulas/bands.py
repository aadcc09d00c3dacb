"""Bands and lines: one number into another by a list of limits; NaN, which is missing, stays NaN."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from segdsl.frames import Numbers


def bands(values: Numbers, cuts: Sequence[float], lower_is_better: bool) -> Numbers:
    """1 + the number of cuts strictly below each value (`lower_is_better`: strictly above)."""
    ends = np.asarray(cuts, dtype=np.float64)
    found = np.searchsorted(ends, values, side="right" if lower_is_better else "left")
    result: Numbers = np.add(len(ends) - found if lower_is_better else found, 1.0, dtype=np.float64)
    missing = np.isnan(values)
    if missing.any():
        result[missing] = np.nan
    return result


def interpolated(values: Numbers, points: Sequence[tuple[float, float]]) -> Numbers:
    """Straight lines between the points; before the first and after the last their own height."""
    x = np.array([point[0] for point in points])
    y = np.array([point[1] for point in points])
    after = np.searchsorted(x, values, side="right")
    inside = np.clip(after, 1, max(len(x) - 1, 1))
    left, right = inside - 1, np.minimum(inside, len(x) - 1)
    with np.errstate(all="ignore"):
        between = y[left] + (y[right] - y[left]) * ((values - x[left]) / (x[right] - x[left]))
    result: Numbers = np.where(after == 0, y[0], np.where(after == len(x), y[-1], between))
    result[np.isnan(values) | np.isinf(result)] = np.nan
    return result


def linear(columns: Sequence[Numbers], weights: Sequence[float], constant: float, rows: int) -> Numbers:
    """constant + weight * column + …, added in order; NaN where the result is not finite."""
    total = np.full(rows, constant, dtype=np.float64)
    term = np.empty_like(total)  # one for all terms: asking for memory takes longer than multiplying
    with np.errstate(all="ignore"):
        for weight, column in zip(weights, columns, strict=True):
            np.multiply(column, weight, out=term)
            total += term
    infinite = np.isinf(total)
    if infinite.any():
        total[infinite] = np.nan
    return total
