"""Two values side by side: whether they may be compared, and what a literal means beside the other."""

from __future__ import annotations

import unicodedata

from segdsl import ir, types
from segdsl.check import asked, unknown, values, words
from segdsl.check.arithmetic import looks_numeric
from segdsl.check.context import Context, shown, type_of
from segdsl.check.spelling import respelt_text
from segdsl.diagnostics.codes import types as codes
from segdsl.diagnostics.model import Label
from segdsl.names import fold, similar
from segdsl.syntax import ast, foreign
from segdsl.types import Kind, Type, Unit

_TRUTHS = {"yes": True, "true": True, "是": True, "no": False, "false": False, "否": False}


def in_other_words(node: ast.Compare) -> bool:
    """`is greater than 65`, which the parser has said to be written otherwise."""
    if node.op not in ("is", "is not") or not isinstance(node.right, ast.Ref) or node.right.span.text[:1] == "`":
        return False
    return foreign.words_after_is(node.op_span, node.right.span) is not None


def is_segment(cx: Context, node: ast.Compare) -> bool:
    """Whether a segment is compared with yes or no, where no column is known to have its name; then says so."""
    return (
        isinstance(node.right, ast.YesNoLit)
        and isinstance(node.left, ast.Ref)
        and unknown.is_bare_segment(cx, node.left)
    )


def calendar(cx: Context, node: ast.Expr, other: ast.Expr) -> bool:
    """Whether the value is months or years, which nothing can be compared with; says what was meant."""
    if not isinstance(node, ast.DurationLit) or node.unit not in (Unit.MONTH, Unit.YEAR):
        return False
    found = values.value(cx, other)
    if found is None:
        return True
    unit = node.unit.value
    helps = (f"count complete {unit}, which are a number: `{unit} since … > {node.count}`",)
    if isinstance(other, ast.Since):
        helps = (f"count complete {unit}, which are a number: `{unit} since {shown(other.date.span)}`",)
    elif types.is_temporal(type_of(found)):
        helps = (f"say how long ago: `{shown(other.span)} is more than {shown(node.span)} ago`",)
    elif types.is_numeric(type_of(found)):
        helps = (f"`{shown(other.span)}` is a number, and is compared with one: `{node.count}`",)
    values.no_fixed_length(cx, node, helps)
    return True


def pair(
    cx: Context, left: ir.Expr, right: ir.Expr, left_node: ast.Expr, right_node: ast.Expr
) -> tuple[ir.Expr, ir.Expr] | None:
    """Both sides as they are compared: literals in the type of the other side, dates by their calendar day."""
    fitted = fit(cx, left, right, left_node, right_node)
    if fitted is None:
        return None
    right = fitted
    back = fit(cx, right, left, right_node, left_node)
    if back is None:
        return None
    left = back
    a, b = type_of(left), type_of(right)
    if {a.kind, b.kind} == {Kind.DATE, Kind.DATE_TIME}:
        left, right = values.day(left), values.day(right)
    return left, right


def fit(cx: Context, against: ir.Expr, expr: ir.Expr, against_node: ast.Expr, node: ast.Expr) -> ir.Expr | None:
    """`expr` as it is compared with `against`; None when that has no meaning, which has then been said."""
    target, type_ = type_of(against), type_of(expr)
    if isinstance(expr, ir.Literal):
        if isinstance(expr.value, str) and target.kind is Kind.YES_NO:
            return _truth(cx, expr, node)
        if isinstance(expr.value, str) and target.kind is Kind.ONE_OF:
            return _member(cx, against, expr, target, node)
        if isinstance(expr.value, bool) and types.is_textual(target):
            _yes_no_text(cx, against, against_node, target, expr, node)
            return None
    if types.comparable(target, type_):
        return expr
    if isinstance(against, ir.Literal) and not isinstance(expr, ir.Literal):
        if _fits_back(against, type_):
            return expr
        _mismatch(cx, expr, against, node, against_node)
    else:
        _mismatch(cx, against, expr, against_node, node)
    return None


def _fits_back(literal: ir.Literal, type_: Type) -> bool:
    """Whether the other direction will deal with the literal: a text or a truth beside a column of the other kind."""
    text_for_truth = isinstance(literal.value, str) and type_.kind is Kind.YES_NO
    return text_for_truth or (isinstance(literal.value, bool) and types.is_textual(type_))


def truth(text: str) -> bool | None:
    """What a text says that is spelled as yes or no."""
    return _TRUTHS.get(text.strip().casefold())


def _truth(cx: Context, expr: ir.Literal, node: ast.Expr) -> ir.Literal | None:
    found = truth(str(expr.value))
    if found is None:
        cx.error(
            codes.UNKNOWN_VALUE, f"`{shown(node.span)}` is neither yes nor no", node.span, help=("write `yes` or `no`",)
        )
        return None
    return ir.Literal(found, types.YES_NO, expr.span)


def _member(cx: Context, against: ir.Expr, expr: ir.Literal, target: Type, node: ast.Expr) -> ir.Literal | None:
    """A text beside a closed set: one of its texts."""
    if expr.value in target.values:
        return expr
    text = str(expr.value)
    close = similar(text, target.values, limit=1) or [v for v in target.values if fold(v) == fold(text)][:1]
    helps: tuple[str, ...] = (f'a value with a similar spelling exists: `"{close[0]}"`',) if close else ()
    if not close:
        helps = listed(target)
    what = shown(against.span)
    cx.error(
        codes.UNKNOWN_VALUE,
        f"`{what}` is never `{shown(node.span)}`",
        node.span,
        labels=values.declared(cx, against),
        help=helps,
        fixes=respelt_text(node, target.values),
    )
    return None


