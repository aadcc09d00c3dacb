"""Arithmetic with doubles that never fails: PostgreSQL stops a query at a result that is too large, too small to be
told from zero, or divided by zero. Here such a result is NULL, NULL again, or zero.

Whether a result fits is found from the operands. Where both are of moderate size it does. Elsewhere they are brought
there by powers of two, which is exact, and what comes out is compared with the limit moved as far.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable
from typing import Final

from sqlglot import exp

from segdsl.engines.sql.dialect import E
from segdsl.ir import Op

LARGEST: Final = 1.7976931348623157e308
SAFE: Final = "cannot fail"
ROUGH: Final = "may be infinite"
_BIG, _TINY = 1e150, 1e-150
_DOWN, _UP = 2.0**-600, 2.0**600
_ADDED_SAFELY = 8e307
_SMALL_BESIDE = 1e250
"""Beside a number above `_ADDED_SAFELY` this and less changes nothing."""


def double(value: float) -> E:
    """A double to the last bit."""
    this = exp.Literal.string(repr(float(value)))
    return exp.Cast(this=this, to=exp.DataType.build("double"))


def constant_of(value: E) -> float | None:
    """The number that an expression is, None when it is none."""
    if isinstance(value, exp.Paren):
        return constant_of(value.this)
    if isinstance(value, exp.Cast) and isinstance(value.this, exp.Literal):
        try:
            return float(value.this.this)
        except ValueError:
            return None
    return None


def guarded(query: E) -> None:
    """Puts guards around what is multiplied or divided by a constant without: by those who know no such failures."""
    found: list[E] = list(query.find_all(exp.Mul, exp.Div))
    for node in reversed(found):
        times = isinstance(node, exp.Mul)
        constant = constant_of(node.expression)
        if constant is None and times:
            constant = constant_of(node.this)
        # What is divided by the days of a week, or the months of a year, is a whole number.
        if constant is None or node.meta.get(SAFE) or constant in (7.0, 12.0):
            continue
        guard = calculated(Op.MULTIPLY if times else Op.DIVIDE, node.this, node.expression)
        node.replace(exp.Paren(this=guard))


def is_rough(value: E) -> bool:
    """Whether it may be infinite."""
    while isinstance(value, exp.Neg | exp.Paren | exp.Abs):
        value = value.this
    return bool(value.meta.get(ROUGH))


def calculated(op: Op, left: E, right: E) -> E:
    """`left` and `right` may be repeated."""
    match op:
        case Op.ADD | Op.SUBTRACT:
            return _sum(op, left, right)
        case Op.MULTIPLY:
            constant, other = (
                (constant_of(right), left) if constant_of(right) is not None else (constant_of(left), right)
            )
            whole = _times(_in(left), _in(right))
            return _product(left, right) if constant is None else _by_constant(op, other, constant, whole)
        case Op.DIVIDE:
            constant = constant_of(right)
            quotient = _by(_in(left), _in(right))
            return _quotient(left, right) if constant is None else _by_constant(op, left, constant, quotient)


# ---- sums ------------------------------------------------------------------------------------------------------------


def _sum(op: Op, left: E, right: E) -> E:
    kind = exp.Add if op is Op.ADD else exp.Sub
    whole = kind(this=_in(left), expression=_in(right))
    easy = [_at_most(each, _ADDED_SAFELY) for each in (left, right) if not _is_below(each, _ADDED_SAFELY)]
    if not easy:
        return whole
    halves = kind(this=_half(left), expression=_half(right))
    fits = exp.LTE(this=_size(exp.Paren(this=halves)), expression=double(LARGEST / 2))
    return _case([(_all(easy), whole), (fits, whole.copy())])


def _half(value: E) -> E:
    large = exp.GTE(this=_size(value), expression=double(_SMALL_BESIDE))
    return _case([(large, _times(_in(value), double(0.5)))], double(0.0))


def _is_below(value: E, limit: float) -> bool:
    constant = constant_of(value)
    return constant is not None and abs(constant) <= limit


# ---- products and quotients ------------------------------------------------------------------------------------------


def _by_constant(op: Op, value: E, constant: float, whole: E) -> E:
    """One operand is known, and with it between which sizes the other one may be."""
    if constant == 0:
        return (
            _case([(_at_most(value, LARGEST), whole)])
            if op is Op.MULTIPLY
            else exp.Cast(this=exp.Null(), to=exp.DataType.build("double"))
        )

    def result(x: float) -> float:
        try:
            return abs(x * constant if op is Op.MULTIPLY else x / constant)
        except OverflowError:
            return math.inf

    branches: list[tuple[E, E]] = []
    if result(LARGEST) == math.inf:
        most = _edge(lambda x: result(x) < math.inf, 0.0, LARGEST)
        too_large = exp.GT(this=_size(value), expression=double(most))
        branches.append((too_large, exp.Cast(this=exp.Null(), to=exp.DataType.build("double"))))
    if result(5e-324) == 0.0:
        most = _edge(lambda x: result(x) == 0.0, 5e-324, LARGEST)
        branches.append((_at_most(value, most), _case([(_known(value), double(0.0))])))
    return _case(branches, whole)


def _edge(holds: Callable[[float], bool], low: float, high: float) -> float:
    """The largest number between the two for which something holds: it holds for the low one, and then no more."""
    if holds(high):
        return high
    first, last = (_place(end) for end in (low, high))
    while last - first > 1:
        middle = (first + last) // 2
        first, last = (middle, last) if holds(_at(middle)) else (first, middle)
    return _at(first)


def _place(number: float) -> int:
    """Which double it is, counted from zero."""
    return int(struct.unpack("<q", struct.pack("<d", number))[0])


def _at(place: int) -> float:
    return float(struct.unpack("<d", struct.pack("<q", place))[0])


def _product(left: E, right: E) -> E:
    whole = _times(_in(left), _in(right))
    zero = exp.Or(
        this=exp.Paren(this=_all([_is_zero(left), _known(right)])),
        expression=exp.Paren(this=_all([_is_zero(right), _known(left)])),
    )
    branches = [(_all([_moderate(left), _moderate(right)]), whole), (zero, double(0.0))]
    for a, b in ((True, True), (True, None), (None, True), (False, False), (False, None), (None, False)):
        moved = _times(_moved(left, a), _moved(right, b))
        branches.append(_checked(left, right, a, b, moved, _way(a) + _way(b), whole))
    return _case(branches, whole.copy())


def _quotient(left: E, right: E) -> E:
    whole = _by(_in(left), _in(right))
    branches: list[tuple[E, E]] = [
        (_is_zero(right), exp.Cast(this=exp.Null(), to=exp.DataType.build("double"))),
        (_all([_moderate(left), _moderate(right)]), whole),
        (_all([_is_zero(left), _known(right)]), double(0.0)),
    ]
    for a, b in ((True, False), (True, None), (None, False), (False, True), (False, None), (None, True)):
        moved = _by(_moved(left, a), _moved(right, b))
        branches.append(_checked(left, right, a, b, moved, _way(a) - _way(b), whole))
    return _case(branches, whole.copy())


def _checked(left: E, right: E, a: bool | None, b: bool | None, moved: E, way: int, whole: E) -> tuple[E, E]:
    """A branch for operands of two sizes (big, tiny, or moderate), with the result moved by so many powers of two."""
    size = _size(exp.Paren(this=moved))
    if way < 0:
        fits = exp.LTE(this=size, expression=double(math.ldexp(LARGEST, way)))
        result = _case([(fits, whole.copy())])
    else:
        told = exp.GT(this=size, expression=double(math.ldexp(1.0, way - 1075)))
        result = _case([(told, whole.copy())], double(0.0))
    return _all([_sized(left, a), _sized(right, b)]), result


def _way(big: bool | None) -> int:
    return 0 if big is None else -600 if big else 600


def _moved(value: E, big: bool | None) -> E:
    if big is None:
        return _in(value)
    return exp.Paren(this=_times(_in(value), double(_DOWN if big else _UP)))


def _sized(value: E, big: bool | None) -> E:
    if big is None:
        return _moderate(value)
    kind = exp.GT if big else exp.LT
    return kind(this=_size(value), expression=double(_BIG if big else _TINY))


# ---- small pieces ----------------------------------------------------------------------------------------------------


def _times(left: E, right: E) -> E:
    return _marked(exp.Mul(this=left, expression=right))


def _by(left: E, right: E) -> E:
    return _marked(exp.Div(this=left, expression=right, typed=True))


def _marked(value: E) -> E:
    value.meta[SAFE] = True
    return value


def _in(value: E) -> E:
    loose = isinstance(value, exp.Binary | exp.Unary) and not isinstance(value, exp.Paren)
    return exp.Paren(this=value.copy()) if loose else value.copy()


def _size(value: E) -> E:
    return exp.Abs(this=value.copy())


def _moderate(value: E) -> E:
    constant = constant_of(value)
    if constant is not None:
        return exp.Boolean(this=_TINY <= abs(constant) <= _BIG)
    return exp.Between(this=_size(value), low=double(_TINY), high=double(_BIG))


def _at_most(value: E, limit: float) -> E:
    return exp.LTE(this=_size(value), expression=double(limit))


def _is_zero(value: E) -> E:
    return exp.EQ(this=value.copy(), expression=double(0.0))


def _known(value: E) -> E:
    return exp.Not(this=exp.Is(this=value.copy(), expression=exp.Null()))


def _all(items: list[E]) -> E:
    found = items[0]
    for item in items[1:]:
        found = exp.And(this=found, expression=item)
    return found


def _case(branches: list[tuple[E, E]], otherwise: E | None = None) -> E:
    if not branches:
        assert otherwise is not None
        return otherwise
    return exp.Case(ifs=[exp.If(this=test, true=value) for test, value in branches], default=otherwise)
