"""Customers with plain numbers and those of the rules, in a fixed order, for when models do not help; asks nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations, product
from typing import TYPE_CHECKING

from segdsl import ir
from segdsl.proofs import nice
from segdsl.proofs.unknowns import Family, Unknown
from segdsl.types import Value

if TYPE_CHECKING:
    from segdsl.proofs.encoder import Cone, Encoder

MOST = 2500
"""So many customers are tried for one question."""
_PLAIN = (1.0, 10.0, 100.0, 0.0, 2.0, 1e3, -1.0, 5.0, 0.5, 3.0, 0.1, -2.0, -10.0, 1e4, 1e5, -100.0)
_WIDTHS = {1: 60, 2: 20, 3: 8}
"""How many values each has where so many change at once."""
_CHANGED = 6

Given = dict[ir.Expr, Value | None]


def customers(en: Encoder, cone: Cone, unknowns: Sequence[Unknown], base: Given) -> Iterator[Given]:
    """The one of a model, with one, two and three of its numbers replaced by others; plain ones where there is none."""
    values = {u.number: _values(en, cone, u) for u in unknowns}
    start = base or _plain(en, unknowns, values)
    numbers = sorted((u for u in unknowns if values[u.number]), key=lambda u: bool(en.marks.get(u.number)))
    tried = 0
    for count, width in _WIDTHS.items():
        for changed in combinations(numbers[:_CHANGED], count):
            for chosen in product(*(values[u.number][:width] for u in changed)):
                if tried == MOST:
                    return
                tried += 1
                given = dict(start)
                for unknown, value in zip(changed, chosen, strict=True):
                    given |= dict.fromkeys(unknown.exprs, value)
                yield given


def _values(en: Encoder, cone: Cone, unknown: Unknown) -> list[Value]:
    """Numbers of the rules with those beside them, among plain ones; nothing for what is no number."""
    if set(unknown.val.terms) != {Family.NUMBER}:
        return []
    marks = [*en.marks.get(unknown.number, ()), *_of_results(en, cone)]
    near = [float(mark + step) for mark in marks[:_CHANGED] for step in (0, 1, -1)]
    domain = unknown.domain
    ends = [each + step for each in (domain.low, domain.high) for step in (0, 1, -1)]
    tries = dict.fromkeys((*_PLAIN[:6], *near, *_PLAIN[6:], *ends))
    return [nice.typed(unknown, each) for each in tries if nice.fits(unknown, each)]


def _of_results(en: Encoder, cone: Cone) -> Iterator[Fraction]:
    """What results of arithmetic are compared with, and what columns are multiplied by."""
    for index in sorted(cone.opaque):
        what = en.opaque[index].val.terms.get(Family.NUMBER)
        if what is not None and not isinstance(what, Fraction):
            yield from en.compared.get(what.get_id(), ())
    for number in sorted(cone.facts):
        yield from en.compared.get(en.calculated.get(number, -1), ())
        if number in en.results:
            yield en.results[number].by


def _plain(en: Encoder, unknowns: Sequence[Unknown], values: dict[int, list[Value]]) -> Given:
    """Somebody, where no model says who."""
    given: Given = {}
    for unknown in unknowns:
        value = next(iter(values[unknown.number]), None)
        given |= dict.fromkeys(unknown.exprs, _of_family(en, unknown) if value is None else value)
    return given


def _of_family(en: Encoder, unknown: Unknown) -> Value | None:
    as_of = en.programs[unknown.side].as_of
    family = next(iter(unknown.val.terms), None)
    match family:
        case Family.YES_NO:
            return False
        case Family.TEXT:
            return min(unknown.val.texts) if unknown.val.texts else en.texts.text(len(en.texts.codes))
        case Family.DATE:
            return as_of if isinstance(as_of, dt.date) else dt.date(2000, 1, 1)
        case _:
            return None
