"""The Spark engine: a plan → one query over views → answers; on this computer, a cluster, or a session at hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from segdsl.diagnostics.model import Diagnostic
from segdsl.frames import Store
from segdsl.lower import Plan

if TYPE_CHECKING:
    from segdsl.engines.spark.run import Run

__all__ = ["ENGINE"]


@dataclass(frozen=True, slots=True)
class Spark:
    """As `engines.door.Engine` asks for: it can do all of the language, on any data."""

    name: str = "spark"
    needs: tuple[str, ...] = ("pyspark", "sqlglot")
    extra: str | None = "spark"
    ordered: bool = False

    def refusals(self, plan: Plan, stores: Mapping[str, Store]) -> Sequence[Diagnostic]:
        return ()

    def run(self, plan: Plan, stores: Mapping[str, Store], progress: Callable[[int], None] | None = None) -> Run:
        from segdsl.engines.spark.run import Run

        return Run(plan, stores, progress)


ENGINE = Spark()
