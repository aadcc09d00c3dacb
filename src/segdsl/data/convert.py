"""A raw column to the vector of its declared or found type, with the rows that break the declaration; draws no
conclusion for the run."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any, assert_never

import numpy as np

from segdsl.data import spelling
from segdsl.data.converted import Bad, Converted, Reason
from segdsl.data.dates import is_late_or_early, to_dates, to_moments
from segdsl.data.numbers import to_numbers
from segdsl.data.raw import RawColumn
from segdsl.data.texts import to_flags, to_texts
from segdsl.frames import Bools, LateTexts, Texts, Vector
from segdsl.schemas import Column
from segdsl.types import Kind


def convert(raw: RawColumn, column: Column, zone: str) -> Converted:
    """The column as its type says; missing codes are missing, values outside the range or the set are bad."""
    codes = text_codes(column)
    kind = column.type.kind
    match kind:
        case Kind.WHOLE | Kind.NUMBER:
            found = _in_range(to_numbers(raw, kind is Kind.WHOLE, column.decimal_mark, codes), column)
        case Kind.TEXT:
            found = to_texts(raw, codes)
        case Kind.ONE_OF:
            found = to_texts(raw, codes, column.type.values)
        case Kind.YES_NO:
            found = to_flags(raw, codes)
        case Kind.DATE:
            found = _in_days(to_dates(raw, zone, column.date_pattern, codes), column)
        case Kind.DATE_TIME:
            found = _in_days(to_moments(raw, zone, column.date_pattern, codes), column)
        case Kind.UNKNOWN | Kind.DURATION:
            found = Converted(np.full(len(raw), np.nan))
        case _:
            assert_never(kind)
    return _without_bad(found)


def text_codes(column: Column) -> frozenset[str]:
    """The missing codes that are compared with the spelling: texts, and for texts also numbers as they are written."""
    codes: set[str] = set()
    numeric = column.type.kind in (Kind.WHOLE, Kind.NUMBER)
    temporal = column.type.kind in (Kind.DATE, Kind.DATE_TIME)
    for code in column.missing_codes:
        if isinstance(code, str):
            codes.add(code)
        elif isinstance(code, bool):
            codes |= spelling.YES if code else spelling.NO
        elif isinstance(code, (int, float)) and not numeric:
            codes.add(str(int(code)) if float(code).is_integer() else repr(code))
        elif isinstance(code, dt.date) and not temporal:
            codes.add(code.isoformat())
    return frozenset(codes)


def is_missing(vector: Any) -> Bools:
    """Where a vector has no value."""
    gone: Bools
    if isinstance(vector, Texts):
        gone = vector.codes < 0
    elif vector.dtype.kind == "f":
        gone = np.isnan(vector)
    elif vector.dtype.kind == "M":
        gone = np.isnat(vector)
    else:
        gone = vector < 0
    return gone


def length_of(vector: Vector) -> int:
    if isinstance(vector, LateTexts):
        return len(vector.array)
    return len(vector.codes) if isinstance(vector, Texts) else len(vector)


def _in_range(found: Converted, column: Column) -> Converted:
    """Numbers: codes that are numbers become missing, the rest must lie within the bounds."""
    vector: Any = found.vector
    for code in column.missing_codes:
        if isinstance(code, (int, float)) and not isinstance(code, bool):
            hit = vector == float(code)
            if hit.any():
                vector = np.where(hit, np.nan, vector)
    bad = dict(found.bad)
    outside = None
    with np.errstate(invalid="ignore"):
        if isinstance(column.low, (int, float)):
            outside = vector < float(column.low)
        if isinstance(column.high, (int, float)):
            above = vector > float(column.high)
            outside = above if outside is None else outside | above
    if outside is not None and outside.any():
        bad[Reason.RANGE] = outside
    return replace(found, vector=vector, bad=bad)


def _in_days(found: Converted, column: Column) -> Converted:
    vector: Any = found.vector
    for code in column.missing_codes:
        if isinstance(code, dt.date):
            hit = vector.astype("datetime64[D]") == np.datetime64(code, "D")
            vector = np.where(hit, np.datetime64("NaT"), vector) if hit.any() else vector
    bad = dict(found.bad)
    if column.low is not None or column.high is not None:
        outside = is_late_or_early(vector, column.low, column.high)
        if outside.any():
            bad[Reason.RANGE] = outside
    return replace(found, vector=vector, bad=bad)


def _without_bad(found: Converted) -> Converted:
    """What is bad is missing in the vector, so that nothing is computed from it."""
    if not found.bad:
        return found
    vector = found.vector
    wrong = _any(found.bad, length_of(vector))
    if isinstance(vector, Texts):
        clean: Vector = Texts(np.where(wrong, np.int32(-1), vector.codes), vector.values)
    elif vector.dtype.kind == "f":
        clean = np.where(wrong, np.nan, vector)
    elif vector.dtype.kind == "M":
        clean = np.where(wrong, np.datetime64("NaT").astype(vector.dtype), vector)
    else:
        clean = np.where(wrong, np.int8(-1), vector)
    return replace(found, vector=clean)


def _any(bad: Bad, rows: int) -> Bools:
    wrong = np.zeros(rows, dtype=bool)
    for mask in bad.values():
        wrong |= mask
    return wrong
