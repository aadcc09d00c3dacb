"""What a business user reads of groups."""

from __future__ import annotations

import numpy as np
from tests.learn.clusters.declared import FEATURES, call, calls, cluster, fitted, personas
from tests.learn.customers import column, customers

from segdsl import ir
from segdsl.learn.clusters.report import report
from segdsl.learn.report import LearnedReport, Section


def section(told: LearnedReport, title: str) -> Section:
    return next(section for section in told.sections if section.title == title)


def test_of_named_groups() -> None:
    of = personas()
    thing = cluster(of, FEATURES, (2, 4), calls=calls(of))
    told = report(thing, fitted(thing, of))
    assert (told.name, told.kind) == ("lifestyle", "cluster")
    assert told.summary.startswith("3 groups of 900 customers, found by k-means with 3 features; the least stable, ")
    groups = section(told, "Groups").table
    assert groups is not None
    assert groups.header == ("group", "customers", "share", "stability")
    assert [row[0] for row in groups.rows] == ["everyday", "digital", "savers"]
    like = section(told, "What they are like").sentences
    assert like[0].startswith("Everyday: spend 2.")
    assert "times that of everybody (594.3 against " in like[0]
    assert "online 2.3 times that of everybody (0.8" in like[1]
    assert like[2].startswith("Savers: ")
    profile = section(told, "Profile").table
    assert profile is not None
    assert profile.header == ("feature", "everybody", "everyday", "digital", "savers")
    assert [row[0] for row in profile.rows] == list(FEATURES)
    bound = section(told, "Names").sentences
    assert any(s.startswith('Digital: `call the group with the highest online "digital"`; ahead of the') for s in bound)
    candidates = section(told, "Numbers of groups").table
    assert candidates is not None
    assert [row[0] for row in candidates.rows] == ["2", "3 (taken)", "4"]
    (gate,) = told.gates
    assert (gate.text, gate.met) == ("stability at least 0.75", True)
    assert float(gate.found) > 0.9


def test_of_categories_yes_or_no_and_holes() -> None:
    draw = np.random.default_rng(0)
    kind = draw.integers(2, size=400)
    active = np.where(draw.random(400) < 0.1, -1, kind).astype(np.int8)
    of = customers({"active": active, "channel": [("web", "branch")[k] for k in kind]})
    for method in ir.Grouping:
        thing = cluster(
            of, ["active", "channel"], 2, method, [call("highest", "a", column(of, "active")), call("others", "b")]
        )
        told = report(thing, fitted(thing, of))
        like = "\n".join(section(told, "What they are like").sentences)
        assert 'channel is "web" for all (5' in like or 'channel is "web" for all (4' in like
        assert "active for nobody (" in like
        profile = section(told, "Profile")
        assert "shares of yes and the most common category with its share" in profile.sentences[0]
        assert profile.table is not None
        assert any(cell.startswith("branch ") for cell in profile.table.rows[1])
        found = section(told, "How they were found").sentences
        assert any(sentence.startswith("active: missing for ") for sentence in found)


def test_of_groups_found_again() -> None:
    of = personas()
    thing = cluster(of, FEATURES, 3)
    told = report(thing, fitted(thing, of, previous=fitted(thing, of)))
    assert section(told, "Names").sentences == (
        "The groups were found again from the fit as of 2026-06-30, and each kept the name of the one it is like.",
    )
