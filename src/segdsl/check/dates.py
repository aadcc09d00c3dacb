"""Dates against dates and against the as-of date, as plain comparisons of calendar days."""

from __future__ import annotations

from typing import assert_never

from segdsl import ir
from segdsl.check import comparing, values
from segdsl.check.context import Context, shown
from segdsl.diagnostics.codes import structure
from segdsl.syntax import ast
from segdsl.types import Unit

_RELS = {"before": ir.Rel.LT, "after": ir.Rel.GT, "on": ir.Rel.EQ}


def compared(cx: Context, node: ast.DateCompare) -> ir.Cond | None:
    left = values.date(cx, node.value, f"`is {node.relation}`")
    right = values.date(cx, node.date, f"`is {node.relation}`")
    if left is None or right is None:
        return None
    fitted = comparing.pair(cx, left, right, node.value, node.date)
    if fitted is None:
        return None
    left, right = fitted
    if node.relation == "on":
        left, right = values.day(left), values.day(right)
    return ir.Compare(_RELS[node.relation], left, right, node.span)


def ago(cx: Context, node: ast.Ago) -> ir.Cond | None:
    """`within 90 days` is the closed range of days of `over the last 90 days`."""
    found = values.date(cx, node.value, "`is within`" if node.relation.startswith("within") else "`… ago`")
    if not values.length_fits(cx, node.length) or found is None:
        return None
    day, length, span = values.day(found), node.length, node.span
    today = ir.Today(length.span)
    back = shifted(today, length, -1)
    match node.relation:
        case "within" | "less than":
            return ir.Between(day, next_day(back), today, span)
        case "within the next":
            return ir.Between(day, next_day(today), shifted(today, length, 1), span)
        case "at least":
            return ir.Compare(ir.Rel.LE, day, back, span)
        case "more than":
            return ir.Compare(ir.Rel.LT, day, back, span)
        case "at most":
            return ir.Between(day, back, today, span)
    assert_never(node.relation)


def shifted(date: ir.Expr, length: ast.DurationLit, sign: int) -> ir.Expr:
    return ir.Shift(date, sign * length.count, length.unit, length.span)


def next_day(date: ir.Expr) -> ir.Expr:
    return ir.Shift(date, 1, Unit.DAY, date.span)


def day_before(date: ir.Expr) -> ir.Expr:
    return ir.Shift(date, -1, Unit.DAY, date.span)


def window(cx: Context, node: ast.Window) -> ir.Window | None:
    """The days that a window reaches over; None after an error. `over all time` is a window without ends."""
    text = " ".join(node.span.text.split())
    today = ir.Today(node.span)
    match node:
        case ast.LastWindow(length):
            if not values.length_fits(cx, length):
                return None
            return ir.Window(next_day(shifted(today, length, -1)), today, text)
        case ast.EndingWindow(length, since):
            if not (values.length_fits(cx, length) and values.length_fits(cx, since, least=0)):
                return None
            end = shifted(today, since, -1)
            start = shifted(end, length, -1)
            if length.unit is since.unit:
                start = ir.Shift(today, -(length.count + since.count), length.unit, length.span)
            return ir.Window(next_day(start), end, text)
        case ast.SinceWindow(start_node):
            first = _end(cx, start_node, "`since`")
            return None if first is None else ir.Window(first, today, text)
        case ast.BetweenWindow(start_node, end_node):
            first, last = _end(cx, start_node, "`between`"), _end(cx, end_node, "`between`")
            return None if first is None or last is None else ir.Window(first, last, text)
        case ast.NextWindow(length):
            if not _in_outcome(cx, node) or not values.length_fits(cx, length):
                return None
            return ir.Window(next_day(today), shifted(today, length, 1), text)
        case ast.AllTime():
            return ir.Window(None, None, text)
        case ast.AroundWindow(length, side, anchor):
            found = _end(cx, anchor, f"`{side}`")
            if not values.length_fits(cx, length) or found is None:
                return None
            if side == "before":
                return ir.Window(shifted(found, length, -1), day_before(found), text)
            return ir.Window(next_day(found), shifted(found, length, 1), text)
    assert_never(node)


def _end(cx: Context, node: ast.Expr, use: str) -> ir.Expr | None:
    """An end of a window: a day, asked of the customer."""
    found = values.date(cx.customer(), node, use)
    return None if found is None else values.day(found)


def _in_outcome(cx: Context, node: ast.NextWindow) -> bool:
    """Whether the days to come may be asked about here; says so when they may not."""
    if cx.later:
        return True
    past = f"over the last {shown(node.length.span)}"
    cx.error(
        structure.NEXT_WINDOW,
        f"`{shown(node.span)}` lies after the as-of date, and no rule can see these days",
        node.span,
        help=(f"look back: `{past}`", "only the outcome of a `predict` statement may ask about the days to come"),
    )
    return False
