"""Which engine a verb asks, and what it says of that; it runs nothing by itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from segdsl import ir, pipeline
from segdsl.cli.console import Console

if TYPE_CHECKING:
    from segdsl.pipeline.asking import Asked

Asking = Callable[[Sequence[ir.Cond], Sequence[ir.Expr]], "Asked"]


def asking(
    checked: pipeline.Checked, engine: str | None, otherwise: str, console: Console, progress: Callable[[int], None]
) -> Asking:
    """Asks the engine of this name, or `otherwise` where none is named. Which one was chosen is said, unless it is the
    usual one and nobody asked for a choice."""

    def ask(conditions: Sequence[ir.Cond], values: Sequence[ir.Expr]) -> Asked:
        asked = pipeline.ask(checked, conditions, values, progress=progress, engine=engine or otherwise)
        said = asked.choice.said
        if said is not None and (engine is not None or asked.choice.engine.name != "pandas"):
            console.say(said)
        return asked

    return ask
