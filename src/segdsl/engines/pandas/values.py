"""Values over a strip of rows; what cannot be computed is missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from segdsl import ir, splits
from segdsl.engines.pandas.masks import Pair, as_days
from segdsl.engines.pandas.vectors import (
    DAY_MICROSECONDS,
    FIRST_DAY,
    LAST_DAY,
    NEVER,
    Array,
    Sort,
    Vec,
    as_texts,
    empty,
    merged,
    numbered,
    plain,
    recoding,
)
from segdsl.frames import Bools
from segdsl.types import Unit, Value

_OPERATORS: dict[ir.Op, Callable[[Any, Any], Any]] = {
    ir.Op.ADD: np.add,
    ir.Op.SUBTRACT: np.subtract,
    ir.Op.MULTIPLY: np.multiply,
    ir.Op.DIVIDE: np.divide,
}


def calculate(op: ir.Op, left: Vec, right: Vec) -> Vec:
    if left.sort is not Sort.NUMBER or right.sort is not Sort.NUMBER:
        return empty(Sort.NUMBER, len(left))
    found = _OPERATORS[op](left.data, right.data)
    infinite = np.isinf(found)
    if infinite.any():
        found[infinite] = np.nan
    return Vec(Sort.NUMBER, found)


def negate(vec: Vec) -> Vec:
    return Vec(Sort.NUMBER, -vec.data) if vec.sort is Sort.NUMBER else empty(Sort.NUMBER, len(vec))


def absolute(vec: Vec) -> Vec:
    return Vec(Sort.NUMBER, np.abs(vec.data)) if vec.sort is Sort.NUMBER else empty(Sort.NUMBER, len(vec))


def rounded(vec: Vec) -> Vec:
    """Halves away from zero; the distance to the whole part is exact."""
    if vec.sort is not Sort.NUMBER:
        return empty(Sort.NUMBER, len(vec))
    whole = np.trunc(vec.data)
    away = np.abs(vec.data - whole) >= 0.5
    return Vec(Sort.NUMBER, whole + np.where(away, np.sign(vec.data), 0.0))


def days_between(later: Vec, earlier: Vec) -> Vec:
    a, b = as_days(later), as_days(earlier)
    if a.sort is not Sort.DATE or b.sort is not Sort.DATE:
        return empty(Sort.NUMBER, len(a))
    found = (a.data - b.data).astype(np.float64)
    for vec in (a, b):
        if (missing := vec.missing()) is not None:
            found[missing] = np.nan
    return Vec(Sort.NUMBER, found)


def shift(vec: Vec, count: int, unit: Unit) -> Vec:
    """Outside the years 1 to 9999 there is no date."""
    if vec.sort not in (Sort.DATE, Sort.TIME):
        return empty(Sort.DATE, len(vec))
    days = as_days(vec).data
    missing = vec.missing()
    if missing is not None:
        days = np.where(missing, 0, days)
    if unit in (Unit.DAY, Unit.WEEK):
        moved = days + max(-10_000_000, min(10_000_000, count * (7 if unit is Unit.WEEK else 1)))
    else:
        moved = _shift_months(days, max(-200_000, min(200_000, count * (12 if unit is Unit.YEAR else 1))))
    gone = (moved < FIRST_DAY) | (moved > LAST_DAY)
    if missing is not None:
        gone |= missing
    if vec.sort is Sort.TIME:
        moved = moved * DAY_MICROSECONDS + vec.data % DAY_MICROSECONDS
    moved[gone] = NEVER
    return Vec(vec.sort, moved)


def _months(days: Array) -> Array:
    return days.view("M8[D]").astype("M8[M]").view(np.int64)


def _first_of(months: Array) -> Array:
    return months.view("M8[M]").astype("M8[D]").view(np.int64)


def _shift_months(days: Array, count: int) -> Array:
    months = _months(days)
    first = _first_of(months + count)
    length = _first_of(months + count + 1) - first
    moved: Array = first + np.minimum(days - _first_of(months), length - 1)
    return moved


def since(vec: Vec, unit: Unit, today: dt.date) -> Vec:
    """Complete units from the date to today, as `calendar.complete`."""
    days = as_days(vec)
    if days.sort is not Sort.DATE:
        return empty(Sort.NUMBER, len(vec))
    end = (today - dt.date(1970, 1, 1)).days
    missing = days.missing()
    raw = days.data if missing is None else np.where(missing, end, days.data)
    if unit in (Unit.DAY, Unit.WEEK):
        found = np.trunc((end - raw) / (7 if unit is Unit.WEEK else 1))
    else:
        found = np.trunc(_complete_months(raw, end) / (12 if unit is Unit.YEAR else 1))
    if missing is not None:
        found[missing] = np.nan
    return Vec(Sort.NUMBER, found + 0.0)


def _complete_months(days: Array, end: int) -> Array:
    ends = np.full(len(days), end)
    early, late = np.minimum(days, ends), np.maximum(days, ends)
    first, last = _months(early), _months(late)
    day_first, day_last = early - _first_of(first), late - _first_of(last)
    length = _first_of(last + 1) - _first_of(last)
    found = last - first - ((day_first > day_last) & (day_last < length - 1))
    signed: Array = np.where(days <= ends, found, -found)
    return signed


def extreme(larger: bool, vecs: Sequence[Vec]) -> Vec:
    found = vecs[0].data
    for vec in vecs[1:]:
        found = np.maximum(found, vec.data) if larger else np.minimum(found, vec.data)
    result = Vec(vecs[0].sort, found)
    if larger and len(vecs) > 1 and result.sort is not Sort.NUMBER:  # what is missing is the least of dates
        for vec in vecs:
            if (missing := vec.missing()) is not None:
                result.data[missing] = NEVER
    return result


@dataclass(slots=True)
class Picker:
    """Chooses between values row by row; of texts it brings the lists together, and keeps what it found out."""

    sort: Sort | None = None
    lists: list[Sequence[str]] = field(default_factory=list)
    values: Sequence[str] = ()
    moves: list[Array | None] = field(default_factory=list)

    def __call__(self, branches: Sequence[tuple[Bools, Vec]], otherwise: Vec) -> Vec:
        """The value beside the first mask that is true, else `otherwise`; values of another sort are missing."""
        sort = self.sort or otherwise.sort
        vecs = [vec if vec.sort is sort else empty(sort, len(vec)) for vec in (*(v for _, v in branches), otherwise)]
        if sort is Sort.TEXT:
            self.learn(vecs)
        found = self.moved(vecs, -1).copy()
        for place in range(len(branches) - 1, -1, -1):
            np.copyto(found, self.moved(vecs, place), where=branches[place][0])
        return Vec(sort, found, self.values)

    def default(self, vec: Vec, fallback: Vec) -> Vec:
        missing = vec.missing()
        if missing is None and vec.sort is not Sort.TEXT:
            return vec
        return self([(np.zeros(len(vec), dtype=bool) if missing is None else missing, fallback)], vec)

    def learn(self, vecs: Sequence[Vec]) -> None:
        if len(self.lists) == len(vecs) and all(a is v.values for a, v in zip(self.lists, vecs, strict=True)):
            return
        self.lists = [vec.values for vec in vecs]
        self.values = merged(self.lists)
        places = numbered(self.values)
        self.moves = [None if values is self.values else recoding(values, places) for values in self.lists]

    def moved(self, vecs: Sequence[Vec], place: int) -> Array:
        moves = self.moves[place] if self.moves else None
        return vecs[place].data if moves is None else moves[vecs[place].data]


def constants(value: Value | None, sort: Sort = Sort.NUMBER) -> Callable[[int], Vec]:
    """Makes columns that hold one value; `sort` is that of a missing one."""
    wanted, raw = (sort, None) if value is None else plain(value)
    values = (raw,) if wanted is Sort.TEXT and raw is not None else ()
    memory: list[Vec] = []

    def make(rows: int) -> Vec:
        if not memory or len(memory[0]) != rows:
            made = empty(wanted, rows)
            if raw is not None:
                made.data[:] = 0 if wanted is Sort.TEXT else raw
            memory[:] = [Vec(wanted, made.data, values)]
        return memory[0]

    return make


def truth(pair: Pair) -> Vec:
    true, possible = pair
    if possible is true:
        return Vec(Sort.FLAG, true.view(np.int8))
    return Vec(Sort.FLAG, true.view(np.int8) - (possible & ~true).view(np.int8))


def split_part(salt: str, bounds: Sequence[tuple[str, int]]) -> Callable[[Vec], Vec]:
    """The parts of a split; each text of a list is hashed once."""
    parts = tuple(part for part, _ in bounds)
    ends = np.array([end for _, end in bounds], dtype=np.int64)
    memory: list[tuple[Sequence[str], Array]] = []

    def ask(vec: Vec) -> Vec:
        texts = as_texts(vec)
        if not memory or memory[0][0] is not texts.values:
            numbers = np.array(splits.numbers(salt, (*texts.values, "")), dtype=np.int64)
            memory[:] = [(texts.values, np.searchsorted(ends, numbers, side="right").astype(np.int32))]
        return Vec(Sort.TEXT, memory[0][1][texts.data], parts)

    return ask
