"""What lies beyond all it was learned from: the conditions by which `apply` counts such customers; counts none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from segdsl import ir
from segdsl.learn.features import MOST_LEVELS
from segdsl.learn.known import features
from segdsl.learn.state import FeatureState, LearnedState, ScoreState
from segdsl.learn.substitute import as_fitted, constants
from segdsl.types import NUMBER, Kind

_LITTLE = 1e-11


@dataclass(frozen=True, slots=True)
class Beyond:
    """Customers whose `part` of the learned thing `name` is unlike anybody's when it was learned: smaller or larger, or
    for a feature also a value that nobody had, or missing where it was known of everybody. `banded` are the parts of a
    score, which have a band at each end for them."""

    name: str
    part: str
    condition: ir.Cond
    banded: bool


def beyond(program: ir.Program, states: Mapping[str, LearnedState], names: Iterable[str]) -> tuple[Beyond, ...]:
    """For the things with these keys.

    Args:
        program: as it was checked.
    """
    found: list[Beyond] = []
    fitted = constants(program, states)
    for name in names:
        state = states[name]
        thing = as_fitted(program, program.learned[name], state, fitted)
        inside = getattr(thing, "population", None)
        for part, outside, banded in _parts(thing, state):
            condition = outside if inside is None else ir.And((inside, outside))
            found.append(Beyond(thing.name, part, condition, banded))
    return tuple(found)


def _parts(thing: ir.LearnedThing, state: LearnedState) -> Iterator[tuple[str, ir.Cond, bool]]:
    if isinstance(state, ScoreState) and isinstance(thing, ir.Score):
        for part, learned in zip(thing.parts, state.parts, strict=True):
            # Parts whose cut-offs are fixed in the rules were learned from nobody.
            if learned.low is not None and learned.high is not None and not learned.fixed:
                yield part.name, ir.Or(_outside(part.value, learned.low, learned.high)), True
        return
    for feature, known in features(thing, state):
        unlike = tuple(_unlike(feature.value, known))
        if unlike:
            yield feature.name, unlike[0] if len(unlike) == 1 else ir.Or(unlike), False


def _unlike(value: ir.Expr, known: FeatureState) -> Iterator[ir.Cond]:
    if not known.missing:
        yield ir.IsMissing(value)
    if known.kind == "category":
        if len(known.levels) < MOST_LEVELS:  # else there were others, which are not kept
            levels = tuple((level.value, 1.0) for level in known.levels)
            yield ir.Compare(ir.Rel.EQ, ir.Mapped(value, levels, 0.0, None), ir.Literal(0.0, NUMBER))
    elif known.kind == "number" and value.type.kind is not Kind.YES_NO and known.low is not None:
        high = known.low if known.high is None else known.high
        # What the state says is rounded: nobody that it was learned from is to be outside.
        yield from _outside(value, known.low - _LITTLE * abs(known.low), high + _LITTLE * abs(high))


def _outside(value: ir.Expr, low: float, high: float) -> tuple[ir.Cond, ir.Cond]:
    return (
        ir.Compare(ir.Rel.LT, value, ir.Literal(low, value.type)),
        ir.Compare(ir.Rel.GT, value, ir.Literal(high, value.type)),
    )
