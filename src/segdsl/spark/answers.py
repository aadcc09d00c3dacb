"""A lazy data frame of answers → the membership as a data frame: segments, tiers, splits, who is suppressed."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from segdsl.engines.sql import Compiled
from segdsl.membership.questions import AskedTiers, Questions
from segdsl.output.rows import Field

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame


def membership(frame: DataFrame, compiled: Compiled, asked: Questions, fields: tuple[Field, ...]) -> DataFrame:
    """The columns of the wide output, in its order; a segment is null where it is undecided."""
    from pyspark.sql import functions

    made = [functions.col(compiled.key)]
    made += [_condition(compiled, segment.number) for segment in asked.segments]
    made += [_part(compiled, tiers) for tiers in asked.tiers]
    made += [functions.col(compiled.values[split.number].column) for split in asked.splits]
    possible = [functions.coalesce(_condition(compiled, n), functions.lit(True)) for n in asked.suppressions]
    made.append(reduce(or_, possible, functions.lit(False)))
    return frame.select(*(column.alias(field.name) for column, field in zip(made, fields, strict=True)))


def _condition(compiled: Compiled, number: int) -> Column:
    from pyspark.sql import functions

    return functions.col(compiled.conditions[number].column)


def _part(compiled: Compiled, asked: AskedTiers) -> Column:
    """The first match wins."""
    from pyspark.sql import functions

    names = asked.tiers.parts
    if not asked.branches:
        return functions.lit(asked.tiers.otherwise)
    (number, part), *others = asked.branches
    found = functions.when(_condition(compiled, number), functions.lit(names[part]))
    for number, part in others:
        found = found.when(_condition(compiled, number), functions.lit(names[part]))
    return found.otherwise(functions.lit(asked.tiers.otherwise))
