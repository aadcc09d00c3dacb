"""What a group is like, in words: how it differs from everybody; it looks at nothing but the state."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from segdsl.learn.shown import figure, share
from segdsl.learn.state import FeatureState, GroupState, ProfileLine

MOST = 4
"""Features named for a group: those in which it differs most."""

CLEARLY = 0.5
"""How many standard deviations (or what share of the customers, times two) a difference must have to be named."""


@dataclass(frozen=True, slots=True)
class Difference:
    weight: float
    text: str


def likeness(states: Sequence[FeatureState], group: GroupState) -> str:
    """`spend 3.1 times that of everybody (620 against 200), age lower (29 against 41)`."""
    pairs = zip(states, group.profile, strict=True)
    found = sorted(_differences(pairs), key=lambda difference: -difference.weight)
    named = [difference.text for difference in found if difference.weight >= CLEARLY][:MOST]
    return "; ".join(named) if named else "much like everybody"


def _differences(pairs: Iterator[tuple[FeatureState, ProfileLine]]) -> Iterator[Difference]:
    for state, line in pairs:
        if line.here is None or line.everybody is None:
            continue
        if state.kind == "number":
            yield _of_numbers(state, line.here, line.everybody)
        else:
            yield _of_shares(state, line, line.here, line.everybody)


def _of_numbers(state: FeatureState, here: float, everybody: float) -> Difference:
    figures = f"({figure(here)} against {figure(everybody)})"
    weight = abs(_log(here) - _log(everybody)) if state.treatment == "log" else abs(here - everybody)
    weight /= state.scale if state.treatment != "unscaled" else _width(state)
    if here > 0 and everybody > 0 and here / everybody >= 2:
        return Difference(weight, f"{state.name} {_times(here / everybody)} that of everybody {figures}")
    if here > 0 and everybody > 0 and here / everybody <= 1 / 2:
        return Difference(weight, f"{state.name} {here / everybody:.0%} of everybody's {figures}")
    return Difference(weight, f"{state.name} {'higher' if here > everybody else 'lower'} {figures}")


def _log(value: float) -> float:
    from math import copysign, log1p

    return copysign(log1p(abs(value)), value)


def _width(state: FeatureState) -> float:
    """A stand-in for the standard deviation, which is not known of what is not scaled: a quarter of the range."""
    return ((state.high or 0.0) - (state.low or 0.0)) / 4 or 1.0


def _times(ratio: float) -> str:
    return "twice" if ratio < 2.05 else f"{ratio:.1f} times" if ratio < 10 else f"{ratio:,.0f} times"


def _of_shares(state: FeatureState, line: ProfileLine, here: float, everybody: float) -> Difference:
    what = state.name if line.value is None else f'{state.name} is "{line.value}"'
    return Difference(2 * abs(here - everybody), f"{what} for {_of_it(here)} ({share(everybody, 1)} of everybody)")


def _of_it(part: float) -> str:
    return "nobody" if part == 0 else "all" if part == 1 else share(part, 1)
