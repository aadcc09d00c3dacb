"""The meaning of measures: which rows of a table belong to a customer, and what their aggregate is."""

from __future__ import annotations

import datetime as dt
import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, assert_never

from segdsl import ir
from segdsl.calendar import day
from segdsl.interpret.scalars import Row, as_key, finite
from segdsl.types import Value


@dataclass(slots=True)
class Rows:
    """The rows of all tables, found by key. `true(condition, row, customer)` is asked of the interpreter."""

    program: ir.Program
    tables: Mapping[str, Sequence[Row]]
    true: Callable[[ir.Cond, Row, Row], bool]
    _seen: dict[str, list[Row]] = field(default_factory=dict)
    _index: dict[tuple[str, str, tuple[ir.Hop, ...]], dict[str, list[Row]]] = field(default_factory=dict)

    def seen(self, name: str) -> list[Row]:
        """The rows of a table that there are at all: `only where` is true, and the date is known and has come."""
        if name not in self._seen:
            table, as_of = self.program.tables[name], self.program.as_of
            rows: Iterable[Row] = self.tables.get(name, ())
            if (only := table.only_where) is not None:
                rows = [row for row in rows if self.true(only, row, row)]
            if table.dated is not None and isinstance(as_of, dt.date):
                column = table.dated
                rows = [row for row in rows if isinstance(d := row.get(column), dt.date) and day(d) <= day(as_of)]
            self._seen[name] = list(rows)
        return self._seen[name]

    def customers(self) -> list[Row]:
        """The customers: rows that are seen; with `one per distinct value` the first row of each known key."""
        table = self.program.customers
        rows = self.seen(next(name for name, other in self.program.tables.items() if other is table))
        if not table.distinct or table.key is None:
            return rows
        first: dict[str, Row] = {}
        for row in rows:
            if (key := as_key(row.get(table.key))) is not None:
                first.setdefault(key, row)
        return list(first.values())

    def by_key(self, table: str, column: str, hops: tuple[ir.Hop, ...] = ()) -> dict[str, list[Row]]:
        """The seen rows by the text of a column of theirs, or of a row reached by look-ups; none by a missing one."""
        name = (table, column, hops)
        if name not in self._index:
            index: dict[str, list[Row]] = {}
            for row in self.seen(table):
                if (key := as_key(self.reach(row, hops).get(column))) is not None:
                    index.setdefault(key, []).append(row)
            self._index[name] = index
        return self._index[name]

    def reach(self, row: Row, hops: tuple[ir.Hop, ...]) -> Row:
        """The row that the look-ups lead to; an empty one when there is none."""
        for hop in hops:
            table = hop.table
            per, key = self.program.tables[table].per, as_key(row.get(hop.link))
            rows = [] if key is None or per is None else self.by_key(table, per).get(key, [])
            row = rows[0] if rows else {}
        return row

    def of_customer(self, name: str, customer: Row) -> list[Row]:
        """The seen rows of a table that belong to the customer, each once, however many ways lead there."""
        link = self.program.tables[name].link
        if link is None:
            return []
        keys: set[str | None] = set()
        if link.through is None:
            keys.add(as_key(customer.get(link.customer_column or "")))
        else:
            for row in self.of_customer(link.through, customer):
                if link.where is None or self.true(link.where, row, customer):
                    keys.add(as_key(row.get(link.through_column or "")))
        index = self.by_key(name, link.column, link.hops)
        return [row for key in keys if key is not None for row in index.get(key, [])]


def total(values: Iterable[Value], decimals: int | None) -> Fraction | None:
    """The sum without any rounding; of values with known decimals, each stands for its decimal number."""
    result = Fraction(0)
    for value in values:
        number = float(value)  # type: ignore[arg-type]
        if decimals is None:
            result += Fraction(number)
            continue
        scaled = finite(lambda n=number: n * 10.0**decimals)  # type: ignore[misc]
        if scaled is None:
            return None
        result += Fraction(round(scaled), 10**decimals)
    return result


def divided(above: Fraction | None, below: Fraction | int | None, decimals: int | None) -> float | None:
    """Rounded once where decimals are known, otherwise above and below are rounded first; missing if by zero."""
    if above is None or below is None or below == 0:
        return None
    if decimals is not None:
        return finite(lambda: float(above / below))
    return finite(lambda: float(above) / float(below))


def aggregate(kind: ir.Aggregate, values: list[Value], decimals: int | None) -> Value | None:
    """The aggregate of the known values of the rows that count (COUNT and SHARE are dealt with where rows are)."""
    if kind is ir.Aggregate.SUM:
        summed = total(values, decimals)
        return None if summed is None else finite(lambda: float(summed))
    if kind is ir.Aggregate.DIFFERENT:
        return len(set(values))
    if not values:
        return None
    comparable: list[Any] = list(values)
    match kind:
        case ir.Aggregate.AVERAGE:
            return divided(total(values, decimals), len(values), decimals)
        case ir.Aggregate.MEDIAN:
            return finite(lambda: statistics.median(map(float, comparable)))
        case ir.Aggregate.SMALLEST | ir.Aggregate.EARLIEST:
            return min(comparable)  # type: ignore[no-any-return]
        case ir.Aggregate.LARGEST | ir.Aggregate.LATEST:
            return max(comparable)  # type: ignore[no-any-return]
        case ir.Aggregate.MOST_COMMON:
            counts = Counter(comparable)
            return min(counts, key=lambda value: (-counts[value], value))  # type: ignore[no-any-return]
        case ir.Aggregate.COUNT | ir.Aggregate.SHARE:
            return None
        case _:
            assert_never(kind)
