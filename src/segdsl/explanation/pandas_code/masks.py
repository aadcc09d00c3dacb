"""Conditions as two-valued masks: where they are surely true, and where they are surely false; never undecided."""

from __future__ import annotations

from typing import assert_never

from segdsl import ir
from segdsl.explanation import walk
from segdsl.explanation.pandas_code import values
from segdsl.explanation.pandas_code.layout import Leaf, Mask, inverted, joined
from segdsl.explanation.pandas_code.script import Scope, Script, quoted
from segdsl.interpret import Interpreter
from segdsl.membership.pieces import pieces_of_value
from segdsl.types import Kind, is_numeric

_SIGNS = {rel: "==" if rel is ir.Rel.EQ else rel.value for rel in ir.Rel}


def true(script: Script, scope: Scope, cond: ir.Cond) -> Mask:
    """Where the condition is true: `not` has gone to the leaves, and a leaf is true only where it is known."""
    if not isinstance(cond, ir.And | ir.Or) and _is_fixed(script, cond):
        return _everywhere(scope, Interpreter(script.program).condition(cond, {}) is True)
    match cond:
        case ir.And():
            return joined("&", [true(script, scope, item) for item in cond.items])
        case ir.Or():
            return joined("|", [true(script, scope, item) for item in cond.items])
        case ir.Not():
            return false(script, scope, cond.condition)
        case ir.Surely():
            return true(script, scope, cond.condition)
        case ir.Member():
            return Leaf(script.names["name", cond.name], closed=True)
        case ir.Ranked():
            return _ranked(script, scope, cond, cond.place.rel)
        case ir.Compare():
            return _compare(script, scope, cond, cond.rel)
        case ir.Between():
            low = _compare(script, scope, ir.Compare(ir.Rel.GE, cond.value, cond.low), ir.Rel.GE)
            high = _compare(script, scope, ir.Compare(ir.Rel.LE, cond.value, cond.high), ir.Rel.LE)
            return joined("&", [low, high])
        case ir.IsMissing():
            return Leaf(f"{_series(script, scope, cond.value)}.isna()", closed=True)
        case ir.Holds():
            return Leaf(f'{_series(script, scope, cond.value)} == "yes"')
        case ir.Among() | ir.TextTest():
            return _test(script, scope, cond)
        case _:
            assert_never(cond)


def false(script: Script, scope: Scope, cond: ir.Cond) -> Mask:
    """Where the condition is false: the mirror of `true`, not its complement (that would take the undecided)."""
    if not isinstance(cond, ir.And | ir.Or) and _is_fixed(script, cond):
        return _everywhere(scope, Interpreter(script.program).condition(cond, {}) is False)
    match cond:
        case ir.And():
            return joined("|", [false(script, scope, item) for item in cond.items])
        case ir.Or():
            return joined("&", [false(script, scope, item) for item in cond.items])
        case ir.Not():
            return true(script, scope, cond.condition)
        case ir.Surely() | ir.Member():
            return inverted(true(script, scope, cond))
        case ir.Ranked():
            return _ranked(script, scope, cond, cond.place.rel.opposite)
        case ir.Compare():
            return _compare(script, scope, cond, cond.rel.opposite)
        case ir.Between():
            low = _compare(script, scope, ir.Compare(ir.Rel.LT, cond.value, cond.low), ir.Rel.LT)
            high = _compare(script, scope, ir.Compare(ir.Rel.GT, cond.value, cond.high), ir.Rel.GT)
            return joined("|", [low, high])
        case ir.IsMissing():
            return Leaf(f"{_series(script, scope, cond.value)}.notna()", closed=True)
        case ir.Holds():
            return Leaf(f'{_series(script, scope, cond.value)} == "no"')
        case ir.Among() | ir.TextTest():
            return joined("&", [*_known(script, scope, cond.value), inverted(_test(script, scope, cond))])
        case _:
            assert_never(cond)


def _is_fixed(script: Script, cond: ir.Cond) -> bool:
    """Whether the condition is the same for everybody."""
    return not any(values.varies(script, node) for node in walk.all_nodes(cond))


def _everywhere(scope: Scope, answer: bool) -> Leaf:
    return Leaf(f"pd.Series({answer}, index={scope.index})", closed=True)


def _series(script: Script, scope: Scope, expr: ir.Expr) -> str:
    code = values.value(script, scope, expr)
    return code.operand if code.series else values.series(script, scope, expr)


def _known(script: Script, scope: Scope, expr: ir.Expr) -> list[Mask]:
    """`x.notna()`, unless nothing can be missing."""
    if not values.value_is_series(script, expr) or not pieces_of_value(script.context.program, expr):
        return []
    return [Leaf(f"{_series(script, scope, expr)}.notna()", closed=True)]


def _ranked(script: Script, scope: Scope, cond: ir.Ranked, rel: ir.Rel) -> Mask:
    """Only numbers and durations have a place among others."""
    if not (is_numeric(cond.value.type) or cond.value.type.kind is Kind.DURATION):
        return _everywhere(scope, False)
    return _compare(script, scope, ir.Compare(rel, cond.value, cond.limit), rel)


def _compare(script: Script, scope: Scope, cond: ir.Compare, rel: ir.Rel) -> Mask:
    """A comparison with a missing side is False in pandas, but for `!=`, which has to ask."""
    left, right = values.value(script, scope, cond.left), values.value(script, scope, cond.right)
    text = f"{left.operand} {_SIGNS[rel]} {right.operand}"
    if left.missing or right.missing:
        return _everywhere(scope, False)
    if not left.series and not right.series:
        return Leaf(f"pd.Series({text}, index={scope.index})", closed=True)
    compared = Leaf(text)
    if rel is not ir.Rel.NE:
        return compared
    return joined("&", [*_known(script, scope, cond.left), *_known(script, scope, cond.right), compared])


def _test(script: Script, scope: Scope, cond: ir.Among | ir.TextTest) -> Leaf:
    inner = _series(script, scope, cond.value)
    if isinstance(cond, ir.Among):
        items = ", ".join(values.constant(item) for item in cond.items)
        return Leaf(f"{inner}.isin([{items}])", closed=True)
    match cond.test:
        case ir.Test.CONTAINS:
            return Leaf(f"{inner}.str.contains({quoted(cond.pattern)}, regex=False, na=False)", closed=True)
        case ir.Test.STARTS:
            return Leaf(f"{inner}.str.startswith({quoted(cond.pattern)}, na=False)", closed=True)
        case ir.Test.ENDS:
            return Leaf(f"{inner}.str.endswith({quoted(cond.pattern)}, na=False)", closed=True)
        case ir.Test.MATCHES:
            return Leaf(script.call("matches", inner, quoted(_python_pattern(cond.pattern))), closed=True)
        case _:
            assert_never(cond.test)


def _python_pattern(pattern: str) -> str:
    """`$` ends the text; Python's own would also stand before a last line end."""
    text, place, inside = "", 0, False
    while place < len(pattern):
        c = pattern[place]
        if c == "\\":
            text += pattern[place : place + 2]
            place += 2
            continue
        inside = (inside or c == "[") and c != "]"
        text += r"\Z" if c == "$" and not inside else c
        place += 1
    return text
