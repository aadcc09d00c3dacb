"""Conditions → where they are surely true and surely false, in z3; values are encoded in `values`."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, Any, assert_never

import z3

from segdsl import ir
from segdsl.interpret.scalars import tested
from segdsl.proofs import rounding
from segdsl.proofs.dates import day_of_time
from segdsl.proofs.formulas import Formula, all_of, any_of, both, compared, either, no, same
from segdsl.proofs.unknowns import Family, Val, among, constant

if TYPE_CHECKING:
    from segdsl.proofs.encoder import Encoder, Truth

LONG_LIST = 2000
"""A longer list of values is taken as one opaque test."""


def truth(en: Encoder, cond: ir.Cond, side: int) -> Truth:
    from segdsl.proofs.encoder import Truth

    match cond:
        case ir.And(items):
            parts = [en.condition(item, side) for item in items]
            return Truth(all_of(p.true for p in parts), any_of(p.false for p in parts))
        case ir.Or(items):
            parts = [en.condition(item, side) for item in items]
            return Truth(any_of(p.true for p in parts), all_of(p.false for p in parts))
        case ir.Not(inner):
            return en.condition(inner, side).opposite
        case ir.Surely(inner):
            return en.condition(inner, side).surely
        case ir.Member(name):
            return en.segment(name, side).surely
        case ir.IsMissing(value):
            known = en.value(value, side).known
            return Truth(no(known), known)
        case ir.Holds(value):
            found = en.value(value, side).of(Family.YES_NO)
            return _decided(*found) if found else Truth(False, False)
        case ir.Compare(rel, left, right):
            return compare(en, rel, en.value(left, side), en.value(right, side))
        case ir.Ranked(place, value):
            ends = (rounding.in_days(en.value(each, side)) for each in (value, cond.limit))
            return compare(en, place.rel, *ends)
        case ir.Between(value, low, high):
            x = en.value(value, side)
            above = compare(en, ir.Rel.GE, x, en.value(low, side))
            below = compare(en, ir.Rel.LE, x, en.value(high, side))
            return Truth(both(above.true, below.true), either(above.false, below.false))
        case ir.Among():
            return _among(en, cond, side)
        case ir.TextTest():
            return _text(en, cond, side)
        case _:
            assert_never(cond)


def _decided(known: Formula, so: Formula) -> Truth:
    from segdsl.proofs.encoder import Truth

    return Truth(both(known, so), both(known, no(so)))


def compare(en: Encoder, rel: ir.Rel, left: Val, right: Val) -> Truth:
    """Decided where both are known and of one family; a date and time beside a date counts by its day."""
    from segdsl.proofs.encoder import Truth

    found = Truth(False, False)
    for family, a, b, inexact in _pairs(left, right):
        if (known := both(a[0], b[0])) is False:
            continue
        one = _decided(known, _related(en, rel, family, (a[1], b[1]), inexact))
        found = Truth(either(found.true, one.true), either(found.false, one.false))
    return found


def _pairs(left: Val, right: Val) -> list[tuple[Family, Any, Any, tuple[Any, Any]]]:
    pairs: list[tuple[Family, Any, Any, tuple[Any, Any]]] = []
    for family in left.terms:
        a = left.of(family)
        if (b := right.of(family)) is not None:
            pairs.append((family, a, b, (left.inexact, right.inexact)))
        if family is Family.TIME and (b := right.of(Family.DATE)) is not None and a is not None:
            pairs.append((Family.DATE, (a[0], day_of_time(a[1])), b, ((), ())))
        if family is Family.DATE and (b := right.of(Family.TIME)) is not None:
            pairs.append((Family.DATE, a, (b[0], day_of_time(b[1])), ((), ())))
    return pairs


def _related(en: Encoder, rel: ir.Rel, family: Family, sides: tuple[Any, Any], inexact: tuple[Any, Any]) -> Formula:
    a, b = sides
    if family is Family.YES_NO:
        return same(a, b) if rel is ir.Rel.EQ else no(same(a, b)) if rel is ir.Rel.NE else _anything(en, rel, a, b)
    if family is Family.TEXT and rel not in (ir.Rel.EQ, ir.Rel.NE):
        return _anything(en, rel, a, b)
    for parts, what, other in ((inexact[0], a, b), (inexact[1], b, a)):
        if isinstance(other, Fraction):
            rounding.crossing(en, parts, other)
            en.mark(what, other)
    return compared(rel, a, b)


def _anything(en: Encoder, rel: ir.Rel, a: Any, b: Any) -> Formula:
    """Texts and yes/no have no order that rules may ask for; whatever an interpreter makes of it is possible."""
    return z3.Bool(f"{rel.value} {a} {b}")


def _among(en: Encoder, cond: ir.Among, side: int) -> Truth:
    from segdsl.proofs.encoder import Truth

    x = en.value(cond.value, side)
    if x.tag is None and len(x.terms) == 1 and next(iter(x.terms)) is Family.TEXT:
        texts = [item for item in cond.items if isinstance(item, str)]
        known, what = next(iter([x.of(Family.TEXT)])) or (False, Fraction(0))
        return _decided(known, _one_of(what, sorted(map(en.texts.code, texts)), en, texts))
    yes: Formula = False
    for item in cond.items:
        family, literal = constant(item, en.texts)
        if family is Family.TEXT:
            en.speaks_of(str(item))
        yes = either(yes, compare(en, ir.Rel.EQ, x, Val(True, {family: literal})).true)
        if len(cond.items) > LONG_LIST:
            break
    if len(cond.items) > LONG_LIST:
        yes = z3.Bool(f"among {id(cond)}")
    return Truth(both(x.known, yes), both(x.known, no(yes)))


def _one_of(what: Any, codes: list[int], en: Encoder, texts: list[str]) -> Formula:
    if len(texts) <= LONG_LIST:
        for text in texts:
            en.speaks_of(text)
    if isinstance(what, Fraction):
        return int(what) in set(codes)
    return among(what, codes)


def _text(en: Encoder, cond: ir.TextTest, side: int) -> Truth:
    from segdsl.proofs.encoder import TextQuestion, Truth

    x = en.value(cond.value, side)
    found = x.of(Family.TEXT)
    if found is None:
        return Truth(False, False)
    known, what = found
    if isinstance(what, Fraction):
        return _decided(known, tested(cond.test, en.texts.text(int(what)), cond.pattern))
    if x.texts is not None:
        codes = sorted(en.texts.code(text) for text in sorted(x.texts) if tested(cond.test, text, cond.pattern))
        return _decided(known, among(what, codes))
    en.asked(TextQuestion(cond.test, cond.pattern, what))
    return _decided(known, predicate(cond.test, cond.pattern)(what))


def predicate(test: ir.Test, pattern: str) -> Callable[[Any], z3.BoolRef]:
    """A text test as a function that z3 knows nothing of."""
    made: Callable[[Any], z3.BoolRef] = z3.Function(f"{test.value} {pattern}", z3.IntSort(), z3.BoolSort())
    return made
