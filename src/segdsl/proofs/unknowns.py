"""The unknowns of a customer: one for each column, measure and learned value that rules look at; knows no rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from enum import Enum
from fractions import Fraction
from math import isfinite
from typing import Any, TypeAlias

import z3

from segdsl import ir
from segdsl.lint.domain import Domain
from segdsl.proofs.formulas import Formula, Number, all_of, any_of, both, implies, term
from segdsl.proofs.texts import Texts
from segdsl.record import field, mutable, record
from segdsl.types import Kind, Type, Value

MOST = Fraction(2**1024 - 2**970)
"""From here on a double is infinite, and a value missing."""
WHOLE_LIMIT = 2**53
_LAST_DAY = dt.date.max.toordinal()
_MICRO = dt.timedelta(microseconds=1)
_EPOCH = dt.datetime(1970, 1, 1)


class Family(Enum):
    """What can be compared with one another. The number tells the families of a column of unknown type apart."""

    NUMBER = 0
    TEXT = 1
    YES_NO = 2
    DATE = 3
    TIME = 4
    DURATION = 5


_OF_KIND = {
    Kind.WHOLE: Family.NUMBER,
    Kind.NUMBER: Family.NUMBER,
    Kind.TEXT: Family.TEXT,
    Kind.ONE_OF: Family.TEXT,
    Kind.YES_NO: Family.YES_NO,
    Kind.DATE: Family.DATE,
    Kind.DATE_TIME: Family.TIME,
    Kind.DURATION: Family.DURATION,
}
Term: TypeAlias = "Number | Formula"


@record
class Val:
    """A value: whether it is known, and then its term by family (several only where the type is not known).

    `texts` are all that a text can be (None: anything). `low` and `high` bound a number. `inexact` holds what z3 knows
    only by bounds and must be told more of at each constant that the value is compared with: see `rounding`.
    """

    known: Formula
    terms: dict[Family, Any]
    tag: Any = None
    texts: frozenset[str] | None = None
    low: float = -float("inf")
    high: float = float("inf")
    inexact: tuple[Any, ...] = ()

    def of(self, family: Family) -> tuple[Formula, Any] | None:
        """Whether it is a known value of this family, and its term then."""
        if family not in self.terms:
            return None
        if self.tag is None:
            return self.known, self.terms[family]
        return both(self.known, self.tag == family.value), self.terms[family]


NOTHING = Val(False, {})


@record
class Result:
    """A rounded result of arithmetic with one number and a constant, and the exact one."""

    operand: Any
    rounded: Any
    exact: Any
    by: Fraction


@mutable
class Unknown:
    """One unknown; `facts` are what is so of every customer."""

    expr: ir.Expr
    number: int
    val: Val
    domain: Domain
    type: Type
    exprs: list[ir.Expr]
    facts: list[Formula] = field(default_factory=list)
    side: int = 0

    def value(self, model: Any, texts: Texts) -> Value | None:
        """What it is in a model."""
        if not true(model, self.val.known):
            return None
        family = next(iter(self.val.terms))
        if self.val.tag is not None:
            family = Family(model.eval(self.val.tag, model_completion=True).as_long())
        return read(model, family, self.val.terms[family], texts, whole=self.type.kind is Kind.WHOLE)


def true(model: Any, formula: Formula) -> bool:
    return formula if isinstance(formula, bool) else z3.is_true(model.eval(formula, model_completion=True))


def read(model: Any, family: Family, what: Any, texts: Texts, *, whole: bool = False) -> Value | None:
    """A term's value in a model."""
    if family is Family.YES_NO:
        return true(model, what)
    found = what
    if not isinstance(what, Fraction):
        evaluated = model.eval(what, model_completion=True)
        if not z3.is_rational_value(evaluated) and not z3.is_int_value(evaluated):
            return None
        found = Fraction(evaluated.as_long()) if z3.is_int_value(evaluated) else evaluated.as_fraction()
    match family:
        case Family.NUMBER:
            if whole and found.denominator == 1:
                return int(found)
            try:
                return float(found)
            except OverflowError:
                return None
        case Family.TEXT:
            return texts.text(int(found))
        case Family.DATE:
            return dt.date.fromordinal(min(max(int(found), 1), _LAST_DAY))
        case Family.TIME:
            return _EPOCH + int(found) * _MICRO
        case Family.DURATION:
            return dt.timedelta(days=int(found))


