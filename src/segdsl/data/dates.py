"""Columns to dates and to dates with times: typed ones directly, spelled ones with the meaning of `spelling`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from segdsl.data import spelling
from segdsl.data.converted import Converted, Reason, is_text, read_each, spelled
from segdsl.data.datepatterns import reader_of
from segdsl.data.raw import Arrow, RawColumn
from segdsl.data.raw import compute as pc
from segdsl.frames import Bools, Dates

_DAY, _MOMENT = "datetime64[D]", "datetime64[us]"
_TABLES = (np.datetime64("1970-01-02"), np.datetime64("2037-01-01"))
_LENGTHS = frozenset({10, 16, 19, 21, 22, 23, 24, 25, 26})


def to_dates(
    column: RawColumn, zone: str, pattern: str | None = None, codes: frozenset[str] = frozenset()
) -> Converted:
    """Days. A moment that is not midnight in the zone is not a day."""
    return _in_calendar(_to_dates(column, zone, pattern, codes))


def to_moments(
    column: RawColumn, zone: str, pattern: str | None = None, codes: frozenset[str] = frozenset()
) -> Converted:
    """Dates with times, in the zone and without it."""
    return _in_calendar(_to_moments(column, zone, pattern, codes))


def only_days(moments: Dates) -> bool:
    """Whether every moment is a midnight."""
    known = moments[~np.isnat(moments)]
    return bool((known.astype(_DAY).astype(known.dtype) == known).all())


def _in_calendar(found: Converted) -> Converted:
    """Years from 1 to 9999; typed data may hold others."""
    vector: Any = found.vector
    outside: Bools = (vector < np.datetime64("0001-01-01")) | (vector >= np.datetime64("10000-01-01"))
    if not outside.any():
        return found
    bad = found.bad.get(Reason.KIND)
    return Converted(vector, {**found.bad, Reason.KIND: outside if bad is None else bad | outside})


def _to_dates(column: RawColumn, zone: str, pattern: str | None, codes: frozenset[str]) -> Converted:
    if _is_moments(column):
        moments = _typed_moments(column, zone)
        days = moments.astype(_DAY)
        rest = ~np.isnat(moments) & (days.astype(_MOMENT) != moments)
        return Converted(days, {Reason.KIND: rest} if rest.any() else {})
    if isinstance(column, pa.Array) and pa.types.is_date(column.type):
        return Converted(_days(column))
    texts = spelled(column)
    if pattern is None and not codes and is_text(texts.type) and _lengths(texts) <= {10}:
        try:
            days = _days(pc.cast(texts, pa.date32()))
            if not (days < np.datetime64("0001-01-01")).any():
                return Converted(days)
        except pa.ArrowInvalid:
            pass
    read = spelling.date if pattern is None else reader_of(pattern)
    values, bad = read_each(texts, _but(codes, lambda text: _day(read(text))), _DAY, np.datetime64("NaT"))
    return Converted(values, bad)


def _to_moments(column: RawColumn, zone: str, pattern: str | None, codes: frozenset[str]) -> Converted:
    if _is_moments(column):
        return Converted(_typed_moments(column, zone))
    if isinstance(column, pa.Array) and pa.types.is_date(column.type):
        return Converted(_days(column).astype(_MOMENT))
    texts = spelled(column)
    if pattern is None and not codes and is_text(texts.type):
        found = _plain_moments(texts, zone)
        if found is not None and not (found < np.datetime64("0001-01-01")).any():
            return Converted(found)

    def read(text: str) -> dt.datetime | dt.date | spelling.Odd:
        return spelling.date_time(text, zone) if pattern is None else reader_of(pattern)(text)

    values, bad = read_each(texts, _but(codes, read), _MOMENT, np.datetime64("NaT"))
    return Converted(values, bad)


def _but(codes: frozenset[str], read: Callable[[str], Any]) -> Callable[[str], Any]:
    return (lambda text: spelling.Odd.MISSING if text in codes else read(text)) if codes else read


def _day(found: dt.datetime | dt.date | spelling.Odd) -> dt.date | spelling.Odd:
    if isinstance(found, dt.datetime):
        return found.date() if found.time() == dt.time() else spelling.Odd.BAD
    return found


def _is_moments(column: RawColumn) -> bool:
    if isinstance(column, np.ndarray):
        return column.dtype.kind == "M"
    return bool(pa.types.is_timestamp(column.type))


def _typed_moments(column: RawColumn, zone: str) -> Dates:
    if isinstance(column, np.ndarray):
        return column.astype(_MOMENT, copy=False)
    if column.type.tz is not None:
        return _in_zone(column.cast(pa.timestamp("us", "UTC"), safe=False), zone)
    moments: Dates = column.cast(pa.timestamp("us"), safe=False).to_numpy(zero_copy_only=False)
    return moments


def _in_zone(column: Arrow, zone: str) -> Dates:
    """UTC moments as the clocks of the zone show them. Arrow knows no rules for summer time outside its tables, so
    that moments outside these years are moved one by one."""
    utc: Dates = pc.local_timestamp(column).to_numpy(zero_copy_only=False)
    known = utc[~np.isnat(utc)]
    if zone == "UTC" or not len(known):
        return utc
    if known.min() >= _TABLES[0] and known.max() < _TABLES[1]:
        local: Dates = pc.local_timestamp(column.cast(pa.timestamp("us", zone))).to_numpy(zero_copy_only=False)
        return local
    distinct, places = np.unique(utc, return_inverse=True)
    moved = [None if moment is None else spelling.in_zone(moment, zone) for moment in distinct.tolist()]
    return np.array(moved, dtype=_MOMENT)[places]


def _days(column: Arrow) -> Dates:
    if not pa.types.is_date32(column.type):
        column = column.cast(pa.date32())
    days: npt.NDArray[Any] = column.to_numpy(zero_copy_only=False)
    return days.astype(_DAY, copy=False)


def _lengths(texts: Arrow) -> set[int]:
    return set(pc.unique(pc.binary_length(texts)).drop_null().to_pylist())


def _plain_moments(texts: Arrow, zone: str) -> Dates | None:
    """ISO moments of a whole column at once; None when some need a closer look."""
    if len(texts) == texts.null_count:
        return np.full(len(texts), np.datetime64("NaT"), dtype=_MOMENT)
    with_zone = pc.match_substring_regex(texts, r"(Z|[+-]\d\d:\d\d)$")
    try:
        if not pc.any(with_zone).as_py():
            return _typed_moments(texts.cast(pa.timestamp("us")), zone) if _lengths(texts) <= _LENGTHS else None
        if pc.all(with_zone).as_py() and pc.min(pc.binary_length(texts)).as_py() >= 17:
            return _typed_moments(texts.cast(pa.timestamp("us", "UTC")), zone)
    except pa.ArrowInvalid:
        pass
    return None


def is_late_or_early(days: Dates, low: Any, high: Any) -> Bools:
    """Rows outside inclusive bounds, by their calendar day; missing ones are not."""
    calendar = days.astype(_DAY)
    outside = np.zeros(len(days), dtype=bool)
    if low is not None:
        outside |= calendar < np.datetime64(low, "D")
    if high is not None:
        outside |= calendar > np.datetime64(high, "D")
    return outside
