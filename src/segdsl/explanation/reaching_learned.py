"""Which changes bring a value that was learned across a threshold: bands from cut to cut, sums part by part; a model's
own answer is left as it is, since nobody knows what would have to happen for another one."""

from __future__ import annotations

import datetime as dt
import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from segdsl import ir
from segdsl.explanation import walk
from segdsl.explanation.learned_values import within
from segdsl.explanation.moves import Goal, Way
from segdsl.interpret.fitted import band, number
from segdsl.interpret.scalars import compare
from segdsl.names import fold
from segdsl.types import YES_NO, Kind, Type, Value, is_numeric, is_textual

Reach: TypeAlias = Callable[[ir.Expr, Goal], Iterator[Way]]
Now: TypeAlias = Callable[[ir.Expr], Value | None]

MOST_CHOICES = 4_000
"""Of so many combinations of bands those are looked for that meet the goal; of more only one part changes."""

MOST_TEXTS = 12
"""So many texts of a table are tried one by one."""

_MODELS = (ir.Trees, ir.Best, ir.Repeats, ir.Interpolate, ir.Apply)
_CHANCES = ("chance", "alive", "unusualness")


def is_model(program: ir.Program, name: str) -> bool:
    """Whether a define gives what a model says, which is told as it is, and not what it was computed from."""
    body = within(program.defines[name].value)
    return any(isinstance(node, _MODELS) for node in walk.all_nodes(body)) and not isinstance(body, ir.Truth)


def possible(program: ir.Program, name: str, value: Value | None) -> bool:
    """Whether a model may say so: chances lie between 0 and 1, and a group is one of those that there are."""
    body = within(program.defines[name].value)
    if isinstance(body, ir.Best):
        return value in body.type.values
    outputs = ((output, fold(shown)) for thing in program.learned.values() for output, shown in thing.outputs.items())
    share = any(shown == name and (output in _CHANCES or output.startswith("chance of ")) for output, shown in outputs)
    return not share or (isinstance(value, int | float) and 0 <= value <= 1)


def ways(expr: ir.Fitted, goal: Goal, now: Now, reach: Reach) -> Iterator[Way]:
    """Ways that may bring the value to the goal; of models none."""
    threshold = goal.threshold
    match expr:
        case ir.Band() if isinstance(threshold, int | float):
            yield from _band(expr, goal, now, reach)
        case ir.Linear(terms, constant) if isinstance(threshold, int | float):
            yield from _sum(terms, constant, goal, now, reach)
        case ir.Mapped():
            yield from _mapped(expr, goal, now, reach)
        case ir.Apply(function, value) if isinstance(threshold, int | float):
            undone = _undone(function, float(threshold))
            if undone is not None:
                yield from reach(value, goal.moved(undone))
        case _:
            return


def _mapped(expr: ir.Mapped, goal: Goal, now: Now, reach: Reach) -> Iterator[Way]:
    """To a text that stands for what is asked; of very many, any other than the customer's own."""
    fitting = [text for text, result in expr.pairs if compare(goal.rel, result, goal.threshold)]
    numbers = is_numeric(expr.value.type)
    if numbers:
        fitting = [text for text in fitting if _is_number(text)]
    if len(fitting) > MOST_TEXTS:
        here = now(expr.value)
        if here is not None:
            yield from reach(expr.value, Goal(ir.Rel.NE, here))
    elif numbers or is_textual(expr.value.type):
        for text in fitting:
            yield from reach(expr.value, Goal(ir.Rel.EQ, float(text) if numbers else text))


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


# ---- bands and their sums -----------------------------------------------------------------------------------------


def _band(expr: ir.Band, goal: Goal, now: Now, reach: Reach) -> Iterator[Way]:
    """To the nearest band on either side that meets the goal."""
    here = number(now(expr.value))
    if here is None:
        return
    at = band(here, expr.cuts, expr.lower_is_better)
    fitting = [b for b in range(1, len(expr.cuts) + 2) if compare(goal.rel, b, goal.threshold)]
    for wanted in (
        max((b for b in fitting if b < at), default=None),
        min((b for b in fitting if b > at), default=None),
    ):
        if wanted is not None:
            yield from reach(expr.value, _edge(expr, at, wanted))


def _edge(expr: ir.Band, at: int, wanted: int) -> Goal:
    """What the value must be to come from one band into another: beyond the cut where that begins."""
    cuts, better = expr.cuts, wanted > at
    edge = cuts[wanted - 2] if better else cuts[wanted - 1]
    rel = ir.Rel.GT if better else ir.Rel.LE
    if expr.lower_is_better:
        edge = cuts[len(cuts) - wanted + 1] if better else cuts[len(cuts) - wanted]
        rel = ir.Rel.LT if better else ir.Rel.GE
    return Goal(rel, _like(expr.value.type, edge, rel))


def _like(kind: Type, limit: float, rel: ir.Rel) -> Value:
    """A limit in the units of the value: durations are whole days."""
    if kind.kind is not Kind.DURATION:
        return limit
    return dt.timedelta(days=math.ceil(limit) if rel in (ir.Rel.LT, ir.Rel.GE) else math.floor(limit))


