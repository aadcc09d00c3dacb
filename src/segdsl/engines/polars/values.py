"""Values as expressions, given those of their parts; what cannot be computed is missing."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import TypeAlias, assert_never

import polars as pl

from segdsl import ir
from segdsl.engines.polars import dates
from segdsl.engines.polars.conditions import as_days
from segdsl.engines.polars.sorts import DTYPES, Part, Sort, constant, missing, sort_of
from segdsl.engines.polars.steps import Steps, made
from segdsl.engines.polars.texts import key_text, split_part
from segdsl.lower import nodes

MOST_BRANCHES = 30
"""A choice between more values than this is cut: Polars goes through it by recursion."""

Plain: TypeAlias = (
    nodes.Constant
    | nodes.Calculate
    | nodes.Negate
    | nodes.Absolute
    | nodes.Round
    | nodes.Days
    | nodes.Shift
    | nodes.DayOf
    | nodes.Since
    | nodes.Default
    | nodes.Extreme
    | nodes.Choose
    | nodes.Truth
    | nodes.SplitPart
)


def value(node: Plain, parts: Sequence[Part], steps: Steps) -> Part:
    """The value, given its parts in their order (of a choice: conditions and values in turn, then the last value)."""
    match node:
        case nodes.Constant(plain):
            return constant(plain)
        case nodes.Calculate(op):
            return _calculate(op, parts[0], parts[1], steps)
        case nodes.Negate():
            return _number(parts[0], -parts[0].expr)
        case nodes.Absolute():
            return _number(parts[0], parts[0].expr.abs())
        case nodes.Round():
            return _number(parts[0], parts[0].expr.round(0, mode="half_away_from_zero"))
        case nodes.Days():
            return dates.days_between(parts[0], parts[1])
        case nodes.Shift(_, count, unit):
            return dates.shift(parts[0], count, unit, steps)
        case nodes.DayOf():
            return as_days(parts[0]) if parts[0].sort in (Sort.DATE, Sort.TIME) else missing(Sort.DATE)
        case nodes.Since(unit, _, today):
            return dates.since(parts[0], unit, today, steps)
        case nodes.Default():
            return _default(parts[0], parts[1], steps)
        case nodes.Extreme(larger):
            return _extreme(larger, parts, steps)
        case nodes.Choose():
            return _choose(parts, sort_of(node.type), steps)
        case nodes.Truth():
            return parts[0]
        case nodes.SplitPart():
            by = steps.settled(parts[0]) if parts[0].sort is Sort.NUMBER else parts[0]
            return made(split_part(node, key_text(by)), Sort.TEXT, by)
        case _:
            assert_never(node)


def _number(part: Part, expr: pl.Expr) -> Part:
    """What is not finite before is not finite after."""
    return made(expr, Sort.NUMBER, part, loose=part.loose) if part.sort is Sort.NUMBER else missing(Sort.NUMBER)


def _calculate(op: ir.Op, left: Part, right: Part, steps: Steps) -> Part:
    """A result that is not finite is made missing later: whatever is computed from it is not finite either, but what is
    divided by it."""
    if left.sort is not Sort.NUMBER or right.sort is not Sort.NUMBER:
        return missing(Sort.NUMBER)
    match op:
        case ir.Op.ADD:
            expr = left.expr + right.expr
        case ir.Op.SUBTRACT:
            expr = left.expr - right.expr
        case ir.Op.MULTIPLY:
            expr = left.expr * right.expr
        case ir.Op.DIVIDE:
            return _divided(left, steps.strict(right), steps)
        case _:
            assert_never(op)
    return made(expr, Sort.NUMBER, left, right, loose=True)


def _divided(left: Part, right: Part, steps: Steps) -> Part:
    """Polars multiplies by the reciprocal where it is to divide by a constant, which is another number: the divisor is
    made to look different in each row."""
    if right.uniform and not left.uniform:
        left = left if left.is_column else steps.keep(left)
        return made(left.expr / (left.expr * 0.0 + right.expr), Sort.NUMBER, left, right, loose=True)
    return made(left.expr / right.expr, Sort.NUMBER, left, right, loose=True)


def _default(part: Part, fallback: Part, steps: Steps) -> Part:
    sort = part.sort or fallback.sort
    if sort is None:
        return part
    part, fallback = steps.strict(_of_sort(part, sort)), steps.strict(_of_sort(fallback, sort))
    return made(pl.coalesce(part.expr, fallback.expr), sort, part, fallback)


def _of_sort(part: Part, sort: Sort) -> Part:
    return part if part.sort is sort else missing(sort)


def _extreme(larger: bool, parts: Sequence[Part], steps: Steps) -> Part:
    """Missing if any of them is, which Polars passes over."""
    sort = parts[0].sort
    if sort is None or any(part.sort is not sort for part in parts):
        return missing(sort)
    if len(parts) == 1:
        return parts[0]
    known = [steps.settled(part) for part in parts]
    exprs = [part.expr for part in known]
    most = pl.max_horizontal(exprs) if larger else pl.min_horizontal(exprs)
    everything = pl.all_horizontal(expr.is_not_null() for expr in exprs)
    return made(pl.when(everything).then(most), sort, *known)


def _choose(parts: Sequence[Part], sort: Sort, steps: Steps) -> Part:
    *branches, otherwise = parts
    found = steps.strict(_of_sort(otherwise, sort))
    pairs = [
        (condition, steps.strict(_of_sort(value, sort)))
        for condition, value in zip(branches[::2], branches[1::2], strict=True)
    ]
    for stop in range(len(pairs), 0, -MOST_BRANCHES):
        some = pairs[max(0, stop - MOST_BRANCHES) : stop]
        used = [found, *(part for pair in some for part in pair)]
        expr = reduce(_otherwise, reversed(some), found.expr)
        found = made(expr.cast(DTYPES[sort]) if found.is_constant else expr, sort, *used)
        found = steps.keep(found) if len(pairs) > MOST_BRANCHES else found
    return found


def _otherwise(otherwise: pl.Expr, pair: tuple[Part, Part]) -> pl.Expr:
    condition, value = pair
    return pl.when(condition.expr).then(value.expr).otherwise(otherwise)
