"""Columns while they are computed with: plain arrays and what is missing in them; decides nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from segdsl.frames import Bools, LazyTexts, Texts, Vector, spellings
from segdsl.interpret.scalars import as_key
from segdsl.types import Kind, Type, Value

Array: TypeAlias = npt.NDArray[Any]

NEVER = np.iinfo(np.int64).min
"""A missing date, as a whole number; numpy's NaT."""

DAY_MICROSECONDS = 86_400_000_000
_EPOCH = dt.date(1970, 1, 1)
_EPOCH_TIME = dt.datetime(1970, 1, 1)
FIRST_DAY = (dt.date.min - _EPOCH).days
LAST_DAY = (dt.date.max - _EPOCH).days


class Sort(Enum):
    """NUMBER is float64 (missing: NaN), DATE and TIME int64 days and microseconds since 1970 (NEVER), FLAG int8 and
    TEXT int32 codes (-1)."""

    NUMBER = "number"
    DATE = "date"
    TIME = "time"
    FLAG = "flag"
    TEXT = "text"


MISSING: dict[Sort, Any] = {Sort.NUMBER: np.nan, Sort.DATE: NEVER, Sort.TIME: NEVER, Sort.FLAG: -1, Sort.TEXT: -1}
_DTYPES: dict[Sort, Any] = {
    Sort.NUMBER: np.float64,
    Sort.DATE: np.int64,
    Sort.TIME: np.int64,
    Sort.FLAG: np.int8,
    Sort.TEXT: np.int32,
}
_SORTS = {Kind.DATE: Sort.DATE, Kind.DATE_TIME: Sort.TIME, Kind.YES_NO: Sort.FLAG}
_SORTS |= {Kind.TEXT: Sort.TEXT, Kind.ONE_OF: Sort.TEXT}
_UNASKED: Any = object()


@dataclass(slots=True, eq=False)
class Vec:
    """A column; `values` are the texts that codes stand for. What is missing is found out once, when it is asked."""

    sort: Sort
    data: Array
    values: Sequence[str] = ()
    _missing: Any = field(default=_UNASKED, repr=False)
    _known: Any = field(default=_UNASKED, repr=False)
    _narrow: Any = field(default=None, repr=False)

    def missing(self) -> Bools | None:
        """Where the value is missing; None when it is nowhere."""
        if self._missing is _UNASKED:
            if self.sort is Sort.NUMBER:
                found = self.data != self.data
            elif self.sort in (Sort.DATE, Sort.TIME):
                found = self.data == NEVER
            else:
                found = self.narrow() < 0
            self._missing = found if found.any() else None
        return self._missing  # type: ignore[no-any-return]

    def known(self) -> Bools | None:
        """Where the value is known; None when it is everywhere."""
        if self._known is _UNASKED:
            missing = self.missing()
            self._known = None if missing is None else ~missing
        return self._known  # type: ignore[no-any-return]

    def narrow(self) -> Array:
        """The codes in one byte each where they fit: comparing them is four times cheaper."""
        if self.sort is not Sort.TEXT or len(self.values) > 127:
            return self.data
        if self._narrow is None:
            self._narrow = self.data.astype(np.int8)
        return self._narrow  # type: ignore[no-any-return]

    def cut(self, start: int, stop: int) -> Vec:
        """The rows from `start` to before `stop`, without copying."""
        return Vec(self.sort, self.data[start:stop], self.values)

    def take(self, rows: Array) -> Vec:
        """The rows with these numbers; none of them may be missing."""
        return Vec(self.sort, self.data[rows], self.values)

    def take_or_missing(self, rows: Array) -> Vec:
        """The rows with these numbers; -1 gives a missing value."""
        ended = np.append(self.data, np.array(MISSING[self.sort], dtype=self.data.dtype))
        return Vec(self.sort, ended[rows], self.values)

    def __len__(self) -> int:
        return len(self.data)


def from_vector(vector: Vector) -> Vec:
    """A column as readers hand it over."""
    if isinstance(vector, Texts):
        return Vec(Sort.TEXT, vector.codes, vector.values)
    kind: np.dtype[Any] = vector.dtype
    match kind.kind:
        case "M":
            if kind == np.dtype("M8[D]"):
                return Vec(Sort.DATE, vector.view(np.int64))
            return Vec(Sort.TIME, vector.astype("M8[us]", copy=False).view(np.int64))
        case "i" if kind == np.int8:
            return Vec(Sort.FLAG, vector)
        case _:
            return Vec(Sort.NUMBER, vector.astype(np.float64, copy=False))


