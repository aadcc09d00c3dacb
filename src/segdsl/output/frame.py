"""A sheet as a data frame, for Python callers; writes no file."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from segdsl.frames import Texts
from segdsl.output.rows import Column, Field, Kind, Rows


def frame(fields: tuple[Field, ...], batches: Iterable[Rows]) -> pd.DataFrame:
    """Keys and texts as `str`, yes/no as `bool`; a text that is not there is missing."""
    given = list(batches)
    keys = [pd.Series(rows.keys, dtype="str") for rows in given]
    columns: dict[str, pd.Series] = {fields[0].name: _joined(keys, "str")}
    for number, field in enumerate(fields[1:]):
        parts = [_series(rows.columns[number]) for rows in given]
        columns[field.name] = _joined(parts, "bool" if field.kind is Kind.YES_NO else "str")
    return pd.DataFrame(columns)


def _series(column: Column) -> pd.Series:
    if not isinstance(column, Texts):
        return pd.Series(column)
    values = np.array([*column.values, None], dtype=object)
    return pd.Series(values[column.codes], dtype="str")


def _joined(parts: list[pd.Series], dtype: str) -> pd.Series:
    return pd.concat(parts, ignore_index=True) if parts else pd.Series([], dtype=dtype)
