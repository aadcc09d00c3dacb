"""Values that something is learned from, which must be numbers."""

from __future__ import annotations

from segdsl import ir, types
from segdsl.check import values, words
from segdsl.check.context import Context, shown, type_of
from segdsl.diagnostics.codes import types as codes
from segdsl.diagnostics.model import Code
from segdsl.syntax import ast
from segdsl.types import Kind


def number(cx: Context, node: ast.Expr, use: str, *, days: bool = True, truth: bool = False) -> ir.Expr | None:
    """A number of the customer; `days` takes lengths of time too, and `truth` yes and no (1 and 0)."""
    found = values.value(cx, node)
    if found is None:
        return None
    kind = type_of(found).kind
    if types.is_numeric(type_of(found)) or kind is Kind.UNKNOWN:
        return found
    if (days and kind is Kind.DURATION) or (truth and kind is Kind.YES_NO):
        return found
    needed(cx, codes.NUMBER_NEEDED, found, node, f"{use} needs a number")
    return None


def needed(cx: Context, code: Code, found: ir.Expr, node: ast.Expr, need: str) -> None:
    """Says that something needs a number, and what the value is instead."""
    type_ = type_of(found)
    cx.error(
        code,
        f"{need}, and `{shown(node.span)}` is {words.kind(type_)}",
        node.span,
        labels=values.declared(cx, found),
        help=in_numbers(node, type_),
    )


def in_numbers(node: ast.Expr, type_: types.Type) -> tuple[str, ...]:
    """How the value may be said as a number."""
    if types.is_temporal(type_):
        return (f"count the days to it: `days since {_operand(node)}`",)
    if type_.kind is Kind.DURATION:
        return ("count the time as a number: `days since …`",)
    if types.is_textual(type_) and isinstance(node, ast.Ref):
        return (f"if the data has numbers there, say so in the table: `column {node.name.text}: number`",)
    return ()


def _operand(node: ast.Expr) -> str:
    return shown(node.span) if isinstance(node, ast.Ref | ast.Measure) else f"({shown(node.span)})"
