"""The answers to many conditions in few whole numbers, two bits each: columns are what travelling takes time for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlglot import exp

from segdsl.engines.postgres.sums import written
from segdsl.engines.sql import Compiled
from segdsl.engines.sql.dialect import E
from segdsl.frames import Bools

TOGETHER: Final = 15
"""So many conditions fit into an INTEGER."""


def packed(made: Compiled) -> exp.Select:
    """The query with its conditions packed: no is 0, yes is 1, undecided is 2."""
    query = made.query.copy()
    key, *others = query.expressions
    conditions, values = others[: len(made.conditions)], others[len(made.conditions) :]
    columns = [key]
    for start in range(0, len(conditions), TOGETHER):
        some = [_bits(each, place) for place, each in enumerate(conditions[start : start + TOGETHER])]
        together = some[0]
        for one in some[1:]:
            together = exp.BitwiseOr(this=together, expression=one)
        columns.append(exp.Alias(this=together, alias=exp.Identifier(this=_called(start), quoted=True)))
    query.set("expressions", [*columns, *values])
    return query


def _bits(condition: E, place: int) -> E:
    alone = condition.this if isinstance(condition, exp.Alias) else condition
    return written(f"(COALESCE(CAST(c AS INT), 2) << {2 * place})", c=exp.Paren(this=alone))


def _called(start: int) -> str:
    """No other column has a name with a blank."""
    return f"flags {start}"


def unpacked(columns: Mapping[str, Any], count: int) -> tuple[tuple[Bools, ...], tuple[Bools, ...]]:
    """Where each condition is true, and where it is true or undecided: the same array where nothing is."""
    true: list[Bools] = []
    possible: list[Bools] = []
    for number in range(count):
        place = number % TOGETHER
        if place == 0:
            flags = columns[_called(number)].to_numpy(zero_copy_only=False)
        found = flags >> (2 * place) & 3
        true.append(found == 1)
        undecided = bool((found == 2).any())
        possible.append(found != 0 if undecided else true[-1])
    return tuple(true), tuple(possible)
