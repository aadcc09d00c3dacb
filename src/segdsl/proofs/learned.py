"""Fitted constants → z3: bands, mappings and small trees as they are, other formulas as values in their range."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import z3

from segdsl import ir
from segdsl.proofs.formulas import Formula, all_of, any_of, chosen, compared, no, term
from segdsl.proofs.unknowns import Family, Val, among, constant

if TYPE_CHECKING:
    from segdsl.proofs.encoder import Encoder

MOST_NODES = 600
"""Larger trees are taken as values in their range."""


def fitted(en: Encoder, expr: ir.Fitted, side: int) -> Val:
    for part in _parts(expr):
        en.value(part, side)
    match expr:
        case ir.Band():
            return _band(en, expr, side)
        case ir.Mapped() if en.value(expr.value, side).tag is None:
            return _mapped(en, expr, side)
        case ir.Trees() if sum(len(tree.feature) for tree in expr.trees) <= MOST_NODES and len(expr.trees) == 1:
            return _tree(en, expr, side)
        case ir.Best():
            labels = [label for _, label in expr.choices]
            return _opaque(en, expr, side, labels=labels)
        case ir.Apply(function=ir.Function.LOGISTIC) | ir.Repeats(asks=ir.History.ALIVE):
            return _opaque(en, expr, side, 0.0, 1.0)
        case ir.Interpolate():
            ys = [y for _, y in expr.points]
            slack = 1e-9 * max(map(abs, ys))
            return _opaque(en, expr, side, min(ys) - slack, max(ys) + slack)
        case _:
            return _opaque(en, expr, side)


def _parts(expr: ir.Fitted) -> tuple[ir.Expr, ...]:
    match expr:
        case ir.Linear(terms):
            return tuple(part for _, part in terms)
        case ir.Trees(features):
            return features
        case ir.Best(choices):
            return tuple(part for part, _ in choices)
        case ir.Repeats():
            return (expr.repeats, expr.last, expr.age)
        case ir.Band() | ir.Mapped() | ir.Apply() | ir.Interpolate():
            return (expr.value,)


def number(val: Val) -> tuple[Formula, Any]:
    """As formulas take a value: yes is 1 and no is 0, a duration is its days; no other is known."""
    if val.tag is None and Family.YES_NO in val.terms:
        return val.known, chosen(val.terms[Family.YES_NO], Fraction(1), Fraction(0))
    if val.tag is None and Family.DURATION in val.terms:
        return val.known, val.terms[Family.DURATION]
    return val.of(Family.NUMBER) or (False, Fraction(0))


def _opaque(
    en: Encoder, expr: ir.Fitted, side: int, low: float | None = None, high: float | None = None, labels: Any = ()
) -> Val:
    key = ("fitted", expr, side)
    if key not in en.numbers:
        name = f"fitted {len(en.numbers)}"
        known = z3.Bool(f"{name} known")
        if labels or expr.type.values or isinstance(expr, ir.Mapped):
            en.numbers[key] = Val(known, {Family.TEXT: z3.Int(name)}, texts=frozenset(labels) or None)
        else:
            en.numbers[key] = Val(known, {Family.NUMBER: z3.Real(name)})
    val = en.numbers[key]
    if labels:
        en.fact(among(val.terms[Family.TEXT], sorted(en.texts.code(label) for label in dict.fromkeys(labels))))
    elif low is not None and high is not None:
        what = val.terms[Family.NUMBER]
        en.fact(z3.And(what >= term(Fraction(low)), what <= term(Fraction(high))))
    return en.opaquely(expr, side, val)


def _band(en: Encoder, expr: ir.Band, side: int) -> Val:
    from segdsl.proofs import rounding

    val = en.value(expr.value, side)
    known, x = number(val)
    rel = ir.Rel.LT if expr.lower_is_better else ir.Rel.GT
    rounding.crossing(en, val.inexact, *map(Fraction, expr.cuts))
    passed = [compared(rel, x, Fraction(cut)) for cut in expr.cuts]
    band: Any = Fraction(1) + sum(1 for p in passed if p is True)
    for p in passed:
        if not isinstance(p, bool):
            band = term(band) + z3.If(p, z3.IntVal(1), z3.IntVal(0))
    return Val(known, {Family.NUMBER: band}, None, None, 1, len(expr.cuts) + 1)


def _mapped(en: Encoder, expr: ir.Mapped, side: int) -> Val:
    from segdsl.proofs.unknowns import NOTHING
    from segdsl.proofs.values import either_of, literal

    val = en.value(expr.value, side)

    def of(value: Any) -> Val:
        return NOTHING if value is None else literal(en, value)

    found = of(expr.otherwise)
    for text, value in reversed(expr.pairs):
        is_it = _is_key(en, val, text)
        if is_it is None:
            return _opaque_mapped(en, expr, side)
        found = either_of(is_it, of(value), found)
    return either_of(val.known, found, of(expr.missing))


def _opaque_mapped(en: Encoder, expr: ir.Mapped, side: int) -> Val:
    values = [v for v in (*(v for _, v in expr.pairs), expr.otherwise, expr.missing) if v is not None]
    family = constant(values[0], en.texts)[0] if values else Family.NUMBER
    key = ("fitted", expr, side)
    if key not in en.numbers:
        name = f"fitted {len(en.numbers)}"
        what = z3.Bool(name) if family is Family.YES_NO else z3.Real(name) if family is Family.NUMBER else z3.Int(name)
        en.numbers[key] = Val(z3.Bool(f"{name} known"), {family: what})
    return en.opaquely(expr, side, en.numbers[key])


def _is_key(en: Encoder, val: Val, text: str) -> Formula | None:
    """Whether the value is written so as a key; None where that cannot be told."""
    if Family.TEXT in val.terms:
        return compared(ir.Rel.EQ, val.terms[Family.TEXT], Fraction(en.speaks_of(text)))
    if Family.YES_NO in val.terms:
        so = val.terms[Family.YES_NO]
        return so if text == "yes" else no(so) if text == "no" else False
    if set(val.terms) == {Family.NUMBER}:
        try:
            value = float(text)
        except ValueError:
            return False
        what = val.terms[Family.NUMBER]
        return compared(ir.Rel.EQ, what, Fraction(value)) if text == str(int(value)) and not val.inexact else None
    return None


def _tree(en: Encoder, expr: ir.Trees, side: int) -> Val:
    from segdsl.proofs import rounding

    tree = expr.trees[0]
    vals = [en.value(each, side) for each in expr.features]
    found: dict[int, Any] = {}
    for node in reversed(range(len(tree.feature))):
        if tree.feature[node] < 0:
            found[node] = Fraction(expr.constant + tree.value[node])
            continue
        val, cut = vals[tree.feature[node]], Fraction(tree.threshold[node])
        known, x = number(val)
        rounding.crossing(en, val.inexact, cut)
        low = compared(ir.Rel.LE, x, cut)
        left = any_of([all_of([known, low]), no(known) if tree.missing_left[node] else False])
        found[node] = chosen(left, found[tree.left[node]], found[tree.right[node]])
    return Val(True, {Family.NUMBER: found[0]})
