"""Which customers the self-check asks about: some at random, some near the limits of the rules; asks nobody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from segdsl import ir
from segdsl.calendar import day, shift
from segdsl.frames import ROW_NUMBER, Batch, Numbers, Store, Vector, cells
from segdsl.interpret import Interpreter, Row
from segdsl.interpret.references import walk
from segdsl.membership.gather import Choosy, gather
from segdsl.membership.keys import key_column
from segdsl.names import fold
from segdsl.types import NUMBER, Value

AT_RANDOM = 24
NEAR_LIMITS = 24
_HEAD = 20_000
"""Limits are looked for among so many customers at the beginning of the data."""
_A_FEW = 4
"""Of many groups or trees so many are looked at."""
_COUNTED = 1_000
"""Where not every row is a customer, the customers among so many rows are counted off."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Some customers by their place among all customers (not `placed`: by some number), with the tables for the
    interpreter."""

    customers: Mapping[int, Row]
    tables: Mapping[str, list[Row]]
    placed: bool = True


@runtime_checkable
class Peeking(Protocol):
    """A store that may be able to read a few rows without those before them."""

    def glimpses(self, columns: frozenset[str]) -> Iterator[Batch] | None:
        """The beginning, and some rows from other places; None where that would mean to read everything."""


def draw(program: ir.Program, stores: Mapping[str, Store]) -> Sample:
    """The same customers for the same data, however it is read."""
    table = program.customers
    name = fold(table.name)
    if name not in stores:
        return Sample({}, {})
    every_row = table.only_where is None and table.dated is None and not table.distinct
    found = _drawn(program, stores[name], table) if every_row else Sample(_counted(program, stores, name), {})
    return replace(found, tables=gather(program, stores, list(found.customers.values())))


def _drawn(program: ir.Program, store: Store, table: ir.Table) -> Sample:
    """Where every row is a customer: all over the data, if a store can look there, or it is known how much there is."""
    columns = table.used | {key_column(program)}
    glimpses = list(_glimpses(store, columns))
    if glimpses:
        return Sample(_among_glimpses(program, glimpses), {}, placed=False)
    rows = store.rows
    chosen: npt.NDArray[Any] = np.zeros(0, dtype=np.int64)
    found: dict[int, Row] = {}
    first = 0
    for batch in store.batches(columns):
        if first == 0:
            near = _near_limits(program, batch)
            chosen = np.unique([*_at_random(batch.rows if rows is None else rows), *near])
        for place in chosen[(chosen >= first) & (chosen < first + batch.rows)].tolist():
            found[place] = cells(batch, place - first)
        first += batch.rows
        if not len(chosen) or first > chosen[-1]:
            break
    return Sample(found, {})


def _glimpses(store: Store, columns: frozenset[str]) -> Iterator[Batch]:
    """The beginning and some rows from other places, where that does not mean to read everything."""
    if isinstance(store, Peeking):
        yield from store.glimpses(columns) or ()
    elif isinstance(store, Choosy) and store.rows:
        for batch in store.batches(columns):
            yield batch
            break
        numbers = frozenset(str(place + 1) for place in _at_random(store.rows).tolist())
        for batch in store.matching(columns | {ROW_NUMBER}, ROW_NUMBER, numbers):
            yield Batch(batch.rows, {name: batch.columns[name] for name in columns})


def _among_glimpses(program: ir.Program, glimpses: Sequence[Batch]) -> dict[int, Row]:
    """Customers near the limits of the rules at the beginning, and some at random among all that were glimpsed."""
    found: dict[int, Row] = {place: cells(glimpses[0], place) for place in _near_limits(program, glimpses[0])}
    ends = np.cumsum([batch.rows for batch in glimpses])
    for place in np.unique(_at_random(int(ends[-1]))).tolist():
        number = int(np.searchsorted(ends, place, side="right"))
        found[place] = cells(glimpses[number], place - int(ends[number]) + glimpses[number].rows)
    return found


def _at_random(rows: int) -> npt.NDArray[Any]:
    return np.random.default_rng(20).integers(0, rows, AT_RANDOM) if rows else np.zeros(0, dtype=np.int64)


def _near_limits(program: ir.Program, batch: Batch) -> list[int]:
    """Of the rows at the beginning the nearest to each value that the rules compare a column with."""
    places: dict[int, None] = {}
    for column, limit in _limits(program):
        away = _away(batch.columns.get(column), limit)
        if away is not None and not np.isnan(away).all():
            places.setdefault(int(np.nanargmin(away)))
    return list(places)[:NEAR_LIMITS]


def _away(vector: Vector | None, limit: Value) -> Numbers | None:
    """How far the customers at the beginning are from a value; None where that has no meaning."""
    if not isinstance(vector, np.ndarray):
        return None
    head: Any = vector[:_HEAD]
    if head.dtype.kind == "M" and isinstance(limit, dt.date):
        days: Numbers = np.abs(head - np.datetime64(limit)).astype(np.float64)
        return np.where(np.isnat(head), np.nan, days)
    numbers: Numbers | None = None
    if head.dtype.kind == "f" and isinstance(limit, int | float):
        numbers = np.abs(head - float(limit))
    return numbers


def _limits(program: ir.Program) -> dict[tuple[str, Value], None]:
    """Columns of the customers with a number or date that some rule compares them with."""
    asked = Interpreter(program)
    groups = (program.segments, program.tiers, program.defines)
    rules: list[object] = [rule for group in groups for rule in group.values()]
    found: dict[tuple[str, Value], None] = {}
    for node in walk((*reversed(rules), *reversed(program.suppressions))):
        for one, other in _sides(node):
            if not isinstance(other, ir.Literal | ir.Today | ir.Shift):
                continue
            column, value = _of_column(program, one, asked.value(other, {}))
            if column is not None and value is not None:
                found[column.name, value] = None
    return found


def _of_column(program: ir.Program, one: ir.Expr, limit: Value | None) -> tuple[ir.Column | None, Value | None]:
    """The column of the customers behind a value, and its own limit: an age has its limit at a date."""
    match one:
        case ir.Named(name=name):
            return _of_column(program, program.defines[name].value, limit)
        case ir.Since(unit=unit, date=date) if isinstance(limit, int | float) and isinstance(program.as_of, dt.date):
            return _of_column(program, date, shift(day(program.as_of), -round(limit), unit))
        case ir.Column(hops=()) if one.table == fold(program.customers.name):
            return one, limit
        case _:
            return None, None


def _sides(node: object) -> Iterator[tuple[ir.Expr, ir.Expr]]:
    match node:
        case ir.Compare(left=left, right=right):
            yield left, right
            yield right, left
        case ir.Between(value=value, low=low, high=high):
            yield value, low
            yield value, high
        case ir.Ranked(value=value, limit=ir.Mapped() as limits):
            for _, limit in limits.pairs[:_A_FEW]:
                if isinstance(limit, int | float):
                    yield value, ir.Literal(limit, NUMBER)
        case ir.Ranked(value=value, limit=limit):
            yield value, limit
        case ir.Band(value=value, cuts=cuts):
            for cut in cuts:
                yield value, ir.Literal(cut, NUMBER)
        case ir.Trees():
            yield from _asked_first(node)


def _asked_first(node: ir.Trees) -> Iterator[tuple[ir.Expr, ir.Expr]]:
    """What the first trees ask first."""
    for tree in node.trees[:_A_FEW]:
        if tree.feature[0] >= 0:
            yield node.features[tree.feature[0]], ir.Literal(tree.threshold[0], NUMBER)


def _counted(program: ir.Program, stores: Mapping[str, Store], name: str) -> dict[int, Row]:
    """Where not every row is a customer: the customers at the beginning, as the interpreter counts them."""
    rows: list[Row] = []
    for batch in stores[name].batches(program.customers.used | {key_column(program)}):
        rows.extend(cells(batch, place) for place in range(min(batch.rows, _COUNTED - len(rows))))
        if len(rows) >= _COUNTED:
            break
    tables = {name: rows} if program.customers.only_where is None else gather(program, stores, rows)
    customers = Interpreter(program, tables).rows.customers()
    chosen = np.unique(_at_random(len(customers))).tolist()
    return {place: customers[place] for place in chosen}
