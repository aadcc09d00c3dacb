"""A bare word beside a comparison that may be a text without its quotes, or stand for nothing being known."""

from __future__ import annotations

from segdsl import ir, types
from segdsl.check import asked, comparing, suggest, values
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
        return None if _beside_learned(cx, node, other) else values.value(cx, node)
    name = node.name.text
    meaning = cx.rules.names.find(name, cx.scope)
    allowed = {fold(text): text for text in type_of(other).values} if other is not None else {}
    text = allowed.get(fold(name))
    unseen = isinstance(meaning, Unknown) and meaning.table is None
    if fold(name) in _ABSENT and unseen and text is None:
        _absent(cx, node, compared, None if other is None else type_of(other))
        return None
    if unseen and allowed and text is None and other is not None and _is_no_name(cx, name):
        helps = comparing.listed(type_of(other))
        cx.error(codes.UNKNOWN_NAME, f"unknown name `{name}` beside a text", node.span, help=helps)
        return None
    if unseen and text is None and not allowed and _is_no_name(cx, name):
        text = name
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


def _beside_learned(cx: Context, node: ast.Expr, other: ir.Expr | None) -> bool:
    """Whether a learned number is compared with a word that nothing has, as in `churn risk is high`; then says so."""
    if not isinstance(node, ast.Ref) or other is None or not types.is_numeric(type_of(other)):
        return False
    name, example = node.name.text, asked.example(cx, other)
    meaning = cx.rules.names.find(name, cx.scope)
    unseen = isinstance(meaning, Unknown) and meaning.table is None
    if example is None or not unseen or not _is_no_name(cx, name):
        return False
    message = f"`{shown(other.span)}` is a number, and nothing is called `{name}`"
    cx.error(codes.UNKNOWN_NAME, message, node.span, help=(f"it is asked for so: `{example}`",))
    return True


def _is_no_name(cx: Context, name: str) -> bool:
    """Whether an unknown word looks like no name that there is or could be."""
    return not cx.rules.bundle.may_hold(name) and not suggest.likely(cx, name)


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
