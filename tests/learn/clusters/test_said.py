"""What a user is told when no groups can be found, and what is said beside groups that were."""

from __future__ import annotations

import numpy as np
from tests.learn.clusters.declared import FEATURES, cluster, fitted, personas
from tests.learn.customers import Customers, context, customers

from segdsl import ir
from segdsl.learn.clusters import fitting


def refused(thing: ir.Cluster, of: Customers) -> list[tuple[str, str]]:
    outcome = fitting.fit(thing, context(of))
    assert outcome.value is None
    assert all(diagnostic.help for diagnostic in outcome.diagnostics)
    return [(diagnostic.code.id, diagnostic.message) for diagnostic in outcome.diagnostics]


def test_too_few_customers() -> None:
    of = personas(14)
    assert refused(cluster(of, FEATURES, 3), of) == [
        ("SEG465", "14 customers are too few to find 3 groups for `lifestyle`")
    ]
    nobody = of.taken(np.zeros(0, dtype=np.intp))
    assert refused(cluster(nobody, FEATURES, 2), nobody)[0][0] == "SEG465"


def test_a_range_is_tried_as_far_as_there_are_customers() -> None:
    of = personas(17)
    state = fitted(cluster(of, FEATURES, (2, 10)), of)
    assert max(candidate.groups for candidate in state.candidates) == 3


def test_features_that_tell_nothing() -> None:
    of = personas(50)
    more = customers(
        {
            **of.columns,
            "branch": ["north"] * 50,
            "fees": np.full(50, 7.0),
            "points": np.full(50, np.nan),
            "bonus": np.where(np.arange(50) % 2 == 0, 3.0, np.nan),
            "club": np.ones(50, dtype=np.bool_),
            "note": [None] * 50,
        },
        [f"{i:03d}" for i in range(50)],
    )
    said = refused(cluster(more, ["age", "branch", "fees", "points", "bonus", "club", "note"], 2), more)
    assert {code for code, _ in said} == {"SEG466"}
    assert [message.split(", so")[0] for _, message in said] == [
        "`branch` is the same for every customer",
        "`fees` is the same for every customer",
        "`points` is missing for every customer",
        "`bonus` is the same for every customer who has it",
        "`club` is the same for every customer",
        "`note` is missing for every customer",
    ]


def test_fewer_different_customers_than_groups() -> None:
    of = customers({"x": np.repeat([1.0, 2.0], 20), "y": ["a"] * 10 + ["b"] * 30})
    for method in ir.Grouping:
        assert refused(cluster(of, ["x", "y"], 4, method), of) == [
            ("SEG467", "`lifestyle` asks for 4 groups, and by its features there are only 3 different customers")
        ]
    assert len(fitted(cluster(of, ["x", "y"], 3), of).groups) == 3


def test_warnings() -> None:
    of = personas(1000)
    draw = np.random.default_rng(2)
    age = of.columns["age"]
    assert isinstance(age, np.ndarray)
    more = customers(
        {
            **of.columns,
            "age": np.where(draw.random(1000) < 0.4, np.nan, age),
            "vip": draw.random(1000) < 0.02,
            "assets": np.where(np.arange(1000) == 7, 1e7, draw.normal(size=1000)),
        },
        [f"{i:04d}" for i in range(1000)],
    )
    state = fitted(cluster(more, [*FEATURES, "vip", "assets"], 5), more)
    said = "\n".join(state.warnings)
    assert "age is missing for 39.6% of the customers" in said
    assert "; the median stands for it" in said
    assert "vip is the same for 9" in said
    assert "assets has a few values far beyond all others" in said
    assert "group 5 is small: 0.1% of the customers" in said
    assert "spend" not in said


def test_values_of_customers_are_in_no_message() -> None:
    of = customers({"x": np.array([987654.0] * 30 + [123456.0] * 30)})
    ((_, message),) = refused(cluster(of, ["x"], 3), of)
    assert "987654" not in message
