"""What depends on a text alone: keys, patterns, parts of splits, words with a value of their own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import polars as pl

from segdsl import ir, patterns, splits
from segdsl.engines.polars.sorts import DTYPES, Part, Sort, plainly
from segdsl.interpret.scalars import as_key, tested
from segdsl.lower import nodes

_WHOLE = 1e15
"""Whole numbers below this are written digit by digit; the others one by one, as Python writes them."""


def key_text(part: Part) -> pl.Expr:
    """A value as the key it would be (`interpret.as_key`); the part is a column, or not a number."""
    if part.sort is Sort.TEXT:
        return part.expr
    if part.sort is None:
        return pl.lit(None, dtype=pl.String)
    if part.sort is Sort.FLAG:
        return pl.when(part.expr).then(pl.lit("yes")).when(~part.expr).then(pl.lit("no"))
    return spelled(part.expr)


def spelled(expr: pl.Expr) -> pl.Expr:
    """Numbers and dates as keys."""
    return expr.map_batches(_spelled, return_dtype=pl.String, is_elementwise=True)


def _spelled(column: pl.Series) -> pl.Series:
    if column.dtype == pl.Float64:
        whole = column.drop_nulls()
        if bool(((whole.round() == whole) & (whole.abs() < _WHOLE)).all()):
            return column.cast(pl.Int64).cast(pl.String)
    return _of_distinct(column, lambda values: [as_key(value) for value in values], pl.String())


def _of_distinct(
    column: pl.Series, ask: Callable[[list[Any]], Sequence[Any] | pl.Series], dtype: pl.DataType
) -> pl.Series:
    """Asks once of each different value."""
    distinct = column.unique()
    answers = pl.DataFrame({"value": distinct, "answer": pl.Series(ask(distinct.to_list()), dtype=dtype)})
    found = column.to_frame("value").join(answers, on="value", how="left", nulls_equal=True, maintain_order="left")
    return found["answer"]


def text_test(test: ir.Test, text: pl.Expr, pattern: str) -> pl.Expr:
    match test:
        case ir.Test.CONTAINS:
            return text.str.contains(pattern, literal=True)
        case ir.Test.STARTS:
            return text.str.starts_with(pattern)
        case ir.Test.ENDS:
            return text.str.ends_with(pattern)
        case ir.Test.MATCHES:
            return _matches(text, pattern)


def _matches(text: pl.Expr, pattern: str) -> pl.Expr:
    """By Polars where it takes the pattern, else text by text."""
    found = patterns.read(pattern)
    if isinstance(found, patterns.Refusal):
        return pl.when(text.is_not_null()).then(pl.lit(False))
    try:
        pl.Series([""]).str.contains(found.re2, literal=False)
    except pl.exceptions.PolarsError:
        return text.map_batches(
            lambda column: _of_distinct(
                column,
                lambda texts: [None if t is None else tested(ir.Test.MATCHES, t, pattern) for t in texts],
                pl.Boolean(),
            ),
            return_dtype=pl.Boolean,
            is_elementwise=True,
        )
    return text.str.contains(found.re2, literal=False)


def split_part(node: nodes.SplitPart, key: pl.Expr) -> pl.Expr:
    """The parts of a split; a missing text is hashed as an empty one."""
    parts = pl.Series([part for part, _ in node.bounds], dtype=pl.String)
    ends = np.array([end for _, end in node.bounds], dtype=np.int64)

    def of_texts(texts: pl.Series) -> pl.Series:
        numbers = np.array(splits.numbers(node.salt, texts.to_list()), dtype=np.int64)
        return parts.gather(np.searchsorted(ends, numbers, side="right"))

    def ask(column: pl.Series) -> pl.Series:
        if column.n_unique() * 2 > len(column):
            return of_texts(column)
        return _of_distinct(column, lambda texts: of_texts(pl.Series(texts, dtype=pl.String)), pl.String())

    return key.fill_null("").map_batches(ask, return_dtype=pl.String, is_elementwise=True)


def mapped(node: nodes.Mapped, key: pl.Expr, sort: Sort) -> pl.Expr:
    """`key` is a column: it is looked at twice."""
    dtype = DTYPES[sort]

    def plain(value: object) -> object:
        return None if value is None else plainly(value)[1]  # type: ignore[arg-type]

    otherwise = pl.lit(plain(node.otherwise), dtype=dtype)
    pairs = dict(node.pairs)
    found = otherwise
    if pairs:
        olds = pl.Series(list(pairs), dtype=pl.String)
        news = pl.Series([plain(value) for value in pairs.values()], dtype=dtype)
        found = key.replace_strict(olds, news, default=otherwise, return_dtype=dtype)
    return pl.when(key.is_null()).then(pl.lit(plain(node.missing), dtype=dtype)).otherwise(found)