def listed(type_: Type) -> tuple[str, ...]:
    """All values of a closed set that is not too long to read."""
    listed = ", ".join(f'"{value}"' for value in type_.values)
    if len(type_.values) > 12:
        return ()
    return (f"the values are {listed}" if len(type_.values) > 1 else f"the only value is {listed}",)


def _yes_no_text(
    cx: Context, against: ir.Expr, against_node: ast.Expr, target: Type, expr: ir.Literal, node: ast.Expr
) -> None:
    word = "yes" if expr.value else "no"
    exact = next((v for v in target.values if truth(v) is expr.value), None)
    helps = [f'write the text in double quotes: `"{exact or word}"`']
    if exact is None and target.values:
        helps = list(listed(target))
    elif exact is None and isinstance(against_node, ast.Ref):
        column = f"column {against_node.name.text}: yes or no"
        helps.insert(0, f"if it only holds yes and no, say so in the table: `{column}`")
    cx.error(
        codes.YES_NO_TEXT,
        f"`{shown(against_node.span)}` is a text and cannot be compared with {word}",
        node.span,
        labels=values.declared(cx, against),
        help=tuple(helps),
    )


def _mismatch(cx: Context, against: ir.Expr, expr: ir.Expr, against_node: ast.Expr, node: ast.Expr) -> None:
    """Says that two families do not mix; the fix depends on which."""
    a, b = type_of(against), type_of(expr)
    labels = values.declared(cx, against) or (Label(against_node.span, words.kind(a)),)
    length = Kind.DURATION in (a.kind, b.kind)
    cx.error(
        codes.DURATION_MISMATCH if length else codes.TYPE_MISMATCH,
        f"`{shown(against_node.span)}` is {words.kind(a)} and cannot be compared with `{shown(node.span)}`,"
        f" {words.kind(b)}",
        node.span,
        labels=labels,
        help=_duration_help(a, b, against_node, node)
        if length
        else asked.instead(cx, against, node) or _help(a, b, against, against_node, node),
    )


def _duration_help(a: Type, b: Type, against_node: ast.Expr, node: ast.Expr) -> tuple[str, ...]:
    if isinstance(against_node, ast.Since) and isinstance(node, ast.DurationLit):
        return (f"`{against_node.unit.value} since` is a number already: `{node.count}`",)
    if types.is_temporal(a) and isinstance(node, ast.DurationLit):
        return (f"say how long ago: `{shown(against_node.span)} is more than {shown(node.span)} ago`",)
    if types.is_numeric(a) and isinstance(against_node, ast.Ref) and isinstance(node, ast.DurationLit):
        return (f"`{against_node.name.text}` is a number, and is compared with one: `{node.count}`",)
    if a.kind is Kind.DURATION and isinstance(node, ast.NumberLit):
        return (f"say the unit: `{node.text} days`",)
    return ("count the time as a number: `days since …`",)


def _help(a: Type, b: Type, against: ir.Expr, against_node: ast.Expr, node: ast.Expr) -> tuple[str, ...]:
    if isinstance(node, ast.TextLit):
        if types.is_numeric(a) and looks_numeric(node.value):
            return (f"write the number without quotes: `{node.value}`",)
        if types.is_temporal(a):
            return ("write a date without quotes, as in `2026-01-31`",)
    if types.is_temporal(a) and isinstance(node, ast.NumberLit) and len(node.text) == 4 and node.text.isdecimal():
        return (f"write the whole date, as in `{node.text}-01-01`",)
    if isinstance(against_node, ast.Ref) and a.kind is Kind.WHOLE and _is_truth(node):
        return (f"if it only holds 1 and 0, say so in the table: `column {against_node.name.text}: yes or no`",)
    if isinstance(against_node, ast.Ref) and types.is_textual(a):
        name = against_node.name.text
        if types.is_numeric(b) and isinstance(node, ast.NumberLit):
            quoted = f'write the text in double quotes: `"{node.text}"`'
            numbers = f"or declare numbers: `column {name}: number`"
            return (quoted, numbers) if a.kind is Kind.TEXT and isinstance(against, ir.Column) else (quoted,)
        if types.is_temporal(b):
            return (f"if the data has dates there, say so in the table: `column {name}: date`",)
    return ()


def _is_truth(node: ast.Expr) -> bool:
    return isinstance(node, ast.YesNoLit) or (isinstance(node, ast.TextLit) and truth(node.value) is not None)


def ordered(cx: Context, expr: ir.Expr, node: ast.Expr, sign: str) -> bool:
    """Whether `<` has a meaning for the value; says so when it has none."""
    type_ = type_of(expr)
    if types.ordered(type_):
        return True
    helps: tuple[str, ...] = ("compare with `is` or `in [...]`",)
    if type_.kind is Kind.TEXT and isinstance(node, ast.Ref):
        helps = (*helps, f"if the data has numbers there, say so in the table: `column {node.name.text}: number`")
    cx.error(
        codes.NO_ORDER,
        f"`{sign}` needs an order, and `{shown(node.span)}` is {words.kind(type_)}",
        node.span,
        labels=values.declared(cx, expr),
        help=helps,
    )
    return False


def normal(text: str) -> str:
    """NFC, the form in which texts are compared."""
    return unicodedata.normalize("NFC", text)
