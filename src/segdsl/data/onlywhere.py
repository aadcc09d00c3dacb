"""Which rows that break a declaration `only where` keeps all the same, by the reference meaning; drops none itself."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa

from segdsl import ir
from segdsl.check.used import nodes
from segdsl.data.converted import Bad, Reason
from segdsl.data.raw import Chunk, Raw, RawColumn
from segdsl.data.reading import Plan, read_column
from segdsl.data.stores import Rows
from segdsl.frames import Batch, Bools, cells
from segdsl.interpret import Interpreter, Row
from segdsl.schemas import Column
from segdsl.types import TEXT, Kind, Value

UNREADABLE = (Reason.KIND, Reason.LARGE, Reason.MANGLED)
_REMEMBERED = 10_000


@dataclass(slots=True, eq=False)
class OnlyWhere:
    """The condition of one table, asked of single rows. What cannot be read in a row may have been anything."""

    condition: ir.Cond
    program: ir.Program
    raw: Raw
    plan: Plan
    _names: tuple[str, ...] = field(init=False)
    _interpreter: Interpreter = field(init=False)
    _known: dict[tuple[object, ...], bool] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._names = tuple(sorted(_columns(self.condition)))
        self._interpreter = Interpreter(self.program)
        self.plan = replace(self.plan, columns={name: unbound(self.plan.columns[name]) for name in self._names})

    def kept(self, rows: Rows) -> Rows:
        """Those of the rows (from 0, ascending) that may be kept; the data is read once more, as far as needed."""
        if not self._names or not len(rows):
            return rows if self._may_hold(self.condition, {}, frozenset()) else rows[:0]
        found: list[Rows] = []
        for chunk in self.raw.chunks(sorted(self.plan.places[name] for name in self._names)):
            start, end = np.searchsorted(rows, [chunk.first, chunk.first + chunk.rows])
            if start < end:
                found.append(rows[start:end][self._answers(chunk, rows[start:end] - chunk.first)])
            if end == len(rows):
                break
        return np.concatenate(found)

    def _answers(self, chunk: Chunk, places: Rows) -> Bools:
        read = {
            name: read_column(_taken(chunk.columns[self.plan.places[name]], places), name, self.plan)
            for name in self._names
        }
        batch = Batch(len(places), {name: found.vector for name, found in read.items()})
        unreadable = {name: _any(found.bad, len(places)) for name, found in read.items()}
        return np.fromiter(
            (
                self._answer(cells(batch, row), frozenset(name for name, bad in unreadable.items() if bad[row]))
                for row in range(len(places))
            ),
            bool,
            len(places),
        )

    def _answer(self, row: dict[str, Value | None], unreadable: frozenset[str]) -> bool:
        """Asked once of rows that are the same, which bad rows mostly are."""
        asked = (*row.values(), unreadable)
        if asked not in self._known:
            if len(self._known) == _REMEMBERED:
                self._known.clear()
            self._known[asked] = self._may_hold(self.condition, row, unreadable)
        return self._known[asked]

    def _may_hold(self, condition: ir.Cond, row: Row, unreadable: frozenset[str]) -> bool:
        match condition:
            case ir.And(items):
                return all(self._may_hold(item, row, unreadable) for item in items)
            case ir.Or(items):
                return any(self._may_hold(item, row, unreadable) for item in items)
            case ir.Not(item):
                return self._may_fail(item, row, unreadable)
            case _:
                return _touches(condition, unreadable) or self._interpreter.condition(condition, row) is True

    def _may_fail(self, condition: ir.Cond, row: Row, unreadable: frozenset[str]) -> bool:
        match condition:
            case ir.And(items):
                return any(self._may_fail(item, row, unreadable) for item in items)
            case ir.Or(items):
                return all(self._may_fail(item, row, unreadable) for item in items)
            case ir.Not(item):
                return self._may_hold(item, row, unreadable)
            case _:
                return _touches(condition, unreadable) or self._interpreter.condition(condition, row) is False


def _columns(condition: ir.Cond) -> set[str]:
    return {node.name for node in nodes(condition) if isinstance(node, ir.Column)}


def _touches(condition: ir.Cond, unreadable: frozenset[str]) -> bool:
    return bool(unreadable) and not unreadable.isdisjoint(_columns(condition))


def unbound(column: Column) -> Column:
    """The column without what its values promise: what breaks a promise still has a value."""
    kind = TEXT if column.type.kind is Kind.ONE_OF else column.type
    return replace(column, type=kind, low=None, high=None, decimals=None)


def _taken(column: RawColumn, places: Rows) -> RawColumn:
    return column[places] if isinstance(column, np.ndarray) else column.take(pa.array(places))


def _any(bad: Bad, rows: int) -> Bools:
    found = np.zeros(rows, dtype=bool)
    for reason in UNREADABLE:
        if reason in bad:
            found |= bad[reason]
    return found
