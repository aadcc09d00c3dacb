"""Large learned nodes as functions over Arrow columns, by the formulas for arrays; registers nothing."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias, assert_never

import numpy as np
import pyarrow as pa

from segdsl import ir
from segdsl.engines.duckdb.arrow import TYPES
from segdsl.engines.sql.sorts import Sort, sort_of
from segdsl.formulas import bands, purchases, trees
from segdsl.frames import Numbers
from segdsl.lower import nodes

Batch: TypeAlias = tuple[Callable[..., Any], Sequence[str], str]
"""A function over Arrow columns, what it takes and what it gives."""

_NAMES = {Sort.NUMBER: "DOUBLE", Sort.TEXT: "VARCHAR", Sort.FLAG: "BOOLEAN", Sort.DATE: "DATE", Sort.TIME: "TIMESTAMP"}


def batch(node: nodes.Fitted) -> Batch:
    match node:
        case nodes.Mapped():
            return _mapped(node)
        case nodes.Band(_, cuts, lower_is_better):
            return _numeric(1, lambda columns, rows: bands.bands(columns[0], cuts, lower_is_better))
        case nodes.Interpolate(_, points):
            return _numeric(1, lambda columns, rows: bands.interpolated(columns[0], points))
        case nodes.Linear(constant, weights):
            return _numeric(len(weights), lambda columns, rows: bands.linear(columns, weights, constant, rows))
        case nodes.Trees(features, grown, constant):
            return _numeric(len(features), trees.Trees(grown, constant).values)
        case nodes.History(asks, (r, alpha, a, b, horizon)):
            model = purchases.Model(r, alpha, a, b)
            if asks is ir.History.ALIVE:
                return _numeric(3, lambda columns, rows: model.alive(columns[0], columns[1], columns[2]))
            return _numeric(3, lambda columns, rows: model.purchases(columns[0], columns[1], columns[2], horizon))
        case nodes.Apply() | nodes.Best():
            raise AssertionError("never large")
        case _:
            assert_never(node)


def _numeric(count: int, formula: Callable[[Sequence[Numbers], int], Numbers]) -> Batch:
    def ask(*columns: Any) -> Any:
        rows = len(columns[0]) if columns else 0
        found = formula([_numbers(column) for column in columns], rows)
        return pa.array(found, pa.float64(), from_pandas=True)

    # DuckDB wants a function to have as many parameters as it is to be called with.
    places = [inspect.Parameter(f"x{place}", inspect.Parameter.POSITIONAL_ONLY) for place in range(count)]
    ask.__signature__ = inspect.Signature(places)  # type: ignore[attr-defined]
    return ask, [_NAMES[Sort.NUMBER]] * count, _NAMES[Sort.NUMBER]


def _numbers(column: Any) -> Numbers:
    found: Numbers = column.to_numpy().astype(np.float64, copy=False)
    return found


def _mapped(node: nodes.Mapped) -> Batch:
    sort = sort_of(node.type)
    values = dict(node.pairs)

    def ask(texts: Any) -> Any:
        found = [node.missing if text is None else values.get(text, node.otherwise) for text in texts.to_pylist()]
        plain = pa.types.is_dictionary(TYPES[sort])
        return pa.array(found, pa.string() if plain else TYPES[sort])

    return ask, [_NAMES[Sort.TEXT]], _NAMES[sort]
