"""Values in plain English, windows with their dates; conditions are `clauses`, whole statements `statements`."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import assert_never

from segdsl import ir
from segdsl.explanation import clauses, learned_values, shown
from segdsl.explanation.days import as_day, resolve
from segdsl.names import fold
from segdsl.types import Unit


@dataclass(frozen=True, slots=True)
class Context:
    """What the words need to know besides the node: the names as written and the as-of date."""

    program: ir.Program
    users: dict[str, list[str]] = field(default_factory=dict, compare=False, repr=False)
    """What mentions each name, once it was asked for."""

    @property
    def as_of(self) -> dt.date | None:
        return as_day(self.program.as_of)

    def name(self, folded: str) -> str:
        """A define, segment, tiers or split as its author wrote it."""
        program = self.program
        for group in (program.defines, program.segments, program.tiers, program.splits):
            if folded in group:
                return group[folded].name
        return folded

    def table(self, name: str) -> str:
        table = self.program.tables.get(fold(name))
        return name if table is None else table.name

    def column(self, table: str, name: str) -> str:
        """A column as its table's declaration or header writes it."""
        known = self.program.tables.get(fold(table))
        column = None if known is None else known.columns.get(fold(name))
        return name if column is None else column.name


def _single(context: Context, expr: ir.Negate | ir.Round | ir.Absolute) -> str:
    inner = _operand(context, expr.value)
    match expr:
        case ir.Negate():
            return f"minus {inner}"
        case ir.Round():
            return f"{inner} rounded to a whole number"
        case ir.Absolute():
            return f"the absolute value of {inner}"


_OPERATORS = {ir.Op.ADD: "plus", ir.Op.SUBTRACT: "minus", ir.Op.MULTIPLY: "times", ir.Op.DIVIDE: "divided by"}


def words(context: Context, expr: ir.Expr) -> str:
    """A value in words, able to stand before a verb: `the number of purchases over the last 90 days (…)`."""
    if isinstance(expr, ir.Learned | ir.Fitted):
        return learned_values.words(context, expr)
    match expr:
        case ir.Literal():
            return literal(expr)
        case ir.Today():
            return "the as-of date" if context.as_of is None else f"the as-of date ({context.as_of})"
        case ir.Column():
            return column(context, expr)
        case ir.OfCustomer():
            return f"the customer's {words(context, expr.value)}"
        case ir.Named() | ir.PartOf():
            return context.name(expr.name)
        case ir.Arithmetic():
            return f"{_operand(context, expr.left)} {_operator(expr)} {_operand(context, expr.right)}"
        case ir.Negate() | ir.Round() | ir.Absolute():
            return _single(context, expr)
        case ir.DateDifference():
            return f"the number of days from {words(context, expr.earlier)} to {words(context, expr.later)}"
        case ir.Shift():
            return _shift(context, expr)
        case ir.DayOf():
            return words(context, expr.value)
        case ir.Since():
            return f"the number of {expr.unit.value} since {words(context, expr.date)}"
        case ir.Default():
            return f"{words(context, expr.value)} ({words(context, expr.fallback)} when missing)"
        case ir.Extreme():
            which = "larger" if expr.larger else "smaller"
            return f"the {which} of {shown.listed([words(context, value) for value in expr.values])}"
        case ir.Choose():
            return _choose(context, expr)
        case ir.Truth():
            return f"whether {clauses.inline(context, expr.condition)}"
        case ir.Measure():
            return measure(context, expr)
        case _:
            assert_never(expr)


def _operator(expr: ir.Arithmetic) -> str:
    """`50% of y` stays that."""
    percentage = isinstance(expr.left, ir.Literal) and literal(expr.left).endswith("%")
    return "of" if percentage and expr.op is ir.Op.MULTIPLY else _OPERATORS[expr.op]


def literal(expr: ir.Literal) -> str:
    """The value; a percentage as it was written."""
    if expr.span is not None and expr.span.text.endswith("%"):
        return expr.span.text
    return shown.value(expr.value)


def column(context: Context, expr: ir.Column) -> str:
    """A column as the rule spells it."""
    spelled = "" if expr.span is None else " ".join(expr.span.text.split()).replace("`", "")
    if fold(spelled) == fold(expr.name):
        return spelled if not expr.hops else f"{spelled} of {context.table(expr.hops[-1].table)}"
    return label(context, expr)


