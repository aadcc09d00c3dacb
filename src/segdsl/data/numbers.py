"""Columns to numbers: typed ones directly, spelled ones a column at a time with the meaning of `spelling`."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from segdsl.data import spelling
from segdsl.data.converted import Converted, Reason, encoded, is_text, read_each, spelled, texts_in
from segdsl.data.raw import Arrow, RawColumn
from segdsl.data.raw import compute as pc
from segdsl.frames import Bools, Numbers

_PLAIN = np.zeros(256, dtype=bool)
_PLAIN[[*b"0123456789.-"]] = True
_DIGIT = np.zeros(256, dtype=bool)
_DIGIT[[*b"0123456789"]] = True
_EXACT_POWER = 22
"""The largest power of ten that a double holds exactly."""


def to_numbers(column: RawColumn, whole: bool, mark: str = ".", codes: frozenset[str] = frozenset()) -> Converted:
    """Numbers, NaN where missing. `codes` are spellings that mean missing."""
    if isinstance(column, np.ndarray) and column.dtype.kind in "fiu":
        found = _from_plain(column)
    elif isinstance(column, pa.Array) and _is_number(column.type):
        found = _from_arrow(column)
    else:
        texts = spelled(column)
        if mark == "." and not codes and is_text(texts.type):
            found = _from_texts(texts)
        else:
            found = _from_distinct(texts, mark, codes)
    return _check_whole(found) if whole else found


def decimals_of(vector: Numbers, limit: int = 6) -> int | None:
    """The fewest decimals that write every value exactly; None when more than the limit are needed."""
    known = vector[~np.isnan(vector)]
    for decimals in range(limit + 1):
        sample = known[:: max(len(known) // 1000, 1)]
        if _has_decimals(sample, decimals) and _has_decimals(known, decimals):
            return decimals
    return None


def _has_decimals(values: Numbers, decimals: int) -> bool:
    scale = 10.0**decimals
    with np.errstate(over="ignore", invalid="ignore"):
        return bool((np.rint(values * scale) / scale == values).all())


def _is_number(kind: Arrow) -> bool:
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind))


def _from_plain(column: npt.NDArray[Any]) -> Converted:
    bad: dict[Reason, Bools] = {}
    if column.dtype.kind in "iu" and column.dtype.itemsize == 8 and len(column):
        large = (column > spelling.EXACT) | (column < -spelling.EXACT)
        if large.any():
            bad[Reason.LARGE] = large
    return Converted(_finite(column.astype(np.float64, copy=False)), bad, dotted=column.dtype.kind == "f")


def _from_arrow(column: Arrow) -> Converted:
    kind = column.type
    bad: dict[Reason, Bools] = {}
    if pa.types.is_decimal(kind):
        dotted = kind.scale > 0
        if kind.scale == 0 and kind.precision > 15:
            ends = (pa.scalar(Decimal(end), kind) for end in (-spelling.EXACT, spelling.EXACT))
            bad = _outside(column, *ends)
        numbers, exact = _from_decimals(column)
        return Converted(numbers, bad, dotted=dotted, plain=exact)
    else:
        dotted = pa.types.is_floating(kind)
        if kind in (pa.int64(), pa.uint64()):
            lowest = -spelling.EXACT if kind == pa.int64() else 0
            bad = _outside(column, pa.scalar(lowest, kind), pa.scalar(spelling.EXACT, kind))
        if kind != pa.float64():
            column = pc.cast(column, pa.float64(), safe=False)
    numbers = column.to_numpy(zero_copy_only=False)
    return Converted(_finite(numbers), bad, dotted=dotted)


def _from_decimals(column: Arrow) -> tuple[Numbers, bool]:
    """The doubles nearest to decimals (Arrow's own cast is off by a bit in one of three), and whether plain division
    finds them."""
    scale = column.type.scale
    if pa.types.is_decimal256(column.type) or not 0 <= scale <= _EXACT_POWER:
        return pc.cast(pc.cast(column, pa.string()), pa.float64()).to_numpy(zero_copy_only=False), False
    column = column.cast(pa.decimal128(38, scale))
    words = np.frombuffer(column.buffers()[1], np.int64)[2 * column.offset :][: 2 * len(column)].reshape(-1, 2)
    units, sign = words[:, 0], words[:, 1]
    gone = column.is_null().to_numpy(zero_copy_only=False)
    small = gone | ((units >> 63 == sign) & (units <= spelling.EXACT) & (units >= -spelling.EXACT))
    numbers: Numbers = np.where(gone, np.nan, units / 10.0**scale)
    if small.all():
        return numbers, True
    texts = pc.cast(column.filter(pa.array(~small)), pa.string())
    numbers[~small] = pc.cast(texts, pa.float64()).to_numpy(zero_copy_only=False)
    return numbers, False


def _outside(column: Arrow, low: Arrow, high: Arrow) -> dict[Reason, Bools]:
    """Where whole numbers lose digits."""
    ends = pc.min_max(column).as_py()
    if ends["max"] is None or (ends["max"] <= high.as_py() and ends["min"] >= low.as_py()):
        return {}
    large = pc.or_(pc.greater(column, high), pc.less(column, low))
    return {Reason.LARGE: large.fill_null(False).to_numpy(zero_copy_only=False)}


def _finite(numbers: Numbers) -> Numbers:
    infinite = np.isinf(numbers)
    return np.where(infinite, np.nan, numbers) if infinite.any() else numbers


def _check_whole(found: Converted) -> Converted:
    vector = found.vector
    assert isinstance(vector, np.ndarray)
    bad = dict(found.bad)
    if found.dotted or found.identifiers:
        with np.errstate(invalid="ignore"):
            fraction = np.floor(vector) != vector
            fraction &= ~np.isnan(vector)
            large = np.abs(vector) > spelling.EXACT
        if fraction.any():
            bad[Reason.KIND] = bad[Reason.KIND] | fraction if Reason.KIND in bad else fraction
        if large.any():
            bad[Reason.LARGE] = bad[Reason.LARGE] | large if Reason.LARGE in bad else large
    return replace(found, bad=bad)


def _from_distinct(texts: Arrow, mark: str, codes: frozenset[str]) -> Converted:
    """Each distinct text by itself: for decimal commas, missing codes and whatever is unusual."""

    def read(text: str) -> float | spelling.Odd:
        return spelling.Odd.MISSING if text in codes else spelling.number(text, mark)

    values, bad = read_each(texts, read, np.float64, np.nan)
    known = [text for text in texts_in(encoded(texts)[1]) if text not in codes and not spelling.is_missing(text)]
    dotted = any("." in text or "," in text or "e" in text or "E" in text for text in known)
    return Converted(values, bad, dotted, any(spelling.looks_like_identifier(text) for text in known))


def _from_texts(texts: Arrow) -> Converted:
    """Whole columns at once where all is plain; the unusual rows by themselves."""
    if len(texts) == texts.null_count:
        return Converted(np.full(len(texts), np.nan))
    starts, data = _buffers(texts)
    unusual = _unusual(starts, data)
    plain = texts
    if unusual.any():
        if unusual.sum() > len(texts) // 2:
            return _from_distinct(texts, ".", frozenset())
        plain = pc.if_else(pa.array(~unusual), texts, pa.scalar(None, texts.type))
    try:
        vector = pc.cast(plain, pa.float64()).to_numpy(zero_copy_only=False)
    except pa.ArrowInvalid:
        return _from_distinct(texts, ".", frozenset())
    dotted = bool((data == ord(".")).any())
    if not unusual.any():
        return Converted(vector, {}, dotted)
    rest = _from_distinct(texts.filter(pa.array(unusual)), ".", frozenset())
    vector = vector.copy()
    vector[unusual] = rest.vector
    bad: dict[Reason, Bools] = {}
    for reason, rows in rest.bad.items():
        bad[reason] = np.zeros(len(texts), dtype=bool)
        bad[reason][unusual] = rows
    return Converted(vector, bad, dotted or rest.dotted, rest.identifiers)


def _buffers(texts: Arrow) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.uint8]]:
    """Where each text starts (and the last one ends) in the bytes of all of them."""
    _, offsets, data = texts.buffers()
    kind = np.int64 if pa.types.is_large_string(texts.type) else np.int32
    starts = np.frombuffer(offsets, kind, count=texts.offset + len(texts) + 1)[texts.offset :].astype(np.int64)
    held = np.frombuffer(data, np.uint8) if data is not None and data.size else np.zeros(0, np.uint8)
    return starts - starts[0], held[starts[0] : starts[-1]]


def _unusual(starts: npt.NDArray[np.int64], data: npt.NDArray[np.uint8]) -> Bools:
    """Rows that hold anything but digits, point and minus, begin with a zero that leads, or are long."""
    lengths = np.diff(starts)
    unusual = lengths > 15
    odd_bytes = np.flatnonzero(~_PLAIN[data])
    if len(odd_bytes):
        unusual[np.searchsorted(starts, odd_bytes, side="right") - 1] = True
    several = np.flatnonzero(lengths > 1)
    if len(several):
        first = data[starts[several]]
        minus = (first == ord("-")).astype(np.int64)
        at = starts[several] + minus
        longer = lengths[several] > 1 + minus
        second = data[np.minimum(at + 1, len(data) - 1)]
        unusual[several] |= longer & (data[np.minimum(at, len(data) - 1)] == ord("0")) & _DIGIT[second]
    return unusual
