"""The meaning of what was learned: a value from constants and other values, by the IR's formulas; learns nothing."""

from __future__ import annotations

import datetime as dt
import math
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from typing import assert_never

from segdsl import ir
from segdsl.interpret.scalars import as_key, finite
from segdsl.types import Value

MOST_TERMS = 200_000
"""After so many terms the sum of `purchases` ends, wherever it is."""


def fitted(expr: ir.Fitted, ask: Callable[[ir.Expr], Value | None]) -> Value | None:
    """The value of a node, given a way to ask for the values of its parts."""

    def numbers(*parts: ir.Expr) -> list[float | None]:
        return [number(ask(part)) for part in parts]

    match expr:
        case ir.Band(value, cuts, lower_is_better):
            x = number(ask(value))
            return None if x is None else band(x, cuts, lower_is_better)
        case ir.Mapped():
            return mapped(expr, ask(expr.value))
        case ir.Linear(terms, constant):
            return linear(constant, [weight for weight, _ in terms], numbers(*(part for _, part in terms)))
        case ir.Apply(function, value):
            x = number(ask(value))
            return None if x is None else applied(function, x)
        case ir.Interpolate(value, points):
            x = number(ask(value))
            return None if x is None else interpolated(points, x)
        case ir.Trees(features, trees, constant):
            row = numbers(*features)
            total = constant
            for tree in trees:
                total += tree.value[leaf(tree, row)]
            return total
        case ir.Best(choices, highest):
            return best([label for _, label in choices], numbers(*(part for part, _ in choices)), highest)
        case ir.Repeats():
            x, last, age = numbers(expr.repeats, expr.last, expr.age)
            return None if x is None or last is None or age is None else repeats(expr, x, last, age)
        case _:
            assert_never(expr)


def number(value: Value | None) -> float | None:
    """A value as formulas take it: yes is 1 and no is 0, a duration is its days; what is no number is missing."""
    if isinstance(value, bool | int | float):
        return float(value)
    return value / dt.timedelta(days=1) if isinstance(value, dt.timedelta) else None


def in_days(value: Value | None) -> Value | None:
    """The same value, but of a duration its days: what was learned holds numbers."""
    return number(value) if isinstance(value, dt.timedelta) else value


def band(x: float, cuts: Sequence[float], lower_is_better: bool) -> int:
    """1 and one more for each cut that the value is better than."""
    return 1 + (len(cuts) - bisect_right(cuts, x) if lower_is_better else bisect_left(cuts, x))


def mapped(expr: ir.Mapped, value: Value | None) -> Value | None:
    text = as_key(in_days(value))
    return expr.missing if text is None else dict(expr.pairs).get(text, expr.otherwise)


def linear(constant: float, weights: Sequence[float], values: Sequence[float | None]) -> float | None:
    total = constant
    for weight, x in zip(weights, values, strict=True):
        if x is None:
            return None
        total += weight * x
    return total if math.isfinite(total) else None


def applied(function: ir.Function, x: float) -> float | None:
    match function:
        case ir.Function.EXP:
            return finite(lambda: math.exp(x))
        case ir.Function.LOG:
            return math.copysign(math.log1p(abs(x)), x)
        case ir.Function.LOGISTIC:
            return 1 / (1 + _exp(-x))
        case _:
            assert_never(function)


def interpolated(points: Sequence[tuple[float, float]], x: float) -> float | None:
    after = bisect_right(points, x, key=lambda point: point[0])
    if after == 0 or after == len(points):
        return points[0 if after == 0 else -1][1]
    (x0, y0), (x1, y1) = points[after - 1], points[after]
    return finite(lambda: y0 + (y1 - y0) * ((x - x0) / (x1 - x0)))


def leaf(tree: ir.Tree, row: Sequence[float | None]) -> int:
    """The number of the leaf that a row of features comes to."""
    node = 0
    while (feature := tree.feature[node]) >= 0:
        x = row[feature]
        goes_left = tree.missing_left[node] if x is None else x <= tree.threshold[node]
        node = tree.left[node] if goes_left else tree.right[node]
    return node


def best(labels: Sequence[str], values: Sequence[float | None], highest: bool) -> str | None:
    known = [(x, label) for x, label in zip(values, labels, strict=True) if x is not None]
    if not known:
        return None
    return (max if highest else min)(known, key=lambda choice: choice[0])[1]  # of equals the first, both of them


# ---- purchases ------------------------------------------------------------------------------------------------------


def repeats(asked: ir.Repeats, x: float, last: float, age: float) -> float | None:
    """What `ir.Repeats` asks; less than nothing of anything, or half a purchase, makes no sense and is missing."""
    if min(x, last, age) < 0 or 0 < x < 1 or asked.alpha + last <= 0:
        return None
    match asked.asks:
        case ir.History.ALIVE:
            return finite(lambda: alive(asked, x, last, age))
        case ir.History.PURCHASES:
            return finite(lambda: alive(asked, x, last, age) * purchases(asked, x, age))
        case _:
            assert_never(asked.asks)


def alive(asked: ir.Repeats, x: float, last: float, age: float) -> float:
    """The chance to be a customer still: the longer the silence after many purchases, the smaller it is."""
    if x == 0:
        return 1.0
    silence = (asked.r + x) * math.log((asked.alpha + age) / (asked.alpha + last))
    return 1 / (1 + asked.a / (asked.b + x - 1) * _exp(silence))


def purchases(asked: ir.Repeats, x: float, age: float) -> float:
    """The purchases to expect of somebody who is a customer still.

    Published as (a + b + x - 1) / (a - 1) * (1 - (1 - z)^(r + x) * F(r + x, b + x; a + b + x - 1; z)) with Gauss'
    hypergeometric function F, where z = horizon / (alpha + age + horizon). Here its power series, arranged so that
    nothing is subtracted and nothing divided by a - 1: the mean, over n with a negative binomial distribution (the
    purchases if nobody left), of 1 + b_0 + b_0 b_1 + … with n terms, b_i the chance to stay on after one more.
    """
    shape, z = asked.r + x, asked.horizon / (asked.alpha + age + asked.horizon)
    log_weight = shape * math.log1p(-z)
    scale = max(log_weight, -600.0)  # weights too small for a double are counted in units of e^(log_weight - scale)
    weight, made, stays, total = math.exp(scale), 0.0, 1.0, 0.0
    for n in range(MOST_TERMS):
        ratio = z * (shape + n) / (n + 1)
        weight *= ratio
        made += stays
        stays *= (asked.b + x + n) / (asked.a + asked.b + x + n)
        total += weight * made
        slower = max(ratio, z)
        if slower < 1 and weight * made <= 1e-17 * (1 - slower) * total:
            break
    return total * math.exp(log_weight - scale)


def _exp(x: float) -> float:
    try:
        return math.exp(x)
    except OverflowError:
        return math.inf
