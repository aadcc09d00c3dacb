"""Whether a number beside a share, a score or a count can be meant."""

from __future__ import annotations

from segdsl import ir, types
from segdsl.check import asked, bands, values
from segdsl.check.context import Context, shown, type_of
from segdsl.diagnostics.codes import types as codes
from segdsl.syntax import ast
from segdsl.types import Kind

# What is learned and runs from 0% to 100%.
_CHANCES = frozenset({"chance", "alive", "unusualness"})


def sensible(cx: Context, left: ir.Expr, right: ir.Expr, left_node: ast.Expr, right_node: ast.Expr) -> bool:
    """Says so when one side is a share or a score and the other beyond it, or a percentage beside whole numbers."""
    sides = ((left, left_node, right, right_node), (right, right_node, left, left_node))
    return all(beside(cx, *side) for side in sides)


def beside(cx: Context, expr: ir.Expr, node: ast.Expr, other: ir.Expr, literal: ast.Expr) -> bool:
    """The same of one side, and a literal on the other."""
    if not isinstance(other, ir.Literal) or not isinstance(literal, ast.NumberLit | ast.TextLit):
        return True
    behind = asked.behind(cx, expr)
    score = cx.rules.learned.get(behind.name) if isinstance(behind, ir.Learned) else None
    if isinstance(behind, ir.Learned) and isinstance(score, ir.Score) and not _within(cx, score, expr, node, literal):
        return False
    return isinstance(literal, ast.TextLit) or _share_or_count(cx, expr, behind, node, literal)


def _share_or_count(cx: Context, expr: ir.Expr, behind: ir.Expr, node: ast.Expr, literal: ast.NumberLit) -> bool:
    percent = literal.text.endswith("%")
    if _of_share(cx, behind) and not 0 <= literal.value <= 1:
        unusual = isinstance(behind, ir.Learned) and behind.output == "unusualness"
        what = "a chance" if isinstance(behind, ir.Learned) else "a share"
        which = "lies between 0 and 1" if unusual else f"is {what} from 0% to 100%"
        helps: tuple[str, ...] = ()
        if unusual:
            helps = (f"ask for the most unusual: `{shown(node.span)} is in the top 1%`",)
        elif not percent and 1 < literal.value <= 100:
            helps = (f"write a percentage: `{literal.text}%`",)
        cx.error(
            codes.SHARE_OUT_OF_RANGE,
            f"`{shown(node.span)}` {which}, and never reaches `{literal.text}`",
            literal.span,
            labels=values.declared(cx, expr),
            help=helps,
        )
        return False
    if percent and type_of(expr).kind is Kind.WHOLE and not isinstance(expr, ir.Literal):
        cx.error(
            codes.PERCENT_OF_COUNT,
            f"`{shown(node.span)}` is a whole number, and `{literal.text}` a percentage",
            literal.span,
            labels=values.declared(cx, expr),
            help=(f"say of what: `{literal.text} of …`",),
        )
        return False
    return True


def is_share(cx: Context, expr: ir.Expr) -> bool:
    """Whether people read the value as a percentage: a chance that is learned, or a share of rows."""
    behind = asked.behind(cx, expr)
    return _of_share(cx, behind) and not (isinstance(behind, ir.Learned) and behind.output == "unusualness")


def _of_share(cx: Context, behind: ir.Expr) -> bool:
    if isinstance(behind, ir.Learned):
        return behind.output in _CHANCES or behind.output.startswith("chance of ")
    if not isinstance(behind, ir.Measure) or behind.aggregate is not ir.Aggregate.SHARE:
        return False
    return behind.of is None or _never_negative(cx, behind.of)


def _never_negative(cx: Context, expr: ir.Expr) -> bool:
    """A share of amounts that may be negative may lie anywhere."""
    if not isinstance(expr, ir.Column) or expr.hops:
        return False
    column = cx.rules.names.tables.tables[expr.table].columns.get(expr.name)
    low = None if column is None or not types.is_numeric(column.type) else column.low
    return isinstance(low, int | float) and low >= 0


def _within(cx: Context, score: ir.Score, expr: ir.Expr, node: ast.Expr, literal: ast.NumberLit | ast.TextLit) -> bool:
    """Whether a score can be what it is compared with."""
    behind = asked.behind(cx, expr)
    assert isinstance(behind, ir.Learned)
    if isinstance(literal, ast.TextLit):
        return behind.output != "code" or _is_code(cx, score, expr, node, literal)
    if not types.is_numeric(behind.type):
        return True
    low, high = bands.range_of(score, behind.output)
    if low <= literal.value <= high:
        return True
    cx.error(
        codes.BEYOND_SCORE,
        f"`{shown(node.span)}` runs from {low:.10g} to {high:.10g}, and never reaches `{literal.text}`",
        literal.span,
        labels=values.declared(cx, expr),
        help=_digits(score, behind, literal),
    )
    return False


def _digits(score: ir.Score, behind: ir.Learned, literal: ast.NumberLit) -> tuple[str, ...]:
    """`RFM score = 555` is most often meant as the three digits."""
    if behind.output == "score" and literal.text.isdecimal() and bands.may_be_code(score, literal.text):
        return (f'the digits of its parts are a text: `{score.outputs["code"]} is "{literal.text}"`',)
    return ()


def _is_code(cx: Context, score: ir.Score, expr: ir.Expr, node: ast.Expr, literal: ast.TextLit) -> bool:
    if bands.may_be_code(score, literal.value):
        return True
    parts = [f"{part.name} (1 to {bands.digit(bands.bands_of(score, part))})" for part in score.parts]
    cx.error(
        codes.BEYOND_SCORE,
        f"`{shown(node.span)}` is never `{literal.span.text}`",
        literal.span,
        labels=values.declared(cx, expr),
        help=(f"it has one digit for each part: {', '.join(parts)}",),
    )
    return False
