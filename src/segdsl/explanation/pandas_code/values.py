"""Values as pandas code: columns are series, numbers floats, texts strings, yes/no the strings "yes" and "no"."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import assert_never

from segdsl import ir
from segdsl.explanation import phrases, walk
from segdsl.explanation.pandas_code import layout, learned, masks, measures
from segdsl.explanation.pandas_code.script import Scope, Script, quoted
from segdsl.interpret import Interpreter
from segdsl.types import Kind, Unit, Value, is_temporal

LONGEST = 80
"""A call that is longer has one argument a line."""
FAR = 1000
"""Steps from which a shifted date may leave the calendar."""
MISSING, MISSING_DATE = "np.nan", "pd.NaT"


@dataclass(frozen=True, slots=True)
class Code:
    """A piece of Python. `series` is False for a constant; `closed` when it needs no parentheses beside an operator."""

    text: str
    series: bool = True
    closed: bool = True

    @property
    def missing(self) -> bool:
        """A constant that is missing."""
        return self.text in (MISSING, MISSING_DATE)

    @property
    def operand(self) -> str:
        return self.text if self.closed else f"({self.text})"


def constant(value: Value) -> str:
    match value:
        case bool():
            return '"yes"' if value else '"no"'
        case str():
            return quoted(value)
        case dt.datetime() | dt.date():
            return f'pd.Timestamp("{value.isoformat()}")'
        case dt.timedelta():
            return str(value.days)
        case int():
            return f"{value:_}" if abs(value) >= 10_000 else str(value)
        case float():
            return constant(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)


def value(script: Script, scope: Scope, expr: ir.Expr) -> Code:
    """The code of a value asked of the rows of a scope."""
    if isinstance(expr, ir.Today):
        return Code("AS_OF", series=False)
    if not isinstance(expr, ir.Named) and not value_is_series(script, expr):
        return _folded(script, expr)
    if isinstance(expr, ir.Fitted):
        return Code(learned.code(script, scope, expr))
    match expr:
        case ir.Literal() | ir.Today() | ir.Learned():
            return _folded(script, expr)
        case ir.Column():
            return Code(f"{scope.frame}[{quoted(phrases.label(script.context, expr))}]")
        case ir.OfCustomer():
            inner = value(script, script.customers, expr.value)
            if not inner.series:
                return inner
            return Code(script.call("of_customer", f"{scope.frame}[{quoted(scope.owner or '')}]", inner.text))
        case ir.Named():
            return Code(script.names["name", expr.name], series=_is_series(script, script.program.defines[expr.name]))
        case ir.PartOf():
            return Code(script.names["name", expr.name])
        case ir.Arithmetic():
            return _arithmetic(script, scope, expr)
        case ir.Negate() | ir.Round() | ir.Absolute():
            return _single(script, scope, expr)
        case ir.DateDifference() | ir.Shift() | ir.DayOf() | ir.Since():
            return _date(script, scope, expr)
        case ir.Default():
            return _default(script, scope, expr)
        case ir.Extreme():
            return _extreme(script, scope, expr)
        case ir.Choose():
            return _choose(script, scope, expr)
        case ir.Truth():
            return _truth(script, scope, expr)
        case ir.Measure():
            return Code(measures.variable(script, expr))
        case _:
            assert_never(expr)


def _single(script: Script, scope: Scope, expr: ir.Negate | ir.Round | ir.Absolute) -> Code:
    inner = value(script, scope, expr.value)
    match expr:
        case ir.Negate():
            return Code(f"-{inner.operand}", inner.series, closed=False)
        case ir.Round():
            return Code(script.call("half_up", inner.text), inner.series)
        case ir.Absolute():
            return Code(f"abs({inner.text})", inner.series)


def _date(script: Script, scope: Scope, expr: ir.DateDifference | ir.Shift | ir.DayOf | ir.Since) -> Code:
    match expr:
        case ir.DateDifference():
            return _difference(script, scope, expr)
        case ir.Shift():
            moved = f"{value(script, scope, expr.date).operand} {_step(expr)}"
            return Code(moved, closed=False) if abs(expr.count) < FAR else Code(script.call("in_calendar", moved))
        case ir.DayOf():
            inner = value(script, scope, expr.value)
            return inner if expr.value.type.kind is Kind.DATE else Code(f"{inner.operand}.dt.normalize()")
        case ir.Since():
            return Code(script.call(f"{expr.unit.value}_since", value(script, scope, expr.date).text))


def series(script: Script, scope: Scope, expr: ir.Expr) -> str:
    """The value as a series, a constant repeated for every row."""
    code = value(script, scope, expr)
    return code.text if code.series else f"pd.Series({code.text}, index={scope.index})"


def _is_series(script: Script, define: ir.Define) -> bool:
    return value_is_series(script, define.value)


def value_is_series(script: Script, expr: ir.Expr) -> bool:
    """Whether a value differs from row to row: whatever holds a column, a measure or a part."""
    return any(varies(script, node) for node in walk.all_nodes(expr))


def varies(script: Script, node: walk.Node) -> bool:
    """Whether the node itself brings in something of a row."""
    if isinstance(node, ir.Named):
        return _is_series(script, script.program.defines[node.name])
    return isinstance(node, ir.Column | ir.Measure | ir.PartOf | ir.Member)


def _folded(script: Script, expr: ir.Expr) -> Code:
    """A value that needs no customer, worked out now."""
    known = Interpreter(script.program).value(expr, {})
    if known is None:
        return Code(MISSING_DATE if is_temporal(expr.type) else MISSING, series=False)
    text = constant(known)
    return Code(text, series=False, closed=not text.startswith("-"))


def _arithmetic(script: Script, scope: Scope, expr: ir.Arithmetic) -> Code:
    left, right = value(script, scope, expr.left), value(script, scope, expr.right)
    if expr.op is ir.Op.DIVIDE:
        return Code(script.call("divide", left.text, right.text))
    return Code(f"{left.operand} {expr.op.value} {right.operand}", closed=False)


def _difference(script: Script, scope: Scope, expr: ir.DateDifference) -> Code:
    later, earlier = value(script, scope, expr.later), value(script, scope, expr.earlier)
    return Code(f"({_day(later, expr.later)} - {_day(earlier, expr.earlier)}).dt.days")


def _day(code: Code, expr: ir.Expr) -> str:
    """The calendar day, for what may carry a time of day."""
    if expr.type.kind is not Kind.DATE_TIME:
        return code.operand
    return f"{code.operand}.dt.normalize()" if code.series else f"{code.operand}.normalize()"


def _step(expr: ir.Shift) -> str:
    sign, count = ("-", -expr.count) if expr.count < 0 else ("+", expr.count)
    if expr.unit in (Unit.DAY, Unit.WEEK):
        return f"{sign} pd.Timedelta({expr.unit.value}={count})"
    return f"{sign} pd.DateOffset({expr.unit.value}={count})"


def _default(script: Script, scope: Scope, expr: ir.Default) -> Code:
    inner = value(script, scope, expr.value)
    if not inner.series:
        known = expr.fallback if inner.missing else expr.value
        return Code(series(script, scope, known))
    return Code(f"{inner.operand}.fillna({value(script, scope, expr.fallback).text})")


def _extreme(script: Script, scope: Scope, expr: ir.Extreme) -> Code:
    told = [series(script, scope, item) for item in expr.values]
    return Code(script.call("largest" if expr.larger else "smallest", *told))


def _kind(expr: ir.Choose | ir.Truth) -> str:
    if expr.type.kind in (Kind.DATE, Kind.DATE_TIME):
        return '"datetime64[us]"'
    return "object" if expr.type.kind in (Kind.TEXT, Kind.ONE_OF, Kind.YES_NO) else "float"


def _choose(script: Script, scope: Scope, expr: ir.Choose) -> Code:
    """`first_of((mask, value), …, otherwise=…, index=…)`, one case a line when it is long."""
    pairs = [
        f"({layout.one_line(masks.true(script, scope, test))}, {value(script, scope, result).text})"
        for test, result in expr.branches
    ]
    last = "np.nan" if expr.otherwise is None else value(script, scope, expr.otherwise).text
    ending = f"otherwise={last}, index={scope.index}, dtype={_kind(expr)}"
    script.helpers.add("first_of")
    return Code("first_of(\n    " + ",\n    ".join([*pairs, ending]) + ",\n)")


def _truth(script: Script, scope: Scope, expr: ir.Truth) -> Code:
    true = layout.one_line(masks.true(script, scope, expr.condition))
    false = layout.one_line(masks.false(script, scope, expr.condition))
    return Code(script.call("yes_or_no", true, false))
