"""Columns of pandas data frames as arrays: Python objects of one kind as that kind, others each as its text; knows no
rules."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from segdsl.data.raw import Arrow, RawColumn, plain_array
from segdsl.data.wording import places
from segdsl.diagnostics.codes import data as codes
from segdsl.diagnostics.model import Code, Diagnostic, Refused

if TYPE_CHECKING:
    import pandas as pd

_NAMED = 8
_WHOLE = 1e15
"""Floating-point numbers below it have all their digits."""


def column_of(series: pd.Series[Any], is_key: bool, header: str, label: str) -> RawColumn:
    """The values of a column.

    Raises:
        Refused: a key is a number that has lost digits, or a number has more of them than Python writes.
    """
    kind = series.dtype
    if isinstance(kind, np.dtype) and kind.kind in "fiubM":
        return series.to_numpy()
    if not isinstance(kind, np.dtype):
        return plain_array(pa.Array.from_pandas(series))
    try:
        return plain_array(pa.array(series, from_pandas=True))
    except (pa.ArrowException, OverflowError, ValueError, TypeError):
        missing = series.isna()
        values = [None if gone else value for value, gone in zip(series, missing, strict=True)]
        return texts_of(values, is_key, header, label)


def texts_of(values: Sequence[Any], is_key: bool, header: str, label: str, first: int = 0) -> Arrow:
    """Values of several kinds, each as its text; the first stands in row `first` (from 0). Raises as `column_of`."""
    plain = [value.item() if isinstance(value, np.number | np.bool_) else value for value in values]
    mangled = [row for row, value in enumerate(plain, first) if is_key and _is_mangled(value)]
    if mangled:
        said, help = "a floating-point number that has a fraction or has lost digits", "give the keys as texts"
        raise Refused(_diagnostic(codes.MANGLED_KEY, said, help, mangled, f"`{header}` in `{label}`", label))
    endless = [row for row, value in enumerate(plain, first) if _is_endless(value)]
    if endless:
        said, help = "a whole number of thousands of digits", "if it is an identifier, give it as a text"
        raise Refused(_diagnostic(codes.NUMBER_TOO_LARGE, said, help, endless, f"`{header}` in `{label}`", label))
    return pa.array([None if value is None else text_of(value) for value in plain], pa.string())


def text_of(value: object) -> str:
    """What a user would write for the value."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer() and abs(value) < _WHOLE:
        return str(int(value))
    if isinstance(value, Decimal) and value.is_finite() and value == value.to_integral_value():
        return f"{value:f}"
    return str(value)


def _is_mangled(value: object) -> bool:
    return isinstance(value, float) and not (value.is_integer() and abs(value) < _WHOLE)


def _is_endless(value: object) -> bool:
    """Whether Python refuses to write the number."""
    if not isinstance(value, int):
        return False
    try:
        str(value)
    except ValueError:
        return True
    return False


def _diagnostic(code: Code, said: str, help: str, rows: Sequence[int], column: str, label: str) -> Diagnostic:
    where = places([row + 1 for row in rows[:_NAMED]], len(rows))
    return Diagnostic(code, f"{column} has {said} ({where})", help=(help,), path=label)
