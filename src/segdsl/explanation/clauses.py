"""Conditions in plain English: as one line, or as a tree of clauses; asks no data."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from segdsl import ir
from segdsl.explanation import learned_values, moments, phrases, shown
from segdsl.explanation.model import Clause, Join
from segdsl.types import is_temporal

if TYPE_CHECKING:
    from segdsl.explanation.phrases import Context

_NUMBERS = {
    ir.Rel.LT: "is less than",
    ir.Rel.LE: "is at most",
    ir.Rel.GT: "is more than",
    ir.Rel.GE: "is at least",
    ir.Rel.EQ: "is",
    ir.Rel.NE: "is not",
}
_DATES = {
    ir.Rel.LT: "is before",
    ir.Rel.LE: "is on or before",
    ir.Rel.GT: "is after",
    ir.Rel.GE: "is on or after",
    ir.Rel.EQ: "is on",
    ir.Rel.NE: "is not on",
}
_TESTS = {
    ir.Test.CONTAINS: ("contains", "does not contain"),
    ir.Test.STARTS: ("starts with", "does not start with"),
    ir.Test.ENDS: ("ends with", "does not end with"),
    ir.Test.MATCHES: ("matches the pattern", "does not match the pattern"),
}
_HEADINGS: dict[Join, str] = {
    "": "",
    "all": "all of these hold",
    "any": "at least one of these holds",
    "none": "none of these holds",
    "not all": "not all of these hold",
}
LONGEST_LIST = 12
"""Of a longer list the first values are told and the rest counted."""


def tree(context: Context, cond: ir.Cond) -> Clause:
    """The condition as clauses; `and`, `or` and their negations become lists."""
    match cond:
        case ir.And():
            return _joined(context, "all", cond.items)
        case ir.Or():
            return _joined(context, "any", cond.items)
        case ir.Not(condition=ir.Or() as inner):
            return _joined(context, "none", inner.items)
        case ir.Not(condition=ir.And() as inner):
            return _joined(context, "not all", inner.items)
        case ir.Not(condition=ir.Surely(condition=ir.And() | ir.Or() as inner)):
            parts = tuple(tree(context, item) for item in inner.items)
            return Clause(f"it is not known that {heading('all' if isinstance(inner, ir.And) else 'any')}", "", parts)
        case ir.Surely(condition=ir.And() | ir.Or() as inner):
            parts = tuple(tree(context, item) for item in inner.items)
            return Clause(f"it is known that {heading('all' if isinstance(inner, ir.And) else 'any')}", "", parts)
        case _:
            return Clause(inline(context, cond))


def heading(join: Join) -> str:
    return _HEADINGS[join]


def _joined(context: Context, join: Join, items: tuple[ir.Cond, ...]) -> Clause:
    return Clause(heading(join), join, tuple(tree(context, item) for item in items))


def inline(context: Context, cond: ir.Cond, negated: bool = False) -> str:
    """The condition as one line: `age is less than 40 and (job is "a" or job is "b")`."""
    match cond:
        case ir.Ranked():
            return learned_values.ranked(context, cond, negated)
        case ir.Compare():
            return _compare(context, cond, negated)
        case ir.Between():
            return _between(context, cond, negated)
        case ir.Among():
            return _among(context, cond, negated)
        case ir.IsMissing():
            return f"{subject(context, cond.value)} is {'known' if negated else 'missing'}"
        case ir.TextTest():
            verb = _TESTS[cond.test][negated]
            return f"{subject(context, cond.value)} {verb} {shown.value(cond.pattern)}"
        case ir.Holds():
            return _holds(context, cond, negated)
        case ir.Member():
            return f"the customer is {'not ' if negated else ''}in {context.name(cond.name)}"
        case ir.Surely(condition=ir.Member() as inner):
            return inline(context, inner, negated)
        case ir.Surely():
            return f"it is {'not ' if negated else ''}known that {_nested(context, cond.condition)}"
        case ir.Not():
            return inline(context, cond.condition, not negated)
        case ir.And() | ir.Or():
            word = " and " if isinstance(cond, ir.And) else " or "
            text = word.join(_nested(context, item) for item in cond.items)
            return f"it is not so that ({text})" if negated else text
        case _:
            assert_never(cond)


def _nested(context: Context, cond: ir.Cond) -> str:
    text = inline(context, cond)
    return f"({text})" if isinstance(cond, ir.And | ir.Or) else text


def subject(context: Context, expr: ir.Expr) -> str:
    """A value as the subject of a clause."""
    text = phrases.words(context, expr)
    return f"({text})" if isinstance(expr, ir.Choose | ir.Truth) else text


def _compare(context: Context, cond: ir.Compare, negated: bool) -> str:
    left, rel, right = cond.left, cond.rel, cond.right
    if isinstance(left, ir.Literal | ir.Today) and not isinstance(right, ir.Literal | ir.Today):
        left, rel, right = right, rel.mirrored, left
    rel = rel.opposite if negated else rel
    return (
        _happened(context, left, rel, right)
        or moments.ago(context, left, rel, right)
        or f"{subject(context, left)} {_verb(left, rel, right)} {subject(context, right)}"
    )


def _verb(left: ir.Expr, rel: ir.Rel, right: ir.Expr) -> str:
    if isinstance(right, ir.Literal) and isinstance(right.value, bool | str):
        return "is not" if rel is ir.Rel.NE else "is"
    return (_DATES if is_temporal(left.type) and is_temporal(right.type) else _NUMBERS)[rel]


def _happened(context: Context, left: ir.Expr, rel: ir.Rel, right: ir.Expr) -> str | None:
    """`any T …` and `no T …`: a count against zero."""
    counts = isinstance(left, ir.Measure) and left.aggregate is ir.Aggregate.COUNT
    if not (counts and isinstance(left, ir.Measure) and isinstance(right, ir.Literal)):
        return None
    some = (rel, right.value) in ((ir.Rel.GT, 0), (ir.Rel.GE, 1), (ir.Rel.NE, 0))
    none = (rel, right.value) in ((ir.Rel.EQ, 0), (ir.Rel.LE, 0), (ir.Rel.LT, 1))
    if not some and not none:
        return None
    return f"the customer has {'any' if some else 'no'} {context.table(left.table)}{phrases.rows_in(context, left)}"


def _between(context: Context, cond: ir.Between, negated: bool) -> str:
    within = moments.within(context, cond, negated)
    if within is not None:
        return within
    low, high = subject(context, cond.low), subject(context, cond.high)
    return f"{subject(context, cond.value)} is {'not ' if negated else ''}between {low} and {high}"


def _among(context: Context, cond: ir.Among, negated: bool) -> str:
    named = subject(context, cond.value)
    if cond.path is not None:
        count = shown.counted(len(cond.items), "value")
        return f'{named} is {"not " if negated else ""}in the list "{cond.path}" ({count})'
    told = [shown.value(item) for item in cond.items[:LONGEST_LIST]]
    rest = len(cond.items) - len(told)
    if len(cond.items) == 1:
        return f"{named} {'is not' if negated else 'is'} {told[0]}"
    if rest:
        return f"{named} is {'none' if negated else 'one'} of {', '.join(told)} and {rest:,} more"
    return f"{named} is {'none' if negated else 'one'} of {shown.listed(told, 'or')}"


def _holds(context: Context, cond: ir.Holds, negated: bool) -> str:
    match cond.value:
        case ir.Literal():
            return "nobody" if bool(cond.value.value) is negated else "everybody"
        case ir.Truth():
            return inline(context, cond.value.condition, negated)
        case value:
            words = phrases.words(context, value)
            if words.startswith('likely to buy "'):
                return f"the customer is {'not ' if negated else ''}{words}"
            return f"{words} is {'no' if negated else 'yes'}"
