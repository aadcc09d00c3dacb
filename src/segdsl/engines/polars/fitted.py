"""What was learned: short formulas as expressions, the others by numpy over the columns of a batch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, TypeAlias, assert_never

import numpy as np
import numpy.typing as npt
import polars as pl

from segdsl import ir
from segdsl.engines.pandas.fitted import applied, best
from segdsl.engines.polars.sorts import Part, Sort, missing, sort_of
from segdsl.engines.polars.steps import Steps, made
from segdsl.engines.polars.texts import key_text, mapped
from segdsl.formulas import bands, purchases, trees
from segdsl.frames import Numbers, Texts
from segdsl.lower import nodes
from segdsl.lower.nodes import Fitted

MOST_CUTS = 16
MOST_TERMS = 30
MOST_TREE_NODES = 31

Formula: TypeAlias = Callable[[Sequence[Numbers], int], Numbers]


def fitted(node: Fitted, parts: Sequence[Part], steps: Steps) -> Part:
    """The value, given its parts in their order."""
    if isinstance(node, nodes.Mapped):
        by = steps.settled(parts[0]) if parts[0].sort is Sort.NUMBER else parts[0]
        key = steps.settled(made(key_text(by), Sort.TEXT, by))
        sort = sort_of(node.type)
        return made(mapped(node, key.expr, sort), sort, key)
    numbers = [_numbers(part, steps) for part in parts]
    match node:
        case nodes.Band(_, cuts, lower) if len(cuts) <= MOST_CUTS:
            return _band(numbers[0], cuts, lower, steps)
        case nodes.Linear(constant, weights) if len(weights) <= MOST_TERMS:
            return _linear(constant, weights, numbers)
        case nodes.Trees(_, (tree,), constant) if len(tree.feature) <= MOST_TREE_NODES:
            return _tree(tree, constant, [steps.settled(part) for part in numbers])
        case nodes.Best(_, labels, highest):
            return _best(numbers, labels, highest, steps)
        case _:
            return _by_numpy(_formula(node), numbers, steps)


def _numbers(part: Part, steps: Steps) -> Part:
    """As formulas take it: yes is 1 and no is 0; what is no number is missing."""
    if part.sort is Sort.NUMBER:
        return steps.strict(part)
    return made(part.expr.cast(pl.Float64), Sort.NUMBER, part) if part.sort is Sort.FLAG else missing(Sort.NUMBER)


def _band(part: Part, cuts: Sequence[float], lower: bool, steps: Steps) -> Part:
    """1 and one more for each cut that the value is better than."""
    part = steps.settled(part)
    better = [(part.expr < cut if lower else part.expr > cut).cast(pl.Int32) for cut in cuts]
    count = pl.lit(1.0) + pl.sum_horizontal(better).cast(pl.Float64) if cuts else pl.lit(1.0)
    return made(pl.when(part.expr.is_not_null()).then(count), Sort.NUMBER, part)


def _linear(constant: float, weights: Sequence[float], parts: Sequence[Part]) -> Part:
    total = pl.lit(constant, dtype=pl.Float64)
    for weight, part in zip(weights, parts, strict=True):
        total = total + part.expr * weight
    found = made(total, Sort.NUMBER, *parts, loose=True)
    return replace(found, depth=found.depth + len(parts))


def _tree(tree: ir.Tree, constant: float, parts: Sequence[Part]) -> Part:
    found: dict[int, pl.Expr] = {}
    for node in range(len(tree.feature) - 1, -1, -1):
        feature = tree.feature[node]
        if feature < 0:
            found[node] = pl.lit(constant + tree.value[node], dtype=pl.Float64)
            continue
        goes_left = (parts[feature].expr <= tree.threshold[node]).fill_null(tree.missing_left[node])
        found[node] = pl.when(goes_left).then(found[tree.left[node]]).otherwise(found[tree.right[node]])
    return made(found[0], Sort.NUMBER, *parts)


def _formula(node: Fitted) -> Formula:
    match node:
        case nodes.Band(_, cuts, lower):
            return lambda columns, rows: bands.bands(columns[0], cuts, lower)
        case nodes.Linear(constant, weights):
            return lambda columns, rows: bands.linear(columns, weights, constant, rows)
        case nodes.Apply(function):
            return lambda columns, rows: applied(function, columns[0])
        case nodes.Interpolate(_, points):
            return lambda columns, rows: bands.interpolated(columns[0], points)
        case nodes.Trees(_, grown, constant):
            return trees.Trees(grown, constant).values
        case nodes.History(asks, (r, alpha, a, b, horizon)):
            model = purchases.Model(r, alpha, a, b)
            if asks is ir.History.ALIVE:
                return lambda columns, rows: model.alive(columns[0], columns[1], columns[2])
            return lambda columns, rows: model.purchases(columns[0], columns[1], columns[2], horizon)
        case nodes.Mapped() | nodes.Best():
            raise AssertionError("is no number")
        case _:
            assert_never(node)


def _by_numpy(formula: Formula, parts: Sequence[Part], steps: Steps) -> Part:
    def ask(columns: Sequence[pl.Series]) -> pl.Series:
        with np.errstate(all="ignore"):
            return pl.Series(formula([_array(column) for column in columns], len(columns[0])), nan_to_null=True)

    return _mapped(ask, parts, Sort.NUMBER, pl.Float64(), steps)


def _best(parts: Sequence[Part], labels: Sequence[str], highest: bool, steps: Steps) -> Part:
    def ask(columns: Sequence[pl.Series]) -> pl.Series:
        found = best([_array(column) for column in columns], labels, highest)
        texts = Texts(found.data, found.values)
        known = pl.Series([*texts.values, None], dtype=pl.String)
        return known.gather(np.where(texts.codes < 0, len(known) - 1, texts.codes))

    return _mapped(ask, parts, Sort.TEXT, pl.String(), steps)


def _mapped(
    ask: Callable[[Sequence[pl.Series]], pl.Series],
    parts: Sequence[Part],
    sort: Sort,
    dtype: pl.DataType,
    steps: Steps,
) -> Part:
    kept = [steps.settled(part) for part in parts]
    expr = pl.map_batches([part.expr for part in kept], ask, return_dtype=dtype, is_elementwise=True)
    return made(expr, sort, *kept)


def _array(column: pl.Series) -> npt.NDArray[Any]:
    """A copy where something is missing; formulas write into nothing they are given."""
    return column.to_numpy()
