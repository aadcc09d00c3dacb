"""Bugs planted in what z3 is told are found by the random pairs, or by the aimed ones: so these are worth something."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import z3
from tests.proofs.aimed_claims import wrong
from tests.proofs.random_claims import Tried, tried

from segdsl import ir
from segdsl.proofs import conditions, encoder, formulas, rounding, unknowns, values
from segdsl.proofs.encoder import Truth

Plant = Callable[[pytest.MonkeyPatch], None]
WITHIN = 40
"""So many random worlds at most, until one of them shows the bug."""


def not_true_is_false(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Truth, "opposite", property(lambda self: Truth(formulas.no(self.true), self.true)))


def missing_is_decided(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(conditions, "_decided", lambda known, so: Truth(so, formulas.no(so)))


def a_default_is_never_needed(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(values, "either_of", lambda condition, then, otherwise: then)


PLANTS = [not_true_is_false, missing_is_decided, a_default_is_never_needed]


@pytest.mark.parametrize("plant", PLANTS, ids=[plant.__name__ for plant in PLANTS])
def test_a_planted_bug_is_found(plant: Plant, monkeypatch: pytest.MonkeyPatch) -> None:
    """Something possible is called impossible."""
    plant(monkeypatch)
    found = Tried()
    for seed in range(WITHIN):
        tried(seed, found)
        if found.wrong:
            return
    pytest.fail("the bug was not found")


# ---- bugs that only show at boundaries ------------------------------------------------------------------------


def less_is_at_most(patch: pytest.MonkeyPatch) -> None:
    before = formulas._compared

    def planted(rel: ir.Rel, a: z3.ArithRef, b: z3.ArithRef) -> z3.BoolRef:
        return before(ir.Rel.LE if rel is ir.Rel.LT else rel, a, b)

    patch.setattr(formulas, "_compared", planted)


def division_by_zero_is_known(patch: pytest.MonkeyPatch) -> None:
    before = formulas.compared

    def planted(rel: ir.Rel, left: formulas.Number, right: formulas.Number) -> formulas.Formula:
        return True if rel is ir.Rel.NE and right == 0 else before(rel, left, right)

    patch.setattr(rounding, "compared", planted)


def the_last_tier_wins(patch: pytest.MonkeyPatch) -> None:
    before = values.tiers

    def planted(en: encoder.Encoder, item: ir.Tiers, side: int) -> unknowns.Val:
        return before(en, replace(item, branches=item.branches[::-1]), side)

    patch.setattr(values, "tiers", planted)


def nothing_is_missing(patch: pytest.MonkeyPatch) -> None:
    before = unknowns.fresh

    def planted(*arguments: Any) -> unknowns.Unknown:
        found = before(*arguments)
        found.val = replace(found.val, known=True)
        return found

    patch.setattr(encoder, "fresh", planted)


def nothing_is_rounded(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(rounding, "exact", lambda: z3.BoolVal(True))


AIMED = [less_is_at_most, division_by_zero_is_known, the_last_tier_wins, nothing_is_missing, nothing_is_rounded]
WORLDS = 12


@pytest.mark.parametrize("plant", AIMED, ids=[plant.__name__ for plant in AIMED])
def test_a_planted_bug_at_a_boundary_is_found(plant: Plant, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch)
    assert any("impossible" in each for seed in range(WORLDS) for each in wrong(seed))


def test_nothing_aimed_is_wrong_or_left_open() -> None:
    assert [each for seed in range(WORLDS) for each in wrong(seed)] == []
