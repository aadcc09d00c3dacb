"""Parquet files as lazy frames that Polars reads itself: only the columns asked for, as the rules know them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from segdsl.engines.polars.sorts import DTYPES, MICROSECONDS, Sort, plainly
from segdsl.engines.polars.texts import spelled
from segdsl.frames import ROW_NUMBER
from segdsl.frames.native import NativeColumn, ParquetScan
from segdsl.types import Kind

_DAY = 86_400_000_000
_SORTS = {Kind.DATE: Sort.DATE, Kind.DATE_TIME: Sort.TIME, Kind.YES_NO: Sort.FLAG}
_SORTS |= {Kind.TEXT: Sort.TEXT, Kind.ONE_OF: Sort.TEXT}


def scan(files: ParquetScan, names: dict[str, str]) -> tuple[pl.LazyFrame, dict[str, Sort]]:
    """The rows in their order; `names` says what each column (by folded name) is called in the frame."""
    number = names.get(ROW_NUMBER)
    columns = {files.columns[column]: name for column, name in names.items() if column != ROW_NUMBER}
    parts = [_part(paths, columns) for paths in _alike(files.paths, list(columns))]
    sorts = {name: sort_of(column) for column, name in columns.items()}
    if number is not None:
        sorts[number] = Sort.NUMBER
    frame = parts[0] if len(parts) == 1 else pl.concat(parts)
    if number is not None:
        frame = frame.with_row_index(number, offset=1).with_columns(pl.col(number).cast(pl.Float64))
        frame = frame.select(list(sorts))
    return frame, sorts


def sort_of(column: NativeColumn) -> Sort:
    return Sort.TEXT if column.spelled else _SORTS.get(column.kind, Sort.NUMBER)


def _alike(paths: Sequence[Path], columns: Sequence[NativeColumn]) -> list[tuple[list[Path], pl.Schema]]:
    """The files in their order, those together whose columns are of the same types."""
    found: list[tuple[list[Path], pl.Schema]] = []
    for path in paths:
        schema = _scanned([path]).collect_schema()
        if found and all(found[-1][1][column.name] == schema[column.name] for column in columns):
            found[-1][0].append(path)
        else:
            found.append(([path], schema))
    return found


def _scanned(paths: list[Path]) -> pl.LazyFrame:
    """The files of exactly these names."""
    return pl.scan_parquet(list(paths), glob=False, hive_partitioning=False, extra_columns="ignore")


def _part(files: tuple[list[Path], pl.Schema], columns: dict[NativeColumn, str]) -> pl.LazyFrame:
    paths, schema = files
    rows = _scanned(paths)
    if not columns:
        return rows.select(pl.first().alias("_any"))
    return rows.select(_read(column, schema[column.name]).alias(name) for column, name in columns.items())


def _read(column: NativeColumn, dtype: pl.DataType) -> pl.Expr:
    """A column in the form of its sort; what the data calls missing is null."""
    raw = _column(column.name)
    if column.spelled:
        found = raw.cast(pl.String) if dtype.is_integer() else spelled(raw.cast(pl.Float64))
    else:
        found = _as_sort(raw, dtype, sort_of(column))
    sort = sort_of(column)
    gone = [value for kind, value in map(plainly, column.missing) if kind is sort]
    return pl.when(~found.is_in(pl.Series(gone, dtype=DTYPES[sort]).implode())).then(found) if gone else found


def _column(name: str) -> pl.Expr:
    """The column of exactly that name: `pl.col` reads some names as patterns."""
    return pl.col(name) if name != "*" and not (name.startswith("^") and name.endswith("$")) else _literally(name)


def _literally(name: str) -> pl.Expr:
    from polars import selectors

    return selectors.by_name(name).as_expr()


def _as_sort(raw: pl.Expr, dtype: pl.DataType, sort: Sort) -> pl.Expr:
    match sort:
        case Sort.TEXT:
            return raw if dtype == pl.String else raw.cast(pl.String)
        case Sort.DATE:
            return raw if dtype == pl.Date else raw.cast(pl.Date)
        case Sort.TIME:
            return raw if dtype == MICROSECONDS else raw.cast(MICROSECONDS)
        case Sort.FLAG:
            return raw if dtype == pl.Boolean else raw.cast(pl.Boolean)
        case Sort.NUMBER:
            return _number(raw, dtype)


def _number(raw: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    if isinstance(dtype, pl.Duration):
        length = raw.dt.total_microseconds().cast(pl.Float64)
        return length / (length * 0.0 + _DAY)  # divided by a constant, Polars would multiply by its reciprocal
    if dtype.is_float():
        wide = raw if dtype == pl.Float64 else raw.cast(pl.Float64)
        return pl.when(wide.is_finite()).then(wide)
    return raw.cast(pl.Float64)
