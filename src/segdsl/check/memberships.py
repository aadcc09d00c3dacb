"""Membership of segments: `in NAME`, and `X except S`."""

from __future__ import annotations

from segdsl import ir
from segdsl.check import asked, conditions, elsewhere, suggest
from segdsl.check.context import Context, close, has_many_wrong_names
from segdsl.check.scope import AColumn, Sort
from segdsl.check.spelling import respelt
from segdsl.diagnostics.codes import names as codes
from segdsl.diagnostics.model import Label
from segdsl.names import fold
from segdsl.schemas import Role
from segdsl.source import Span
from segdsl.syntax import ast
from segdsl.types import Kind


def in_segment(cx: Context, node: ast.InSegment) -> ir.Cond | None:
    folded = fold(node.segment.text)
    sort = None if cx.scope.own_only else cx.rules.names.named.get(folded)
    if sort is not Sort.SEGMENT:
        no_segment(cx, node.segment, sort)
        return None
    member: ir.Cond = ir.Member(folded, node.span)
    if not cx.scope.of_customer:
        member = ir.Holds(ir.OfCustomer(ir.Truth(member, node.span), node.span), node.span)
    return conditions.negated(member, node.negated, node.span)


def no_segment(cx: Context, name: ast.Name, sort: Sort | None) -> None:
    """Says that a name is not that of a segment, and what it is."""
    if sort is not None:
        articles = {
            Sort.DEFINE: "a definition",
            Sort.TIERS: "the name of tiers",
            Sort.SPLIT: "a split",
            Sort.LEARNED: "a learned value",
        }
        article = articles.get(sort, "a segment")
        is_part = f'`{name.text} is "…"`'
        is_value = sort in (Sort.DEFINE, Sort.LEARNED)
        use = is_part if not is_value else f"`{name.text}` alone if it is yes or no, else compare it"
        if (learned := asked.by_name(cx, name.text)) is not None:
            use = f"`{learned}`"
        cx.error(
            codes.NOT_A_SEGMENT,
            f"`{name.text}` is {article}, not a segment",
            name.span,
            labels=(Label(cx.rules.places[fold(name.text)], "given here"),),
            help=(f"write {use}",),
        )
        return
    if cx.rules.bundle.may_hold(name.text):
        return
    if cx.scope.own_only:
        cx.error(
            codes.OWN_COLUMNS_ONLY,
            f"`in {name.text}` asks about a customer, and this condition may only ask about the table's own columns",
            name.span,
            help=("put the condition into a rule",),
        )
        return
    helps = _something_else(cx, name.text) or _segments(cx, name.text)
    fixes = respelt(cx, name.text, name.span, helps)
    cx.error(codes.UNKNOWN_SEGMENT, f"no segment is called `{name.text}`", name.span, help=helps, fixes=fixes)


def _something_else(cx: Context, text: str) -> tuple[str, ...]:
    """What the name is the name of, if not of a segment."""
    names = cx.rules.names
    meaning = names.find(text, cx.scope)
    if isinstance(meaning, AColumn) and meaning.known:
        column = meaning.home.columns.get(meaning.name)
        example = f"`{text} is …`" if column is None or column.type.kind is not Kind.YES_NO else f"`{text}` alone"
        return (f"`{text}` is a column: ask for its value, as in {example}, without `in`",)
    table = names.table(text)
    if table is not None and table.role is Role.MANY:
        return (f"`{text}` is a table: ask for its rows with `any {text}`",)
    for named, parts in cx.rules.parts.items():
        part = next((part for part in parts if fold(part) == fold(text)), None)
        if part is not None:
            shown = cx.rules.shown[named]
            return (f'`{text}` is a part of `{shown}`: `{shown} is "{part}"`',)
    return elsewhere.of_ruleset(cx, text)


def _segments(cx: Context, text: str) -> tuple[str, ...]:
    """A segment that is called nearly so, else all there are."""
    named = cx.rules.names.named.items()
    segments = [cx.rules.shown[name] for name, sort in named if sort is Sort.SEGMENT and name != cx.name]
    found = close(cx, text, segments)
    if found:
        return (f"a segment with a similar name exists: `{found}`",)
    if not segments or has_many_wrong_names(cx):
        return ()
    return (f"{'the segments' if len(segments) > 1 else _only(cx)} {suggest.some(segments)}",)


def _only(cx: Context) -> str:
    own = cx.rules.names.named.get(cx.name) is Sort.SEGMENT
    return "the only other segment" if own else "the only segment"


def excepted(cx: Context, node: ast.Except) -> ir.Cond | None:
    found = conditions.condition(cx, node.condition)
    excluded = conditions.condition(cx, node.excluded)
    if found is None or excluded is None:
        return None
    span = _except_span(node)
    left_out = ir.Not(ir.Surely(excluded, node.excluded.span), span)
    kept = found.items if isinstance(found, ir.And) else (found,)
    return ir.And((*kept, left_out), node.span)


def _except_span(node: ast.Except) -> Span:
    """From the word `except` on."""
    start, end = node.condition.span.end, node.excluded.span.start
    source = node.span.source
    word = source.text[start:end].lower().rfind("except")
    return Span(source, start + word if word >= 0 else end, node.excluded.span.end)
