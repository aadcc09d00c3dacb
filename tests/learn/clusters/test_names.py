"""Groups are known by the names that the `call` lines give them, or the fit says why a line cannot be followed."""

from __future__ import annotations

import numpy as np
from tests.learn.clusters.declared import FEATURES, call, calls, cluster, fitted, personas
from tests.learn.customers import Customers, column, context, customers

from segdsl import ir
from segdsl.diagnostics.model import Diagnostic
from segdsl.learn.clusters import fitting


def refused(thing: ir.Cluster, of: Customers) -> Diagnostic:
    outcome = fitting.fit(thing, context(of))
    assert outcome.value is None
    (diagnostic,) = outcome.diagnostics
    return diagnostic


def test_call_lines_name_by_medians() -> None:
    of = personas()
    state = fitted(cluster(of, FEATURES, 3, calls=calls(of)), of)
    named = {group.name: {line.feature: line.here for line in group.profile} for group in state.groups}
    assert set(named) == {"digital", "savers", "everyday"}
    assert round(named["digital"]["age"] or 0) == 25
    assert round(named["savers"]["age"] or 0) == 70
    assert round(named["everyday"]["spend"] or 0, -2) == 600
    digital = next(group for group in state.groups if group.name == "digital")
    second = max(values["online"] or 0 for name, values in named.items() if name != "digital")
    assert digital.called_by == 'call the group with the highest online "digital"'
    assert digital.margin is not None
    assert abs(digital.margin - ((named["digital"]["online"] or 0) - second)) < 1e-9
    everyday = next(group for group in state.groups if group.name == "everyday")
    assert (everyday.called_by, everyday.margin) == ('call the others "everyday"', None)


def test_by_a_value_that_is_no_feature() -> None:
    of = personas()
    thing = cluster(of, FEATURES, 3, calls=[call("lowest", "first", column(of, "kind")), call("others", "rest")])
    state = fitted(thing, of)
    first = next(group for group in state.groups if group.name == "first")
    assert round({line.feature: line.here for line in first.profile}["age"] or 0) == 25
    assert "kind" not in [feature.name for feature in state.features]


def test_by_yes_or_no_is_by_the_share_of_yes() -> None:
    """Both groups have more yes than no: medians could not tell them apart."""
    draw = np.random.default_rng(0)
    kind = draw.integers(2, size=600)
    of = customers({"x": kind * 10 + draw.normal(size=600), "yes": draw.random(600) < np.array([0.6, 0.9])[kind]})
    thing = cluster(of, ["x"], 2, calls=[call("highest", "keen", column(of, "yes")), call("others", "rest")])
    keen = next(group for group in fitted(thing, of).groups if group.name == "keen")
    assert (keen.profile[0].here or 0) > 8
    assert 0.2 < (keen.margin or 0) < 0.4


def test_largest_and_smallest() -> None:
    of = personas()
    thing = cluster(of, FEATURES, 3, calls=[call("largest", "a"), call("smallest", "b"), call("others", "c")])
    rows = {group.name: group.rows for group in fitted(thing, of).groups}
    assert rows["a"] > rows["c"] > rows["b"]


def test_without_lines_by_size() -> None:
    of = personas()
    groups = fitted(cluster(of, FEATURES, 3), of).groups
    assert [group.name for group in groups] == ["group 1", "group 2", "group 3"]
    assert groups[0].rows > groups[1].rows > groups[2].rows


def test_several_groups_may_be_the_others() -> None:
    of = personas()
    thing = cluster(of, FEATURES, 3, calls=[call("highest", "old", column(of, "age")), call("others", "rest")])
    assert sorted(group.name for group in fitted(thing, of).groups) == ["old", "rest", "rest"]


def test_a_tie_shows_the_medians() -> None:
    draw = np.random.default_rng(0)
    kind = np.arange(300) % 3
    of = customers({"x": kind * 10 + draw.normal(size=300), "y": np.where(kind == 0, 1.0, 5.0)})
    said = refused(cluster(of, ["x"], 3, calls=[call("highest", "rich", column(of, "y")), call("others", "r")]), of)
    assert said.code.id == "SEG468"
    assert said.message == "no single group of `lifestyle` is the one to be called `rich`: it is the same in 2 groups"
    assert said.notes[0].startswith('call the group with the highest y "rich": the medians are ')
    assert sorted(said.notes[0].split("the medians are ")[1].split("; ")) == [
        "1 (100 customers)",
        "5 (100 customers)",
        "5 (100 customers)",
    ]
    lowest = cluster(of, ["x"], 3, calls=[call("lowest", "poor", column(of, "y")), call("others", "rest")])
    assert fitted(lowest, of)


def test_one_group_claimed_twice() -> None:
    of = personas()
    lines = [call("lowest", "young", column(of, "age")), call("highest", "online", column(of, "online"))]
    said = refused(cluster(of, FEATURES, 3, calls=[*lines, call("others", "rest")]), of)
    assert said.code.id == "SEG468"
    assert said.message == "one group of `lifestyle` would be called both `young` and `online`"
    assert len(said.notes) == 2


def test_unknown_everywhere() -> None:
    of = personas()
    nothing = customers({**of.columns, "empty": np.full(of.rows, np.nan)}, [f"{i}" for i in range(of.rows)])
    lines = [call("highest", "x", column(nothing, "empty")), call("others", "rest")]
    assert "it is missing in every group" in refused(cluster(nothing, FEATURES, 3, calls=lines), nothing).message


def test_as_many_lines_as_groups() -> None:
    of = personas()
    lines = [call("highest", "a", column(of, "age")), call("lowest", "b", column(of, "age"))]
    assert sorted(group.name for group in fitted(cluster(of, FEATURES, 2, calls=lines), of).groups) == ["a", "b"]
