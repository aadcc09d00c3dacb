"""A fitted score → its parts, their sum and their digits as expressions."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from itertools import product
from math import prod

from segdsl import ir
from segdsl.learn.state import LearnedState, PartState, ScoreState
from segdsl.learn.values import no_value
from segdsl.names import fold
from segdsl.types import TEXT, WHOLE

MOST_CODES = 100_000
"""Different codes that a score may have; with more of them it has none."""

_DIGITS = "0123456789A"


def constants(thing: ir.Score, state: LearnedState) -> Mapping[str, ir.Expr]:
    """`score`, `code`, and each part under its folded name."""
    if not isinstance(state, ScoreState) or [p.name for p in thing.parts] != [p.name for p in state.parts]:
        raise ValueError("not a state of this score")
    parts = [_band(part, known) for part, known in zip(thing.parts, state.parts, strict=True)]
    found: dict[str, ir.Expr] = {fold(part.name): value for part, value in zip(thing.parts, parts, strict=True)}
    return {**found, "score": _sum(thing, parts), "code": _code(parts, [len(part.cuts) + 1 for part in state.parts])}


def _band(part: ir.ScorePart, known: PartState) -> ir.Expr:
    if list(known.cuts) != sorted(known.cuts) or (part.cuts and part.cuts != known.cuts):
        raise ValueError("cut-offs that are not those of the statement, or do not ascend")
    if not known.cuts:
        return no_value(part.value, WHOLE)
    return ir.Band(part.value, known.cuts, part.lower_is_better)


def _sum(thing: ir.Score, parts: list[ir.Expr]) -> ir.Expr:
    if all(part.weight == 1 for part in thing.parts):
        return reduce(lambda left, right: ir.Arithmetic(ir.Op.ADD, left, right, WHOLE), parts)
    return ir.Linear(tuple((part.weight, value) for part, value in zip(thing.parts, parts, strict=True)), 0.0)


def _code(parts: list[ir.Expr], bands: list[int]) -> ir.Expr:
    """The bands as the digits of one number, each place as wide as its part needs, looked up as a text."""
    if prod(bands) > MOST_CODES:
        return no_value(parts[0], TEXT)
    places = [prod(count + 1 for count in bands[place + 1 :]) for place in range(len(bands))]
    pairs = []
    for digits in product(*(range(1, count + 1) for count in bands)):
        key = sum(place * digit for place, digit in zip(places, digits, strict=True))
        pairs.append((str(key), "".join(_DIGITS[digit] for digit in digits)))
    number = ir.Linear(tuple((float(place), value) for place, value in zip(places, parts, strict=True)), 0.0)
    return ir.Mapped(number, tuple(sorted(pairs)), None, None, TEXT)
