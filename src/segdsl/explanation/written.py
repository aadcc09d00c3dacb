"""Clauses as their author wrote them, on one line each; where there is no text of theirs, in plain words."""

from __future__ import annotations

from segdsl import ir
from segdsl.explanation import clauses, phrases
from segdsl.explanation.model import Join
from segdsl.explanation.phrases import Context
from segdsl.membership import wording


def condition(context: Context, cond: ir.Cond) -> str:
    """`district in ["Praha", "Brno"]`; what `except` took away begins with `except`."""
    match cond:
        case ir.Not(condition=ir.Surely(condition=ir.Member(name=name))):
            return f"except {context.name(name)}"
        case ir.Not(condition=ir.Surely(condition=inner)) if inner.span is not None:
            return f"except {_in_parentheses(wording.one_line(inner.span))}"
        case _:
            return wording.one_line(cond.span) or clauses.inline(context, cond)


def _in_parentheses(text: str) -> str:
    return text if text.startswith("(") and text.endswith(")") else f"({text})"


def value(context: Context, expr: ir.Expr) -> str:
    """A column, measure or other value by the words of its author."""
    if isinstance(expr, ir.Column | ir.Named | ir.PartOf):
        return phrases.words(context, expr)
    if isinstance(expr, ir.OfCustomer | ir.DayOf):
        return value(context, expr.value)
    named = [define.name for define in context.program.defines.values() if define.value == expr]
    if named:
        return named[0]
    text = wording.one_line(expr.span) or phrases.words(context, expr)
    if isinstance(expr, ir.Measure) and expr.aggregate is ir.Aggregate.COUNT:
        first, _, rest = text.partition(" ")
        return f"count of {rest}" if first.lower() in ("any", "no") else text
    return text


def parts(cond: ir.Cond) -> tuple[Join, tuple[ir.Cond, ...]]:
    """What a clause is made of for a reader: the clauses under its `and` or `or`, and how they belong together."""
    match cond:
        case ir.And(items):
            return "all", items
        case ir.Or(items):
            return "any", items
        case ir.Not(ir.Or(items)):
            return "none", items
        case ir.Not(ir.And(items)):
            return "not all", items
        case ir.Not(ir.Surely(ir.And() | ir.Or() as inner)):
            return "none", (inner,)
        case ir.Surely(ir.And() | ir.Or() as inner):
            return "all", (inner,)
        case _:
            return "", ()


def top_clauses(cond: ir.Cond) -> tuple[ir.Cond, ...]:
    """The clauses that must all hold: the lines of a rule. `X except S` under `and` is opened up too."""
    if not isinstance(cond, ir.And):
        return (cond,)
    return tuple(clause for item in cond.items for clause in top_clauses(item))
