"""`+ - * /`, `50% of y` and `-x`, over numbers, dates and lengths of time."""

from __future__ import annotations

from segdsl import ir, types
from segdsl.check import values, words
from segdsl.check.context import Context, shown, type_of
from segdsl.diagnostics.codes import types as codes
from segdsl.diagnostics.model import Label
from segdsl.syntax import ast
from segdsl.types import Kind, Type

_OPS = {
    "+": ir.Op.ADD,
    "-": ir.Op.SUBTRACT,
    "*": ir.Op.MULTIPLY,
    "/": ir.Op.DIVIDE,
    "of": ir.Op.MULTIPLY,
}


def negative(cx: Context, node: ast.Negative) -> ir.Expr | None:
    found = values.value(cx, node.value)
    if found is None:
        return None
    type_ = type_of(found)
    if types.is_numeric(type_) or type_.kind is Kind.UNKNOWN:
        return ir.Negate(found, node.span)
    cx.error(
        codes.WRONG_OPERAND,
        f"`-` needs a number, and `{shown(node.value.span)}` is {words.kind(type_)}",
        node.value.span,
        labels=values.declared(cx, found),
    )
    return None


def binary(cx: Context, node: ast.Binary) -> ir.Expr | None:
    if node.op in ("+", "-"):
        if isinstance(node.right, ast.DurationLit):
            return _shift(cx, node, node.left, node.right, 1 if node.op == "+" else -1)
        if isinstance(node.left, ast.DurationLit) and node.op == "+":
            return _shift(cx, node, node.right, node.left, 1)
    left, right = values.value(cx, node.left), values.value(cx, node.right)
    if left is None or right is None:
        return None
    a, b = type_of(left), type_of(right)
    if node.op == "-" and (types.is_temporal(a) or types.is_temporal(b)) and _date_like(a) and _date_like(b):
        return ir.DateDifference(values.day(left), values.day(right), node.span)
    for type_, written, expr in ((a, node.left, left), (b, node.right, right)):
        if not (types.is_numeric(type_) or type_.kind is Kind.UNKNOWN):
            _not_a_number(cx, node, written, type_, expr)
            return None
    return ir.Arithmetic(_OPS[node.op], left, right, _result(node.op, a, b), node.span)


def _date_like(type_: Type) -> bool:
    return types.is_temporal(type_) or type_.kind is Kind.UNKNOWN


def _result(op: str, a: Type, b: Type) -> Type:
    if op == "-" and a.kind is b.kind is Kind.UNKNOWN:
        return types.UNKNOWN  # numbers or dates: the data will tell
    if op in ("+", "-", "*") and a.kind is b.kind is Kind.WHOLE:
        return types.WHOLE
    return types.NUMBER


def _shift(cx: Context, node: ast.Binary, moved: ast.Expr, by: ast.DurationLit, sign: int) -> ir.Expr | None:
    if isinstance(moved, ast.DurationLit):
        cx.error(
            codes.WRONG_OPERAND,
            f"`{shown(node.span)}` has no date to start from",
            node.span,
            help=("write one length of time",),
        )
        return None
    found = values.date(cx, moved, f"`{node.op} {shown(by.span)}`")
    if found is None or not values.length_fits(cx, by, least=0):
        return None
    return ir.Shift(found, sign * by.count, by.unit, node.span)


def _not_a_number(cx: Context, node: ast.Binary, written: ast.Expr, type_: Type, expr: ir.Expr) -> None:
    other = node.right if written is node.left else node.left
    helps: tuple[str, ...] = ()
    if types.is_temporal(type_):
        helps = (f"`days since {shown(written.span)}` counts the days up to the as-of date",)
    elif type_.kind is Kind.DURATION:
        helps = ("count the time as a number: `days since …`",)
    elif isinstance(written, ast.TextLit) and looks_numeric(written.value):
        helps = (f"write the number without quotes: `{written.value}`",)
    elif types.is_textual(type_) and isinstance(written, ast.Ref):
        helps = (f"if the data has numbers there, say so in the table: `column {written.name.text}: number`",)
    labels = values.declared(cx, expr) or (Label(other.span, "the other side"),)
    cx.error(
        codes.WRONG_OPERAND,
        f"`{node.op}` needs numbers, and `{shown(written.span)}` is {words.kind(type_)}",
        written.span,
        labels=labels,
        help=helps,
    )


def looks_numeric(text: str) -> bool:
    """Whether a text could stand as a number if its quotes were left out."""
    return text.replace(".", "", 1).replace("_", "").lstrip("-").isdecimal() and text.isascii()
