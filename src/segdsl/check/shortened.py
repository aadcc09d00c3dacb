"""Conditions that leave out what they compare, as in `city is "Praha" or "Brno"`: one message with all of it."""

from __future__ import annotations

from typing import TypeAlias

from segdsl.check import suggest, words
from segdsl.check.context import Context, shown
from segdsl.check.scope import Unknown
from segdsl.diagnostics.codes import names as name_codes
from segdsl.diagnostics.codes import types as codes
from segdsl.diagnostics.model import Label
from segdsl.names import fold
from segdsl.syntax import ast
from segdsl.types import DATE, NUMBER, TEXT

_Said: TypeAlias = ast.Compare | ast.TextTest
_EQUAL = {"is": "in", "=": "in", "is not": "not in", "!=": "not in"}
_LITERALS = (ast.TextLit, ast.NumberLit, ast.DateLit)


def left_out(cx: Context, node: ast.Chain) -> frozenset[int]:
    """The numbers of the items that are only values beside the comparison before them, which is said of them."""
    found: dict[int, list[int]] = {}
    first: int | None = None
    for index, item in enumerate(node.items):
        if _compares(item):
            first = index
        elif first is not None and isinstance(item, ast.Holds) and _is_value(cx, item.value):
            found.setdefault(first, []).append(index)
        else:
            first = None
    for start, rest in found.items():
        said = node.items[start]
        assert isinstance(said, ast.Compare | ast.TextTest)
        _say(cx, said, [item.value for item in (node.items[i] for i in rest) if isinstance(item, ast.Holds)], node.op)
    return frozenset(index for rest in found.values() for index in rest)


def _compares(item: ast.Cond) -> bool:
    if isinstance(item, ast.Compare):
        return item.op in _EQUAL and isinstance(item.right, (*_LITERALS, ast.Ref))
    return isinstance(item, ast.TextTest)


def _is_value(cx: Context, node: ast.Expr) -> bool:
    """Whether it is a value written out, or a bare word that is nothing else."""
    if isinstance(node, ast.Ref):
        meaning = cx.rules.names.find(node.name.text, cx.scope)
        unseen = isinstance(meaning, Unknown) and meaning.table is None
        unseen = unseen and cx.rules.names.named.get(fold(node.name.text)) is None
        return unseen and not cx.rules.bundle.may_hold(node.name.text) and not suggest.likely(cx, node.name.text)
    return isinstance(node, _LITERALS)


def _say(cx: Context, said: _Said, more: list[ast.Expr], op: str) -> None:
    span = more[0].span
    subject = shown(said.left.span if isinstance(said, ast.Compare) else said.value.span)
    if isinstance(said, ast.Compare):
        listed = ", ".join(_written(value) for value in (said.right, *more))
        help = f"several values are compared at once: `{subject} {_EQUAL[said.op]} [{listed}]`"
    else:
        again = [f"{subject} {said.test} {_written(value)}" for value in (said.pattern, *more)]
        help = f"each test names its value: `{f' {op} '.join(again)}`"
    label = Label(said.span, "the comparison")
    if isinstance(more[0], ast.Ref):
        message = f"unknown name `{more[0].name.text}` beside a text"
        cx.error(name_codes.UNQUOTED_TEXT, message, span, labels=(label,), help=(help,))
        return
    type_ = {ast.NumberLit: NUMBER, ast.DateLit: DATE}.get(type(more[0]), TEXT)
    message = f"`{shown(span)}` is {words.kind(type_)}, where a condition is needed"
    cx.error(codes.NOT_A_CONDITION, message, span, labels=(label,), help=(help,))


def _written(value: ast.Expr) -> str:
    return f'"{value.name.text}"' if isinstance(value, ast.Ref) else shown(value.span)
