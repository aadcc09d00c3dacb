"""Groups that are there are stable, groups that are not are refused; the number of groups is chosen by one rule."""

from __future__ import annotations

import numpy as np
import pytest
from tests.learn.clusters.declared import FEATURES, cluster, fitted, personas
from tests.learn.customers import Customers, customers

from segdsl import ir
from segdsl.learn.clusters import candidates
from segdsl.learn.clusters.stability import alike
from segdsl.learn.state import Candidate


def require(metric: ir.Metric, limit: float) -> ir.Requirement:
    return ir.Requirement(metric, True, limit)


def structureless(rows: int = 400) -> Customers:
    draw = np.random.default_rng(0)
    return customers({name: draw.normal(size=rows) for name in "abc"})


def test_jaccard_by_hand() -> None:
    """Of the old group 0 = {1, 2, 3, 4} three are found again, with one more: 3 of 5."""
    old = np.array([0, 0, 0, 0, 1, 1])
    new = np.array([1, 1, 1, 0, 1, 0])
    assert alike(old, new, 3) == [3 / 5, 1 / 3, None]


@pytest.mark.parametrize("method", list(ir.Grouping))
def test_planted_groups_are_stable(method: ir.Grouping) -> None:
    of = personas()
    state = fitted(cluster(of, FEATURES, 3, method), of)
    assert min(group.stability for group in state.groups) > 0.95
    assert [(gate.text, gate.met) for gate in state.gates] == [("stability at least 0.75", True)]


@pytest.mark.parametrize("method", list(ir.Grouping))
def test_groups_that_are_not_there_fail_the_gate(method: ir.Grouping) -> None:
    of = structureless()
    state = fitted(cluster(of, "abc", 5, method), of)
    (gate,) = state.gates
    assert not gate.met
    assert gate.found == min(group.stability for group in state.groups)


def test_limits_of_the_rules() -> None:
    of = personas()
    wanted = [require(ir.Metric.STABILITY, 0.2), require(ir.Metric.SMALLEST, 0.26)]
    gates = fitted(cluster(of, FEATURES, 3, require=wanted), of).gates
    assert [(gate.text, gate.limit, gate.met) for gate in gates] == [
        ("stability at least 0.2", 0.2, True),
        ("each group at least 26%", 0.26, False),
    ]
    assert gates[1].found is not None
    assert 0.2 < gates[1].found < 0.26


@pytest.mark.parametrize("method", list(ir.Grouping))
def test_the_number_that_is_there_is_chosen(method: ir.Grouping) -> None:
    of = personas()
    state = fitted(cluster(of, FEATURES, (2, 5), method), of)
    assert [candidate.groups for candidate in state.candidates] == [2, 3, 4, 5]
    assert [candidate.groups for candidate in state.candidates if candidate.chosen] == [3]
    assert len(state.groups) == 3


def tried(groups: int, quality: float, stability: float, smallest: float = 0.2) -> Candidate:
    return Candidate(groups=groups, quality=quality, stability=stability, smallest=smallest, chosen=False)


def test_the_rule_of_choice() -> None:
    table = [tried(2, 0.3, 0.9), tried(3, 0.5, 0.8), tried(4, 0.6, 0.7), tried(5, 0.5, 0.9, smallest=0.01)]
    means, mixture = ir.Grouping.K_MEANS, ir.Grouping.MIXTURE
    assert candidates.choice(table, means, 0.75, 0.0) == 1  # the fewest of the equally good, among the stable
    assert candidates.choice(table, means, 0.6, 0.0) == 2
    assert candidates.choice(table, means, 0.85, 0.03) == 0
    assert candidates.choice(table, mixture, 0.75, 0.0) == 0  # a BIC is better when it is lower
    assert candidates.choice(table, means, 0.95, 0.0) == 0  # none is stable: the most stable
