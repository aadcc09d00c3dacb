"""The sentence that says what happens when something is missing; which pieces can be is `membership.pieces`."""

from __future__ import annotations

from collections.abc import Iterable

from segdsl import ir
from segdsl.explanation import phrases, shown, written
from segdsl.explanation.phrases import Context
from segdsl.membership.pieces import Piece, pieces, pieces_of_value

_COUNTS = (ir.Aggregate.COUNT, ir.Aggregate.SUM, ir.Aggregate.DIFFERENT)
_MOST = 4
"""Of more pieces the first are named and the rest counted."""


def of_segment(context: Context, segment: ir.Segment) -> str:
    """What happens to a customer who cannot be decided."""
    missing = _of_conditions(context, [segment.condition])
    if not missing:
        return "Everybody is decided: nothing that is missing can leave this open."
    verb = "may be" if written.parts(segment.condition)[1] else "is"
    return f"If {missing}, the customer {verb} undecided: not in {segment.name}, and counted."


def of_suppression(context: Context, suppression: ir.Suppression) -> str:
    missing = _of_conditions(context, [suppression.condition])
    if not missing:
        return "Everybody is decided: nothing that is missing can leave this open."
    open_ = " and this cannot be decided" if written.parts(suppression.condition)[1] else ""
    return f"If {missing}{open_}, the customer is suppressed too, to be safe."


def of_tiers(context: Context, tiers: ir.Tiers) -> str:
    missing = _of_conditions(context, [test for test, _ in tiers.branches])
    if not missing:
        return "Everybody is decided: nothing that is missing can leave a line open."
    return f"If {missing}, a line that cannot be decided is passed over, and this is counted."


def of_define(context: Context, define: ir.Define) -> str:
    value = define.value
    if isinstance(value, ir.Choose) and value.otherwise is None:
        return "Missing when none of these holds; a line that cannot be decided is passed over."
    if isinstance(value, ir.Measure) and value.aggregate not in _COUNTS:
        return "Missing for a customer without such rows."
    results = [value]
    if isinstance(value, ir.Choose):
        results = [result for _, result in value.branches] + ([value.otherwise] if value.otherwise else [])
    found = list(dict.fromkeys(piece for result in results for piece in pieces_of_value(context.program, result)))
    reasons = [_is_missing(piece.name for piece in found if piece.divisor is None)]
    reasons += [f"{phrases.words(context, piece.divisor)} is 0" for piece in found if piece.divisor is not None]
    told = " or ".join(reason for reason in reasons if reason)
    passed = " A line that cannot be decided is passed over." if isinstance(value, ir.Choose) else ""
    return f"{f'Missing when {told}.' if told else 'Never missing.'}{passed}"


def _of_conditions(context: Context, conditions: Iterable[ir.Cond]) -> str:
    """`a, b or c is missing`; empty when nothing can leave them undecided."""
    found = (piece for condition in conditions for piece in pieces(context.program, condition))
    return _is_missing(dict.fromkeys(piece.name for piece in found if not _learned_limit(context, piece)))


def _learned_limit(context: Context, piece: Piece) -> bool:
    """The limit of `in the top 10%`: it is not learned yet, and will be there for everybody."""
    match piece.missing:
        case ir.IsMissing(ir.Learned(name)):
            thing = context.program.learned.get(name)
            return isinstance(thing, ir.Share) and thing.by is None
        case _:
            return False


def _is_missing(names: Iterable[str]) -> str:
    told = list(names)
    rest = len(told) - _MOST
    told = told[:_MOST] + ([f"any of {rest} more"] if rest > 0 else [])
    return f"{shown.listed(told, 'or')} is missing" if told else ""
