"""Which columns it is worth to know all texts of, and how few they must be; asks for none."""

from __future__ import annotations

from collections.abc import Sequence

from segdsl import ir
from segdsl.lower import Plan, nodes
from segdsl.types import Kind

MOST = 62
"""As many bits has a whole number to spare."""

SAMPLE = 100_000
"""Rows that are looked at first: a column with many texts shows it soon."""

MANY = 100_000
"""Of fewer rows the different texts are counted as quickly without."""

LONGEST = 100
"""Texts in a query ought to be short."""


def counted(plan: Plan, table: str) -> list[str]:
    """The columns of a table (folded names) of which measures count the different texts."""
    found: dict[str, None] = {}
    for step in plan.passes:
        for fold in step.folds:
            of = fold.of
            if fold.aggregate is not ir.Aggregate.DIFFERENT or not isinstance(of, nodes.Field) or of.via is not None:
                continue
            if of.table == table and of.type.kind in (Kind.TEXT, Kind.ONE_OF):
                found[of.column] = None
    return list(found)


def usable(texts: Sequence[str]) -> bool:
    return 0 < len(texts) <= MOST and all(len(text) <= LONGEST and "\0" not in text for text in texts)
