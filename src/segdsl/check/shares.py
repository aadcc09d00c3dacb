"""Whether a number beside a share, or a percentage beside a count, can be meant."""

from __future__ import annotations

from segdsl import ir, types
from segdsl.check import values
from segdsl.check.context import Context, shown, type_of
from segdsl.diagnostics.codes import types as codes
from segdsl.syntax import ast
from segdsl.types import Kind


def sensible(cx: Context, left: ir.Expr, right: ir.Expr, left_node: ast.Expr, right_node: ast.Expr) -> bool:
    """Says so when one side is a share and the other no share at all, or a percentage beside whole numbers."""
    sides = ((left, left_node, right, right_node), (right, right_node, left, left_node))
    return all(_beside(cx, *side) for side in sides)


def _beside(cx: Context, expr: ir.Expr, node: ast.Expr, other: ir.Expr, literal: ast.Expr) -> bool:
    if not isinstance(literal, ast.NumberLit) or not isinstance(other, ir.Literal):
        return True
    percent = literal.text.endswith("%")
    if _is_share(cx, expr) and not 0 <= literal.value <= 1:
        cx.error(
            codes.SHARE_OUT_OF_RANGE,
            f"`{shown(node.span)}` is a share from 0% to 100%, and never reaches `{literal.text}`",
            literal.span,
            labels=values.declared(cx, expr),
            help=(f"write a percentage: `{literal.text}%`",) if not percent and 1 < literal.value <= 100 else (),
        )
        return False
    if percent and type_of(expr).kind is Kind.WHOLE and not isinstance(expr, ir.Literal):
        cx.error(
            codes.PERCENT_OF_COUNT,
            f"`{shown(node.span)}` is a whole number, and `{literal.text}` a percentage",
            literal.span,
            labels=values.declared(cx, expr),
            help=(f"say of what: `{literal.text} of …`",),
        )
        return False
    return True


def _is_share(cx: Context, expr: ir.Expr) -> bool:
    while isinstance(expr, ir.Named | ir.OfCustomer):
        expr = expr.value if isinstance(expr, ir.OfCustomer) else cx.rules.defines[expr.name].value
    if not isinstance(expr, ir.Measure) or expr.aggregate is not ir.Aggregate.SHARE:
        return False
    return expr.of is None or _never_negative(cx, expr.of)


def _never_negative(cx: Context, expr: ir.Expr) -> bool:
    """A share of amounts that may be negative may lie anywhere."""
    if not isinstance(expr, ir.Column) or expr.hops:
        return False
    column = cx.rules.names.tables.tables[expr.table].columns.get(expr.name)
    low = None if column is None or not types.is_numeric(column.type) else column.low
    return isinstance(low, int | float) and low >= 0
