"""Propositions over z3's, folded as far as they are plain `True` and `False`; knows nothing of rules."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any, TypeAlias

import z3

from segdsl.ir import Rel

Formula: TypeAlias = "bool | z3.BoolRef"
Number: TypeAlias = "Fraction | z3.ArithRef"
"""A number: a constant, or a term of z3 of whole or real numbers."""


def both(*items: Formula) -> Formula:
    return all_of(items)


def either(*items: Formula) -> Formula:
    return any_of(items)


def all_of(items: Iterable[Formula]) -> Formula:
    kept: list[z3.BoolRef] = []
    for item in items:
        if item is False:
            return False
        if item is not True:
            kept.append(item)
    return True if not kept else kept[0] if len(kept) == 1 else z3.And(*kept)


def any_of(items: Iterable[Formula]) -> Formula:
    kept: list[z3.BoolRef] = []
    for item in items:
        if item is True:
            return True
        if item is not False:
            kept.append(item)
    return False if not kept else kept[0] if len(kept) == 1 else z3.Or(*kept)


def no(item: Formula) -> Formula:
    return (not item) if isinstance(item, bool) else z3.Not(item)


def implies(if_: Formula, then: Formula) -> Formula:
    return either(no(if_), then)


def same(left: Formula, right: Formula) -> Formula:
    if isinstance(left, bool):
        return right if left else no(right)
    if isinstance(right, bool):
        return left if right else no(left)
    return left == right


def proposition(item: Formula) -> z3.BoolRef:
    return z3.BoolVal(item) if isinstance(item, bool) else item


def number(value: float | int | Fraction) -> Fraction:
    """A constant as the double that it is."""
    return value if isinstance(value, Fraction) else Fraction(float(value))


def term(value: Number) -> z3.ArithRef:
    if not isinstance(value, Fraction):
        return value
    return z3.IntVal(value.numerator) if value.denominator == 1 else z3.Q(value.numerator, value.denominator)


def chosen(condition: Formula, then: Any, otherwise: Any) -> Any:
    """Either of two numbers or of two propositions."""
    if isinstance(condition, bool):
        return then if condition else otherwise
    if isinstance(then, bool | z3.BoolRef):
        return either(both(condition, then), both(no(condition), otherwise))
    if isinstance(then, Fraction) and isinstance(otherwise, Fraction) and then == otherwise:
        return then
    return z3.If(condition, term(then), term(otherwise))


def compared(rel: Rel, left: Number, right: Number) -> Formula:
    """How two numbers stand; a whole one is compared with whole ones only, which is faster."""
    if isinstance(left, Fraction) and isinstance(right, Fraction):
        return _decided(rel, left, right)
    if isinstance(left, Fraction):
        return compared(rel.mirrored, right, left)
    if isinstance(right, Fraction) and right.denominator != 1 and left.is_int():
        if rel in (Rel.EQ, Rel.NE):
            return rel is Rel.NE
        below = Fraction(right.numerator // right.denominator)
        rel, right = (Rel.LE, below) if rel in (Rel.LT, Rel.LE) else (Rel.GT, below)
    return _compared(rel, left, term(right))


def _compared(rel: Rel, a: z3.ArithRef, b: z3.ArithRef) -> z3.BoolRef:
    match rel:
        case Rel.LT:
            return a < b
        case Rel.LE:
            return a <= b
        case Rel.GT:
            return a > b
        case Rel.GE:
            return a >= b
        case Rel.EQ:
            return a == b
        case Rel.NE:
            return a != b


def _decided(rel: Rel, a: Fraction, b: Fraction) -> bool:
    return {
        Rel.LT: a < b, Rel.LE: a <= b, Rel.GT: a > b, Rel.GE: a >= b, Rel.EQ: a == b, Rel.NE: a != b
    }[rel]  # fmt: skip
