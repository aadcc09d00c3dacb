"""Writes values and conditions on one line; parentheses of values only where they are needed, as the tree has none."""

from __future__ import annotations

import datetime as dt
import re
from typing import assert_never

from segdsl.source import Span
from segdsl.syntax import ast
from segdsl.syntax.print_names import Place, begins_with, name, text

# How tightly a value holds together, from `larger of a, b` to a name.
_LOOSE, _SUM, _PRODUCT, _PREFIX, _ATOM = range(5)
_AFTER_IS = (
    "at least, at most, more than, less than, missing, known, within, between, before, after, on, in, not, "
    "greater than, higher than, bigger than, larger than, smaller than, lower than, fewer than, equal to, null, none, "
    "empty, blank, nan, above average, below average, above the average, below the average"
)
_AFTER_NAME = "contains, matches, starts with, ends with, defaulting to, -"
_NUMBER = re.compile(r"-?\d(?!\d{3}-\d)")


def print_expr(expr: ast.Expr) -> str:
    """The value on one line."""
    match expr:
        case ast.NumberLit():
            return expr.text
        case ast.TextLit():
            return text(expr)
        case ast.YesNoLit():
            return "yes" if expr.value else "no"
        case ast.DateLit():
            return day(expr.value)
        case ast.DurationLit():
            return duration(expr)
        case ast.Today():
            return "today"
        case ast.Ref():
            return name(expr.name, "value")
        case ast.Binary():
            return _binary(expr)
        case ast.Negative():
            simple = isinstance(expr.value, (ast.Ref, ast.Today, ast.Since, ast.Call, ast.Measure))
            return "-" + (_inside(expr.value, _PREFIX) if simple else f"({print_expr(expr.value)})")
        case ast.Since():
            return f"{expr.unit.value} since {_inside(expr.date, _PREFIX)}"
        case ast.Defaulting():
            left, right = _beside_defaulting(expr.value), _beside_defaulting(expr.fallback)
            if isinstance(expr.value, ast.Defaulting):
                left = print_expr(expr.value)
            return f"{left} defaulting to {right}"
        case ast.Call(function=("larger of" | "smaller of") as function):
            return f"{function} " + ", ".join(_inside(a, _SUM) for a in expr.arguments)
        case ast.Call():
            inner = _inside(expr.arguments[0], _PREFIX)
            return f"{expr.function} ({inner})" if begins_with(inner, _AFTER_NAME) else f"{expr.function} {inner}"
        case ast.Cases():
            return " ".join(cases(expr))
        case ast.Measure():
            return " ".join(measure(expr))
        case ast.ChanceOf():
            return f"chance of buying {text(expr.product)}"
        case _:
            assert_never(expr)


def day(value: dt.date) -> str:
    return value.isoformat()


def duration(literal: ast.DurationLit) -> str:
    word = literal.unit.value
    return f"{literal.count} {word.removesuffix('s') if literal.count == 1 else word}"


def _level(expr: ast.Expr) -> int:
    match expr:
        case ast.Binary(op="+" | "-"):
            return _SUM
        case ast.Binary(op="*" | "/"):
            return _PRODUCT
        case ast.Defaulting() | ast.Cases() | ast.Call(function="larger of" | "smaller of"):
            return _LOOSE
        case ast.Measure():
            return _LOOSE if expr.where is not None or expr.aggregate == "share of" else _PREFIX
        case ast.Binary() | ast.Negative() | ast.Since() | ast.Call():
            return _PREFIX
        case _:
            return _ATOM


def _inside(expr: ast.Expr, level: int) -> str:
    printed = print_expr(expr)
    return printed if _level(expr) >= level else f"({printed})"


def _binary(expr: ast.Binary) -> str:
    match expr.op:
        case "+" | "-":
            return f"{_inside(expr.left, _SUM)} {expr.op} {_inside(expr.right, _PRODUCT)}"
        case "*" | "/":
            return f"{_inside(expr.left, _PRODUCT)} {expr.op} {_inside(expr.right, _PREFIX)}"
        case "of":
            return f"{print_expr(expr.left)} of {_inside(expr.right, _PREFIX)}"


def _beside_defaulting(expr: ast.Expr) -> str:
    return _inside(expr, _PREFIX)


def cases(expr: ast.Cases) -> list[str]:
    """A line for each case."""
    lines = [f"when {print_cond(branch.condition)} then {operand(branch.result)}" for branch in expr.branches]
    return lines if expr.otherwise is None else [*lines, f"otherwise {operand(expr.otherwise)}"]


def measure(expr: ast.Measure) -> list[str]:
    """The measure, its window and its `where`, each of which may have a line of its own."""
    of = f" {operand(expr.of)} in" if expr.of is not None else ""
    place: Place = "after in" if of else "value" if expr.aggregate == "share of" else "table"
    parts = [f"{expr.aggregate}{of} {name(expr.table, place)}"]
    if expr.window is not None:
        parts.append(window(expr.window))
    if expr.where is not None:
        parts.append(f"where {print_cond(expr.where)}")
    return parts