def to_vector(vec: Vec) -> Vector:
    """A column as writers take it."""
    match vec.sort:
        case Sort.TEXT:
            return Texts(vec.data.astype(np.int32, copy=False), vec.values)
        case Sort.DATE:
            return vec.data.view("M8[D]")
        case Sort.TIME:
            return vec.data.view("M8[us]")
        case _:
            return vec.data


def plain(value: Value) -> tuple[Sort, Any]:
    """A constant in the form its column has; a text stays a text."""
    match value:
        case bool():
            return Sort.FLAG, int(value)
        case int() | float():
            return Sort.NUMBER, float(value)
        case str():
            return Sort.TEXT, value
        case dt.datetime():
            return Sort.TIME, (value - _EPOCH_TIME) // dt.timedelta(microseconds=1)
        case dt.date():
            return Sort.DATE, (value - _EPOCH).days
        case dt.timedelta():
            return Sort.NUMBER, value / dt.timedelta(days=1)


def empty(sort: Sort, rows: int) -> Vec:
    """A column in which everything is missing."""
    return Vec(sort, np.full(rows, MISSING[sort], dtype=_DTYPES[sort]))


def sort_of(kind: Type) -> Sort:
    return _SORTS.get(kind.kind, Sort.NUMBER)


def concat(vecs: Sequence[Vec]) -> Vec:
    """Columns of one sort, one after the other."""
    if len(vecs) == 1:
        return vecs[0]
    sort = vecs[0].sort
    if sort is not Sort.TEXT:
        return Vec(sort, np.concatenate([vec.data for vec in vecs]))
    unread = _unread(vecs)
    if unread is not None:
        return unread
    values = merged([vec.values for vec in vecs])
    if all(vec.values is values for vec in vecs):
        return Vec(sort, np.concatenate([vec.data for vec in vecs]), values)
    places = numbered(values)
    return Vec(sort, np.concatenate([recoding(vec.values, places)[vec.data] for vec in vecs]), values)


def _unread(vecs: Sequence[Vec]) -> Vec | None:
    """Columns of texts that nobody has read, without reading them: possible where no two of all the texts are equal."""
    lists: dict[int, LazyTexts] = {}
    for vec in vecs:
        if not isinstance(vec.values, LazyTexts):
            return None
        lists[id(vec.values)] = vec.values
    arrays = [texts.array for texts in lists.values()]
    if not spellings.surely_differ(arrays):
        return None
    import pyarrow as pa

    starts = dict(zip(lists, np.cumsum([0, *(len(array) for array in arrays)]).tolist(), strict=False))
    codes = [np.where(vec.data < 0, np.int32(-1), vec.data + np.int32(starts[id(vec.values)])) for vec in vecs]
    return Vec(Sort.TEXT, np.concatenate(codes), LazyTexts(pa.concat_arrays(arrays)))


def numbered(values: Sequence[str]) -> dict[str, int]:
    """The place of each text in the list."""
    return dict(zip(values, range(len(values)), strict=True))


def merged(lists: Sequence[Sequence[str]]) -> Sequence[str]:
    """All texts, without repeats."""
    if all(values is lists[0] for values in lists):
        return lists[0]
    return tuple(dict.fromkeys(value for values in lists for value in values))


def recoding(values: Sequence[str], places: Mapping[str, int], unknown: int = -1) -> Array:
    """For each code the one that its text has elsewhere, or `unknown`; at the end -1 for a missing text."""
    moved = [places.get(value, unknown) for value in values]
    return np.array([*moved, -1], dtype=np.int32)


def as_texts(vec: Vec) -> Vec:
    """The values as the keys they would be (`interpret.as_key`)."""
    if vec.sort is Sort.TEXT:
        return vec
    found, codes = np.unique(vec.data, return_inverse=True)
    texts = [as_key(_python(vec.sort, raw)) for raw in found.tolist()]
    values = tuple(dict.fromkeys(text for text in texts if text is not None))
    places = numbered(values)
    moved = np.array([-1 if text is None else places[text] for text in texts], dtype=np.int32)
    return Vec(Sort.TEXT, moved[codes] if len(moved) else codes.astype(np.int32), values)


def _python(sort: Sort, raw: Any) -> Value | None:
    match sort:
        case Sort.NUMBER:
            return None if raw != raw else float(raw)
        case Sort.FLAG:
            return None if raw < 0 else bool(raw)
        case Sort.DATE:
            return None if raw == NEVER else _EPOCH + dt.timedelta(days=raw)
        case Sort.TIME:
            return None if raw == NEVER else _EPOCH_TIME + dt.timedelta(microseconds=raw)
        case Sort.TEXT:
            return str(raw)
