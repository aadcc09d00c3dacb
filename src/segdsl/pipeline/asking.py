"""Program → answers of every customer; it checks and learns nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from segdsl import ir
from segdsl.pipeline.checking import Checked

if TYPE_CHECKING:
    from segdsl.engines.pandas import Run


def ask(
    checked: Checked,
    conditions: Sequence[ir.Cond],
    values: Sequence[ir.Expr] = (),
    progress: Callable[[int], None] | None = None,
) -> Run:
    """What the engine says of every customer, batch by batch.

    Raises:
        Refused: the data turned out to be unusable while it was read.
    """
    from segdsl.engines import pandas
    from segdsl.lower import lower

    if checked.opened is None:
        raise ValueError("rules that were checked without data cannot be asked of customers")
    plan = lower(checked.program, conditions, values)
    return pandas.run(plan, checked.opened.stores, progress)
