"""Finds what a name stands for, by the order of precedence; reports nothing and changes nothing.

A customer's own columns come first, then definitions, then tiers and splits, then look-ups. Inside a measure the
columns of its table come before all of these, and its look-ups next.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from enum import Enum
from typing import TypeAlias

from segdsl import ir, schemas
from segdsl.check import reach
from segdsl.names import fold
from segdsl.record import mutable, record


class Sort(Enum):
    """What a statement gives a name to."""

    DEFINE = "definition"
    SEGMENT = "segment"
    TIERS = "tiers"
    SPLIT = "split"
    LEARNED = "learned value"


@record
class Scope:
    """Whose row is at hand: the customer's, or that of a table of many rows. `own_only`: and nothing beyond it."""

    table: schemas.Table
    own_only: bool = False

    @property
    def of_customer(self) -> bool:
        return self.table.role is schemas.Role.CUSTOMERS


@record
class AColumn:
    """A column; `home` is the table it lives in. `known` is False for one that an open table may turn out to have."""

    start: schemas.Table
    hops: tuple[ir.Hop, ...]
    home: schemas.Table
    name: str
    known: bool = True


@record
class ANamed:
    """A definition, a learned value, tiers or a split, by its folded name."""

    name: str
    sort: Sort


@record
class Ambiguous:
    """Several look-up tables have the column."""

    tables: tuple[schemas.Table, ...]
    name: str


@record
class TwoWays:
    """The look-up table is reached in two ways."""

    table: schemas.Table
    way: reach.Way


@record
class Colliding:
    """Two headers of the data fold to the name."""

    table: schemas.Table
    headers: tuple[str, ...]


@record
class Unknown:
    """Nothing has the name. `table` is set when it was asked of that table with ` of `."""

    table: schemas.Table | None = None


Meaning: TypeAlias = AColumn | ANamed | Ambiguous | TwoWays | Colliding | Unknown


@mutable
class Names:
    """All names there are. `named` maps folded names of statements to what they are."""

    tables: schemas.Schema
    named: Mapping[str, Sort]
    links: Mapping[str, frozenset[str]]
    _ways: dict[str, Mapping[str, reach.Way]] = field(default_factory=dict)

    def ways(self, table: schemas.Table) -> Mapping[str, reach.Way]:
        key = fold(table.name)
        if key not in self._ways:
            self._ways[key] = reach.ways(self.tables, table)
        return self._ways[key]

    def table(self, name: str) -> schemas.Table | None:
        """The table of this name; `customers` also finds the customers' table when no table is called so."""
        found = self.tables.table(name)
        return self.tables.customers if found is None and fold(name) == "customers" else found

    def find(self, text: str, scope: Scope) -> Meaning:
        """What the name stands for where `scope` is the row at hand."""
        folded = fold(text)
        starts = [scope.table] if scope.of_customer or scope.own_only else [scope.table, self.tables.customers]
        for start in starts:
            found = self._of_row(folded, start, scope.own_only)
            if found is not None:
                return found
        if not scope.own_only:
            for left, right in _splits(text):
                table = self.table(right)
                if table is not None:
                    return self._of_table(fold(left), table, starts)
        for start in starts:
            if reach.has(start, folded) is None:
                return AColumn(start, (), start, folded, known=False)
        return Unknown() if scope.own_only else self._in_open_look_up(folded, starts)

    def _of_row(self, folded: str, start: schemas.Table, own_only: bool) -> Meaning | None:
        if reach.has(start, folded):
            return _own(start, folded)
        if own_only:
            return None
        if start.role is schemas.Role.CUSTOMERS:
            sort = self.named.get(folded)
            if sort is not None and sort is not Sort.SEGMENT:
                return ANamed(folded, sort)
        having = [name for name in self.ways(start) if reach.has(self.tables.tables[name], folded)]
        if len(having) > 1:  # the column that links two look-ups is one column, and lives in the nearer one
            having = [name for name in having if fold(self.tables.tables[name].per or "") != folded] or having[:1]
        if len(having) > 1:
            return Ambiguous(tuple(self.tables.tables[name] for name in having), folded)
        return self._looked_up(folded, start, having[0]) if having else None

    def _looked_up(self, folded: str, start: schemas.Table, name: str, known: bool = True) -> Meaning:
        table, way = self.tables.tables[name], self.ways(start)[name]
        if folded in table.collisions:
            return Colliding(table, table.collisions[folded])
        if way.other is not None:
            return TwoWays(table, way)
        return AColumn(start, way.hops, table, folded, known)

    def _of_table(self, folded: str, table: schemas.Table, starts: list[schemas.Table]) -> Meaning:
        known = reach.has(table, folded)
        if known is False:
            return Unknown(table)
        for start in starts:
            if table is start:
                return _own(table, folded) if known else AColumn(table, (), table, folded, known=False)
            if fold(table.name) in self.ways(start):
                return self._looked_up(folded, start, fold(table.name), known is True)
        return Unknown(table)

    def _in_open_look_up(self, folded: str, starts: list[schemas.Table]) -> Meaning:
        for start in starts:
            for name in self.ways(start):
                if reach.has(self.tables.tables[name], folded) is None:
                    return self._looked_up(folded, start, name, known=False)
        return Unknown()


def _own(table: schemas.Table, folded: str) -> Meaning:
    if folded in table.collisions:
        return Colliding(table, table.collisions[folded])
    return AColumn(table, (), table, folded)


def _splits(text: str) -> Iterator[tuple[str, str]]:
    """The ways to read `x of y of z` as a column of a table, the shortest table first."""
    words = text.split(" ")
    for cut in range(len(words) - 2, 0, -1):
        if words[cut].lower() == "of":
            yield " ".join(words[:cut]), " ".join(words[cut + 1 :])
