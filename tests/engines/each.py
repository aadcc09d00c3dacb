"""The engines that are installed here, each ready to run: a server or a session is started when first asked for."""

from __future__ import annotations

import atexit
import functools
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import pytest
from tests.meaning.tables_in_memory import Memory
from tests.servers import postgres, spark
from tests.servers.worlds import Worlds

from segdsl import ir
from segdsl.diagnostics.model import Diagnostic, Refused
from segdsl.engines import door
from segdsl.engines.door import Engine, Run
from segdsl.frames import ROW_NUMBER, Store, cells
from segdsl.lower import Plan

ASKED = os.environ.get("SEGDSL_PROGRAMS")
"""How many random programs are asked for, on each engine; then those that take long get all that there is, too."""

NAMES = door.names()
OTHERS = [name for name in NAMES if name != "pandas"]
SLOW = frozenset({"spark"})
"""Engines that take a second or more for any question, however few the rows."""


def ready(name: str) -> Engine:
    """The engine of this name; the test is skipped, with the reason, where it cannot run."""
    try:
        engine = door.find(name)
        if name == "spark":
            spark.shared()
        return _in_database() if name == "postgres" else engine
    except (postgres.NoServer, spark.NoSpark, Refused) as missing:
        pytest.skip(str(missing))


def in_memory(program: ir.Program, stores: Mapping[str, Store]) -> dict[str, Memory]:
    """The rows of stores of any kind, for an engine that has to be given a copy."""
    found = {}
    for name, store in stores.items():
        table = program.tables[name]
        read = store.batches(frozenset(table.used) | {ROW_NUMBER})
        found[name] = Memory(table, [cells(batch, row) for batch in read for row in range(batch.rows)])
    return found


@dataclass
class InDatabase:
    """An engine that reads its own database only: tables in memory are written there before it is asked."""

    engine: Engine
    worlds: Worlds
    _moved: tuple[Mapping[str, Store], Mapping[str, Store]] | None = field(default=None)

    @property
    def name(self) -> str:
        return self.engine.name

    @property
    def needs(self) -> tuple[str, ...]:
        return self.engine.needs

    @property
    def extra(self) -> str | None:
        return self.engine.extra

    @property
    def ordered(self) -> bool:
        return self.engine.ordered

    def refusals(self, plan: Plan, stores: Mapping[str, Store]) -> Sequence[Diagnostic]:
        return self.engine.refusals(plan, self._there(stores))

    def run(self, plan: Plan, stores: Mapping[str, Store], progress: Callable[[int], None] | None = None) -> Run:
        return self.engine.run(plan, self._there(stores), progress)

    def _there(self, stores: Mapping[str, Store]) -> Mapping[str, Store]:
        """Written once for the same tables."""
        if self._moved is None or self._moved[0] is not stores:
            memory = {name: store for name, store in stores.items() if isinstance(store, Memory)}
            assert len(memory) == len(stores)
            tables = {name: store.table for name, store in memory.items()}
            program = ir.Program(ir.Meta(), None, "UTC", tables, {}, {}, {}, {}, (), (), ())
            moved = self.worlds.stores(program, {name: store.data for name, store in memory.items()})
            self._moved = (stores, moved)
        return self._moved[1]


@functools.cache
def _in_database() -> InDatabase:
    worlds = Worlds(postgres.shared())
    atexit.register(worlds.close)
    return InDatabase(door.find("postgres"), worlds)
