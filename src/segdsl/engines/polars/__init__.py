"""The Polars engine: a plan → lazy expressions, run by the streaming engine; loads Polars only when it is used."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from segdsl.confined import addresses
from segdsl.diagnostics.codes import engines as codes
from segdsl.diagnostics.model import Diagnostic
from segdsl.frames import Store
from segdsl.lower import Plan

if TYPE_CHECKING:
    from segdsl.engines.door import Run

__all__ = ["ENGINE", "Polars", "text"]

LEAST_ADDRESSES = 2**30
"""With fewer, one of its threads may end for want of memory while the others wait for it for ever."""


@dataclass(frozen=True, slots=True)
class Polars:
    """As `engines.door.Engine` asks for: it can do all of the language; answers come in the order of the rows."""

    name: str = "polars"
    needs: tuple[str, ...] = ("polars",)
    extra: str | None = "polars"
    ordered: bool = True

    def refusals(self, plan: Plan, stores: Mapping[str, Store]) -> Sequence[Diagnostic]:
        limit = addresses()
        return (_too_confined(limit),) if limit is not None and limit < LEAST_ADDRESSES else ()

    def run(self, plan: Plan, stores: Mapping[str, Store], progress: Callable[[int], None] | None = None) -> Run:
        from segdsl.engines.polars.asking import Run

        return Run(plan, stores, progress)


ENGINE = Polars()


def _too_confined(limit: int) -> Diagnostic:
    said = f"Polars needs a gigabyte of address space, and this process may have {limit // 2**20} MB"
    help = ("raise the limit (`ulimit -v`), or take `--engine pandas`",)
    return Diagnostic(codes.POLARS_FAILED, said, help=help)


def text(plan: Plan, conditions: Sequence[str] = (), values: Sequence[str] = ()) -> str:
    """What runs for a plan, as Polars prints it: first a query for each reading of a table, last that of the customers.

    Args:
        plan: the questions.
        conditions: what to call the conditions, in their order (such as the names of segments).
        values: what to call the values.
    """
    from segdsl.engines.polars.printing import text as printed

    return printed(plan, conditions, values)
