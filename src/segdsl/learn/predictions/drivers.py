"""What a feature does to the chance, in words."""

from __future__ import annotations

from itertools import pairwise

from segdsl.learn.shown import number, share
from segdsl.learn.state import Effect, Importance

HARDLY = 0.1
"""Of the mean chance: smaller differences are not worth a direction."""


def direction(driver: Importance) -> str:
    """`rises with it: 7.8% up to 30, 44.8% from 46 on`."""
    effects = driver.effects
    chances = [effect.chance for effect in effects]
    if max(chances) - min(chances) < HARDLY * sum(chances) / len(chances):
        return "makes a difference only together with others"
    if effects[0].value is not None:
        return _of_levels(effects)
    if len(effects) == 2 and (effects[0].low, effects[-1].high) == (0.0, 1.0):
        return f"{share(chances[1], 1)} with it, {share(chances[0], 1)} without"
    return _of_numbers(effects, chances)


def _of_levels(effects: tuple[Effect, ...]) -> str:
    lowest, highest = effects[0], effects[-1]
    top, bottom = share(highest.chance, 1), share(lowest.chance, 1)
    return f'highest for "{highest.value}" ({top}), lowest for "{lowest.value}" ({bottom})'


def _of_numbers(effects: tuple[Effect, ...], chances: list[float]) -> str:
    first, last = effects[0], effects[-1]
    top, bottom = chances.index(max(chances)), chances.index(min(chances))
    slack = HARDLY * (max(chances) - min(chances))
    if all(a <= b + slack for a, b in pairwise(chances)) and chances[-1] > chances[0]:
        return f"rises with it: {_ends(first, last)}"
    if all(a >= b - slack for a, b in pairwise(chances)) and chances[0] > chances[-1]:
        return f"falls with it: {_ends(first, last)}"
    return f"highest {_between(effects, top)}, lowest {_between(effects, bottom)}"


def _ends(first: Effect, last: Effect) -> str:
    low = f"{'at' if first.low == first.high else 'up to'} {number(first.high)}"
    high = f"at {number(last.low)}" if last.low == last.high else f"from {number(last.low)} on"
    return f"{share(first.chance, 1)} {low}, {share(last.chance, 1)} {high}"


def _between(effects: tuple[Effect, ...], place: int) -> str:
    effect = effects[place]
    if effect.low == effect.high:
        where = f"at {number(effect.low)}"
    elif place == 0:
        where = f"up to {number(effect.high)}"
    elif place == len(effects) - 1:
        where = f"from {number(effect.low)} on"
    else:
        where = f"from {number(effect.low)} to {number(effect.high)}"
    return f"{where} ({share(effect.chance, 1)})"
