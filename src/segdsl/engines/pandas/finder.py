"""Finds many texts among those of a list, as Arrow holds them, without making Python texts of any."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import pandas as pd

from segdsl.engines.pandas.vectors import Array
from segdsl.frames import Bools, LazyTexts
from segdsl.frames.spellings import TEXTS, ends_and_octets, numbers

MOST_DIGITS = 15
ROOM = 16
"""A table of places may be so many times as long as the list."""


class Finder(Protocol):
    """For each text of an Arrow array its place in the list, -1 where it is not in it or there is none."""

    def find(self, array: Any) -> Array | None:
        """None: these texts cannot be looked up in this way."""


def finder(texts: LazyTexts) -> Finder | None:
    """The quickest way for this list, which has no repeats; None when there is none but a table of texts."""
    array = texts.array
    if not len(array) or array.null_count or str(array.type) not in TEXTS:
        return None
    return Digits.of(array) or Hashed.of(array)


@dataclass(frozen=True, slots=True, eq=False)
class Digits:
    """Texts of one length that differ only in digits, as most account numbers do: a table by the number they spell.

    `template` has the other characters (0 where a digit is), `table` the place of the text with each number from
    `lowest` on.
    """

    template: tuple[int, ...]
    lowest: int
    table: Array

    @classmethod
    def of(cls, array: Any) -> Digits | None:
        ends, octets = ends_and_octets(array)
        lengths = np.diff(ends)
        if lengths.min() != lengths.max() or not 0 < lengths[0] <= 64:
            return None
        spelled = octets[ends[0] : ends[-1]].reshape(len(array), -1)
        same = (spelled == spelled[0]).all(axis=0)
        template = tuple(int(c) if alike else 0 for c, alike in zip(spelled[0], same, strict=True))
        if len(template) - sum(map(bool, template)) > MOST_DIGITS:
            return None
        found, good = _spelled_numbers(spelled, template)
        lowest, highest = int(found.min()), int(found.max())
        if not good.all() or highest - lowest > ROOM * len(array):
            return None
        table = np.full(highest - lowest + 2, -1, dtype=np.int32)
        table[found - lowest] = np.arange(len(array), dtype=np.int32)
        return cls(template, lowest, table)

    def find(self, array: Any) -> Array | None:
        ends, octets = ends_and_octets(array)
        length = len(self.template)
        fitting = np.diff(ends) == length  # a missing text has no length
        if fitting.all():
            return self._places(octets[ends[0] : ends[-1]].reshape(len(array), -1))
        places = np.full(len(array), -1, dtype=np.int32)
        rows = np.flatnonzero(fitting)
        places[rows] = self._places(octets[ends[rows][:, None] + np.arange(length)])
        return places

    def _places(self, spelled: Array) -> Array:
        found, good = _spelled_numbers(spelled, self.template)
        found -= self.lowest
        good &= (found >= 0) & (found < len(self.table) - 1)
        if not good.all():
            found[~good] = len(self.table) - 1
        places: Array = self.table[found]
        return places


def _spelled_numbers(spelled: Array, template: tuple[int, ...]) -> tuple[Array, Bools]:
    """The number that the digits spell, row by row, and where all characters are as they must be."""
    found = np.zeros(len(spelled), dtype=np.int64)
    good = np.ones(len(spelled), dtype=bool)
    for place, character in enumerate(template):
        if character:
            good &= spelled[:, place] == character
            continue
        digit = spelled[:, place] - np.uint8(48)  # what is no digit becomes large
        good &= digit < 10
        found *= 10
        found += digit
    return found, good


@dataclass(frozen=True, slots=True, eq=False)
class Hashed:
    """Texts by a number made of their bytes; what is found is compared, because two texts may have one number."""

    array: Any
    index: Any

    @classmethod
    def of(cls, array: Any) -> Hashed | None:
        found = numbers(array)
        if found is None:
            return None
        index = pd.Index(found)
        return cls(array, index) if index.is_unique else None

    def find(self, array: Any) -> Array | None:
        import pyarrow.compute as pc

        if array.null_count:
            array = array.fill_null("")  # an empty text is no key
        found = numbers(array)
        if found is None or array.type != self.array.type:
            return None
        places: Array = self.index.get_indexer(found)
        rows = np.flatnonzero(places >= 0)
        equal = pc.equal(array.take(rows), self.array.take(places[rows]))
        if not pc.all(equal).as_py():
            places[rows[~equal.to_numpy(zero_copy_only=False)]] = -1
        return places