def window(written: ast.Window) -> str:
    match written:
        case ast.LastWindow():
            return f"over the last {duration(written.length)}"
        case ast.NextWindow():
            return f"over the next {duration(written.length)}"
        case ast.EndingWindow():
            return f"over {duration(written.length)} ending {duration(written.ago)} ago"
        case ast.SinceWindow(start=ast.Ref(name=start)):
            # Bare, the name would be taken for a part of the table's.
            return f"since `{start.text}`"
        case ast.SinceWindow(start=start):
            plain = isinstance(start, (ast.DateLit, ast.Today))
            return f"since {print_expr(start)}" if plain else f"since ({print_expr(start)})"
        case ast.BetweenWindow():
            return f"between {_day_of(written.start)} and {_day_of(written.end)}"
        case ast.AllTime():
            return "over all time"
        case ast.AroundWindow():
            return f"over the {duration(written.length)} {written.side} {_day_of(written.anchor)}"
        case _:
            assert_never(written)


def _day_of(expr: ast.Expr) -> str:
    if isinstance(expr, (ast.NumberLit, ast.DurationLit)):
        return f"({print_expr(expr)})"
    return _inside(expr, _ATOM)


def operand(expr: ast.Expr) -> str:
    """A value beside a sign or word of a condition: a measure stands in parentheses there when it has a `where`, or
    when it was written so, which reads better beside another measure."""
    printed = print_expr(expr)
    if isinstance(expr, ast.Measure) and (_level(expr) == _LOOSE or _written_in_parentheses(expr.span)):
        return f"({printed})"
    return printed


def _written_in_parentheses(span: Span) -> bool:
    """As far as can be seen from near by: a look at the whole text for each measure would take too long."""
    text, near = span.source.text, 80
    before, after = text[max(0, span.start - near) : span.start], text[span.end : span.end + near]
    return before.rstrip().endswith("(") and after.lstrip().startswith(")")


def print_cond(cond: ast.Cond) -> str:
    """The condition on one line."""
    match cond:
        case ast.Compare():
            right = operand(cond.right)
            if cond.op in ("is", "is not") and begins_with(right, _AFTER_IS):
                right = f"({right})"
            return f"{operand(cond.left)} {cond.op} {right}"
        case ast.Between():
            return _between(cond)
        case ast.InList():
            items = ", ".join(print_expr(item) for item in cond.items)
            return f"{operand(cond.value)} {'not in' if cond.negated else 'in'} [{items}]"
        case ast.InFile():
            return f"{operand(cond.value)} {'not in' if cond.negated else 'in'} list {text(cond.path)}"
        case ast.Presence():
            return f"{operand(cond.value)} is {'missing' if cond.missing else 'known'}"
        case ast.TextTest():
            return f"{operand(cond.value)} {cond.test} {text(cond.pattern)}"
        case ast.DateCompare():
            return f"{operand(cond.value)} is {cond.relation} {operand(cond.date)}"
        case ast.Ago():
            ago = "" if cond.relation in ("within", "within the next") else " ago"
            return f"{operand(cond.value)} is {cond.relation} {duration(cond.length)}{ago}"
        case ast.Ranked():
            return _ranked(cond)
        case ast.LikelyTo():
            return f"likely to buy {text(cond.product)}"
        case ast.InSegment():
            return f"{'not in' if cond.negated else 'in'} {name(cond.segment, 'table')}"
        case ast.Happened():
            return _happened(cond)
        case ast.Holds():
            return print_expr(cond.value)
        case ast.Not():
            return _not(cond)
        case ast.Chain():
            return f" {cond.op} ".join(print_cond(item) for item in cond.items)
        case ast.Except():
            return f"{print_cond(cond.condition)} except {excluded(cond.excluded)}"
        case ast.Group():
            return f"({print_cond(cond.condition)})"
        case _:
            assert_never(cond)


def _ranked(cond: ast.Ranked) -> str:
    """`x is in the top 10% by district`, `x is not above average`."""
    share = f"in the {cond.place} {cond.share.text}" if cond.share is not None else cond.place
    by = f" by {name(cond.by, 'table')}" if cond.by is not None else ""
    return f"{operand(cond.value)} is {'not ' if cond.negated else ''}{share}{by}"


def excluded(written: ast.InSegment | ast.Group) -> str:
    return name(written.segment, "table") if isinstance(written, ast.InSegment) else print_cond(written)


def _between(cond: ast.Between) -> str:
    value, low = operand(cond.value), operand(cond.low)
    alone = isinstance(cond.value, ast.Measure) and value.startswith("(")
    if _ends_in_a_table(cond.value) and not alone and not cond.negated and not _NUMBER.match(low):
        # Without them the days would be the measure's window.
        value = f"({value})"
    return f"{value} {'not between' if cond.negated else 'between'} {low} and {operand(cond.high)}"


def _ends_in_a_table(expr: ast.Expr) -> bool:
    match expr:
        case ast.Measure():
            return expr.window is None and expr.where is None
        case ast.Binary():
            return _ends_in_a_table(expr.right)
        case ast.Negative():
            return _ends_in_a_table(expr.value)
        case ast.Since():
            return _ends_in_a_table(expr.date)
        case ast.Call():
            return _ends_in_a_table(expr.arguments[-1])
        case ast.Defaulting():
            return _ends_in_a_table(expr.fallback)
        case _:
            return False


def _happened(cond: ast.Happened) -> str:
    parts = ["any", name(cond.table, "table")] if cond.any else ["no", name(cond.table, "after no")]
    if cond.window is not None:
        parts.append(window(cond.window))
    if cond.where is not None:
        parts.append(f"where {print_cond(cond.where)}")
    return " ".join(parts)


def _not(cond: ast.Not) -> str:
    inner = print_cond(cond.condition)
    if isinstance(cond.condition, (ast.InSegment, ast.Chain, ast.Except)):
        return f"not ({inner})"
    return f"not {inner}"
