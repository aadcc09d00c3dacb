"""Look-up tables, held whole: the row that belongs to a key, and its columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from segdsl.engines.pandas.inputs import Reader
from segdsl.engines.pandas.tape import Tape
from segdsl.engines.pandas.vectors import Array, Vec, as_texts, concat, empty, recoding, sort_of
from segdsl.lower import LookUp
from segdsl.types import Type


@dataclass(slots=True, eq=False)
class Held:
    """The columns of a look-up table, and the row of each key."""

    columns: dict[str, Vec]
    places: dict[str, int]


@dataclass(slots=True, eq=False)
class LookUpTables:
    """Tables are read when something first asks for them."""

    plans: Mapping[str, LookUp]
    reader: Reader
    _held: dict[str, Held] = field(default_factory=dict)

    def rows(self, table: str) -> Callable[[Vec], Array]:
        """For keys the number of the row in the table, -1 where there is none; found once for a list of texts."""
        memory: list[tuple[Sequence[str], Array]] = []

        def find(vec: Vec) -> Array:
            texts = as_texts(vec)
            if not memory or memory[0][0] is not texts.values:
                memory[:] = [(texts.values, recoding(texts.values, self.held(table).places).astype(np.int64))]
            return memory[0][1][texts.data]

        return find

    def column(self, table: str, column: str, kind: Type) -> Vec:
        """A column of the table; an empty one of that kind when the table has no rows."""
        return self.held(table).columns.get(column) or empty(sort_of(kind), 0)

    def held(self, table: str) -> Held:
        if table not in self._held:
            self._held[table] = self._read(table)
        return self._held[table]

    def _read(self, table: str) -> Held:
        plan = self.plans[table]
        tape = Tape([plan.seen], (), self, possibly=False)
        kept: list[dict[str, Vec]] = []
        for rows, columns in self.reader.batches(table):
            seen = tape.run(rows, tape.fields_of(columns)).true[0]
            kept.append({name: vec.take(seen) for name, vec in columns.items()})
        whole = {name: concat([columns[name] for columns in kept]) for name in (kept[0] if kept else ())}
        places: dict[str, int] = {}
        if kept:
            keys = as_texts(whole[plan.per])
            for row, code in enumerate(keys.data.tolist()):
                if code >= 0:
                    places.setdefault(keys.values[code], row)
        return Held(whole, places)
