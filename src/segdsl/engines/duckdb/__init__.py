"""The DuckDB engine: a plan → one query over files, tables and data from readers → answers; it spills to disk."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from segdsl.diagnostics.model import Diagnostic
from segdsl.frames import Store
from segdsl.lower import Plan

if TYPE_CHECKING:
    from segdsl.engines.duckdb.run import Run

__all__ = ["ENGINE"]


@dataclass(frozen=True, slots=True)
class DuckDB:
    """As `engines.door.Engine` asks for: it can do all of the language, on any data."""

    name: str = "duckdb"
    needs: tuple[str, ...] = ("duckdb", "sqlglot")
    extra: str | None = "duckdb"
    ordered: bool = False

    def refusals(self, plan: Plan, stores: Mapping[str, Store]) -> Sequence[Diagnostic]:
        return ()

    def run(self, plan: Plan, stores: Mapping[str, Store], progress: Callable[[int], None] | None = None) -> Run:
        from segdsl.engines.duckdb.run import Run

        return Run(plan, stores, progress)


ENGINE = DuckDB()
