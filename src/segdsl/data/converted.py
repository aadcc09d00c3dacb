"""What a column becomes: a vector and the rows that could not become values; and how texts are read one by one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from segdsl.data.raw import Arrow, RawColumn
from segdsl.data.raw import compute as pc
from segdsl.data.spelling import Odd
from segdsl.frames import Bools, Vector


class Reason(Enum):
    """Why a value is bad; the words go into the quarantine file."""

    KIND = "not of the declared kind"
    RANGE = "outside the declared range"
    SET = "not among the declared values"
    LARGE = "too large to be exact"
    DECIMALS = "more decimals than declared"
    MANGLED = "a key that has lost digits"
    NO_KEY = "no key"
    REPEATED = "a second row for the same key"
    SHAPE = "more or fewer fields than the header"


Bad: TypeAlias = Mapping[Reason, Bools]


@dataclass(frozen=True, slots=True, eq=False)
class Converted:
    """The vector (missing where a value is bad), and for each reason the rows it holds for (no entry: none).

    `dotted`: a number was spelled with a fraction or an exponent; `identifiers`: a number was spelled as only
    identifiers are. `plain`: whoever reads the column from where it lies finds the same values, but for the texts in
    `blank`, which are missing.
    """

    vector: Vector
    bad: Bad = field(default_factory=dict)
    dotted: bool = False
    identifiers: bool = False
    plain: bool = True
    blank: frozenset[str] = frozenset()


def is_text(kind: Arrow) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def encoded(array: Arrow) -> tuple[npt.NDArray[np.int32], Arrow]:
    """Texts by number, -1 where there is none, and the distinct texts."""
    if not pa.types.is_dictionary(array.type):
        array = array.dictionary_encode()
    indices, distinct = array.indices, array.dictionary
    if distinct.null_count:
        array = pc.cast(array, distinct.type).dictionary_encode()
        indices, distinct = array.indices, array.dictionary
    if indices.null_count:
        indices = indices.fill_null(-1)
    codes = indices.to_numpy(zero_copy_only=False).astype(np.int32, copy=False)
    return codes, distinct


def texts_in(distinct: Arrow) -> list[str]:
    return list(distinct.to_numpy(zero_copy_only=False))


def spelled(column: RawColumn) -> Arrow:
    """The column as texts: what a user would write for each value."""
    if isinstance(column, np.ndarray):
        array: Arrow = pa.array(column, from_pandas=True)
    else:
        array = column
    kind = array.type
    if pa.types.is_dictionary(kind):
        return array if is_text(kind.value_type) else spelled(array.dictionary_decode())
    if is_text(kind):
        return array
    if pa.types.is_floating(kind):
        return _spelled_floats(array)
    if pa.types.is_boolean(kind):
        return pc.if_else(array, pa.scalar("yes"), pa.scalar("no"))
    if pa.types.is_timestamp(kind):
        return pc.strftime(array, "%Y-%m-%d %H:%M:%S") if kind.tz is None else pc.strftime(array, "%Y-%m-%d %H:%M:%S%z")
    if pa.types.is_decimal(kind) and kind.scale < 0:
        return pa.array([None if value is None else f"{value:f}" for value in array.to_pylist()], pa.string())
    return pc.cast(array, pa.string())


def _spelled_floats(column: Arrow) -> Arrow:
    """Whole values without a point, where they have all their digits: a data frame holds whole numbers as floats where
    one is missing."""
    numbers = column.to_numpy(zero_copy_only=False)
    largest = 1e15 if numbers.dtype.itemsize == 8 else 2.0 ** (np.finfo(numbers.dtype).nmant + 1) - 1
    numbers = numbers.astype(np.float64)
    known = np.isfinite(numbers)
    whole = known & (np.floor(numbers) == numbers) & (np.abs(numbers) <= largest)
    as_whole = pc.cast(pa.array(np.where(whole, numbers, 0).astype(np.int64)), pa.string())
    if bool((whole | ~known).all()):
        return pc.if_else(pa.array(whole), as_whole, pa.scalar(None, pa.string()))
    spelled_out = pa.array([repr(float(v)) if k else None for v, k in zip(numbers, known, strict=True)], pa.string())
    return pc.if_else(pa.array(whole), as_whole, spelled_out)


def read_each(
    array: Arrow, parse: Callable[[str], Any], kind: type[np.generic] | str, missing: Any
) -> tuple[npt.NDArray[Any], dict[Reason, Bools]]:
    """Reads each distinct text once, with the meaning in `spelling`, and spreads what was read over the rows."""
    codes, distinct = encoded(array)
    values = np.full(len(distinct) + 1, missing, dtype=kind)
    odd = np.zeros(len(distinct) + 1, dtype=np.int8)
    for place, text in enumerate(texts_in(distinct)):
        found = parse(text)
        if found is Odd.BAD:
            odd[place] = 1
        elif found is Odd.LARGE:
            odd[place] = 2
        elif found is not Odd.MISSING:
            values[place] = found
    bad: dict[Reason, Bools] = {}
    for mark, reason in ((1, Reason.KIND), (2, Reason.LARGE)):
        if (odd == mark).any():
            bad[reason] = (odd == mark)[codes]
    return values[codes], bad
