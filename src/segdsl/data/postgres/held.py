"""Which rows that break a declaration `only where` keeps, asked inside the database; shows none of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from segdsl import ir
from segdsl.check.used import nodes
from segdsl.data.converted import Reason
from segdsl.data.onlywhere import UNREADABLE, unbound
from segdsl.data.postgres.expressions import Sql
from segdsl.data.settling import Judged
from segdsl.diagnostics.model import Diagnostic, Refused
from segdsl.engines.postgres.running import compile_for
from segdsl.engines.postgres.store import PostgresStore, Stored
from segdsl.frames import Store
from segdsl.lower import lower
from segdsl.schemas import Column, Role
from segdsl.types import TEXT, YES_NO

Counted = Mapping[tuple[str, Reason], int]
"""How many rows are bad, by column and reason."""

_ROW = "\0row"
"""No column of a database has a name like these."""


@dataclass(frozen=True, slots=True, eq=False)
class HeldInside:
    """Bad rows of a table: `columns` are its columns with their SQL, `bad` says in SQL what is wrong with a row, by
    column and reason; `repeated` is a key that some rows share. `complain` puts counts into words. `outside` reads the
    rows out of the database: what is to be set aside has to be seen."""

    store: PostgresStore
    columns: Mapping[str, tuple[Column, Sql]]
    bad: Mapping[tuple[str, Reason], str]
    repeated: str | None
    complain: Callable[[Counted], list[Diagnostic]]
    outside: Callable[[ir.Cond | None, ir.Program], Judged] | None

    def settled(self, condition: ir.Cond | None, program: ir.Program, store: Store) -> Judged:
        """The store, when nothing is wrong with the rows that the condition keeps. Raises Refused."""
        found = _Question(self, condition or ir.And(()), program).counts()
        if not found:
            return store, (), ()
        if self.outside is not None:
            return self.outside(condition, program)
        raise Refused(*self.complain(found))


class _Question:
    """The table as if its rows were customers, each with what is wrong with it, and whether it may be kept."""

    def __init__(self, held: HeldInside, condition: ir.Cond, program: ir.Program) -> None:
        self._held, self._program = held, program
        self._table = next((node.table for node in nodes(condition) if isinstance(node, ir.Column)), "rows")
        self._kept = ir.Surely(self._may(condition, True))

    def counts(self) -> dict[tuple[str, Reason], int]:
        """How many of the rows that may be kept are bad."""
        held = self._held
        found: dict[tuple[str, Reason], int] = {}
        if held.bad:
            wrong: list[ir.Cond] = [ir.And((ir.Holds(self._flag(*at)), self._kept)) for at in held.bad]
            made, rows = self._asked(wrong, [])
            names = [condition.column for condition in made.conditions]
            counts = ", ".join(f'count(CASE WHEN "{name}" THEN 1 END) AS "{name}"' for name in names)
            (row,) = held.store.session.rows(f"SELECT {counts} FROM {rows}")
            found = dict(zip(held.bad, row, strict=True))
        return {at: many for at, many in {**found, **self._repeats()}.items() if many}

    def _repeats(self) -> dict[tuple[str, Reason], int]:
        held = self._held
        if held.repeated is None:
            return {}
        made, rows = self._asked([self._kept], [ir.Column(self._table, held.repeated, TEXT)])
        kept, key = made.conditions[0].column, made.values[0].column
        groups = f'SELECT count(*) - 1 AS more FROM {rows} WHERE "{kept}" AND "{key}" IS NOT NULL GROUP BY "{key}"'
        total = f"SELECT coalesce(sum(more), 0)::int8 AS more FROM ({groups}) AS groups"
        return {(held.repeated, Reason.REPEATED): held.store.session.rows(total)[0][0]}

    def _asked(self, conditions: list[ir.Cond], values: list[ir.Expr]) -> tuple[Any, str]:
        columns = {_ROW: (Column(_ROW, TEXT), "''::text")}
        columns |= {name: (unbound(column), sql.careful) for name, (column, sql) in self._held.columns.items()}
        for at, sql in self._held.bad.items():
            flag = self._flag(*at).name
            columns[flag] = Column(flag, YES_NO), f"coalesce({sql}, false)"
        schema = {name: column for name, (column, _) in columns.items()}
        table = ir.Table(self._table, Role.CUSTOMERS, schema, frozenset(columns), key=_ROW)
        stored = {name: Stored(name, sql, column.type.kind) for name, (column, sql) in columns.items()}
        store = replace(self._held.store, columns=stored, unique=frozenset())
        plan = lower(replace(self._program, tables={self._table: table}), conditions, values)
        made = compile_for(plan, {self._table: store})
        return made, f"({made.query.sql('postgres')}) AS asked"

    def _may(self, condition: ir.Cond, hold: bool) -> ir.Cond:
        """That a condition may hold (or fail): what cannot be read in a row may have been anything."""
        match condition:
            case ir.And(items) | ir.Or(items):
                all_of = isinstance(condition, ir.And) is hold
                parts = tuple(self._may(item, hold) for item in items)
                return ir.And(parts) if all_of else ir.Or(parts)
            case ir.Not(item):
                return self._may(item, not hold)
            case _:
                sure = ir.Surely(condition if hold else ir.Not(condition))
                return ir.Or((sure, *(ir.Holds(flag) for flag in self._unreadable(condition))))

    def _unreadable(self, condition: ir.Cond) -> list[ir.Column]:
        names = {node.name for node in nodes(condition) if isinstance(node, ir.Column)}
        return [self._flag(name, reason) for name, reason in self._held.bad if name in names and reason in UNREADABLE]

    def _flag(self, name: str, reason: Reason) -> ir.Column:
        return ir.Column(self._table, f"\0{reason.name} {name}", YES_NO)
