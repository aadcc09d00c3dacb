"""A program in which one column is another column: what changes with the column alone changes between the two."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, fields, is_dataclass, replace
from typing import Any

from segdsl import ir
from segdsl.interpret.references import walk
from segdsl.record import mutable

MARK = " (changed)"


def twin(program: ir.Program, table: str, column: str) -> ir.Program | None:
    """The program with the column renamed wherever rules look at it, and with it the measures and learned values that
    depend on it; None when none of its rules do. It is there to be compared with the program, never to be run."""
    renaming = _Renaming(program, table, column)
    if not renaming.used:
        return None
    changed = renaming.of_program()
    names = {f"{column}{MARK}": program.tables[table].columns[column]}
    tables = {**changed.tables, table: _with_columns(changed.tables[table], names)}
    for each in renaming.tables:
        tables[each + MARK] = changed.tables[each]
    return replace(changed, tables=tables)


def _with_columns(table: ir.Table, names: Mapping[str, Any]) -> ir.Table:
    return replace(table, columns={**table.columns, **names})


def is_changed(expr: ir.Expr) -> bool:
    """Whether a value is that of the other customer."""
    return any(
        (isinstance(node, ir.Column | ir.Learned) and node.name.endswith(MARK))
        or (isinstance(node, ir.Measure) and node.table.endswith(MARK))
        for node in walk(expr)
    )


@mutable
class _Renaming:
    """`tables` are those whose rows are other rows when the column is another, `learned` what is learned from it."""

    program: ir.Program
    table: str
    column: str
    tables: set[str] = field(default_factory=set)
    learned: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.tables = {name for name, table in self.program.tables.items() if self._chooses(name, table)}
        size = -1
        while size != len(self.tables) + len(self.learned):
            size = len(self.tables) + len(self.learned)
            self.tables |= {n for n, t in self.program.tables.items() if t.link and t.link.through in self.tables}
            names = self._named()
            for key, thing in self.program.learned.items():
                if any(self._touches(node, names) for node in walk(thing)):
                    self.learned.add(key)

    @property
    def used(self) -> bool:
        program = self.program
        bodies: list[object] = [define.value for define in program.defines.values()]
        bodies += [segment.condition for segment in program.segments.values()]
        bodies += [tiers.branches for tiers in program.tiers.values()]
        return any(self._touches(node, frozenset()) for node in walk(tuple(bodies)))

    def of_program(self) -> ir.Program:
        program = self.program
        return replace(
            program,
            defines={k: replace(d, value=self._rename(d.value)) for k, d in program.defines.items()},
            segments={k: replace(s, condition=self._rename(s.condition)) for k, s in program.segments.items()},
            tiers={k: replace(t, branches=self._rename(t.branches)) for k, t in program.tiers.items()},
            splits={k: replace(s, by=self._rename(s.by)) for k, s in program.splits.items()},
            learned={k + MARK if k in self.learned else k: thing for k, thing in program.learned.items()},
        )

    def _named(self) -> frozenset[str]:
        """The names whose bodies look at it, directly or by way of others."""
        found: set[str] = set()
        program = self.program
        for name in program.order:
            groups = (program.defines, program.segments, program.tiers, program.splits)
            bodies = tuple(group[name] for group in groups if name in group)
            if any(self._touches(node, found) for node in walk(bodies)):
                found.add(name)
        return frozenset(found)

    def _chooses(self, name: str, table: ir.Table) -> bool:
        """Whether the column decides which rows of a table are seen, and whose they are."""
        own = name == self.table and self.column in (table.per, table.dated, table.key)
        link = table.link
        if link is not None:
            own |= name == self.table and link.column == self.column
            own |= self.table == link.through and self.column == link.through_column
            own |= self._is_customers() and link.customer_column == self.column
        return own or any(self._touches(n, ()) for n in walk((table.only_where, table.link)))

    def _is_customers(self) -> bool:
        return self.program.tables[self.table] is self.program.customers

    def _touches(self, node: object, names: Any) -> bool:
        match node:
            case ir.Column(table, name, _, hops):
                if name == self.column and (hops[-1].table if hops else table) == self.table:
                    return True
                tables = [table, *(hop.table for hop in hops)]
                linked = any(
                    at == self.table and hop.link == self.column for at, hop in zip(tables, hops, strict=False)
                )
                return linked or any(hop.table in self.tables for hop in hops)
            case ir.Measure(table=table):
                return table in self.tables
            case ir.Learned(name):
                return name in self.learned
            case ir.Named(name) | ir.Member(name) | ir.PartOf(name):
                return name in names
            case _:
                return False

    def _rename(self, node: Any) -> Any:
        if isinstance(node, tuple):
            return tuple(self._rename(each) for each in node)
        if not is_dataclass(node) or isinstance(node, type) or not type(node).__module__.startswith(ir.__name__):
            return node
        olds = {f.name: getattr(node, f.name) for f in fields(node) if f.name not in ("span", "type")}
        news = {name: self._rename(old) for name, old in olds.items() if isinstance(old, tuple) or is_dataclass(old)}
        changed = {name: new for name, new in news.items() if new != olds[name]}
        made: Any = replace(node, **changed) if changed else node
        if not self._touches(node, ()):
            return made
        if isinstance(made, ir.Measure):
            return replace(made, table=made.table + MARK)
        return replace(made, name=made.name + MARK)
