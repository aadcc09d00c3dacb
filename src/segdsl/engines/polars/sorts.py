"""What kinds of columns there are while Polars computes with them, and constants of each; decides nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import Enum

import polars as pl

from segdsl.types import Kind, Type, Value

MICROSECONDS = pl.Datetime("us")


class Sort(Enum):
    """NUMBER is Float64 (durations in days), DATE is Date, TIME a Datetime without a zone, FLAG is Boolean, TEXT is
    String; what is missing is null."""

    NUMBER = "number"
    DATE = "date"
    TIME = "time"
    FLAG = "flag"
    TEXT = "text"


DTYPES: dict[Sort, pl.DataType] = {
    Sort.NUMBER: pl.Float64(),
    Sort.DATE: pl.Date(),
    Sort.TIME: MICROSECONDS,
    Sort.FLAG: pl.Boolean(),
    Sort.TEXT: pl.String(),
}
_SORTS = {
    Kind.DATE: Sort.DATE,
    Kind.DATE_TIME: Sort.TIME,
    Kind.YES_NO: Sort.FLAG,
    Kind.TEXT: Sort.TEXT,
    Kind.ONE_OF: Sort.TEXT,
}


def sort_of(type: Type) -> Sort:
    return _SORTS.get(type.kind, Sort.NUMBER)


def sort_of_dtype(dtype: pl.DataType) -> Sort:
    """The sort that a column of this type was made for."""
    return next(sort for sort, known in DTYPES.items() if known == dtype)


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """What a node became: an expression over the columns of a frame.

    `level` is how many steps of new columns come before it, `depth` how deep the expression is. A `loose` number may
    be infinite or NaN, which must become missing before anything looks at it. A missing constant has no sort; what is
    `uniform` is the same for every row.
    """

    expr: pl.Expr
    sort: Sort | None
    level: int = 0
    depth: int = 0
    loose: bool = False
    is_column: bool = False
    is_constant: bool = False
    uniform: bool = False


def column(name: str, sort: Sort, level: int = 0) -> Part:
    return Part(pl.col(name), sort, level, is_column=True)


def missing(sort: Sort | None) -> Part:
    """Nothing but missing values."""
    return Part(pl.lit(None, dtype=None if sort is None else DTYPES[sort]), sort, is_constant=True, uniform=True)


def constant(value: Value | None) -> Part:
    if value is None:
        return missing(None)
    sort, plain = plainly(value)
    return Part(pl.lit(plain, dtype=DTYPES[sort]), sort, is_constant=True, uniform=True)


def plainly(value: Value) -> tuple[Sort, float | str | bool | dt.date]:
    """A constant in the form that its column has."""
    match value:
        case bool():
            return Sort.FLAG, value
        case int() | float():
            return Sort.NUMBER, float(value)
        case str():
            return Sort.TEXT, value
        case dt.datetime():
            return Sort.TIME, value
        case dt.date():
            return Sort.DATE, value
        case dt.timedelta():
            return Sort.NUMBER, value / dt.timedelta(days=1)
