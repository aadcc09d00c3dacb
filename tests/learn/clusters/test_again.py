"""Groups that are fitted again keep their names: with other seeds, other orders of rows and the next quarter's data;
and where that is not sure, the fit stops and shows both readings."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from tests.learn.clusters.declared import FEATURES, call, calls, cluster, fitted, personas
from tests.learn.clusters.test_labels import FEATURES as MIXED
from tests.learn.clusters.test_labels import mixed
from tests.learn.customers import Customers, column, context, customers, told

from segdsl import ir
from segdsl.diagnostics.model import Diagnostic
from segdsl.learn.clusters import fitting
from segdsl.learn.clusters.constants import constants
from segdsl.learn.state import ClusterState


def names(thing: ir.Cluster, state: ClusterState, of: Customers) -> list[Any]:
    return told(of, constants(thing, state)["group"])


def changed(thing: ir.Cluster, of: Customers, **more: Any) -> Diagnostic:
    outcome = fitting.fit(thing, context(of, **more))
    assert outcome.value is None
    (said,) = outcome.diagnostics
    assert said.code.id == "SEG470"
    return said


@pytest.mark.parametrize("method", list(ir.Grouping))
def test_other_seeds_and_orders(method: ir.Grouping) -> None:
    of = personas()
    thing = cluster(of, FEATURES, 3, method, calls(of))
    first = fitted(thing, of)
    expected = names(thing, first, of)
    order = np.random.default_rng(5).permutation(of.rows)
    assert fitted(thing, of.taken(order)) == first
    for seed in (1, 2, 3):
        assert names(thing, fitted(thing, of, seed), of) == expected


@pytest.mark.parametrize("method", list(ir.Grouping))
def test_twice_the_same_fit(method: ir.Grouping) -> None:
    """A fit from the last state, on the same data, changes nothing."""
    of = mixed()
    thing = cluster(of, MIXED, 3, method)
    first = fitted(thing, of)
    again = fitted(thing, of, previous=first)
    assert again.refitted_from == "the fit as of 2026-06-30"
    assert [group.name for group in again.groups] == [group.name for group in first.groups]
    assert sum(a != b for a, b in zip(names(thing, first, of), names(thing, again, of), strict=True)) <= 2
    if method is not ir.Grouping.MIXTURE:
        assert again.model_copy(update={"refitted_from": None}) == first


@pytest.mark.parametrize("method", list(ir.Grouping))
def test_next_quarter(method: ir.Grouping) -> None:
    """New customers, some gone, all a little older and richer: the old names, although nothing is called any more."""
    before, after = personas(900, seed=0), personas(700, seed=9, first=500, later=0.04)
    thing = cluster(before, FEATURES, 3, method, calls(before))
    first = fitted(thing, before)
    second = fitted(thing, after, previous=first)
    assert [group.name for group in second.groups] == [group.name for group in first.groups]
    kinds = {"digital": 0.0, "savers": 1.0, "everyday": 2.0}
    found = [kinds[name] for name in names(thing, second, after)]
    assert np.mean(np.array(found) == after.columns["kind"]) > 0.99
    assert second.spread != first.spread


def test_sizes_that_change_places_keep_their_numbers() -> None:
    """Without `call` lines the groups are numbered by size once, and keep their numbers."""
    before = personas(900)
    kind = before.columns["kind"]
    assert isinstance(kind, np.ndarray)
    after = before.taken(np.flatnonzero((kind != 2) | (np.arange(900) % 6 == 0)))
    thing = cluster(before, FEATURES, 3)
    first = fitted(thing, before)
    second = fitted(thing, after, previous=first)
    assert [group.name for group in second.groups] == ["group 1", "group 2", "group 3"]
    assert second.groups[0].rows < second.groups[2].rows
    assert round({line.feature: line.here for line in second.groups[0].profile}["spend"] or 0, -2) == 600


def test_lines_that_say_otherwise_stop_the_fit() -> None:
    """`the group with the highest spend` is another group now, although all groups are where they were."""
    before = personas()
    kind = before.columns["kind"]
    assert isinstance(kind, np.ndarray)
    worth = np.array([1.0, 2.0, 3.0])[kind.astype(int)]
    first_of = customers({**before.columns, "worth": worth}, [f"{i:04d}" for i in range(900)])
    later_of = customers({**before.columns, "worth": np.where(kind == 0, 9.0, worth)}, [f"{i:04d}" for i in range(900)])
    lines = [call("highest", "best", column(first_of, "worth")), call("others", "rest")]
    thing = cluster(first_of, FEATURES, 3, calls=lines)
    first = fitted(thing, first_of)
    said = changed(thing, later_of, previous=first)
    assert said.message == "the `call` lines no longer agree with the groups that `lifestyle` had"
    readings = [note for note in said.notes if note.startswith("`")]
    assert len(readings) == 3
    assert sum("the `call` lines say `" in note for note in readings) == 2
    assert any("`best`: " in note and "moved 0% of the way" in note and "say `rest`" in note for note in readings)
    assert any("segdsl fit --accept match" in line for line in said.help)
    matched = fitted(thing, later_of, previous=first, accept="match")
    called = fitted(thing, later_of, previous=first, accept="calls")
    assert names(thing, matched, later_of) == names(thing, first, later_of)
    best = [group for group in called.groups if group.name == "best"]
    assert round(best[0].profile[0].here or 0) == 25
    assert next(group for group in matched.groups if group.name == "best").called_by is None
    assert fitted(thing, later_of).groups  # --fresh: nothing to disagree with


def test_a_group_that_moved_too_far_stops_the_fit() -> None:
    before = personas()
    kind = before.columns["kind"]
    age = before.columns["age"]
    assert isinstance(kind, np.ndarray)
    assert isinstance(age, np.ndarray)
    moved = customers({**before.columns, "age": np.where(kind == 1, age + 80, age)}, [f"{i:04d}" for i in range(900)])
    thing = cluster(before, FEATURES, 3, calls=calls(before))
    said = changed(thing, moved, previous=fitted(thing, before))
    assert said.message == "1 group of `lifestyle` moved too far to be called the same"
    assert sum("(more than 50%)" in note for note in said.notes) == 1
    assert any(note.startswith("`savers`") and "(more than 50%)" in note for note in said.notes)
    assert fitted(thing, moved, previous=fitted(thing, before), accept="match").groups


def test_groups_that_have_outlived_themselves_are_said() -> None:
    """Two of three groups have become one, and the third two: from the old centres there is no way out of that."""
    draw = np.random.default_rng(0)
    place, noise = draw.integers(3, size=300), draw.normal(size=300) / 4
    before = customers({"x": np.array([0.0, 3.0, 20.0])[place] + noise})
    after = customers({"x": np.array([1.5, 20.0, 40.0])[place] + noise})
    thing = cluster(before, [("x", "unscaled")], 3)
    first = fitted(thing, before)
    assert not any("afresh" in warning for warning in fitted(thing, before, previous=first).warnings)
    again = fitted(thing, after, previous=first, accept="match")
    assert any("groups found afresh would lie 9" in warning for warning in again.warnings)
    assert again.spread > 10 * fitted(thing, after).spread


def test_new_names_are_given_by_the_lines() -> None:
    of = personas()
    thing = cluster(of, FEATURES, 3, calls=calls(of))
    renamed = replace(thing, calls=(replace(thing.calls[0], label="online people"), *thing.calls[1:]))
    again = fitted(renamed, of, previous=fitted(thing, of))
    assert {group.name for group in again.groups} == {"online people", "savers", "everyday"}


def test_other_features_are_found_anew() -> None:
    of = personas()
    first = fitted(cluster(of, FEATURES, 3), of)
    again = fitted(cluster(of, ["age", "spend"], 3), of, previous=first)
    assert again.refitted_from is None
    assert any("found anew" in warning for warning in again.warnings)


def test_the_number_of_groups_stays_as_chosen() -> None:
    before, after = personas(900), personas(900, seed=4)
    thing = cluster(before, FEATURES, (2, 5))
    first = fitted(thing, before)
    assert len(first.groups) == 3
    two = fitted(cluster(before, FEATURES, 2), before)
    assert len(fitted(thing, after, previous=two).groups) == 2
    assert [c.groups for c in fitted(thing, after, previous=first).candidates] == [2, 3, 4, 5]


def test_a_tie_in_the_lines_is_no_agreement() -> None:
    before = personas()
    later = customers({**before.columns, "worth": np.ones(900)}, [f"{i:04d}" for i in range(900)])
    first_of = customers({**before.columns, "worth": before.columns["kind"]}, [f"{i:04d}" for i in range(900)])
    lines = [call("highest", "best", column(first_of, "worth")), call("others", "rest")]
    thing = cluster(first_of, FEATURES, 3, calls=lines)
    first = fitted(thing, first_of)
    said = changed(thing, later, previous=first)
    assert any(note.startswith("by the `call` lines no single group") for note in said.notes)
    assert fitted(thing, later, previous=first, accept="match").groups
    outcome = fitting.fit(thing, context(later, previous=first, accept="calls"))
    assert [d.code.id for d in outcome.diagnostics] == ["SEG468"]
