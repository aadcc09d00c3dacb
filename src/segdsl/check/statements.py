"""Definitions, segments, tiers, splits and suppressions, one statement at a time."""

from __future__ import annotations

import math

from segdsl import ir, types
from segdsl.check import conditions, unknown, values, words
from segdsl.check.context import Context, shown, type_of
from segdsl.check.examples import part_text
from segdsl.check.lookup import reference
from segdsl.diagnostics.codes import names as name_codes
from segdsl.diagnostics.codes import structure
from segdsl.diagnostics.model import Label
from segdsl.names import fold
from segdsl.syntax import ast
from segdsl.types import Kind

_VALUES = (
    ast.NumberLit
    | ast.TextLit
    | ast.YesNoLit
    | ast.DateLit
    | ast.DurationLit
    | ast.Today
    | ast.Ref
    | ast.Binary
    | ast.Negative
    | ast.Since
    | ast.Defaulting
    | ast.Call
    | ast.Cases
    | ast.Measure
    | ast.ChanceOf
)


def define(cx: Context, node: ast.DefineDecl) -> ir.Define | None:
    """A value, or a condition, which is then a yes/no value; a single name may be either."""
    found: ir.Expr | None
    if isinstance(node.body, ast.Ref) and unknown.is_bare_segment(cx, node.body):
        return None
    if isinstance(node.body, _VALUES):
        found = values.value(cx, node.body)
    elif isinstance(node.body, ast.Holds):
        found = values.value(cx, node.body.value)
    else:
        condition = conditions.condition(cx, node.body)
        found = None if condition is None else ir.Truth(condition, node.body.span)
    return None if found is None else ir.Define(node.name.text, found, cx.unit.library, node.span)


def define_type(define: ir.Define) -> types.Type:
    """The type that the definition's name has in rules."""
    return type_of(define.value)


def segment(cx: Context, node: ast.SegmentDecl) -> ir.Segment | None:
    condition = conditions.condition(cx, node.condition)
    if condition is None:
        return None
    return ir.Segment(
        node.name.text,
        condition,
        _text(node.title),
        _text(node.because),
        _text(node.then),
        cx.unit.library,
        node.span,
    )


def _text(node: ast.TextLit | None) -> str | None:
    return None if node is None else node.value


def tiers_parts(node: ast.TiersDecl) -> tuple[str, ...]:
    """The names of the parts in order of appearance; one that is spelled in two ways goes by its first spelling."""
    written = [part_text(branch.result) for branch in node.branches] + [part_text(node.otherwise)]
    first: dict[str, str] = {}
    for text in written:
        if text is not None:
            first.setdefault(fold(text), text)
    return tuple(first.values())


def tiers(cx: Context, node: ast.TiersDecl) -> ir.Tiers | None:
    spelled = {fold(part): part for part in tiers_parts(node)}
    branches: list[tuple[ir.Cond, str]] = []
    fits = True
    for branch in node.branches:
        condition = conditions.condition(cx, branch.condition)
        part = _part(cx, branch.result, spelled)
        if condition is None or part is None:
            fits = False
        else:
            branches.append((condition, part))
    otherwise = _part(cx, node.otherwise, spelled)
    if not fits or otherwise is None:
        return None
    return ir.Tiers(node.name.text, tuple(branches), otherwise, _text(node.title), cx.unit.library, node.span)


def _part(cx: Context, node: ast.Expr, spelled: dict[str, str]) -> str | None:
    text = part_text(node)
    if text is not None:
        return spelled[fold(text)]
    cx.error(
        name_codes.UNKNOWN_PART,
        f"`{shown(node.span)}` is not the name of a part",
        node.span,
        help=("name the part in words or in double quotes, as in `then gold`",),
    )
    return None


def split(cx: Context, node: ast.SplitDecl) -> ir.Split | None:
    by = reference(cx, ast.Ref(node.by, span=node.by.span))
    fits = _shares_fit(cx, node)
    if by is None:
        return None
    type_ = type_of(by)
    if not isinstance(by, ir.Column) or not (types.is_textual(type_) or type_.kind is Kind.UNKNOWN):
        name = node.by.text
        what = words.kind(type_) if isinstance(by, ir.Column) else "not a column"
        cx.error(
            structure.SPLIT_BY,
            f"a split is made by a column of text, and `{name}` is {what}",
            node.by.span,
            labels=values.declared(cx, by),
            help=("split by the key of the customers, which is always text",),
        )
        return None
    if not fits:
        return None
    shares = tuple((share.part.text, float(share.share.value)) for share in node.shares)
    return ir.Split(node.name.text, by, node.salt.value, shares, cx.unit.library, node.span)


def _shares_fit(cx: Context, node: ast.SplitDecl) -> bool:
    fits = True
    parts: dict[str, ast.Share] = {}
    for share in node.shares:
        first = parts.setdefault(fold(share.part.text), share)
        if first is not share:
            cx.error(
                structure.SHARES_SUM,
                f"the part `{share.part.text}` stands twice",
                share.part.span,
                labels=(Label(first.part.span, "stands here first"),),
                help=("give each part one share",),
            )
            fits = False
        if share.share.value <= 0:
            cx.error(
                structure.SHARES_SUM,
                f"the share `{share.share.text}` of `{share.part.text}` is not above 0%",
                share.share.span,
                help=("leave out a part that nobody is in",),
            )
            fits = False
    total = math.fsum(float(share.share.value) for share in node.shares)
    if fits and abs(total - 1) > 1e-9:
        cx.error(
            structure.SHARES_SUM,
            f"the shares of `{node.name.text}` sum to {total * 100:.10g}%, not to 100%",
            node.name.span,
            labels=tuple(Label(share.share.span, share.share.text) for share in node.shares),
            help=("let all shares together make 100%",),
        )
        fits = False
    return fits


def suppression(cx: Context, node: ast.SuppressDecl) -> ir.Suppression | None:
    condition = conditions.condition(cx, node.condition)
    return None if condition is None else ir.Suppression(condition, _text(node.because), cx.unit.library, node.span)
