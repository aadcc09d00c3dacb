"""A condition as written → a typed condition; None where something in it was said to be wrong."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from segdsl import ir, patterns, types
from segdsl.check import (
    asked,
    bare_words,
    comparing,
    dates,
    lists,
    measures,
    memberships,
    products,
    shares,
    shortened,
    unknown,
    values,
    words,
)
from segdsl.check.context import Context, shown, type_of
from segdsl.diagnostics.codes import types as codes
from segdsl.source import Span
from segdsl.syntax import ast
from segdsl.types import Kind, Type

_RELS = {
    "<": ir.Rel.LT,
    "is less than": ir.Rel.LT,
    "<=": ir.Rel.LE,
    "is at most": ir.Rel.LE,
    ">": ir.Rel.GT,
    "is more than": ir.Rel.GT,
    ">=": ir.Rel.GE,
    "is at least": ir.Rel.GE,
    "=": ir.Rel.EQ,
    "is": ir.Rel.EQ,
    "!=": ir.Rel.NE,
    "is not": ir.Rel.NE,
}
_TESTS = {
    "contains": ir.Test.CONTAINS,
    "starts with": ir.Test.STARTS,
    "ends with": ir.Test.ENDS,
    "matches": ir.Test.MATCHES,
}


def condition(cx: Context, node: ast.Cond) -> ir.Cond | None:
    match node:
        case ast.Compare():
            return _compare(cx, node)
        case ast.Between():
            return _between(cx, node)
        case ast.InList():
            return lists.in_list(cx, node)
        case ast.InFile():
            return lists.in_file(cx, node)
        case ast.Presence():
            return _presence(cx, node)
        case ast.TextTest():
            return _text_test(cx, node)
        case ast.DateCompare():
            return dates.compared(cx, node)
        case ast.Ago():
            return dates.ago(cx, node)
        case ast.InSegment():
            return memberships.in_segment(cx, node)
        case ast.Happened():
            return measures.happened(cx, node)
        case ast.Ranked():
            from segdsl.check import ranked  # few rules rank

            return ranked.ranked(cx, node)
        case ast.LikelyTo():
            return products.likely(cx, node)
        case ast.Holds():
            return _holds(cx, node)
        case ast.Not(inner):
            found = condition(cx, inner)
            return None if found is None else ir.Not(found, node.span)
        case ast.Chain():
            return _chain(cx, node)
        case ast.Except():
            return memberships.excepted(cx, node)
        case ast.Group(inner):
            return _group(condition(cx, inner), node.span)
    assert_never(node)


def _compare(cx: Context, node: ast.Compare) -> ir.Cond | None:
    literal_first = isinstance(node.left, ast.TextLit | ast.YesNoLit)
    if comparing.calendar(cx, node.left, node.right) or comparing.calendar(cx, node.right, node.left):
        return None
    if comparing.is_segment(cx, node):
        return None
    left = values.value(cx, node.left)
    if comparing.in_other_words(node):
        return None
    right = values.value(cx, node.right) if literal_first else bare_words.beside(cx, node.right, left, node)
    if left is None or right is None:
        return None
    fitted = comparing.pair(cx, left, right, node.left, node.right)
    if fitted is None:
        return None
    left, right = fitted
    rel = _RELS[node.op]
    if rel not in (ir.Rel.EQ, ir.Rel.NE):
        sides = ((left, node.left), (right, node.right))
        if not all(comparing.ordered(cx, expr, written, node.op) for expr, written in sides):
            return None
    if not shares.sensible(cx, left, right, node.left, node.right):
        return None
    return ir.Compare(rel, left, right, node.span)


def _between(cx: Context, node: ast.Between) -> ir.Cond | None:
    found = values.value(cx, node.value)
    low, high = values.value(cx, node.low), values.value(cx, node.high)
    if found is None or low is None or high is None:
        return None
    for end, written in ((low, node.low), (high, node.high)):
        if comparing.pair(cx, found, end, node.value, written) is None:
            return None
        if not shares.sensible(cx, found, end, node.value, written):
            return None
    if not comparing.ordered(cx, found, node.value, "between"):
        return None
    if Kind.DATE in (type_of(found).kind, type_of(low).kind, type_of(high).kind):
        found, low, high = values.day(found), values.day(low), values.day(high)
    return negated(ir.Between(found, low, high, node.span), node.negated, node.span)


def negated(found: ir.Cond, negative: bool, span: Span) -> ir.Cond:
    return ir.Not(found, span) if negative else found


def _presence(cx: Context, node: ast.Presence) -> ir.Cond | None:
    found = values.value(cx, node.value)
    if found is None:
        return None
    return negated(ir.IsMissing(found, node.span), not node.missing, node.span)


def _text_test(cx: Context, node: ast.TextTest) -> ir.Cond | None:
    found = values.value(cx, node.value)
    if found is None:
        return None
    type_ = type_of(found)
    if not (types.is_textual(type_) or type_.kind is Kind.UNKNOWN):
        cx.error(
            codes.NOT_A_TEXT,
            f"`{node.test}` needs a text, and `{shown(node.value.span)}` is {words.kind(type_)}",
            node.value.span,
            labels=values.declared(cx, found),
            help=_declare_text(node.value, type_),
        )
        return None
    text = comparing.normal(node.pattern.value)
    if node.test == "matches" and not _readable(cx, node.pattern, text):
        return None
    return ir.TextTest(_TESTS[node.test], found, text, node.span)


def _declare_text(node: ast.Expr, type_: Type) -> tuple[str, ...]:
    """A number that is tested like a text is most often one that is not counted with, such as a postal code."""
    if isinstance(node, ast.Ref) and types.is_numeric(type_):
        return (f"a number that nobody counts with is a text, and the table says so: `column {node.name.text}: text`",)
    return ()


def _readable(cx: Context, written: ast.TextLit, text: str) -> bool:
    """Whether the pattern is one; the place in it is shown where the text has no escapes."""
    found = patterns.read(text)
    if not isinstance(found, patterns.Refusal):
        return True
    span = written.span
    if span.text[1:-1] == text:
        start = span.start + 1 + found.start
        span = Span(span.source, start, min(max(span.start + 1 + found.end, start + 1), span.end))
    cx.error(codes.BAD_PATTERN, f"the pattern `{shown(written.span)}` cannot be read: {found.reason}", span)
    return False


def _holds(cx: Context, node: ast.Holds) -> ir.Cond | None:
    if isinstance(node.value, ast.Ref) and unknown.is_bare_segment(cx, node.value):
        return None
    found = values.value(cx, node.value)
    if found is None:
        return None
    type_ = type_of(found)
    if type_.kind in (Kind.YES_NO, Kind.UNKNOWN):
        if isinstance(found, ir.Truth):
            return found.condition
        return ir.Holds(found, node.span)
    text = shown(node.value.span)
    example = f"`{text} is known`" if not types.is_numeric(type_) else f"`{text} > 0`"
    if (learned := asked.example(cx, found)) is not None:
        example = f"`{learned}`"
    flag: tuple[str, ...] = ()
    if isinstance(found, ir.Column) and isinstance(node.value, ast.Ref) and type_.kind is Kind.WHOLE:
        flag = (f"if it only holds 1 and 0, say so in the table: `column {text}: yes or no`",)
    cx.error(
        codes.NOT_A_CONDITION,
        f"`{text}` is {words.kind(type_)}, where a condition is needed",
        node.value.span,
        labels=values.declared(cx, found),
        help=(f"compare it with something, as in {example}", *flag),
    )
    return None


def _chain(cx: Context, node: ast.Chain) -> ir.Cond | None:
    values_alone = shortened.left_out(cx, node)
    checked = [condition(cx, item) for index, item in enumerate(node.items) if index not in values_alone]
    found = [item for item in checked if item is not None]
    if len(found) < len(node.items):
        return None
    kind = ir.And if node.op == "and" else ir.Or
    flat: list[ir.Cond] = []
    for item in found:
        if isinstance(item, ir.And | ir.Or) and type(item) is kind:
            flat.extend(item.items)
        else:
            flat.append(item)
    return kind(tuple(flat), node.span)


def _group(found: ir.Cond | None, span: Span) -> ir.Cond | None:
    """The words of a group are shown with its parentheses."""
    return replace(found, span=span) if isinstance(found, ir.And | ir.Or) else found
