"""The rows that some customers depend on, as plain Python values for the reference interpreter; judges nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

import numpy as np

from segdsl import ir, schemas
from segdsl.frames import Batch, Bools, LateTexts, Store, Texts, Vector, cell, cells
from segdsl.interpret import Row, as_key
from segdsl.interpret.references import walk
from segdsl.membership.keys import among, key_column
from segdsl.names import fold


@runtime_checkable
class Choosy(Protocol):
    """A store that finds rows by itself, without giving out all of them."""

    def matching(self, columns: frozenset[str], column: str, texts: frozenset[str]) -> Iterator[Batch]:
        """At least the rows in which `column`, which is among the columns, is one of these texts, in any order."""


Step = tuple[str, str, str]
"""A look-up: from a table, by its column, to a table."""


def gather(program: ir.Program, stores: Mapping[str, Store], customers: Iterable[Row]) -> dict[str, list[Row]]:
    """These rows of the customers, and those of each other table (by folded name) that anything said of them can
    depend on."""
    gathering = _Gathering(program, stores, {fold(program.customers.name): list(customers)})
    for name, table in program.tables.items():
        if table.role is schemas.Role.MANY and table.used:
            gathering.read_many(name)
    gathering.read_look_ups()
    return gathering.tables


def gather_by_key(program: ir.Program, stores: Mapping[str, Store], keys: Iterable[str]) -> dict[str, list[Row]]:
    """The same for all rows of customers who are called this; without a key the row number serves."""
    customers = fold(program.customers.name)
    rows = _Gathering(program, stores, {}).having(customers, key_column(program), frozenset(keys))
    return gather(program, stores, rows)


@dataclass(slots=True)
class _Gathering:
    program: ir.Program
    stores: Mapping[str, Store]
    tables: dict[str, list[Row]]
    _asked: dict[str, set[str]] = field(default_factory=dict)

    def read_many(self, name: str) -> None:
        """The rows whose link leads to rows that are there already; link tables first."""
        link = self.program.tables[name].link
        if name in self.tables or link is None:
            return
        if link.through is not None:
            self.read_many(link.through)
            keys = _keys(self.tables.get(link.through, ()), link.through_column)
        else:
            customers = self.tables[fold(self.program.customers.name)]
            keys = _keys(customers, link.customer_column)
        column = link.column
        for hop in reversed(link.hops):
            per = self.program.tables[hop.table].per
            keys, column = _keys(self.having(hop.table, column, keys), per), hop.link
        self.tables[name] = list(self.having(name, column, keys))

    def read_look_ups(self) -> None:
        """Until nothing that was read points to a row that was not."""
        steps = _steps(self.program)
        fresh = True
        while fresh:
            fresh = False
            for table, column, target in steps:
                asked = self._asked.setdefault(target, set())
                keys = _keys(self.tables.get(table, ()), column) - asked
                if keys:
                    fresh = True
                    asked |= keys
                    per = self.program.tables[target].per
                    self.tables.setdefault(target, []).extend(self.having(target, per or "", keys))

    def having(self, name: str, column: str, keys: frozenset[str]) -> Sequence[Row]:
        """The rows of a table with one of these keys in a column."""
        store = self.stores.get(name)
        if not keys or store is None:
            return ()
        table = self.program.tables[name]
        columns = table.used | {column}
        if isinstance(store, Choosy):
            found = list(_rows(store.matching(columns, column, keys), column, keys))
            # Where several rows have a key the first one counts, and only a whole reading promises their order.
            if table.role is schemas.Role.MANY or len(_keys(found, column)) == len(found):
                return found
        return list(_rows(store.batches(columns), column, keys))


def _rows(batches: Iterable[Batch], column: str, keys: frozenset[str]) -> Iterator[Row]:
    for batch in batches:
        for place in np.flatnonzero(_among(batch.columns[column], keys)):
            yield cells(batch, int(place))


def _keys(rows: Iterable[Row], column: str | None) -> frozenset[str]:
    if column is None:
        return frozenset()
    return frozenset(key for row in rows if (key := as_key(row.get(column))) is not None)


def _among(vector: Vector, keys: frozenset[str]) -> Bools:
    if isinstance(vector, LateTexts):  # whose texts nobody has numbered
        return among(vector.array, keys)
    if isinstance(vector, Texts):
        wanted = np.fromiter((text in keys for text in vector.values), np.bool_, len(vector.values))
        return np.append(wanted, False)[vector.codes]
    return np.array([as_key(cell(vector, place)) in keys for place in range(len(vector))], dtype=np.bool_)


def _steps(program: ir.Program) -> tuple[Step, ...]:
    """Every look-up that anything in the program makes."""
    found: dict[Step, None] = {}
    parts: list[object] = [
        *program.defines.values(),
        *program.segments.values(),
        *program.tiers.values(),
        *program.splits.values(),
        *program.suppressions,
        *program.learned.values(),
    ]
    for name, table in program.tables.items():
        parts += [table.only_where, table.link]
        found.update(dict.fromkeys(_hops(name, table.link.hops) if table.link else ()))
    for node in walk(tuple(parts)):
        if isinstance(node, ir.Column):
            found.update(dict.fromkeys(_hops(node.table, node.hops)))
    return tuple(found)


def _hops(table: str, hops: tuple[ir.Hop, ...]) -> Iterator[Step]:
    for hop in hops:
        yield table, hop.link, hop.table
        table = hop.table
