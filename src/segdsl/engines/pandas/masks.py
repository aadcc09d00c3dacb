"""Leaf conditions over a strip of rows: two masks, where each is surely and where it is possibly true."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from segdsl import ir, patterns
from segdsl.engines.pandas.vectors import DAY_MICROSECONDS, NEVER, Array, Sort, Vec, numbered, plain, recoding
from segdsl.frames import Bools
from segdsl.interpret.scalars import tested
from segdsl.types import Value

Pair: TypeAlias = tuple[Bools, Bools]
"""Where a condition is surely, and where it is possibly true; the same array when nothing is undecided."""

_OPERATORS: dict[ir.Rel, Callable[[Any, Any], Any]] = {
    ir.Rel.LT: operator.lt,
    ir.Rel.LE: operator.le,
    ir.Rel.GT: operator.gt,
    ir.Rel.GE: operator.ge,
    ir.Rel.EQ: operator.eq,
    ir.Rel.NE: operator.ne,
}
_DOWNWARDS = (ir.Rel.LT, ir.Rel.LE)
MOST_EQUALS = 12
"""So many codes are compared one by one; for more of them a table is cheaper."""


def undecided(rows: int) -> Pair:
    return np.zeros(rows, dtype=bool), np.ones(rows, dtype=bool)


def decided(rows: int, answer: bool) -> Pair:
    mask = np.full(rows, answer)
    return mask, mask


def open_to(true: Bools, possibly: bool, *vecs: Vec) -> Pair:
    """`true` is false where a value is missing; what is missing makes it possible (unless nobody asks)."""
    possible = true
    if not possibly:
        return true, true
    for vec in vecs:
        if (gaps := vec.missing()) is not None:
            possible = possible | gaps
    return true, possible


def closed_to(possible: Bools, *vecs: Vec) -> Pair:
    """`possible` is true where a value is missing; what is missing makes it unsure."""
    true = possible
    for vec in vecs:
        if (known := vec.known()) is not None:
            true = true & known
    return true, possible


def compare_constant(vec: Vec, rel: ir.Rel, value: Value, possibly: bool) -> Pair:
    """Numbers, dates and yes/no against a constant. What is missing is less than any date, and differs from all."""
    sort, raw = plain(value)
    if {sort, vec.sort} == {Sort.DATE, Sort.TIME}:
        vec, raw = as_days(vec), raw // DAY_MICROSECONDS if sort is Sort.TIME else raw
    elif sort is not vec.sort:
        return undecided(len(vec))
    found = _OPERATORS[rel](vec.data, raw)
    if rel is ir.Rel.NE or (rel in _DOWNWARDS and vec.sort is not Sort.NUMBER):
        return closed_to(found, vec)
    return open_to(found, possibly, vec)


def compare(rel: ir.Rel, possibly: bool) -> Callable[[Vec, Vec], Pair]:
    """Two columns; texts of two lists are brought to the codes of the first."""
    recode = Recoder()

    def ask(left: Vec, right: Vec) -> Pair:
        if {left.sort, right.sort} == {Sort.DATE, Sort.TIME}:
            left, right = as_days(left), as_days(right)
        if left.sort is not right.sort:
            return undecided(len(left))
        other = recode(right, left.values) if left.sort is Sort.TEXT else right.data
        found = _OPERATORS[rel](left.data, other)
        if left.sort is Sort.NUMBER and rel is not ir.Rel.NE:
            return open_to(found, possibly, left, right)
        true, _ = closed_to(found, left, right)
        return open_to(true, possibly, left, right)

    return ask


@dataclass(slots=True)
class Recoder:
    """Brings codes of one list of texts to another; what it found out for two lists it keeps."""

    source: Sequence[str] | None = None
    target: Sequence[str] | None = None
    moves: Array | None = None

    def __call__(self, vec: Vec, target: Sequence[str]) -> Array:
        if vec.values is target:
            return vec.data
        if self.moves is None or self.source is not vec.values or self.target is not target:
            self.source, self.target = vec.values, target
            self.moves = recoding(vec.values, numbered(target), -2)
        return self.moves[vec.data]


def as_days(vec: Vec) -> Vec:
    """The calendar days of dates with times."""
    if vec.sort is not Sort.TIME:
        return vec
    days = vec.data // DAY_MICROSECONDS
    gaps = vec.missing()
    return Vec(Sort.DATE, days if gaps is None else np.where(gaps, NEVER, days))


def holds(vec: Vec, wanted: bool, possibly: bool) -> Pair:
    if vec.sort is not Sort.FLAG:
        return undecided(len(vec))
    return open_to(vec.data == wanted, possibly, vec)


def missing(vec: Vec, negated: bool) -> Pair:
    found = vec.known() if negated else vec.missing()
    return decided(len(vec), negated) if found is None else (found, found)


@dataclass(slots=True)
class Codes:
    """For the codes of one list of texts, which of them are meant: how to ask that quickest."""

    values: Sequence[str]
    meant: Bools
    listed: list[int]
    inverse: bool

    @classmethod
    def of(cls, values: Sequence[str], meant: Bools) -> Codes:
        """`meant` says it for each code, and last for a missing text: no."""
        count = int(meant.sum())
        inverse = count > len(values) - count
        listed = np.flatnonzero(~meant[:-1] if inverse else meant[:-1])
        return cls(values, meant, listed.tolist() if len(listed) <= MOST_EQUALS else [], inverse)

    def ask(self, vec: Vec, possibly: bool) -> Pair:
        codes = vec.narrow()
        if not self.listed and (self.meant.any() if not self.inverse else not self.meant[:-1].all()):
            return open_to(self.meant[vec.data], possibly, vec)
        found: Bools | None = None
        for code in self.listed:
            equal = codes == code
            found = equal if found is None else np.logical_or(found, equal, out=found)
        if found is None:
            found = np.zeros(len(codes), dtype=bool)
        if not self.inverse:
            return open_to(found, possibly, vec)
        return closed_to(np.logical_not(found, out=found), vec)


def text_condition(asked: Callable[[Sequence[str]], Bools], negated: bool, possibly: bool) -> Callable[[Vec], Pair]:
    """A condition that depends on the text alone; the texts of a list are asked once, not the rows."""
    memory: list[Codes] = []

    def ask(vec: Vec) -> Pair:
        if vec.sort is not Sort.TEXT:
            return undecided(len(vec))
        if not memory or memory[0].values is not vec.values:
            meant = np.append(asked(vec.values) ^ negated, False)
            memory[:] = [Codes.of(vec.values, meant)]
        return memory[0].ask(vec, possibly)

    return ask


def equal_text(text: str) -> Callable[[Sequence[str]], Bools]:
    def ask(values: Sequence[str]) -> Bools:
        found = np.zeros(len(values), dtype=bool)
        if text in values:
            found[values.index(text)] = True
        return found

    return ask


def among_texts(items: Iterable[Value]) -> Callable[[Sequence[str]], Bools]:
    wanted = frozenset(item for item in items if isinstance(item, str))
    return lambda values: np.fromiter((value in wanted for value in values), dtype=bool, count=len(values))


def text_test(test: ir.Test, pattern: str) -> Callable[[Sequence[str]], Bools]:
    if test is not ir.Test.MATCHES:
        return lambda values: np.fromiter((tested(test, v, pattern) for v in values), dtype=bool, count=len(values))
    found = patterns.read(pattern)

    def ask(values: Sequence[str]) -> Bools:
        if isinstance(found, patterns.Refusal):
            return np.zeros(len(values), dtype=bool)
        import pyarrow as pa
        import pyarrow.compute as pc

        try:
            texts = pa.array(values, type=pa.string())
        except (pa.ArrowException, UnicodeError):  # half a character, from a data frame: RE2 reads UTF-8
            return np.fromiter((found.found(value) for value in values), dtype=bool, count=len(values))
        return pc.match_substring_regex(texts, found.re2).to_numpy(zero_copy_only=False).astype(bool)

    return ask


def among(items: Sequence[Value], negated: bool, possibly: bool) -> Callable[[Vec], Pair]:
    """Membership of a list; items of another family than the value are in nobody's way."""
    of_text = text_condition(among_texts(items), negated, possibly)
    numbers = {sort: np.unique(np.array(_raw(items, sort))) for sort in (Sort.NUMBER, Sort.DATE, Sort.TIME, Sort.FLAG)}

    def ask(vec: Vec) -> Pair:
        if vec.sort is Sort.TEXT:
            return of_text(vec)
        found = _inside(vec.data, numbers[vec.sort])
        return closed_to(~found, vec) if negated else open_to(found, possibly, vec)

    return ask


def _raw(items: Sequence[Value], sort: Sort) -> list[Any]:
    return [raw for other, raw in map(plain, items) if other is sort]


def _inside(data: Array, items: Array) -> Bools:
    if len(items) <= MOST_EQUALS:
        equal = np.zeros(len(data), dtype=bool)
        for item in items:
            equal |= data == item
        return equal
    places = np.searchsorted(items, data)
    places[places == len(items)] = 0
    found: Bools = items[places] == data
    return found
