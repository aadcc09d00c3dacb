"""A name in a rule → the column, definition or part it stands for, or a message that helps to find what was meant."""

from __future__ import annotations

import re

from segdsl import ir, schemas
from segdsl.check import suggest, unknown
from segdsl.check.context import Context, Rules, close
from segdsl.check.scope import (
    AColumn,
    ANamed,
    Sort,
)
from segdsl.check.spelling import respelt
from segdsl.diagnostics.codes import names as codes
from segdsl.names import fold
from segdsl.source import Span
from segdsl.syntax import ast
from segdsl.types import TEXT, UNKNOWN

_WINDOW = (
    r"(?i)(.+?)\s+(?:(?:over|in|within|during|for|since)\s+)?(?:(?:the\s+)?(?:last|past|previous)\s+)?"
    r"(\d+\s+(?:days?|weeks?|months?|years?))"
)


def reference(cx: Context, node: ast.Ref) -> ir.Expr | None:
    """What the name stands for; None when that was said to be nothing, or when its definition has an error."""
    meaning = cx.rules.names.find(node.name.text, cx.scope)
    if unknown.is_unclear_output(cx, meaning, node):
        return None
    match meaning:
        case AColumn():
            return _column(cx, meaning, node.name.text, node.span)
        case ANamed():
            return _named(cx, meaning, node.span)
        case _:
            unknown.explain(cx, meaning, node)
            return None


def _column(cx: Context, found: AColumn, text: str, span: Span) -> ir.Expr:
    column = found.home.columns.get(found.name) or _opened(cx.rules, found, text)
    expr = ir.Column(fold(found.start.name), found.name, column.type, found.hops, span)
    foreign = not cx.scope.of_customer and found.start.role is schemas.Role.CUSTOMERS
    return ir.OfCustomer(expr, span) if foreign else expr


def _opened(rules: Rules, found: AColumn, text: str) -> schemas.Column:
    """The column that an open table is taken to have."""
    home = fold(found.home.name)
    columns = rules.opened.setdefault(home, {})
    if found.name not in columns:
        type_ = TEXT if found.name in rules.names.links.get(home, frozenset()) else UNKNOWN
        words_of_it = text if fold(text) == found.name else text.split(" of ")[0]
        columns[found.name] = schemas.Column(words_of_it, type_)
    return columns[found.name]


def _named(cx: Context, found: ANamed, span: Span) -> ir.Expr | None:
    expr: ir.Expr
    if found.sort in (Sort.DEFINE, Sort.LEARNED):
        if found.name not in cx.rules.types:
            return None
        expr = ir.Named(found.name, cx.rules.types[found.name], span)
    elif found.name in cx.rules.parts:
        expr = ir.PartOf(found.name, cx.rules.parts[found.name], span)
    else:
        return None
    return expr if cx.scope.of_customer else ir.OfCustomer(expr, span)


def table(cx: Context, name: ast.Name) -> schemas.Table | None:
    """The declared table of this name."""
    found = cx.rules.names.table(name.text)
    if found is None and not cx.rules.bundle.may_hold(name.text):
        helps = (_table_help(cx, name.text),)
        fixes = respelt(cx, name.text, name.span, helps)
        cx.error(codes.UNKNOWN_TABLE, f"no table is called `{name.text}`", name.span, help=helps, fixes=fixes)
    return found


def _table_help(cx: Context, text: str) -> str:
    names = cx.rules.names
    window = re.fullmatch(_WINDOW, text)
    if window and names.table(window[1]) is not None:
        return f"a window is written `{window[1]} over the last {window[2]}`"
    left, since, right = text.partition(" since ")
    if since and names.table(left) is not None:
        return f"put a date that is not written out in parentheses: `{left} since ({right})`"
    if text.lower().startswith("of ") and names.table(text[3:]) is not None:
        return f"the table follows without `of`: `{text[3:]}`"
    meaning = names.find(text, cx.scope)
    if suggest.is_known(meaning):
        what = suggest.what(meaning)
        return f"`{text}` is {what}, not a table: `{text} is known`, or `not {text}` if it is yes or no"
    found = close(cx, text, [t.name for t in names.tables.tables.values()])
    if found:
        return f"a table with a similar name exists: `{found}`"
    return f"declare it: `table {text} from …` with `many per …` and the column that names the customer"
