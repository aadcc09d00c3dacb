"""From tree to AST: values, measures and windows."""

from __future__ import annotations

from typing import Literal, cast

from segdsl.diagnostics.codes import syntax as codes
from segdsl.diagnostics.model import Diagnostic, Label
from segdsl.syntax import ast, build_conditions
from segdsl.syntax.building import Builder, is_token
from segdsl.syntax.lalr import Node, Token, Tree
from segdsl.types import Unit

_SINCE = {"DAYS_SINCE": Unit.DAY, "WEEKS_SINCE": Unit.WEEK, "MONTHS_SINCE": Unit.MONTH, "YEARS_SINCE": Unit.YEAR}
_SIGNS: dict[str, Literal["+", "-", "*", "/"]] = {"PLUS": "+", "MINUS": "-", "TIMES": "*", "DIVIDE": "/"}
_AGGREGATES: dict[str, ast.Aggregate] = {
    "COUNT_OF": "count of",
    "SUM_OF": "sum of",
    "AVERAGE_OF": "average of",
    "MEDIAN_OF": "median of",
    "SMALLEST_OF": "smallest of",
    "LARGEST_OF": "largest of",
    "EARLIEST": "earliest",
    "LATEST": "latest",
    "NUMBER_OF_DIFFERENT": "number of different",
    "MOST_COMMON": "most common",
    "SHARE_OF": "share of",
}
VALUES = frozenset({"binary", "prefixed", "two", "defaulting", "paren", "ref", "measure", "chance"})
"""The rules that make values; a token that stands for itself is a value too."""


def value(b: Builder, node: Node) -> ast.Expr:
    b.enter(node)
    try:
        return _value(b, node)
    finally:
        b.leave()


def _value(b: Builder, node: Node) -> ast.Expr:
    if isinstance(node, Token):
        return ast.Today(span=b.span(node)) if node.type == "TODAY" else b.literal(node)
    match node.name:
        case "ref":
            name = b.name(node.children[0])
            return ast.Ref(name, span=name.span)
        case "paren":
            inner = value(b, node.children[1])
            b.close_wheres(node)
            return inner
        case "prefixed":
            return _prefixed(b, node)
        case "two":
            word, left, _, right = node.children
            arguments = (value(b, left), value(b, right))
            return ast.Call("larger of" if is_token(word, "LARGER_OF") else "smaller of", arguments, span=b.span(node))
        case "defaulting":
            return _defaulting(b, node)
        case "measure":
            return measure(b, node)
        case "chance":
            return ast.ChanceOf(b.text(node.children[1]), span=b.span(node))
        case _:
            left, operator, right = node.children
            assert isinstance(operator, Token)
            return ast.Binary(_SIGNS[operator.type], value(b, left), value(b, right), span=b.span(node))


def _prefixed(b: Builder, node: Tree) -> ast.Expr:
    word, inner = node.children[0], value(b, node.children[-1])
    span = b.span(node)
    assert isinstance(word, Token)
    match word.type:
        case "MINUS":
            if isinstance(inner, ast.NumberLit) and not inner.text.startswith("-"):
                return ast.NumberLit(-inner.value, "-" + inner.text, span=span)
            return ast.Negative(inner, span=span)
        case "PERCENT":
            return ast.Binary("of", b.number(word), inner, span=span)
        case "ROUND":
            return ast.Call("round", (inner,), span=span)
        case "ABSOLUTE":
            return ast.Call("absolute", (inner,), span=span)
        case _:
            return ast.Since(_SINCE[word.type], inner, span=span)


def _defaulting(b: Builder, node: Tree) -> ast.Expr:
    left, word, right = node.children
    for side in (left, right):
        if isinstance(side, Tree) and side.name == "binary":
            operator = side.children[1]
            b.say.add(
                Diagnostic(
                    codes.DEFAULTING_REACH,
                    f"`defaulting to` stands beside `{b.span(operator).text}` without parentheses",
                    b.span(word),
                    labels=(Label(b.span(operator), "the sign beside it"),),
                    help=("parentheses say which comes first: `(a defaulting to 0) + b` or `(a + b) defaulting to 0`",),
                )
            )
            break
    return ast.Defaulting(value(b, left), value(b, right), span=b.span(node))


def measure(b: Builder, node: Tree) -> ast.Measure:
    """`count of T`, `sum of x in T`, each with window and `where`."""
    children = list(node.children)
    word = children.pop(0)
    assert isinstance(word, Token)
    of = None
    if not (isinstance(children[0], Tree) and children[0].name == "name"):
        of = value(b, children.pop(0))
        children.pop(0)
    table, window, where = source_of_rows(b, children)
    return ast.Measure(_AGGREGATES[word.type], of, table, window, where, span=b.span(node))


def source_of_rows(b: Builder, children: list[Node]) -> tuple[ast.Name, ast.Window | None, ast.Cond | None]:
    """The table, the window and the `where` of a measure or of `any T`."""
    table = b.name(children.pop(0))
    window = None
    if children and not is_token(children[0], "WHERE"):
        window = _window(b, cast(Tree, children.pop(0)))
    if not children:
        return table, window, None
    where = build_conditions.condition(b, children[1])
    if isinstance(where, ast.Chain):
        b.open_wheres.append((b.span(children[0]), where.op_spans[0]))
    return table, window, where


def _window(b: Builder, node: Tree) -> ast.Window:
    parts, span = node.children, b.span(node)
    match node.name:
        case "last_window":
            return ast.LastWindow(b.duration(parts[1]), span=span)
        case "next_window":
            return ast.NextWindow(b.duration(parts[1]), span=span)
        case "ending_window":
            return ast.EndingWindow(b.duration(parts[1]), b.duration(parts[3]), span=span)
        case "around_window":
            length, anchor = b.duration(parts[1]), value(b, parts[3])
            return ast.AroundWindow(length, "before" if is_token(parts[2], "BEFORE") else "after", anchor, span=span)
        case "since_window":
            return ast.SinceWindow(value(b, parts[1]), span=span)
        case "between_window":
            return ast.BetweenWindow(value(b, parts[1]), value(b, parts[3]), span=span)
        case _:
            return ast.AllTime(span=span)
