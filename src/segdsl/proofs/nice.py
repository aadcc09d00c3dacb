"""Values that read well in a witness: near those that rules compare with, round, plain; decides nothing."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from segdsl import ir
from segdsl.proofs.formulas import Formula, both, either, implies, term
from segdsl.proofs.unknowns import Family
from segdsl.types import Kind, Value

if TYPE_CHECKING:
    from segdsl.proofs.encoder import Encoder
    from segdsl.proofs.unknowns import Unknown

MOST = 8
PLAIN = (1.0, 10.0, 100.0, 0.0, 2.0, -1.0)
_LARGE = 1e6
_FAR = 1e15
_SMALL = Fraction(1, 100)


def rounded(value: Value | None) -> list[Value]:
    """The same number, rounder."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return []
    if float(value).is_integer():
        return []
    tries = [float(math.floor(value)), float(math.ceil(value)), round(value, 1), round(value, 2), round(value, 4)]
    return list(dict.fromkeys(tries))


def is_odd(en: Encoder, unknown: Unknown, value: Value | None) -> bool:
    """Whether it is a long number that nothing in the rules asks for."""
    if isinstance(value, bool) or not isinstance(value, int | float) or en.marks.get(unknown.number):
        return False
    return abs(value) > _LARGE or value < 0 or round(value, 2) != value


def of_common_size(en: Encoder, unknowns: Sequence[Unknown]) -> list[Formula]:
    """That no number is very large or very small, by the measure of what rules compare them with."""
    marks = [abs(mark) for unknown in unknowns for mark in en.marks.get(unknown.number, ()) if unknown.val.tag is None]
    found: list[Formula] = []
    for unknown in unknowns:
        if set(unknown.val.terms) != {Family.NUMBER}:
            continue
        x, most = unknown.val.terms[Family.NUMBER], term(max([Fraction(_LARGE), *(100 * mark for mark in marks)]))
        within = both(x >= -most, x <= most)
        if not x.is_int():
            least = term(Fraction(1) if unknown.domain.high > 1 else _SMALL)
            within = both(within, either(x == 0, x >= least, x <= -least))
        found.append(implies(unknown.val.known, within))
    return found


def far(given: Mapping[ir.Expr, Value | None]) -> bool:
    """Whether there is a number that no customer has."""
    return any(isinstance(value, float) and abs(value) > _FAR for value in given.values())


def shortened(
    unknowns: Sequence[Unknown], given: Mapping[ir.Expr, Value | None], digits: int
) -> dict[ir.Expr, Value | None]:
    """The same customer with all numbers rounded that stay within what is declared."""
    found = dict(given)
    for unknown in unknowns:
        value = given[unknown.expr]
        if isinstance(value, float) and fits(unknown, round(value, digits)):
            found |= dict.fromkeys(unknown.exprs, round(value, digits))
    return found


def fits(unknown: Unknown, value: float) -> bool:
    """Whether it is a number that the declaration allows."""
    whole = unknown.type.kind is Kind.WHOLE or unknown.domain.discrete
    return math.isfinite(value) and _inside(unknown, value) and (not whole or float(value).is_integer())


def typed(unknown: Unknown, value: float) -> Value:
    return int(value) if unknown.type.kind is Kind.WHOLE else value


def candidates(en: Encoder, unknown: Unknown, now: Value | None) -> list[Value]:
    """Better values than this one, best first; none where it is good as it is."""
    if now is None or isinstance(now, bool | str | dt.timedelta):
        return []
    marks = list(en.marks.get(unknown.number, ()))
    if isinstance(now, dt.datetime):
        return _times(marks, now)
    if isinstance(now, dt.date):
        return _dates(en, unknown, marks, now)
    return _numbers(unknown, marks, now)


def _numbers(unknown: Unknown, marks: list[Fraction], now: float) -> list[Value]:
    whole = unknown.type.kind is Kind.WHOLE
    tries: dict[float, None] = {}
    for mark in sorted(marks, key=lambda mark: (abs(mark - Fraction(now)), mark)):
        coarse = whole or abs(mark) >= 2 or (unknown.domain.high > 1 and mark == 0)
        step = Fraction(1) if coarse else Fraction(1, 100)
        for near in (mark, mark + step, mark - step):
            tries.setdefault(round(float(near), 10))
    if not marks:
        tries |= dict.fromkeys(_round_numbers(unknown))
    tries |= dict.fromkeys(float(r) for r in rounded(now) if isinstance(r, int | float))
    found: list[Value] = []
    for each in tries:
        if each == now:
            break
        if _inside(unknown, each) and (not whole or each.is_integer()):
            found.append(int(each) if whole else each)
    return found[:MOST]


def _round_numbers(unknown: Unknown) -> Iterator[float]:
    low, high = unknown.domain.low, unknown.domain.high
    if math.isfinite(low) and math.isfinite(high) and high - low > 2 and low >= 0:
        yield float(math.floor((low + high) / 2))
    yield from (1.0, 0.0, 10.0, 100.0)


def _inside(unknown: Unknown, value: float) -> bool:
    domain = unknown.domain
    above = value > domain.low or (value == domain.low and not domain.low_open)
    return above and (value < domain.high or (value == domain.high and not domain.high_open))


def _dates(en: Encoder, unknown: Unknown, marks: list[Fraction], now: dt.date) -> list[Value]:
    days = [int(mark) + move for mark in sorted(marks, key=lambda m: abs(m - now.toordinal())) for move in (0, 1, -1)]
    if not marks:
        as_of = en.programs[unknown.side].as_of
        days = [] if not isinstance(as_of, dt.date) else [as_of.toordinal(), as_of.toordinal() - 1]
        days += [dt.date(2000, 1, 1).toordinal()]
    found: list[Value] = []
    for ordinal in days:
        if ordinal == now.toordinal():
            break
        if _inside(unknown, ordinal) and 1 <= ordinal <= dt.date.max.toordinal():
            found.append(dt.date.fromordinal(ordinal))
    return found[:MOST]


def _times(marks: list[Fraction], now: dt.datetime) -> list[Value]:
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    noon = midnight.replace(hour=12)
    return [each for each in (midnight, noon) if each != now]
