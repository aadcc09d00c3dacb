"""Conditions as one yes/no expression each: null where the condition is undecided, which is what and, or and not of
Polars take it for."""

from __future__ import annotations

import datetime as dt
import operator
from collections.abc import Callable, Sequence
from typing import Any, assert_never

import polars as pl

from segdsl import ir
from segdsl.engines.polars.sorts import DTYPES, Part, Sort, missing, plainly
from segdsl.engines.polars.steps import Steps, made
from segdsl.engines.polars.texts import text_test
from segdsl.lower import nodes
from segdsl.lower.nodes import Cond
from segdsl.types import Value

_OPERATORS: dict[ir.Rel, Callable[[Any, Any], Any]] = {
    ir.Rel.LT: operator.lt,
    ir.Rel.LE: operator.le,
    ir.Rel.GT: operator.gt,
    ir.Rel.GE: operator.ge,
    ir.Rel.EQ: operator.eq,
    ir.Rel.NE: operator.ne,
}


def condition(node: Cond, parts: Sequence[Part], steps: Steps) -> Part:
    """The condition, given its parts in their order."""
    match node:
        case nodes.Known(answer):
            return Part(pl.lit(answer, dtype=pl.Boolean), Sort.FLAG, is_constant=True, uniform=True)
        case nodes.Compare(rel):
            return compare(rel, parts[0], parts[1], steps)
        case nodes.Among(_, items, negated):
            return _negated(among(parts[0], items, steps), negated)
        case nodes.Missing(_, negated):
            part = steps.strict(parts[0])
            return made(part.expr.is_not_null() if negated else part.expr.is_null(), Sort.FLAG, part)
        case nodes.TextTest(test, _, pattern, negated):
            if parts[0].sort is not Sort.TEXT:
                return missing(Sort.FLAG)
            return _negated(made(text_test(test, parts[0].expr, pattern), Sort.FLAG, parts[0]), negated)
        case nodes.Holds(_, wanted):
            return _negated(parts[0], not wanted) if parts[0].sort is Sort.FLAG else missing(Sort.FLAG)
        case nodes.Surely(_, negated):
            surely = made(parts[0].expr.fill_null(False), Sort.FLAG, parts[0])
            return _negated(surely, negated)
        case nodes.And():
            return made(pl.all_horizontal(part.expr for part in parts), Sort.FLAG, *parts)
        case nodes.Or():
            return made(pl.any_horizontal(part.expr for part in parts), Sort.FLAG, *parts)
        case _:
            assert_never(node)


def _negated(part: Part, negated: bool) -> Part:
    return made(~part.expr, Sort.FLAG, part) if negated else part


def compare(rel: ir.Rel, left: Part, right: Part, steps: Steps) -> Part:
    """Numbers, dates, texts, yes/no beside their own kind; a date and time beside a date by its day."""
    if {left.sort, right.sort} == {Sort.DATE, Sort.TIME}:
        left, right = as_days(left), as_days(right)
    if left.sort is not right.sort or left.sort is None:
        return missing(Sort.FLAG)
    left, right = steps.strict(left), steps.strict(right)
    return made(_OPERATORS[rel](left.expr, right.expr), Sort.FLAG, left, right)


def as_days(part: Part) -> Part:
    """The calendar day of a date and time."""
    return made(part.expr.dt.date(), Sort.DATE, part) if part.sort is Sort.TIME else part


def among(part: Part, items: Sequence[Value], steps: Steps) -> Part:
    """Membership of a list; items of another family than the value are in nobody's way."""
    part, sort = steps.strict(part), part.sort
    if sort is None:
        return missing(Sort.FLAG)
    found = [_inside(part.expr, sort, [raw for other, raw in map(plainly, items) if other is sort])]
    if part.sort is Sort.TIME and any(type(item) is dt.date for item in items):
        days = [item for item in items if type(item) is dt.date]
        found.append(_inside(part.expr.dt.date(), Sort.DATE, days))
    if part.sort is Sort.DATE and any(isinstance(item, dt.datetime) for item in items):
        days = [item.date() for item in items if isinstance(item, dt.datetime)]
        found.append(_inside(part.expr, Sort.DATE, days))
    return made(found[0] if len(found) == 1 else pl.any_horizontal(found), Sort.FLAG, part)


def _inside(expr: pl.Expr, sort: Sort, items: Sequence[Any]) -> pl.Expr:
    if len(items) == 1:
        return expr == pl.lit(items[0], dtype=DTYPES[sort])
    return expr.is_in(pl.Series(items, dtype=DTYPES[sort]).implode())
