"""Columns to texts and to yes and no; texts are brought to NFC, blank ones are missing, nothing else is changed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from segdsl.data import spelling
from segdsl.data.converted import Bad, Converted, Reason, encoded, read_each, spelled, texts_in
from segdsl.data.raw import Arrow, RawColumn
from segdsl.data.raw import compute as pc
from segdsl.frames import Bools, Texts

_MANGLED = r"^\s*[+-]?\d([.,]\d+)?[eE]\+?\d+\s*$"


def to_texts(column: RawColumn, codes: frozenset[str] = frozenset(), allowed: Collection[str] = ()) -> Converted:
    """Texts by number. With `allowed`, any other text is bad."""
    numbers, distinct = encoded(spelled(column))
    numbers, normal = _normal(numbers, distinct)
    plain, distinct = normal is distinct, normal
    gone = _blank(distinct)
    blank = frozenset(distinct.filter(pa.array(gone)).to_pylist()) if gone.any() else frozenset()
    if codes:
        gone |= np.isin(np.array(texts_in(distinct), dtype=object), list(codes))
    values = texts_in(distinct)
    bad: dict[Reason, Bools] = {}
    if allowed:
        known = frozenset(allowed)
        other = np.fromiter((text not in known for text in values), bool, len(values)) & ~gone
        if other.any():
            bad[Reason.SET] = np.append(other, False)[numbers]
            gone |= other
    if gone.any():
        numbers, values = _without(numbers, values, gone)
    return Converted(Texts(numbers, tuple(values)), bad, plain=plain, blank=blank)


def to_flags(column: RawColumn, codes: frozenset[str] = frozenset()) -> Converted:
    """1, 0, or -1 where missing."""
    if isinstance(column, np.ndarray) and column.dtype.kind == "b":
        return Converted(column.astype(np.int8))
    if isinstance(column, pa.Array) and pa.types.is_boolean(column.type):
        flags = pc.cast(column, pa.int8()).fill_null(-1)
        return Converted(flags.to_numpy(zero_copy_only=False))

    def read(text: str) -> bool | spelling.Odd:
        return spelling.Odd.MISSING if text in codes else spelling.yes_no(text)

    values, bad = read_each(spelled(column), read, np.int8, -1)
    return Converted(values, bad)


@dataclass(frozen=True, slots=True, eq=False)
class Keys:
    """Keys as an Arrow array of texts, null where there is none; `bad` are those that a spreadsheet has mangled.
    `plain` and `blank` are as in `Converted`."""

    array: Arrow
    bad: Bad
    plain: bool
    blank: frozenset[str]


def key_texts(column: RawColumn, is_spelled: bool) -> Keys:
    """The keys. A floating-point number is none when it has a fraction or more digits than its type can hold."""
    array = spelled(column)
    if pa.types.is_dictionary(array.type):
        array = array.cast(array.type.value_type)
    if array.type != pa.string():
        array = array.cast(pa.string())
    plain, given = True, array
    if not pc.all(pc.string_is_ascii(array)).as_py():
        array = pc.utf8_normalize(array, form="NFC")
        plain = array.equals(given)
    blank = _blank(array)
    spaces: frozenset[str] = frozenset()
    if blank.any():
        spaces = frozenset(pc.unique(array.filter(pa.array(blank))).to_pylist())
        array = pc.if_else(pa.array(blank), pa.scalar(None, pa.string()), array)
    is_float = _is_float(column)
    if not is_spelled and not is_float:
        return Keys(array, {}, plain, spaces)
    found = pc.match_substring_regex(array, r"[.eE]" if is_float else _MANGLED).fill_null(False)
    mangled = found.to_numpy(zero_copy_only=False)
    return Keys(array, {Reason.MANGLED: mangled} if mangled.any() else {}, plain, spaces)


def _is_float(column: RawColumn) -> bool:
    if isinstance(column, np.ndarray):
        return column.dtype.kind == "f"
    return bool(pa.types.is_floating(column.type))


def _normal(numbers: np.ndarray, distinct: Arrow) -> tuple[np.ndarray, Arrow]:
    """The distinct texts in NFC; those that are one text then get one number."""
    if pc.all(pc.string_is_ascii(distinct)).as_py() is not False:
        return numbers, distinct
    normal = pc.utf8_normalize(distinct, form="NFC")
    if normal.equals(distinct):
        return numbers, distinct
    again, fewer = encoded(normal)
    return np.append(again, np.int32(-1))[numbers], fewer


def _blank(distinct: Arrow) -> Bools:
    blank: Bools = pc.utf8_is_space(distinct).fill_null(False).to_numpy(zero_copy_only=False)
    if (pc.min(pc.binary_length(distinct)).as_py() or 0) > 0:
        return blank.copy()
    empty: Bools = pc.equal(pc.binary_length(distinct), 0).fill_null(False).to_numpy(zero_copy_only=False)
    return blank | empty


def _without(numbers: np.ndarray, values: list[str], gone: Bools) -> tuple[np.ndarray, list[str]]:
    kept = np.flatnonzero(~gone)
    renumbered = np.full(len(values) + 1, -1, dtype=np.int32)
    renumbered[kept] = np.arange(len(kept), dtype=np.int32)
    return renumbered[numbers], [values[place] for place in kept]
