"""What was learned over a strip of rows: columns into the formulas, and their results into columns again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias, assert_never

import numpy as np

from segdsl import ir
from segdsl.engines.pandas.vectors import MISSING, Array, Sort, Vec, as_texts, empty, numbered, plain, recoding, sort_of
from segdsl.formulas import bands, purchases, trees
from segdsl.frames import Numbers
from segdsl.lower import nodes
from segdsl.lower.nodes import Fitted, Value
from segdsl.types import Value as Plain

Ask: TypeAlias = Callable[[Sequence[Vec], int], Vec]
"""Makes a node's column of so many rows from those of its parts."""


def parts(node: Fitted) -> tuple[Value, ...]:
    """The parts whose columns are needed, in order."""
    match node:
        case nodes.Band() | nodes.Mapped() | nodes.Apply() | nodes.Interpolate():
            return (node.value,)
        case nodes.Linear() | nodes.Best():
            return node.values
        case nodes.Trees():
            return node.features
        case nodes.History():
            return node.repeats, node.last, node.age
        case _:
            assert_never(node)


def asking(node: Fitted) -> Ask:
    match node:
        case nodes.Mapped():
            return _mapped(node)
        case nodes.Best(_, labels, highest):
            return lambda vecs, rows: best([numbers(vec) for vec in vecs], labels, highest)
        case nodes.Band(_, cuts, lower_is_better):
            return _of_numbers(lambda columns, rows: bands.bands(columns[0], cuts, lower_is_better))
        case nodes.Linear(constant, weights):
            return _of_numbers(lambda columns, rows: bands.linear(columns, weights, constant, rows))
        case nodes.Apply(function):
            return _of_numbers(lambda columns, rows: applied(function, columns[0]))
        case nodes.Interpolate(_, points):
            return _of_numbers(lambda columns, rows: bands.interpolated(columns[0], points))
        case nodes.Trees(_, grown, constant):
            forest = trees.Trees(grown, constant)
            return _of_numbers(forest.values)
        case nodes.History(asks, (r, alpha, a, b, horizon)):
            model = purchases.Model(r, alpha, a, b)
            if asks is ir.History.ALIVE:
                return _of_numbers(lambda columns, rows: model.alive(columns[0], columns[1], columns[2]))
            return _of_numbers(lambda columns, rows: model.purchases(columns[0], columns[1], columns[2], horizon))
        case _:
            assert_never(node)


def _of_numbers(formula: Callable[[Sequence[Numbers], int], Numbers]) -> Ask:
    return lambda vecs, rows: Vec(Sort.NUMBER, formula([numbers(vec) for vec in vecs], rows))


def numbers(vec: Vec) -> Numbers:
    """A column as formulas take it: yes is 1 and no is 0; what is no number is missing."""
    if vec.sort is Sort.NUMBER:
        return vec.data
    if vec.sort is not Sort.FLAG:
        return empty(Sort.NUMBER, len(vec)).data
    found = vec.data.astype(np.float64)
    if (missing := vec.missing()) is not None:
        found[missing] = np.nan
    return found


def applied(function: ir.Function, x: Numbers) -> Numbers:
    match function:
        case ir.Function.EXP:
            found = np.exp(x)
            return np.where(np.isinf(found), np.nan, found)
        case ir.Function.LOG:
            return np.copysign(np.log1p(np.abs(x)), x)
        case ir.Function.LOGISTIC:
            return 1 / (1 + np.exp(-x))
        case _:
            assert_never(function)


def best(columns: Sequence[Numbers], labels: Sequence[str], highest: bool) -> Vec:
    """The label beside the highest (or lowest) number; the first of equals, and none where all are missing."""
    pick = np.fmax if highest else np.fmin  # these pass over what is missing
    found = columns[0]
    for column in columns[1:]:
        found = pick(found, column)
    # The most choices are left at the first column that has the number; none where no column has it.
    most = len(columns)
    kind = np.min_scalar_type(-most - 1)
    left = np.zeros(len(found), dtype=kind)
    for number, column in enumerate(columns):
        np.maximum(left, (column == found) * kind.type(most - number), out=left)
    place = most - left
    values = tuple(dict.fromkeys(labels))
    codes = np.array([*(values.index(label) for label in labels), -1], dtype=np.int32)
    return Vec(Sort.TEXT, codes[place], values)


def _mapped(node: nodes.Mapped) -> Ask:
    """Each text of a list is looked up once."""
    sort = sort_of(node.type)
    answers = [node.missing, node.otherwise, *(value for _, value in node.pairs)]
    texts = tuple(dict.fromkeys(value for value in answers if isinstance(value, str))) if sort is Sort.TEXT else ()
    results = np.array([_raw(value, sort, texts) for value in answers], dtype=empty(sort, 0).data.dtype)
    places = numbered(tuple(text for text, _ in node.pairs))
    memory: list[tuple[Sequence[str], Array]] = []

    def ask(vecs: Sequence[Vec], rows: int) -> Vec:
        keys = as_texts(vecs[0])
        if not memory or memory[0][0] is not keys.values:
            memory[:] = [(keys.values, recoding(keys.values, places, -1))]
        found = memory[0][1][keys.data] + 2
        found[keys.data < 0] = 0
        return Vec(sort, results[found], texts)

    return ask


def _raw(value: Plain | None, sort: Sort, texts: Sequence[str]) -> object:
    if value is None:
        return MISSING[sort]
    if isinstance(value, str):
        return texts.index(value)
    return plain(value)[1]