def label(context: Context, expr: ir.Column) -> str:
    """A column as its table's declaration or header writes it, whatever a rule's spelling."""
    if not expr.hops:
        return context.column(expr.table, expr.name)
    last = expr.hops[-1].table
    return f"{context.column(last, expr.name)} of {context.table(last)}"


def _operand(context: Context, expr: ir.Expr) -> str:
    text = words(context, expr)
    return f"({text})" if isinstance(expr, ir.Arithmetic | ir.Choose | ir.Default | ir.Truth) else text


def _shift(context: Context, expr: ir.Shift) -> str:
    day = resolve(expr, context.as_of)
    if day is not None:
        return day.isoformat()
    side = "after" if expr.count >= 0 else "before"
    return f"{duration(abs(expr.count), expr.unit)} {side} {words(context, expr.date)}"


def duration(count: int, unit: Unit) -> str:
    return shown.counted(count, unit.value.removesuffix("s"))


def _choose(context: Context, expr: ir.Choose) -> str:
    told = [f"{words(context, value)} if {clauses.inline(context, test)}" for test, value in expr.branches]
    last = "missing" if expr.otherwise is None else words(context, expr.otherwise)
    return f"{', else '.join(told)}, otherwise {last}"


_OF_ROWS = {
    ir.Aggregate.SUM: "the sum of",
    ir.Aggregate.AVERAGE: "the average",
    ir.Aggregate.MEDIAN: "the median",
    ir.Aggregate.SMALLEST: "the smallest",
    ir.Aggregate.LARGEST: "the largest",
    ir.Aggregate.EARLIEST: "the earliest",
    ir.Aggregate.LATEST: "the latest",
    ir.Aggregate.DIFFERENT: "the number of different values of",
    ir.Aggregate.MOST_COMMON: "the most common",
    ir.Aggregate.SHARE: "the share of",
}


def measure(context: Context, expr: ir.Measure) -> str:
    """`the sum of amount in transactions over the last 12 months (1998-01-01 to 1998-12-31) where …`."""
    table = context.table(expr.table)
    if expr.of is not None and expr.aggregate is not ir.Aggregate.COUNT:
        lead = f"{_OF_ROWS[expr.aggregate]} {_operand(context, expr.of)} in {table}"
    else:
        lead = f"the {'share' if expr.aggregate is ir.Aggregate.SHARE else 'number'} of {table}"
    return lead + rows_in(context, expr)


def rows_in(context: Context, expr: ir.Measure) -> str:
    """Which rows a measure counts, after the table's name: its window with dates and its `where`."""
    window = window_words(context, expr)
    where = "" if expr.where is None else f" where {clauses.inline(context, expr.where)}"
    return (f" {window}" if window else "") + where


def window_words(context: Context, expr: ir.Measure) -> str:
    """`over the last 90 days (1997-07-03 to 1997-09-30)`; empty for all rows of a table without dates."""
    table = context.program.tables.get(fold(expr.table))
    dated = table is not None and table.dated is not None
    if expr.window is None or (expr.window.first is None and expr.window.last is None):
        return f"up to {context.as_of}" if dated and context.as_of is not None else ""
    first = _end(context, expr.window.first)
    last = _end(context, expr.window.last)
    text = " ".join(expr.window.text.split())
    span = _span_of_days(first, last, context.as_of)
    if not text:
        return span
    if expr.window.first is not None and expr.window.last is not None and None in (first, last):
        return text if context.as_of is not None else f"{text} (reckoned from the as-of date, which is not given)"
    named = (day is None or str(day) in text for day in (first, last))
    return text if all(named) and expr.window.last is not None else f"{text} ({span})"


def _end(context: Context, expr: ir.Expr | None) -> dt.date | None:
    return None if expr is None else resolve(expr, context.as_of)


def _span_of_days(first: dt.date | None, last: dt.date | None, as_of: dt.date | None) -> str:
    last = last or as_of
    if first is not None and last is not None:
        return f"{first} to {last}" if first != last else f"on {first}"
    return f"from {first}" if first is not None else f"up to {last}" if last is not None else "all time"
