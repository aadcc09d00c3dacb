"""Rows that break a declaration stop the run or are left out; those of a table with `only where` are held until the
rules are checked, because only then it is known which of them matter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Protocol, TypeAlias

import numpy as np

from segdsl import ir
from segdsl.data.complaints import complaints, left_out
from segdsl.data.converted import Reason
from segdsl.data.keywatch import Repeats
from segdsl.data.model import Opened, Quarantined
from segdsl.data.onlywhere import OnlyWhere
from segdsl.data.quarantine import set_aside
from segdsl.data.raw import Raw
from segdsl.data.reading import BadRows, Plan
from segdsl.data.stores import Rows, without
from segdsl.diagnostics.model import Collector, Diagnostic, Outcome, Refused
from segdsl.frames import Store
from segdsl.schemas import Table

Judged: TypeAlias = tuple[Store, tuple[Diagnostic, ...], tuple[Quarantined, ...]]
"""The rows that stay, what is said of the others, and their records."""


class HeldRows(Protocol):
    """Bad rows that wait for the condition of their table."""

    def settled(self, condition: ir.Cond | None, program: ir.Program, store: Store) -> Judged:
        """`store` without those of the bad rows that the condition keeps. Raises Refused where they stop the run."""


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """The bad rows of one table; `repeats` are all rows with a key that other rows have too."""

    table: Table
    raw: Raw
    plan: Plan
    key: str | None
    bad: BadRows
    repeats: Repeats
    quarantine: bool

    def settled(self, condition: ir.Cond | None, program: ir.Program, store: Store) -> Judged:
        """As `HeldRows`; the store has none of the bad rows that are known already."""
        dropped, notes, records = (self if condition is None else self.that_matter(condition, program)).judged()
        return without(store, dropped), notes, records

    def judged(self) -> tuple[Rows, tuple[Diagnostic, ...], tuple[Quarantined, ...]]:
        """The rows dropped, what is said of them, and their records. Raises Refused where they stop the run."""
        bad = self.bad
        later = self.repeats.later()
        if len(later) and self.key is not None:
            bad = BadRows({**bad.rows, (self.key, Reason.REPEATED): later.tolist()})
        if not bad.rows:
            return np.zeros(0, np.int64), (), ()
        if not self.quarantine:
            raise Refused(*complaints(bad, self.plan, self.raw))
        dropped = np.array(bad.all_rows(), dtype=np.int64)
        names = dict.fromkeys(self.plan.columns[name].name if name else "" for name, _ in bad.rows)
        note = left_out(len(dropped), list(names), self.raw.label)
        return dropped, (note,), set_aside(self.raw, self.table, bad, self.plan, self.key)

    def that_matter(self, condition: ir.Cond, program: ir.Program) -> Held:
        """The same without the rows that the condition leaves out."""
        rows = np.union1d(np.array(self.bad.all_rows(), dtype=np.int64), self.repeats.rows)
        misshapen = np.array(sorted(self.raw.misshapen), dtype=np.int64)
        asked = np.setdiff1d(rows, misshapen)
        kept = np.union1d(misshapen, OnlyWhere(condition, program, self.raw, self.plan).kept(asked))
        return replace(self, bad=self.bad.among(kept), repeats=self.repeats.among(kept))


def settle(opened: Opened, program: ir.Program) -> Outcome[Opened]:
    """The data with the held rows judged: nothing is said of those that `only where` leaves out."""
    said = Collector()
    stores = dict(opened.stores)
    records = list(opened.quarantine)
    for name, held in opened.held.items():
        try:
            stores[name], notes, left = held.settled(program.tables[name].only_where, program, stores[name])
        except Refused as refused:
            said.extend(refused.diagnostics)
            continue
        said.extend(notes)
        records += left
    if said.failed:
        return said.outcome(None)
    nothing: Mapping[str, HeldRows] = {}
    notes = (*opened.notes, *said.items)
    return said.outcome(replace(opened, stores=stores, notes=notes, quarantine=tuple(records), held=nothing))
