"""Arithmetic in doubles → real arithmetic with what rounding can do to it; nothing here claims more than doubles keep.

A result that may be rounded is an unknown near the exact one. Rounding keeps order, and a double is its own rounding:
so at each constant that the result is compared with, it stands on the same side as the exact result, or on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from functools import partial
from math import inf, isfinite, nextafter
from typing import TYPE_CHECKING, Any, TypeAlias, assert_never

import z3

from segdsl import ir
from segdsl.interpret.scalars import arithmetic as calculated
from segdsl.interpret.scalars import rounded as half_away
from segdsl.proofs.doubles import LARGEST, last_where
from segdsl.proofs.formulas import Formula, both, compared, either, implies, no, same, term
from segdsl.proofs.unknowns import MOST, NOTHING, WHOLE_LIMIT, Family, Result, Val
from segdsl.record import record

if TYPE_CHECKING:
    from segdsl.proofs.encoder import Encoder

_RELATIVE = Fraction(1, 2**52)
# Far more than what is lost near zero, and a small fraction to calculate with.
_TINY = Fraction(1, 2**60)
_SHORT = 10_000
_STEPS = 12
Points: TypeAlias = Callable[[Fraction], Iterable[Fraction]]


def exact() -> z3.BoolRef:
    """Assumed where a witness is looked for: one for which nothing has to be rounded."""
    return z3.Bool("exact")


@record
class Rounded:
    """`value` is the double nearest to a real number, of which `than(rel, c)` tells how it stands to a constant; with
    `near` the doubles beside a constant matter too, as nothing else bounds the value."""

    value: Any
    than: Callable[[ir.Rel, Fraction], Formula]
    near: bool = False

    def crosses(self, en: Encoder, at: Fraction) -> None:
        for c in self._doubles(at):
            self._cross(en, c)

    def _doubles(self, at: Fraction) -> list[Fraction]:
        nearest = _double(at)
        if nearest is None:
            return []
        if Fraction(nearest) == at and not self.near:
            return [at]
        around = [nextafter(nearest, -inf), nearest, nextafter(nearest, inf)]
        return [Fraction(x) for x in around if isfinite(x)]

    def _cross(self, en: Encoder, c: Fraction) -> None:
        r, name = self.value, ("crosses", self.value.get_id(), c)
        at_most, at_least = self.than(ir.Rel.LE, c), self.than(ir.Rel.GE, c)
        sides = (implies(at_most, r <= term(c)), implies(at_least, r >= term(c)))
        exactly = (implies(both(exact(), no(at_least)), r < term(c)), implies(both(exact(), no(at_most)), r > term(c)))
        en.fact(both(*sides, *exactly), name)


@record
class Ratio:
    """`value` is one whole number divided by another in doubles. Where the lower one is not too large, and the constant
    the double of a short fraction, it stands to the double as it stands to the fraction: no other ratio is so near."""

    value: Any
    above: Any
    below: Any

    def crosses(self, en: Encoder, at: Fraction) -> None:
        short = at.limit_denominator(_SHORT)
        if Fraction(float(short)) != at:
            return
        x, y, c = term(self.above) * short.denominator, term(self.below) * short.numerator, term(at)
        sides = []
        for mine, exact in ((self.value < c, (x < y, x > y)), (self.value > c, (x > y, x < y))):
            sides += [z3.Implies(self.below > 0, mine == exact[0]), z3.Implies(self.below < 0, mine == exact[1])]
        long = 2**51 // (short.denominator * (abs(short.numerator) // short.denominator + 1))
        fair = z3.And(self.below <= long, self.below >= -long)
        en.fact(z3.Implies(fair, z3.And(*sides)), ("crosses", self.value.get_id(), at))


@record
class OfOne:
    """`value` is calculated in doubles from one number and a constant: `result` rises (or falls) with the number, so
    that it passes a constant at a double that can be found."""

    value: Any
    operand: Any
    result: Callable[[float], float]
    rises: bool
    within: tuple[Any, ...]
    than: Callable[[ir.Rel, Fraction], Formula]

    def crosses(self, en: Encoder, at: Fraction) -> None:
        en.once((self.value.get_id(), at), partial(self._passes, en, at))

    def _passes(self, en: Encoder, at: Fraction) -> None:
        passes = []
        sign = 1 if self.rises else -1
        for rel in (ir.Rel.LT, ir.Rel.LE):
            last = last_where(partial(self._stands, rel, at, sign))
            if last is None:
                passes.append(compared(rel, self.value, at) is False or z3.Not(compared(rel, self.value, at)))
                continue
            limit = Fraction(sign * last)
            below = compared(ir.Rel.LE if self.rises else ir.Rel.GE, self.operand, limit)
            passes.append(same(compared(rel, self.value, at), below))
            if not self.operand.is_int():  # between two doubles there is none
                step = _next(sign * last, inf if self.rises else -inf)
                beyond = compared(ir.Rel.GE if self.rises else ir.Rel.LE, self.operand, step)
                passes.append(either(below, beyond))
            crossing(en, self.within, limit)
        en.fact(both(*passes), ("crosses", self.value.get_id(), at))

    def _stands(self, rel: ir.Rel, at: Fraction, sign: int, x: float) -> bool:
        result = self.result(sign * x)
        return result < at if rel is ir.Rel.LT else result <= at


@record
class Lost:
    """`value` is what more than a few roundings that build on one another come to: nothing is told of how it stands to
    constants, and of how near it is, as the fractions that tell it grow with each of them."""

    value: Any

    def crosses(self, en: Encoder, at: Fraction) -> None:
        return


Inexact: TypeAlias = Rounded | OfOne | Ratio | Lost


@record
class Through:
    """An inexact part behind an exact step, such as a change of sign: `points` are the constants that matter there."""

    part: Any
    points: Points

    def crosses(self, en: Encoder, at: Fraction) -> None:
        for point in self.points(at):
            self.part.crosses(en, point)


def crossing(en: Encoder, inexact: tuple[Any, ...], *points: Fraction) -> None:
    """The value with these inexact parts is compared with constants."""
    for part in inexact:
        for point in points:
            part.crosses(en, point)


def in_days(val: Val) -> Val:
    """A duration as its number of days; other values as they are."""
    if set(val.terms) != {Family.DURATION}:
        return val
    return Val(val.known, {Family.NUMBER: val.terms[Family.DURATION]}, None, None, val.low, val.high, val.inexact)


def _next(value: float, towards: float) -> Fraction:
    """The next double; beyond the largest the bound that none reaches."""
    following = nextafter(value, towards)
    return Fraction(following) if isfinite(following) else MOST * (1 if following > 0 else -1)


def _double(value: Fraction) -> float | None:
    try:
        return float(value)
    except OverflowError:
        return None


# ---- one number -----------------------------------------------------------------------------------------------------


def single(en: Encoder, expr: ir.Negate | ir.Absolute | ir.Round, side: int) -> Val:
    x = en.value(expr.value, side)
    family = Family.DURATION if Family.DURATION in x.terms and x.tag is None else Family.NUMBER
    found = x.of(family)
    if found is None or (isinstance(expr, ir.Round) and family is Family.DURATION):
        return NOTHING
    known, what = found
    match expr:
        case ir.Negate():
            return _moved(x, known, family, -what, (-x.high, -x.low), lambda c: (-c,))
        case ir.Absolute():
            least = max(x.low, -x.high, 0.0)
            absolute = abs(what) if isinstance(what, Fraction) else z3.If(what >= 0, what, -what)
            return _moved(x, known, family, absolute, (least, max(abs(x.low), abs(x.high))), lambda c: (c, -c))
        case ir.Round():
            return _moved(x, known, family, _to_whole(what), (_whole(x.low), _whole(x.high)), _halves)
        case _:
            assert_never(expr)


def _moved(x: Val, known: Formula, family: Family, what: Any, ends: tuple[float, float], points: Points) -> Val:
    parts = tuple(Through(part, points) for part in x.inexact)
    return Val(known, {family: what}, None, None, *ends, parts)


def _halves(c: Fraction) -> tuple[Fraction, Fraction]:
    return c - Fraction(1, 2), c + Fraction(1, 2)


def _whole(value: float) -> float:
    return half_away(value) if isfinite(value) else value


def _to_whole(what: Any) -> Any:
    if isinstance(what, Fraction):
        return Fraction(half_away(float(what)))
    if what.is_int():
        return what
    half = z3.Q(1, 2)
    return z3.If(what >= 0, z3.ToInt(what + half), -z3.ToInt(half - what))


# ---- two numbers ----------------------------------------------------------------------------------------------------


def arithmetic(en: Encoder, expr: ir.Arithmetic, side: int) -> Val:
    """Missing if either is missing, on division by zero, or beyond what a double can hold."""
    left, right = en.value(expr.left, side), en.value(expr.right, side)
    one, two = left.of(Family.NUMBER), right.of(Family.NUMBER)
    if one is None or two is None:
        return NOTHING
    known, (a, b) = both(one[0], two[0]), (one[1], two[1])
    if isinstance(a, Fraction) and isinstance(b, Fraction):
        result = calculated(expr.op, float(a), float(b))
        if result is None:
            return NOTHING
        return Val(known, {Family.NUMBER: Fraction(result)}, low=result, high=result)
    if expr.op is ir.Op.DIVIDE:
        known = both(known, compared(ir.Rel.NE, b, Fraction(0)))
        if known is False:
            return NOTHING
    ends = _ends(expr.op, left, right)
    whole = _whole_result(expr.op, a, b, ends)
    if whole is not None:
        return Val(known, {Family.NUMBER: whole}, None, None, *ends)
    key = _key(expr.op, a, b)
    if key not in en.numbers:
        steps = 1 + max((_steps(en, part) for part in left.inexact + right.inexact), default=0)
        en.numbers[key] = _rounded(expr.op, (left, right), (a, b), ends, len(en.numbers), steps)
        en.steps[en.numbers[key].terms[Family.NUMBER].get_id()] = steps
    found = en.numbers[key]
    for part in found.inexact:
        _near(en, expr.op, part, a, b, ends)
    if found.known is not True:
        _are_doubles(en, (one, two))
    fits = both(known, found.known)
    result_val = Val(fits, found.terms, None, None, *ends, found.inexact)
    if _bilinear(expr.op, a, b):
        return en.opaquely(expr, side, result_val)
    return result_val


def _steps(en: Encoder, part: Any) -> int:
    """How many roundings that build on one another an inexact part is the last of."""
    while isinstance(part, Through):
        part = part.part
    return en.steps.get(part.value.get_id(), 1)


def _bilinear(op: ir.Op, a: Any, b: Any) -> bool:
    if op is ir.Op.MULTIPLY:
        return not isinstance(a, Fraction) and not isinstance(b, Fraction)
    return op is ir.Op.DIVIDE and not isinstance(b, Fraction)


def _key(op: ir.Op, a: Any, b: Any) -> tuple[Any, ...]:
    names = [("c", str(x)) if isinstance(x, Fraction) else ("t", x.get_id()) for x in (a, b)]
    return (op, *(sorted(names) if op in (ir.Op.ADD, ir.Op.MULTIPLY) else names))


def _whole_result(op: ir.Op, a: Any, b: Any, ends: tuple[float, float]) -> Any:
    """The exact result where whole numbers stay small enough to be exact as doubles."""
    if op is ir.Op.DIVIDE or max(abs(ends[0]), abs(ends[1])) > WHOLE_LIMIT or not (_is_whole(a) and _is_whole(b)):
        return None
    match op:
        case ir.Op.ADD:
            return term(a) + term(b)
        case ir.Op.SUBTRACT:
            return term(a) - term(b)
        case ir.Op.MULTIPLY if isinstance(a, Fraction) or isinstance(b, Fraction):
            return term(a) * term(b)
        case _:
            return None


def _is_whole(x: Any) -> bool:
    return x.denominator == 1 if isinstance(x, Fraction) else bool(x.is_int())


def _ends(op: ir.Op, left: Val, right: Val) -> tuple[float, float]:
    """Bounds of the rounded result: doubles calculated from the bounds, as rounding keeps order."""
    a, b, c, d = left.low, left.high, right.low, right.high
    match op:
        case ir.Op.ADD:
            ends = [a + c, b + d]
        case ir.Op.SUBTRACT:
            ends = [a - d, b - c]
        case ir.Op.MULTIPLY:
            ends = [x * y if x and y else 0.0 for x in (a, b) for y in (c, d)]
        case ir.Op.DIVIDE if c > 0 or d < 0:
            ends = [x / y if isfinite(x) else x * y for x in (a, b) for y in (c, d)]
        case ir.Op.DIVIDE:
            return -inf, inf
    return (-inf, inf) if any(end != end for end in ends) else (min(ends), max(ends))


def _rounded(
    op: ir.Op, vals: tuple[Val, Val], terms: tuple[Any, Any], ends: tuple[float, float], number: int, steps: int
) -> Val:
    """The rounded result, and where it fits into a double."""
    a, b = terms
    r = z3.Real(f"rounded {number}")
    part: Inexact
    if steps > _STEPS:
        part = Lost(r)
    elif op is ir.Op.DIVIDE and not isinstance(b, Fraction) and _is_whole(a) and _is_whole(b):
        part = Ratio(r, a, b)
    elif op is ir.Op.DIVIDE and not isinstance(b, Fraction):
        part = Rounded(r, _quotient(a, b), near=True)
    elif op is ir.Op.MULTIPLY and _bilinear(op, a, b):
        part = Rounded(r, _product_sign(a, b))
    else:
        result = _exact(op, a, b)
        part = _linear(op, r, lambda rel, c: compared(rel, result, c), vals, terms)
    fits: Formula = True
    if isinstance(part, Ratio):
        if not (isfinite(vals[0].low) and isfinite(vals[0].high)):
            fits = z3.Bool(f"fits {number}")
    elif not all(map(isfinite, ends)):
        if isinstance(part, Lost) or (_bilinear(op, a, b) and op is ir.Op.MULTIPLY):
            fits = z3.Bool(f"fits {number}")
        else:
            fits = both(part.than(ir.Rel.LT, MOST), part.than(ir.Rel.GT, -MOST))
    return Val(fits, {Family.NUMBER: r}, None, None, *ends, (part,))


def _exact(op: ir.Op, a: Any, b: Any) -> Any:
    left, right = _real(a), _real(b)
    match op:
        case ir.Op.ADD:
            return left + right
        case ir.Op.SUBTRACT:
            return left - right
        case ir.Op.MULTIPLY:
            return left * right
        case ir.Op.DIVIDE:
            return left * _real(1 / b)


def _real(x: Any) -> Any:
    if isinstance(x, Fraction):
        return z3.Q(x.numerator, x.denominator)
    return z3.ToReal(x) if x.is_int() else x


def _linear(
    op: ir.Op, r: Any, than: Callable[[ir.Rel, Fraction], Formula], vals: tuple[Val, Val], terms: tuple[Any, Any]
) -> Rounded | OfOne:
    a, b = terms
    if isinstance(a, Fraction):
        k, operand, inner = float(a), b, vals[1]
        return OfOne(r, operand, lambda x: _in_doubles(op, k, x), _rises(op, k, first=True), inner.inexact, than)
    if isinstance(b, Fraction):
        k, operand, inner = float(b), a, vals[0]
        return OfOne(r, operand, lambda x: _in_doubles(op, x, k), _rises(op, k, first=False), inner.inexact, than)
    return Rounded(r, than)


def _rises(op: ir.Op, k: float, *, first: bool) -> bool:
    if op is ir.Op.SUBTRACT:
        return not first
    return op is ir.Op.ADD or k >= 0


def _in_doubles(op: ir.Op, a: float, b: float) -> float:
    """As doubles are calculated, beyond their range infinite."""
    match op:
        case ir.Op.ADD:
            return a + b
        case ir.Op.SUBTRACT:
            return a - b
        case ir.Op.MULTIPLY:
            return a * b
        case ir.Op.DIVIDE:
            return a / b


def _quotient(a: Any, b: Any) -> Callable[[ir.Rel, Fraction], Formula]:
    """How a / b stands to a constant, without dividing."""

    def than(rel: ir.Rel, c: Fraction) -> Formula:
        left, right = _real(a), _real(c) * _real(b)
        above = both(_real(b) > 0, compared(rel, left, right))
        return either(above, both(_real(b) < 0, compared(rel.mirrored, left, right)))

    return than


def _product_sign(a: Any, b: Any) -> Callable[[ir.Rel, Fraction], Formula]:
    """How a * b stands to zero; to other constants unknown, so that nothing follows."""
    x, y = term(a), term(b)

    def than(rel: ir.Rel, c: Fraction) -> Formula:
        zero = z3.Or(x == 0, y == 0)
        positive = z3.Or(z3.And(x > 0, y > 0), z3.And(x < 0, y < 0))
        at_most, at_least = z3.Not(positive), z3.Or(zero, positive)
        if rel is ir.Rel.LE:
            return at_most if c >= 0 else False
        if rel is ir.Rel.GE:
            return at_least if c <= 0 else False
        return True

    return than


def _lost(op: ir.Op, a: Any, b: Any) -> tuple[Any, Fraction]:
    """By how much rounding can change a result at most: near zero, and as a part of it. Sums lose nothing near zero,
    products only where they come nearer to it; doubling is exact."""
    if op in (ir.Op.ADD, ir.Op.SUBTRACT):
        return 0, _RELATIVE
    factor = abs(1 / b if op is ir.Op.DIVIDE else a if isinstance(a, Fraction) else b)
    if factor < 1:
        return term(_TINY), _RELATIVE
    return 0, Fraction(0) if factor.denominator == 1 and factor.numerator.bit_count() == 1 else _RELATIVE


def _are_doubles(en: Encoder, operands: Iterable[tuple[Formula, Any]]) -> None:
    for known, x in operands:
        if not isinstance(x, Fraction):
            en.fact(implies(known, z3.And(x <= term(LARGEST), x >= term(-LARGEST))), ("double", x.get_id()))


def _near(en: Encoder, op: ir.Op, part: Inexact, a: Any, b: Any, ends: tuple[float, float]) -> None:
    """What is so of the rounded result wherever it is used."""
    r, name = part.value, ("near", part.value.get_id())
    facts: list[Formula] = [r >= term(Fraction(ends[0])) if isfinite(ends[0]) else True]
    facts.append(r <= term(Fraction(ends[1])) if isfinite(ends[1]) else True)
    if not _bilinear(op, a, b):
        result = _exact(op, a, b)
        slack, relative = _lost(op, a, b)
        more, less = term(1 + relative), term(1 - relative)
        up = z3.And(r >= result * less - slack, r <= result * more + slack, r >= 0)
        down = z3.And(r <= result * less + slack, r >= result * more - slack, r <= 0)
        near = [] if isinstance(part, Lost) else [z3.Implies(result >= 0, up), z3.Implies(result <= 0, down)]
        facts += [*near, z3.Implies(exact(), r == result)]
    number = en.fact(both(*facts), name)
    if number is not None:
        en.calculated[number] = r.get_id()
    if _bilinear(op, a, b):
        part.crosses(en, Fraction(0))
    elif number is None or isinstance(part, Lost):
        return
    elif isinstance(a, Fraction):
        en.results[number] = Result(b, r, _exact(op, a, b), a)
    elif isinstance(b, Fraction):
        en.results[number] = Result(a, r, _exact(op, a, b), b)