def terms_of(expr: ir.Expr) -> list[tuple[float, ir.Expr]]:
    """What a chain of additions adds up."""
    if isinstance(expr, ir.Arithmetic) and expr.op is ir.Op.ADD:
        return [*terms_of(expr.left), *terms_of(expr.right)]
    return [(1.0, expr)]


def of_bands(expr: ir.Expr) -> bool:
    """Whether it is a sum of nothing but bands, as scores are."""
    terms = terms_of(expr)
    return len(terms) > 1 and all(isinstance(value, ir.Band) for _, value in terms)


def sum_of(expr: ir.Arithmetic, goal: Goal, now: Now, reach: Reach) -> Iterator[Way]:
    yield from _sum(terms_of(expr), 0.0, goal, now, reach)


def _sum(terms: Sequence[tuple[float, ir.Expr]], constant: float, goal: Goal, now: Now, reach: Reach) -> Iterator[Way]:
    values = [number(now(value)) for _, value in terms]
    known = [value for value in values if value is not None]
    if len(known) < len(values) or not isinstance(goal.threshold, int | float):
        return
    total = constant + sum(weight * value for (weight, _), value in zip(terms, known, strict=True))
    if all(isinstance(value, ir.Band) for _, value in terms):
        yield from _bands(terms, known, total, goal, now, reach)
        return
    for (weight, value), own in zip(terms, known, strict=True):
        if weight:
            yield from _one_part(value, weight, goal, float(goal.threshold) - (total - weight * own), reach)


def _one_part(value: ir.Expr, weight: float, goal: Goal, needed: float, reach: Reach) -> Iterator[Way]:
    """One part changes, so that `weight` times it comes to `needed`."""
    if value.type == YES_NO:
        for answer in (True, False):
            if compare(goal.rel, weight * answer, needed):
                yield from reach(value, Goal(ir.Rel.EQ, answer))
        return
    moved = goal.moved(needed / weight) if weight > 0 else goal.mirrored(needed / weight)
    yield from reach(value, moved)


def _bands(
    terms: Sequence[tuple[float, ir.Expr]], now_at: Sequence[float], total: float, goal: Goal, now: Now, reach: Reach
) -> Iterator[Way]:
    """The fewest parts of a score that change, each to the nearest band that helps."""
    counts = [len(value.cuts) + 1 for _, value in terms if isinstance(value, ir.Band)]
    for size in range(1, len(terms) + 1):
        found = False
        for parts in itertools.combinations(range(len(terms)), size):
            if size > 1 and math.prod(counts[part] for part in parts) > MOST_CHOICES:
                continue
            for changed in _nearest(terms, parts, counts, now_at, total, goal):
                for way in _together(terms, changed, reach):
                    found = True
                    yield way
        if found:
            return


def _nearest(
    terms: Sequence[tuple[float, ir.Expr]], parts: tuple[int, ...], counts: Sequence[int], now_at: Sequence[float],
    total: float, goal: Goal,
) -> Iterator[dict[int, int]]:  # fmt: skip
    """Bands for these parts, all of them other ones, that meet the goal; none of them would do with a smaller step."""
    choices = [[b for b in range(1, counts[part] + 1) if b != now_at[part]] for part in parts]

    def meets(bands: Sequence[float]) -> bool:
        moved = sum(terms[part][0] * (b - now_at[part]) for part, b in zip(parts, bands, strict=True))
        return compare(goal.rel, total + moved, goal.threshold) is True

    for bands in itertools.product(*choices):
        if meets(bands) and not any(meets(less) for less in _a_step_less(bands, [now_at[part] for part in parts])):
            yield dict(zip(parts, bands, strict=True))


def _a_step_less(bands: Sequence[int], now_at: Sequence[float]) -> Iterator[list[float]]:
    for place, (wanted, at) in enumerate(zip(bands, now_at, strict=True)):
        nearer = [float(b) for b in bands]
        nearer[place] = wanted - 1 if wanted > at else wanted + 1
        yield nearer


def _together(terms: Sequence[tuple[float, ir.Expr]], changed: dict[int, int], reach: Reach) -> Iterator[Way]:
    """The ways of each part, made at once."""
    each = [list(reach(terms[part][1], Goal(ir.Rel.EQ, wanted))) for part, wanted in changed.items()]
    for chosen in itertools.product(*each):
        moves = {move.target: move for way in chosen for move in way}
        yield tuple(moves.values())


def _undone(function: ir.Function, threshold: float) -> float | None:
    match function:
        case ir.Function.EXP:
            return math.log(threshold) if threshold > 0 else None
        case ir.Function.LOG:
            return math.copysign(math.expm1(abs(threshold)), threshold) if abs(threshold) < 700 else None
        case ir.Function.LOGISTIC:
            return math.log(threshold / (1 - threshold)) if 0 < threshold < 1 else None
