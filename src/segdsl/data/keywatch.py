"""Whether the keys of a table are all there and all differ, chunk by chunk; of a table that is larger than memory only
numbers made of the keys are kept, and the keys themselves are read again where that leaves a doubt."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from segdsl.data.converted import Bad, encoded
from segdsl.data.keynumbers import KeyNumbers, numbers_of
from segdsl.data.raw import Arrow, RawColumn
from segdsl.data.raw import compute as pc
from segdsl.data.texts import key_texts
from segdsl.frames.spellings import Words, surely_differ

TEXT_BYTES = 60
"""What a Python text of ordinary length takes."""
_A_FEW = 1000


@dataclass(frozen=True, slots=True, eq=False)
class Repeats:
    """Rows (from 0, ascending) whose keys other rows have too, each with a number that stands for its key."""

    rows: npt.NDArray[np.int64]
    keys: npt.NDArray[np.int32]

    def later(self) -> npt.NDArray[np.int64]:
        """The rows with a key that an earlier one has."""
        return np.delete(self.rows, np.unique(self.keys, return_index=True)[1])

    def among(self, kept: npt.NDArray[np.int64]) -> Repeats:
        """Those that are among these rows."""
        stay = np.isin(self.rows, kept)
        return Repeats(self.rows[stay], self.keys[stay])


NO_REPEATS: Final = Repeats(np.zeros(0, np.int64), np.zeros(0, np.int32))


@dataclass(slots=True, eq=False)
class KeyWatch:
    """The keys of a table. Rows that are `ignored` have none and need none; `again` reads the keys once more.

    `arrays` are the keys themselves, as long as they are kept.
    """

    spelled: bool
    again: Callable[[], Iterator[RawColumn]]
    ignored: frozenset[int] = frozenset()
    arrays: list[Arrow] | None = field(default_factory=list)
    bad: list[Bad] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    plain: bool = True
    blank: frozenset[str] = frozenset()
    _gaps: list[npt.NDArray[np.int64]] = field(default_factory=list)
    _rises: bool = True
    _last: bytes = b""
    _numbers: KeyNumbers | None = None
    _repeats: Repeats | None = None

    def watch(self, raw: RawColumn) -> None:
        """Takes a chunk in."""
        found = key_texts(raw, self.spelled)
        array = found.array
        self.bad.append(found.bad)
        self.plain = self.plain and found.plain
        self.blank |= found.blank
        if array.null_count:
            self._gaps.append(np.flatnonzero(pc.is_null(array).to_numpy(zero_copy_only=False)) + self.rows)
        self.sizes.append(len(array))
        self._repeats = None
        if self.arrays is not None:
            self.arrays.append(array)
        else:
            self._take(array)

    def let_go(self) -> None:
        """Keeps the keys themselves no longer."""
        arrays, self.arrays, self._last = self.arrays or [], None, b""
        self._rises = all(self._rising(array) for array in arrays)
        if not self._rises:
            self._numbers = KeyNumbers()
            for array in arrays:
                self._numbers.add(numbers_of(array)[1])

    def bytes_of_last(self) -> int:
        """What the last chunk takes, now and as Python texts."""
        return (int(self.arrays[-1].nbytes) if self.arrays else 0) + TEXT_BYTES * self.sizes[-1]

    @property
    def rows(self) -> int:
        return sum(self.sizes)

    @property
    def missing(self) -> int:
        return sum(len(rows) for rows in self._gaps) - len(self.ignored)

    def is_key(self) -> bool:
        """Whether every row has a key of its own."""
        if self.missing:
            return False
        if self.arrays is None and self._repeats is None:
            # Where many repeat, a few show it.
            numbers = self._by_numbers()
            if len(self._looked_up(numbers[:_A_FEW]).rows):
                return False
        return not len(self.repeats().rows)

    def missing_rows(self) -> npt.NDArray[np.int64]:
        """Rows (from 0) without a key."""
        rows = np.concatenate(self._gaps) if self._gaps else np.zeros(0, np.int64)
        return np.setdiff1d(rows, list(self.ignored)) if self.ignored else rows

    def repeats(self, left_out: Sequence[int] = ()) -> Repeats:
        """All rows that share their key with others. Where all keys differ, the usual case, none is looked up."""
        if self._repeats is None:
            kept = self.arrays is not None
            self._repeats = self._among_arrays(self.arrays or []) if kept else self._looked_up(self._by_numbers())
        if not len(left_out) or not len(self._repeats.rows):
            return self._repeats
        stay = ~np.isin(self._repeats.rows, np.asarray(left_out, dtype=np.int64))
        rows, keys = self._repeats.rows[stay], self._repeats.keys[stay]
        several = np.bincount(keys, minlength=1)[keys] > 1
        return Repeats(rows[several], keys[several])

    # ---- kept in memory --------------------------------------------------------------------------------------------

    def _among_arrays(self, arrays: Sequence[Arrow]) -> Repeats:
        self._last = b""
        if all(self._rising(array) for array in arrays) or surely_differ(arrays):
            return NO_REPEATS
        return _repeated(np.arange(self.rows), _together(arrays))

    def _rising(self, array: Arrow) -> bool:
        """Whether the keys of this chunk rise, and go on where the last one ended."""
        if array.null_count:
            return False
        if not len(array):
            return True
        before, self._last = self._last, array[-1].as_py().encode()
        within = len(array) == 1 or pc.all(pc.less(array[:-1], array[1:])).as_py()
        return bool(within) and before < array[0].as_py().encode()

    # ---- not kept --------------------------------------------------------------------------------------------------

    def _take(self, array: Arrow) -> None:
        """Of keys that rise nothing need be kept; where they cease to, the numbers of all are made when asked for."""
        if self._rises:
            self._rises = self._rising(array)
        elif self._numbers is not None:
            self._numbers.add(numbers_of(array)[1])

    def _by_numbers(self) -> Words:
        """The numbers that more than one key has, or one key more than once."""
        if self._rises:
            return np.zeros(0, np.uint64)
        if self._numbers is None:
            self._numbers = KeyNumbers()
            for raw in self.again():
                self._numbers.add(numbers_of(key_texts(raw, self.spelled).array)[1])
        return self._numbers.several()

    def _looked_up(self, numbers: Words) -> Repeats:
        """The rows that share their keys, among those whose keys have these numbers."""
        rows: list[npt.NDArray[np.int64]] = []
        keys: list[Arrow] = []
        first = 0
        for raw in self.again() if len(numbers) else ():
            array = key_texts(raw, self.spelled).array
            places, found = numbers_of(array)
            places = places[np.isin(found, numbers)]
            rows.append(places + first)
            keys.append(array.take(pa.array(places)))
            first += len(array)
        return _repeated(np.concatenate(rows), _together(keys)) if rows else NO_REPEATS


def _repeated(rows: npt.NDArray[np.int64], keys: Arrow) -> Repeats:
    """Those of the rows with these keys that share theirs."""
    codes, _ = encoded(keys)
    there = np.flatnonzero(codes >= 0)
    several = there[np.bincount(codes[there], minlength=1)[codes[there]] > 1]
    return Repeats(rows[several], codes[several])


def _together(arrays: Sequence[Arrow]) -> Arrow:
    if len(arrays) == 1:
        return arrays[0]
    together: list[Arrow] = [array.cast(pa.large_string()) for array in arrays]
    return pa.concat_arrays(together) if together else pa.array([], pa.string())