def constant(value: Value, texts: Texts) -> tuple[Family, Any]:
    """The family and the term of a plain value."""
    match value:
        case bool():
            return Family.YES_NO, value
        case int() | float():
            return Family.NUMBER, Fraction(float(value))
        case str():
            return Family.TEXT, Fraction(texts.code(value))
        case dt.datetime():
            return Family.TIME, Fraction((value.replace(tzinfo=None) - _EPOCH) // _MICRO)
        case dt.date():
            return Family.DATE, Fraction(value.toordinal())
        case dt.timedelta():
            return Family.DURATION, Fraction(value.days)


def family_of(type: Type) -> Family | None:
    """None for a type that is not known."""
    return _OF_KIND.get(type.kind)


def fresh(expr: ir.Expr, type: Type, domain: Domain, number: int, texts: Texts) -> Unknown:
    """A new unknown, with what its type and declaration say of it."""
    family = family_of(type)
    known: Formula = z3.Bool(f"known {number}") if domain.missing else True
    if family is None:
        tag = z3.Int(f"family {number}")
        terms = {each: _variable(each, f"{each.name.lower()} {number}", whole=False) for each in Family}
        val = Val(known, terms, tag)
        facts = [all_of((tag >= 0, tag <= len(Family) - 1)), _in_calendar(terms)]
        return Unknown(expr, number, val, domain, type, [expr], facts)
    what = _variable(family, f"value {number}", whole=domain.discrete)
    closed = frozenset(str(v) for v in domain.only) if family is Family.TEXT and domain.only is not None else None
    val = Val(known, {family: what}, None, closed, *_ends(domain, type))
    facts = [implies(known, fact) for fact in _ranges(family, what, domain, type, texts)]
    return Unknown(expr, number, val, domain, type, [expr], facts)


def _variable(family: Family, name: str, *, whole: bool) -> Any:
    if family is Family.YES_NO:
        return z3.Bool(name)
    return z3.Int(name) if whole or family is not Family.NUMBER else z3.Real(name)


def _ends(domain: Domain, type: Type) -> tuple[float, float]:
    low, high = domain.low, domain.high
    if type.kind is Kind.WHOLE or domain.discrete:
        low, high = max(low, -WHOLE_LIMIT), min(high, WHOLE_LIMIT)
    return low, high


def _ranges(family: Family, what: Any, domain: Domain, type: Type, texts: Texts) -> Iterable[Formula]:
    if not domain.known:
        yield False
    if family is Family.YES_NO:
        return
    if family is Family.TEXT:
        if domain.only is None:
            yield what >= 0
        else:
            yield among(what, sorted(texts.code(text) for text in sorted(map(str, domain.only))))
        return
    if family is Family.DATE:
        yield what >= 1
        yield what <= _LAST_DAY
    if family is Family.TIME:
        yield from _times(what)
    low, high = _ends(domain, type)
    if isfinite(low):
        yield what > term(Fraction(low)) if domain.low_open else what >= term(Fraction(low))
    if isfinite(high):
        yield what < term(Fraction(high)) if domain.high_open else what <= term(Fraction(high))


def _times(what: Any) -> tuple[Formula, Formula]:
    first, last = ((end - _EPOCH) // _MICRO for end in (dt.datetime.min, dt.datetime.max))
    return what >= first, what <= last


def _in_calendar(terms: dict[Family, Any]) -> Formula:
    date = terms[Family.DATE]
    return all_of((date >= 1, date <= _LAST_DAY, *_times(terms[Family.TIME]), terms[Family.TEXT] >= 0))


def among(what: Any, numbers: list[int]) -> Formula:
    """Whether a term is one of these whole numbers, which ascend; what lies side by side is one range."""
    ranges: list[list[int]] = []
    for each in numbers:
        if ranges and each == ranges[-1][1] + 1:
            ranges[-1][1] = each
        elif not ranges or each != ranges[-1][1]:
            ranges.append([each, each])
    return any_of(what == a if a == b else z3.And(what >= a, what <= b) for a, b in ranges)
