"""The Polars engine: a plan → lazy expressions, run by the streaming engine; loads Polars only when it is used."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from segdsl.diagnostics.model import Diagnostic
from segdsl.frames import Store
from segdsl.lower import Plan

if TYPE_CHECKING:
    from segdsl.engines.door import Run

__all__ = ["ENGINE", "Polars", "text"]


@dataclass(frozen=True, slots=True)
class Polars:
    """As `engines.door.Engine` asks for: it can do all of the language; answers come in the order of the rows."""

    name: str = "polars"
    needs: tuple[str, ...] = ("polars",)
    extra: str | None = "polars"
    ordered: bool = True

    def refusals(self, plan: Plan, stores: Mapping[str, Store]) -> Sequence[Diagnostic]:
        return ()

    def run(self, plan: Plan, stores: Mapping[str, Store], progress: Callable[[int], None] | None = None) -> Run:
        from segdsl.engines.polars.asking import Run

        return Run(plan, stores, progress)


ENGINE = Polars()


def text(plan: Plan, conditions: Sequence[str] = (), values: Sequence[str] = ()) -> str:
    """What runs for a plan, as Polars prints it: first a query for each reading of a table, last that of the customers.

    Args:
        plan: the questions.
        conditions: what to call the conditions, in their order (such as the names of segments).
        values: what to call the values.
    """
    from segdsl.engines.polars.printing import text as printed

    return printed(plan, conditions, values)
