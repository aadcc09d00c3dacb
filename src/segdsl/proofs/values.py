"""Values → terms of z3 with whether they are known; arithmetic is in `rounding`, dates in `dates`."""

from __future__ import annotations

from fractions import Fraction
from functools import reduce
from typing import TYPE_CHECKING, Any, assert_never

import z3

from segdsl import ir
from segdsl.proofs import dates, learned, rounding
from segdsl.proofs.formulas import all_of, both, chosen, compared, either, no
from segdsl.proofs.unknowns import NOTHING, Family, Val, constant

if TYPE_CHECKING:
    from segdsl.proofs.encoder import Encoder


def value(en: Encoder, expr: ir.Expr, side: int) -> Val:
    if isinstance(expr, ir.Fitted):
        return learned.fitted(en, expr, side)
    match expr:
        case ir.Literal(value=found):
            return literal(en, found)
        case ir.Today():
            as_of = en.programs[side].as_of
            return literal(en, as_of) if as_of is not None else en.unknown(expr, side)
        case ir.Column() | ir.Measure() | ir.Learned():
            return en.unknown(expr, side)
        case ir.OfCustomer(value=inner):
            return en.value(inner, side)
        case ir.Named(name) | ir.PartOf(name):
            return en.named(name, side)
        case ir.Truth(condition):
            truth = en.condition(condition, side)
            return Val(either(truth.true, truth.false), {Family.YES_NO: truth.true})
        case ir.Choose():
            return _choose(en, expr, side)
        case ir.Default(value=inner, fallback=fallback):
            first = en.value(inner, side)
            return either_of(first.known, first, en.value(fallback, side))
        case ir.Extreme(larger, values):
            return _extreme(larger, [en.value(each, side) for each in values])
        case ir.Arithmetic():
            return rounding.arithmetic(en, expr, side)
        case ir.Negate() | ir.Absolute() | ir.Round():
            return rounding.single(en, expr, side)
        case ir.DateDifference() | ir.Shift() | ir.DayOf() | ir.Since():
            return dates.value(en, expr, side)
        case _:
            assert_never(expr)


def literal(en: Encoder, found: Any) -> Val:
    family, what = constant(found, en.texts)
    if family is Family.TEXT:
        en.speaks_of(found)
        return Val(True, {family: what}, texts=frozenset({found}))
    if family is Family.NUMBER:
        return Val(True, {family: what}, low=float(what), high=float(what))
    return Val(True, {family: what})


def tiers(en: Encoder, item: ir.Tiers, side: int) -> Val:
    """The first branch that is surely true."""
    found = literal(en, item.otherwise)
    for condition, part in reversed(item.branches):
        found = either_of(en.condition(condition, side).true, literal(en, part), found)
    return found


def _choose(en: Encoder, expr: ir.Choose, side: int) -> Val:
    found = NOTHING if expr.otherwise is None else en.value(expr.otherwise, side)
    for condition, result in reversed(expr.branches):
        found = either_of(en.condition(condition, side).true, en.value(result, side), found)
    return found


def either_of(condition: Any, then: Val, otherwise: Val) -> Val:
    """One value or another."""
    if isinstance(condition, bool):
        return then if condition else otherwise
    known = chosen(condition, then.known, otherwise.known)
    families = [*then.terms, *(f for f in otherwise.terms if f not in then.terms)]
    terms = {f: chosen(condition, _or(then, otherwise, f), _or(otherwise, then, f)) for f in families}
    tag = None
    if len(families) > 1:
        tag = chosen(condition, _tag(then), _tag(otherwise))
        tag = z3.IntVal(tag.numerator) if isinstance(tag, Fraction) else tag
    alike = [v for v in (then, otherwise) if v.terms]
    texts = None
    if Family.TEXT in families and all(v.texts is not None for v in alike):
        texts = frozenset().union(*(v.texts or frozenset() for v in alike))
    low, high = min((v.low for v in alike), default=0.0), max((v.high for v in alike), default=0.0)
    inexact = tuple(part for v in alike for part in v.inexact)
    return Val(known, terms, tag, texts, low, high, inexact)


def _or(first: Val, second: Val, family: Family) -> Any:
    return first.terms.get(family, second.terms.get(family))


def _tag(val: Val) -> Any:
    if val.tag is not None:
        return val.tag
    return Fraction(next(iter(val.terms)).value if val.terms else 0)


def _extreme(larger: bool, values: list[Val]) -> Val:
    """Missing if any of them is."""
    known = all_of(v.known for v in values)
    rel = ir.Rel.GT if larger else ir.Rel.LT

    def further(a: Val, b: Val) -> Val:
        family = next((f for f in a.terms if f in b.terms), None)
        if family is None:
            return NOTHING
        picked = either_of(compared(rel, b.terms[family], a.terms[family]), _plain(b, family), _plain(a, family))
        pick = max if larger else min
        return Val(True, picked.terms, None, None, pick(a.low, b.low), pick(a.high, b.high), picked.inexact)

    found = reduce(further, values)
    tags = [v.tag == next(iter(found.terms)).value for v in values if v.tag is not None and found.terms]
    return Val(both(known, *tags), found.terms, None, None, found.low, found.high, found.inexact)


def _plain(val: Val, family: Family) -> Val:
    return Val(True, {family: val.terms[family]}, None, None, val.low, val.high, val.inexact)


__all__ = ["either_of", "literal", "no", "tiers", "value"]
