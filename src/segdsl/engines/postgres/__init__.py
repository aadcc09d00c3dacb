"""The PostgreSQL engine: a plan → one statement, asked of the database that has the tables; keys and flags travel."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from segdsl.diagnostics.codes import engines as codes
from segdsl.diagnostics.model import Diagnostic
from segdsl.engines.postgres.store import PostgresStore
from segdsl.frames import Store
from segdsl.lower import Plan

if TYPE_CHECKING:
    from segdsl.engines.postgres.running import Run

__all__ = ["ENGINE"]


@dataclass(frozen=True, slots=True)
class PostgreSQL:
    """As `engines.door.Engine` asks for: for tables that are all in one database."""

    name: str = "postgres"
    needs: tuple[str, ...] = ("adbc_driver_postgresql", "sqlglot")
    extra: str | None = "postgres"
    ordered: bool = False

    def refusals(self, plan: Plan, stores: Mapping[str, Store]) -> Sequence[Diagnostic]:
        """Errors, and what is worth knowing: that something is computed here."""
        outside = [table for table in plan.columns if not isinstance(stores[table], PostgresStore)]
        sessions = {id(store.session) for store in map(stores.get, plan.columns) if isinstance(store, PostgresStore)}
        if outside or len(sessions) > 1:
            which = f"`{outside[0]}` is not read in one" if outside else "they are in more than one"
            said = f"the engine `postgres` answers where all tables are in one PostgreSQL database, and {which}"
            return (Diagnostic(codes.POSTGRES_TABLES, said, help=(_OTHERS,)),)
        from segdsl.engines.postgres.cutting import cut, stuck

        if stuck(plan):
            said = "which rows are measured depends on something learned that the engine `postgres` cannot compute"
            return (Diagnostic(codes.POSTGRES_LEARNED, said, help=(_OTHERS,)),)
        parts = cut(plan)
        if parts.here is None:
            return ()
        said = f"something learned is computed outside the database: {len(parts.features)} values a customer travel"
        return (Diagnostic(codes.COMPUTED_HERE, said),)

    def run(self, plan: Plan, stores: Mapping[str, Store], progress: Callable[[int], None] | None = None) -> Run:
        from segdsl.engines.postgres.running import Run

        return Run(plan, stores, progress)


_OTHERS = "use another engine: `--engine duckdb` or `--engine pandas` read the rows of all tables"

ENGINE = PostgreSQL()
