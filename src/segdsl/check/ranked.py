"""`x is in the top 10% by district`, `x is above average`: the value held against a limit that is learned."""

from __future__ import annotations

from segdsl import ir, types
from segdsl.check import lookup, numbers, shares, values, words
from segdsl.check.context import Context, shown, type_of
from segdsl.diagnostics.codes import structure
from segdsl.diagnostics.codes import types as codes
from segdsl.ir import Place
from segdsl.names import fold
from segdsl.syntax import ast, printer
from segdsl.types import Kind

_CATEGORIES = frozenset({Kind.TEXT, Kind.ONE_OF, Kind.WHOLE, Kind.YES_NO, Kind.UNKNOWN})


def ranked(cx: Context, node: ast.Ranked) -> ir.Cond | None:
    if not _of_customers(cx, node):
        return None
    value = values.value(cx, node.value)
    by = None if node.by is None else _by(cx, node.by)
    share_fits = node.share is None or _share_fits(cx, node.share)
    if value is None or not share_fits or (node.by is not None and by is None) or not _may_rank(cx, node, value):
        return None
    place = Place(node.place)
    share = None if node.share is None else float(node.share.value)
    limit = ir.Learned(_key(cx, node, place, value, share, by), "limit", types.NUMBER, node.span)
    found = ir.Ranked(place, value, share, by, limit, node.span)
    return ir.Not(found, node.span) if node.negated else found


def name_of(node: ast.Ranked) -> str:
    """`top 10% of balance by job`, in the canonical layout."""
    by = "" if node.by is None else f" by {node.by.text}"
    share = "" if node.share is None else f" {float(node.share.value) * 100:.10g}%"
    return f"{node.place}{share} of {printer.print_expr(node.value)}{by}"


def _key(cx: Context, node: ast.Ranked, place: Place, value: ir.Expr, share: float | None, by: ir.Expr | None) -> str:
    """What the limit is kept under; equal rankings share one."""
    name = name_of(node)
    thing = ir.Share(name, place, value, share, by, "", cx.unit.library, node.span, shares.is_share(cx, value))
    key, number = fold(name), 1
    while (other := cx.rules.learned.get(key)) is not None and not _same(other, thing):
        number += 1  # names that differ in more than fold tells, such as texts in capitals
        key = f"{fold(name)} ({number})"
    cx.rules.learned.setdefault(key, thing)
    cx.rules.ranked.setdefault(key, node)
    return key


def _same(one: ir.LearnedThing, other: ir.Share) -> bool:
    return isinstance(one, ir.Share) and (one.place, one.value, one.share, one.by) == (
        other.place,
        other.value,
        other.share,
        other.by,
    )


def _of_customers(cx: Context, node: ast.Ranked) -> bool:
    if cx.scope.of_customer:
        return True
    cx.error(
        codes.NOT_RANKED,
        f"customers are ranked, and `{shown(node.value.span)}` is asked of the rows of `{cx.scope.table.name}` here",
        node.span,
        help=("rank a value of the customer in a `define` or in a rule",),
    )
    return False


def _share_fits(cx: Context, share: ast.NumberLit) -> bool:
    if 0 < share.value < 1:
        return True
    percent = 1 <= share.value < 100 and not share.text.endswith("%")
    who = "nobody" if share.value <= 0 else "everybody"
    cx.error(
        structure.RANK_SHARE,
        f"`{share.text}` of the customers is {who}",
        share.span,
        help=(f"write a percentage: `{share.text}%`",) if percent else ("write a share between 0% and 100%",),
    )
    return False


def _may_rank(cx: Context, node: ast.Ranked, value: ir.Expr) -> bool:
    type_ = type_of(value)
    if types.is_numeric(type_) or type_.kind is Kind.UNKNOWN:
        return True
    numbers.needed(cx, codes.NOT_RANKED, value, node.value, f"`{_place(node)}` needs numbers")
    return False


def _place(node: ast.Ranked) -> str:
    return node.place if node.share is None else f"{node.place} {node.share.text}"


def _by(cx: Context, name: ast.Name) -> ir.Expr | None:
    found = lookup.reference(cx, ast.Ref(name, span=name.span))
    if found is None or type_of(found).kind in _CATEGORIES:
        return found
    cx.error(
        codes.NOT_RANKED,
        f"`by` needs a category, and `{name.text}` is {words.kind(type_of(found))}",
        name.span,
        labels=values.declared(cx, found),
        help=("define bands for it: `define band as` with `when … then …`",),
    )
    return None
