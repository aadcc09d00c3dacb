"""Dates → whole days in z3; months and years, whose lengths differ, by bounds and by the constants they meet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, Any, assert_never

import z3

from segdsl import ir
from segdsl.calendar import complete, day, latest_start, shift
from segdsl.proofs.formulas import Formula, both, compared, implies, same, term
from segdsl.proofs.unknowns import NOTHING, Family, Val
from segdsl.record import record
from segdsl.types import Unit

if TYPE_CHECKING:
    from segdsl.proofs.encoder import Encoder

_LAST = dt.date.max.toordinal()
_EPOCH = dt.date(1970, 1, 1).toordinal()
_DAY = 24 * 60 * 60 * 1_000_000
LENGTHS = {Unit.DAY: (1, 1), Unit.WEEK: (7, 7), Unit.MONTH: (28, 31), Unit.YEAR: (365, 366)}


@record
class Stepped:
    """A whole number that rises (or falls) with a day: `at_least(k)` tells for which days it is k or more, of those for
    which `there` is true."""

    value: Any
    at_least: Callable[[int], Formula]
    there: Formula = True

    def crosses(self, en: Encoder, at: Fraction) -> None:
        floor = at.numerator // at.denominator
        for k in (floor, floor + 1):
            fact = implies(self.there, same(self.value >= k, self.at_least(k)))
            en.fact(fact, ("crosses", self.value.get_id(), k))


def value(en: Encoder, expr: ir.DateDifference | ir.Shift | ir.DayOf | ir.Since, side: int) -> Val:
    match expr:
        case ir.DateDifference(later, earlier):
            a, b = _day(en.value(later, side)), _day(en.value(earlier, side))
            if a is None or b is None:
                return NOTHING
            return Val(both(a[0], b[0]), {Family.DURATION: _difference(a[1], b[1])}, low=-_LAST, high=_LAST)
        case ir.DayOf(inner):
            return _day_of(en.value(inner, side))
        case ir.Shift():
            return _shift(en, expr, side)
        case ir.Since():
            return _since(en, expr, side)
        case _:
            assert_never(expr)


def day_of_time(what: Any) -> Any:
    """The day of a date and time, both as numbers."""
    if isinstance(what, Fraction):
        return Fraction(int(what) // _DAY + _EPOCH)
    return what / _DAY + _EPOCH


def _day(val: Val) -> tuple[Formula, Any] | None:
    if val.tag is None and Family.TIME in val.terms and Family.DATE not in val.terms:
        return val.known, day_of_time(val.terms[Family.TIME])
    if Family.TIME in val.terms and Family.DATE in val.terms:
        is_time = val.tag == Family.TIME.value
        known = both(val.known, z3.Or(is_time, val.tag == Family.DATE.value))
        return known, z3.If(is_time, term(day_of_time(val.terms[Family.TIME])), term(val.terms[Family.DATE]))
    return val.of(Family.DATE)


def _day_of(val: Val) -> Val:
    found = _day(val)
    if found is None:
        return NOTHING
    inexact = val.inexact if Family.TIME not in val.terms else ()
    return Val(found[0], {Family.DATE: found[1]}, None, None, val.low, val.high, inexact)


def _difference(a: Any, b: Any) -> Any:
    return a - b if isinstance(a, Fraction) and isinstance(b, Fraction) else term(a) - term(b)


# ---- moved dates ----------------------------------------------------------------------------------------------------


def _shift(en: Encoder, expr: ir.Shift, side: int) -> Val:
    x = en.value(expr.date, side)
    found = _day(x)
    if found is None:
        return NOTHING
    known, d = found
    if isinstance(d, Fraction) and Family.TIME not in x.terms:
        moved = shift(dt.date.fromordinal(int(d)), expr.count, expr.unit)
        return NOTHING if moved is None else Val(known, {Family.DATE: Fraction(moved.toordinal())})
    first, last = _movable(expr.count, expr.unit)
    known = both(known, compared(ir.Rel.GE, d, Fraction(first)), compared(ir.Rel.LE, d, Fraction(last)))
    inexact: tuple[Any, ...] = ()
    if expr.unit in (Unit.DAY, Unit.WEEK):
        moved_day = term(d) + expr.count * LENGTHS[expr.unit][0]
    else:
        moved_day, inexact = _months_later(en, expr, term(d))
    if Family.TIME not in x.terms:
        return _as_opaque(en, expr, side, Val(known, {Family.DATE: moved_day}, inexact=inexact))
    time = x.terms[Family.TIME]
    time = term(time) + (moved_day - term(d)) * _DAY
    if Family.DATE in x.terms:
        return _as_opaque(en, expr, side, Val(known, {Family.DATE: moved_day, Family.TIME: time}, x.tag))
    return _as_opaque(en, expr, side, Val(known, {Family.TIME: time}))


def _as_opaque(en: Encoder, expr: ir.Shift | ir.Since, side: int, val: Val) -> Val:
    return en.opaquely(expr, side, val) if expr.unit in (Unit.MONTH, Unit.YEAR) else val


def _months_later(en: Encoder, expr: ir.Shift, d: Any) -> tuple[Any, tuple[Any, ...]]:
    key = ("shift", expr.count, expr.unit, d.get_id())
    if key not in en.numbers:
        moved = z3.Int(f"shifted {len(en.numbers)}")
        first, last = _movable(expr.count, expr.unit)
        steps = Stepped(moved, _from_day(expr, d), z3.And(d >= first, d <= last))
        en.numbers[key] = Val(True, {Family.DATE: moved}, inexact=(steps,))
    moved, parts = en.numbers[key].terms[Family.DATE], en.numbers[key].inexact
    short, long = sorted(expr.count * length for length in LENGTHS[expr.unit])
    en.fact(z3.And(moved >= d + short, moved <= d + long), ("shifted", moved.get_id()))
    return moved, parts


def _from_day(expr: ir.Shift, d: Any) -> Callable[[int], Formula]:
    """From which day on the moved day is a day or later."""

    def at_least(k: int) -> Formula:
        first, last = _movable(expr.count, expr.unit)
        low, high = first, last + 1
        while low < high:
            middle = (low + high) // 2
            moved = shift(dt.date.fromordinal(middle), expr.count, expr.unit)
            if moved is None or moved.toordinal() >= k:
                high = middle
            else:
                low = middle + 1
        return d >= low

    return at_least


def _movable(count: int, unit: Unit) -> tuple[int, int]:
    """The first and the last day that can be moved and stay in the calendar."""
    low, high = 1, _LAST
    goes = [shift(dt.date.fromordinal(end), count, unit) is not None for end in (low, high)]
    if all(goes):
        return low, high
    if not any(goes):
        return 2, 1
    while high - low > 1:
        middle = (low + high) // 2
        if (shift(dt.date.fromordinal(middle), count, unit) is not None) == goes[0]:
            low = middle
        else:
            high = middle
    return (1, low) if goes[0] else (high, _LAST)


# ---- complete units -------------------------------------------------------------------------------------------------


def _since(en: Encoder, expr: ir.Since, side: int) -> Val:
    found = _day(en.value(expr.date, side))
    if found is None:
        return NOTHING
    known, d = found
    as_of = en.programs[side].as_of
    if as_of is None:
        today: Any = en.unknown(ir.Today(), side).terms[Family.DATE]
    else:
        assert isinstance(as_of, dt.date)
        today = Fraction(day(as_of).toordinal())
    if isinstance(today, Fraction) and isinstance(d, Fraction):
        n = complete(expr.unit, dt.date.fromordinal(int(d)), dt.date.fromordinal(int(today)))
        return Val(known, {Family.NUMBER: Fraction(n)}, low=n, high=n)
    days = term(today) - term(d)
    if expr.unit is Unit.DAY:
        return Val(known, {Family.NUMBER: days}, low=-_LAST, high=_LAST)
    if expr.unit is Unit.WEEK:
        return Val(known, {Family.NUMBER: z3.If(days >= 0, days / 7, -((-days) / 7))}, low=-_LAST, high=_LAST)
    return en.opaquely(expr, side, _complete(en, expr.unit, known, today, term(d)))


def _complete(en: Encoder, unit: Unit, known: Formula, today: Any, d: Any) -> Val:
    key = ("since", unit, str(today) if isinstance(today, Fraction) else today.get_id(), d.get_id())
    if key not in en.numbers:
        n = z3.Int(f"complete {len(en.numbers)}")
        parts = (Stepped(n, _until_day(unit, today, d)),) if isinstance(today, Fraction) else ()
        en.numbers[key] = Val(True, {Family.NUMBER: n}, inexact=parts)
    n, parts = en.numbers[key].terms[Family.NUMBER], en.numbers[key].inexact
    short, long = LENGTHS[unit]
    days = term(today) - d
    ahead = z3.And(n >= 0, n * short <= days, days <= n * long + long)
    back = z3.And(n <= 0, n * -short <= -days, -days <= n * -long + long)
    en.fact(z3.And(z3.Implies(days >= 0, ahead), z3.Implies(days <= 0, back)), ("complete", n.get_id()))
    return Val(known, {Family.NUMBER: n}, None, None, -_LAST, _LAST, parts)


def _until_day(unit: Unit, today: Fraction, d: Any) -> Callable[[int], Formula]:
    end = dt.date.fromordinal(int(today))

    def at_least(k: int) -> Formula:
        start = latest_start(unit, end, k)
        return False if start is None else d <= start.toordinal()

    return at_least
