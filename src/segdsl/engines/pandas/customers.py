"""The customers, batch by batch: which rows they are, and what is asked of them; reads no other table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from segdsl.engines.pandas.inputs import Columns, Reader
from segdsl.engines.pandas.lookups import LookUpTables
from segdsl.engines.pandas.results import Result
from segdsl.engines.pandas.tape import Tape
from segdsl.engines.pandas.vectors import Array, Sort, Vec, as_texts
from segdsl.frames import Bools, KeyArray, LazyTexts
from segdsl.interpret import as_key
from segdsl.lower import Customers
from segdsl.lower.nodes import Cond, Fold, Known, Value

MOST_HELD = 400_000_000
"""So many bytes of columns are held between two readings of the customers; beyond that they are read again."""


@dataclass(slots=True, eq=False)
class Population:
    """Those rows of the customers' table that are customers. `measured` are the finished measures, of all of them."""

    plan: Customers
    reader: Reader
    look_ups: LookUpTables
    again: bool
    measured: dict[int, Vec] = field(default_factory=dict)
    _kept: list[Bools | None] = field(default_factory=list)
    _complete: bool = False
    _held: list[tuple[int, Columns]] | None = None

    def ask(self, conditions: Sequence[Cond], values: Sequence[Value]) -> Iterator[tuple[int, Columns, Result]]:
        """For each batch its rows, its columns, and the answers."""
        tape = Tape(conditions, values, self.look_ups)
        start = 0
        for rows, columns in self.batches():
            inputs = tape.fields_of(columns)
            for node in tape.inputs:
                if isinstance(node, Fold):
                    inputs[node.number] = self.measured[node.number].cut(start, start + rows)
            yield rows, columns, tape.run(rows, inputs)
            start += rows

    def batches(self) -> Iterator[tuple[int, Columns]]:
        """The customers; from the second reading on out of memory, if they were few enough to hold."""
        if self._complete and self._held is not None:
            yield from self._held
            return
        held: list[tuple[int, Columns]] | None = [] if self.again and not self._complete else None
        size = 0
        for rows, columns in self._read():
            if held is not None:
                size += sum(vec.data.nbytes + 60 * len(vec.values) for vec in columns.values())
                held = [*held, (rows, columns)] if size <= MOST_HELD else None
            yield rows, columns
        if not self._complete:
            self._complete, self._held = True, held

    def _read(self) -> Iterator[tuple[int, Columns]]:
        tape = Tape([self.plan.seen], (), self.look_ups, possibly=False)
        everybody = isinstance(self.plan.seen, Known) and self.plan.seen.answer is True
        met: set[str] = set()
        for number, (rows, columns) in enumerate(self.reader.batches(self.plan.table)):
            if self._complete:
                keep = self._kept[number]
            else:
                keep = None if everybody else tape.run(rows, tape.fields_of(columns)).true[0]
                if self.plan.distinct:
                    keep = _first_of_each(as_texts(columns[self.plan.key]), keep, met)
                keep = None if keep is None or keep.all() else keep
                self._kept.append(keep)
            if keep is None:
                yield rows, columns
            else:
                yield int(keep.sum()), {name: vec.take(keep) for name, vec in columns.items()}


def _first_of_each(keys: Vec, keep: Bools | None, met: set[str]) -> Bools:
    """The first of the rows with a key, of those that are kept; keys that were met in an earlier batch are not new."""
    rows = np.flatnonzero(keys.data >= 0 if keep is None else keep & (keys.data >= 0))
    codes, first = np.unique(keys.data[rows], return_index=True)
    found = np.zeros(len(keys), dtype=bool)
    for code, place in zip(codes.tolist(), first.tolist(), strict=True):
        text = keys.values[code]
        if text not in met:
            met.add(text)
            found[rows[place]] = True
    return found


@dataclass(slots=True, eq=False)
class KeyTexts:
    """Makes arrays of keys; the list of texts that batches share becomes an array once."""

    values: Sequence[str] | None = None
    texts: Array | None = None

    def of(self, vec: Vec) -> KeyArray:
        """The keys as texts; row numbers as they are counted."""
        if vec.sort is not Sort.TEXT:
            return np.array([as_key(number) for number in vec.data.tolist()], dtype=object)
        first = int(vec.data[0]) if len(vec) else 0
        together = first >= 0 and np.array_equal(vec.data, np.arange(first, first + len(vec)))
        if together and isinstance(vec.values, LazyTexts):
            return vec.values.array.slice(first, len(vec))
        if self.texts is None or self.values is not vec.values:
            self.values, self.texts = vec.values, np.array([*vec.values, ""], dtype=object)
        return self.texts[first : first + len(vec)] if together else self.texts[vec.data]
