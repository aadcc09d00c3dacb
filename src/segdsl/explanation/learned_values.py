"""Values that stand for what was learned, in a few plain words; conditions and all other values are told elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from segdsl import ir
from segdsl.explanation import clauses, phrases, shown, walk

if TYPE_CHECKING:
    from segdsl.explanation.phrases import Context

_MOST = 4
"""Of more values the first are named and the rest counted."""
_WORDS = {
    ir.Place.TOP: "in the top",
    ir.Place.BOTTOM: "in the bottom",
    ir.Place.ABOVE: "above average",
    ir.Place.BELOW: "below average",
}
_LIMITS = {
    ir.Rel.GE: "at least",
    ir.Rel.GT: "more than",
    ir.Rel.LE: "at most",
    ir.Rel.LT: "less than",
}


def words(context: Context, expr: ir.Learned | ir.Fitted) -> str:
    """The name that rules call it by, or else what it is made of."""
    known = name(context, expr)
    if known is not None:
        return known
    match expr:
        case ir.Learned():
            return f"the {expr.output} of {expr.name}"
        case ir.Band(value, cuts, lower):
            best = "lowest" if lower else "highest"
            return f"the band of {phrases.words(context, value)}, {len(cuts) + 1} for the {best}"
        case ir.Mapped(value):
            return f"what was learned for {phrases.words(context, value)}"
        case ir.Linear():
            return f"a sum of {_made_of(context, expr)}, each with its weight"
        case ir.Apply(function, value):
            return f"{_FUNCTIONS[function]} {phrases.words(context, value)}"
        case ir.Interpolate(value):
            return f"a curve over {phrases.words(context, value)}"
        case ir.Trees(_, trees):
            return f"the sum of {shown.counted(len(trees), 'decision tree')} that ask about {_made_of(context, expr)}"
        case ir.Best(choices):
            labels = [shown.value(label) for label in dict.fromkeys(label for _, label in choices)]
            return f"the one of {shown.listed(labels)} that {_made_of(context, expr)} come nearest to"
        case ir.Repeats():
            what = "the chance to be still a customer" if expr.asks is ir.History.ALIVE else "the purchases to expect"
            return f"{what} after {phrases.words(context, expr.repeats)} repeats"
        case _:
            assert_never(expr)


_FUNCTIONS = {
    ir.Function.EXP: "e to the power of",
    ir.Function.LOG: "the logarithm of",
    ir.Function.LOGISTIC: "the logistic function of",
}


def name(context: Context, expr: ir.Learned | ir.Fitted) -> str | None:
    """The define that gives this value, for its whole population."""
    for define in context.program.defines.values():
        if expr in (define.value, within(define.value)):
            return define.name
    return None


def within(expr: ir.Expr) -> ir.Expr:
    """The value inside a population, outside of which it is missing."""
    while isinstance(expr, ir.Choose) and len(expr.branches) == 1 and expr.otherwise is None:
        expr = expr.branches[0][1]
    return expr


def _made_of(context: Context, expr: ir.Fitted) -> str:
    """The customer's columns, measures and named values that it asks about."""
    found: dict[str, None] = {}
    for node in walk.all_nodes(expr):
        if isinstance(node, ir.Column | ir.Measure | ir.Named | ir.PartOf):
            found[phrases.words(context, node)] = None
    told = list(found)
    rest = len(told) - _MOST
    return shown.listed(told[:_MOST] + ([f"{rest} more"] if rest > 0 else [])) or "nothing of the customer"


def ranked(context: Context, cond: ir.Ranked, negated: bool) -> str:
    """`balance is in the top 10% (at least 3,500)`; the limit once it is known, where it is the same for everybody."""
    place = _WORDS[cond.place]
    if cond.share is not None:
        place += f" {shown.percent(cond.share)}"
    if cond.by is not None:
        place += f" by {phrases.words(context, cond.by)}"
    text = f"{clauses.subject(context, cond.value)} is {'not ' if negated else ''}{place}"
    limit = cond.limit.value if isinstance(cond.limit, ir.Literal) else None
    if limit is None:
        return text
    rel = cond.place.rel.opposite if negated else cond.place.rel
    return f"{text} ({_LIMITS[rel]} {shown.value(limit)})"
