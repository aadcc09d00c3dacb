"""Coefficients of scaled features → weights of the features as they are, one term each; plain arithmetic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from segdsl.learn.state import FeatureState


@dataclass(frozen=True, slots=True)
class Term:
    """A number counts `weight` times (after its LOG where `logged`, `fill` where it is missing); a category as much as
    stands beside its level."""

    feature: int
    weight: float = 1.0
    fill: float | None = None
    logged: bool = False
    levels: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Weighed:
    terms: tuple[Term, ...]
    constant: float


def weighed(states: Sequence[FeatureState], coefficients: Sequence[float], constant: float) -> Weighed:
    """The scaling folded into weights and constant. What was never known of anybody has no weight."""
    terms: list[Term] = []
    place = 0
    for number, state in enumerate(states):
        if state.kind == "category":
            found = coefficients[place : place + len(state.levels)]
            place += len(state.levels)
            pairs = tuple((level.value, weight) for level, weight in zip(state.levels, found, strict=True))
            terms += [Term(number, levels=pairs)] if pairs else []
            continue
        weight = coefficients[place] / state.scale
        place += 1
        if state.fill is not None and weight != 0:
            constant -= weight * state.center
            terms.append(Term(number, weight, state.fill, state.treatment == "log"))
    return Weighed(tuple(terms), constant)
