"""Which engine answers a plan: one that is named, or one that suits the size and place of the data; runs nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import metadata

from segdsl.diagnostics.model import Diagnostic, Refused
from segdsl.engines import door
from segdsl.frames import Store
from segdsl.frames.native import DatabaseTable, ParquetScan
from segdsl.lower import Plan

MANY_CELLS = 20_000_000
"""Data with fewer cells in the columns that are needed is small: any engine starts about as long as it answers."""

MANY_CUSTOMERS = 20_000_000
"""The measures of so many customers are better put aside on disk."""

MANY_FOR_ONE = 2_000_000_000
"""So many cells keep one computer busy for minutes."""


SPARK_MASTER = ("SEGDSL_SPARK_MASTER", "SPARK_MASTER")
"""The settings that say where Spark runs, the first one first."""

ON_FILES = ("pandas", "polars", "duckdb")
"""Engines that need nothing but to be installed, and answer from any data."""


def on_files() -> list[str]:
    """Those of them that are installed."""
    return [
        point.name
        for name in ON_FILES
        for point in metadata.entry_points(group=door.GROUP, name=name)
        if door.installed(point.load())
    ]


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """`why` it was chosen, in words after "because"; None when it was asked for by its name. `passed_over` says of each
    that would have suited as well or better what kept it out, `notes` what the engine says of this plan."""

    engine: door.Engine
    why: str | None = None
    passed_over: tuple[str, ...] = ()
    notes: tuple[Diagnostic, ...] = ()

    @property
    def said(self) -> str | None:
        """One line of it; None where there is nothing to say."""
        if self.why is None:
            return None
        return "; ".join([f"engine: {self.engine.name}, because {self.why}", *self.passed_over])


def choose(asked: door.Engine | str | None, plan: Plan, stores: Mapping[str, Store]) -> Choice:
    """The engine that is asked for, by its name or as it is; otherwise (also for `auto`) the first that suits the data,
    is installed, and can do all of the plan. The same data, plan and installation always get the same.

    Raises:
        Refused: there is no such engine, what it needs is not installed, or it cannot do what the plan asks.
    """
    if asked is not None and asked != door.AUTO:
        engine = door.find(asked) if isinstance(asked, str) else asked
        return Choice(engine, notes=_notes(engine, plan, stores))
    passed: list[str] = []
    for name, why in _suited(plan, stores):
        try:
            engine = door.find(name)
            return Choice(engine, why, tuple(passed), _notes(engine, plan, stores))
        except Refused as refused:
            passed.append(f"`{name}` is passed over: {refused.diagnostics[0].message}")
    return Choice(door.find("pandas"), "it can do all of the language on any data", tuple(passed))


def cluster() -> str | None:
    """The setting that names a cluster for Spark; None where there is none, or it means this computer. Nothing is
    started to find out."""
    found = ((name, os.environ.get(name)) for name in SPARK_MASTER)
    name, master = next(((name, master) for name, master in found if master), ("", "local"))
    return None if master.startswith("local") else name


def _notes(engine: door.Engine, plan: Plan, stores: Mapping[str, Store]) -> tuple[Diagnostic, ...]:
    """Raises Refused where the engine cannot do all of the plan."""
    said = tuple(engine.refusals(plan, stores))
    if any(diagnostic.is_error for diagnostic in said):
        raise Refused(*said)
    return said


def _suited(plan: Plan, stores: Mapping[str, Store]) -> Iterator[tuple[str, str]]:
    """Names of engines with what speaks for them, the best first."""
    natives = [stores[table].native for table in plan.columns]
    databases = {(n.system, n.address) for n in natives if isinstance(n, DatabaseTable)}
    if len(databases) == 1 and all(isinstance(native, DatabaseTable) for native in natives):
        ((system, _),) = databases
        if system == "postgres":
            yield "postgres", "all tables are in one PostgreSQL database"
    if any(system == "duckdb" for system, _ in databases):
        yield "duckdb", "the data is in a DuckDB file"
    cells = sum((stores[table].rows or 0) * len(columns) for table, columns in plan.columns.items())
    if cells <= MANY_CELLS:
        yield "pandas", "the data is small"
        return
    if cells > MANY_FOR_ONE and all(isinstance(native, ParquetScan) for native in natives):
        where = cluster()
        if where is not None:
            yield "spark", f"the data is very large, and `{where}` names a cluster"
    if isinstance(stores[plan.customers.table].native, ParquetScan) and not plan.passes:
        yield "polars", "it streams large Parquet files quickest, where there is nothing to measure"
        yield "duckdb", "it streams large Parquet files"
    if plan.passes and (stores[plan.customers.table].rows or 0) > MANY_CUSTOMERS:
        yield "duckdb", "it can put the measures of so many customers aside on disk"
    yield "pandas", "it reads large data part by part, and measures it quickest"
