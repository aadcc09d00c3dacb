"""A bare word beside a comparison that may be a text without its quotes, or stand for nothing being known."""

from __future__ import annotations

from segdsl import ir, types
from segdsl.check import suggest, values
from segdsl.check.context import Context, shown, type_of
from segdsl.check.scope import AColumn, Unknown
from segdsl.diagnostics.codes import names as codes
from segdsl.names import fold
from segdsl.syntax import ast
from segdsl.types import Kind, Type

_ABSENT = frozenset({"unknown", "undefined", "unspecified", "absent", "not set", "not given", "unset", "na", "n a"})


def beside(cx: Context, node: ast.Expr, other: ir.Expr | None, compared: ast.Compare) -> ir.Expr | None:
    """A value that is compared with `other` (None: that was wrong): a bare word may be a text without its quotes."""
    if not isinstance(node, ast.Ref) or not _may_be_text(other, compared):
        return values.value(cx, node)
    name = node.name.text
    meaning = cx.rules.names.find(name, cx.scope)
    allowed = {fold(text): text for text in type_of(other).values} if other is not None else {}
    text = allowed.get(fold(name))
    unseen = isinstance(meaning, Unknown) and meaning.table is None
    if fold(name) in _ABSENT and unseen and text is None:
        _absent(cx, node, compared, None if other is None else type_of(other))
        return None
    if unseen and text is None and not allowed and not cx.rules.bundle.may_hold(name):
        text = name if not suggest.likely(cx, name) else None
    if text is None or not (unseen or (isinstance(meaning, AColumn) and not meaning.known)):
        return values.value(cx, node)
    beside_text = other is not None and types.is_textual(type_of(other))
    cx.error(
        codes.UNQUOTED_TEXT,
        f"unknown name `{name}`{' beside a text' if beside_text else ''}",
        node.span,
        help=(f'write a text in double quotes: `"{text}"`',),
    )
    return None


def _may_be_text(other: ir.Expr | None, compared: ast.Compare) -> bool:
    """Whether what stands beside may be meant as a text; where nothing is known, only when it is asked to be equal."""
    if other is not None and types.is_textual(type_of(other)):
        return True
    name = compared.right.name.text if isinstance(compared.right, ast.Ref) else ""
    unsure = other is None or type_of(other).kind is Kind.UNKNOWN or fold(name) in _ABSENT
    return unsure and compared.op in ("is", "=", "is not", "!=")


def _absent(cx: Context, node: ast.Ref, compared: ast.Compare, type_: Type | None) -> None:
    """`is unknown`: nothing is known, or the data has the word."""
    name, left = node.name.text, shown(compared.left.span)
    test = "is known" if compared.op in ("is not", "!=") else "is missing"
    helps = [f"where nothing is known: `{left} {test}`"]
    if type_ is None or types.is_textual(type_) or type_.kind is Kind.UNKNOWN:
        helps.append(f'where the data has the word: `{left} {compared.op} "{name}"`')
    cx.error(codes.UNKNOWN_NAME, f"unknown name `{name}`", node.span, help=tuple(helps))
