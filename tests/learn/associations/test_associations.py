"""Frequent sets and rules: textbook baskets, published figures, and counting by hand over random baskets."""

from __future__ import annotations

import math
from collections import Counter
from itertools import combinations
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.learn.from_rules import DATA

from segdsl.data.baskets import Lines, Rows, read
from segdsl.data.model import Options
from segdsl.learn import associations
from segdsl.learn.associations import Baskets, TooManySets, frequent, least_rows, rules

# Nine transactions and their counts, as the textbooks on data mining have them.
TEXTBOOK = ["125", "24", "23", "124", "13", "23", "13", "1235", "123"]


def baskets(contents: list[str]) -> Baskets:
    items = tuple(sorted({item for content in contents for item in content}))
    pairs = [(number, items.index(item)) for number, content in enumerate(contents) for item in content]
    basket, item = (np.array([pair[side] for pair in pairs], dtype=np.int64) for side in (0, 1))
    return Baskets(len(contents), items, basket, item)


def named(found: dict[tuple[int, ...], int], made: Baskets) -> dict[str, int]:
    return {"".join(made.items[i] for i in items): rows for items, rows in found.items()}


def test_the_textbook() -> None:
    made = baskets(TEXTBOOK)
    assert named(frequent(made, 2, 5), made) == {
        "1": 6, "2": 7, "3": 6, "4": 2, "5": 2,
        "12": 4, "13": 4, "15": 2, "23": 4, "24": 2, "25": 2,
        "123": 2, "125": 2,
    }  # fmt: skip
    found = {("".join(r.if_held), r.then): r for r in rules(made, min_support=2 / 9, min_confidence=0, max_items=3)}
    assert {pair: found[pair].confidence for pair in (("12", "5"), ("15", "2"), ("25", "1"))} == {
        ("12", "5"): 0.5,
        ("15", "2"): 1.0,
        ("25", "1"): 1.0,
    }


def test_the_figures_of_a_rule() -> None:
    """Of 1,000 baskets 200 have tea, 300 milk and 120 both."""
    contents = ["tm"] * 120 + ["t"] * 80 + ["m"] * 180 + ["x"] * 620
    made = baskets(contents)
    rule = next(r for r in rules(made, min_confidence=0.5) if r.if_held == ("t",))
    assert (rule.rows, rule.with_if, rule.with_then) == (120, 200, 300)
    assert rule.support == 0.12
    assert rule.confidence == 0.6
    assert rule.lift == pytest.approx(2.0)
    assert rule.leverage == pytest.approx(0.06)
    assert rule.conviction == pytest.approx(0.7 / 0.4)
    always = rules(baskets(["ab", "ab", "b"]), min_confidence=1)
    assert [(r.if_held, r.then, r.conviction) for r in always] == [(("a",), "b", None)]


@given(
    st.lists(st.text(alphabet="abcdef", min_size=1, max_size=6), min_size=1, max_size=25),
    st.sampled_from([0.05, 0.1, 0.25, 0.5, 1.0]),
    st.sampled_from([0.0, 0.3, 0.5, 1.0]),
    st.integers(2, 5),
)
def test_counting_by_hand(contents: list[str], support: float, confidence: float, most: int) -> None:
    made = baskets(contents)
    held = [set(content) for content in contents]
    wanted = {}
    for size in range(1, most + 1):
        for items in combinations(made.items, size):
            rows = sum(1 for basket in held if set(items) <= basket)
            if rows / len(held) >= support - 1e-12 and rows:
                wanted["".join(items)] = rows
    assert named(frequent(made, least_rows(support, made.rows), most), made) == wanted
    found = rules(made, min_support=support, min_confidence=confidence, max_items=most)
    by_hand = {
        ("".join(sorted(set(items) - {then})), then)
        for items in wanted
        if len(items) > 1
        for then in items
        if wanted[items] >= (confidence - 1e-12) * wanted["".join(sorted(set(items) - {then}))]
    }
    assert {("".join(r.if_held), r.then) for r in found} == by_hand
    for rule in found:
        both = sum(1 for basket in held if {*rule.if_held, rule.then} <= basket)
        usual = sum(1 for basket in held if rule.then in basket) / len(held)
        assert rule.rows == both
        assert rule.lift == pytest.approx(rule.confidence / usual)
        assert rule.leverage == pytest.approx(rule.support - usual * rule.with_if / len(held))
        assert rule.conviction is None or rule.conviction == pytest.approx((1 - usual) / (1 - rule.confidence))
    assert found == sorted(found, key=lambda r: (-r.lift, -r.confidence, -r.support, r.if_held, r.then))


@given(st.lists(st.text(alphabet="abcd", min_size=1, max_size=4), min_size=2, max_size=12), st.randoms())
def test_order_does_not_matter(contents: list[str], chance: Random) -> None:
    again = ["".join(sorted(content, reverse=True)) for content in contents]
    chance.shuffle(again)
    assert rules(baskets(contents), min_support=0.1) == rules(baskets(again), min_support=0.1)


def test_limits() -> None:
    made = baskets(TEXTBOOK)
    assert all(r.lift >= 1.2 for r in rules(made, min_support=0.2, min_confidence=0, min_lift=1.2))
    about = rules(made, min_support=0.2, min_confidence=0, about="5")
    assert about
    assert all("5" in (*r.if_held, r.then) for r in about)
    assert about == [r for r in rules(made, min_support=0.2, min_confidence=0) if "5" in (*r.if_held, r.then)]
    assert rules(made, min_support=0.2, about="9") == []
    assert [least_rows(share, rows) for share, rows in ((0.01, 9835), (0.1, 30), (0.0, 5), (0.07, 100))] == [
        99,
        3,
        1,
        7,
    ]


def test_too_many_sets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(associations, "MOST_SETS", 20)
    with pytest.raises(TooManySets):
        frequent(baskets(["abcdefgh"] * 3), 1, 4)


def groceries() -> Baskets:
    folder = DATA / "groceries"
    if not folder.is_dir():
        pytest.skip("the public data set groceries is not beside the project")
    found = read(folder / "groceries_long.csv.gz", Rows("basket id", "item"), Options()).value
    assert found is not None
    return found


def test_groceries() -> None:
    """The published summary and rules of the groceries."""
    made = groceries()
    assert (made.rows, len(made.items), len(made.basket)) == (9835, 169, 43367)
    singles = named(frequent(made, 1, 1), made)
    assert singles["whole milk"] == 2513
    assert singles["other vegetables"] == 1903
    sizes = Counter(len(items) for items in frequent(made, least_rows(0.01, made.rows), 5))
    assert sizes == {1: 88, 2: 213, 3: 32}
    rule = next(
        r for r in rules(made, min_support=0.05) if (r.if_held, r.then) == (("other vegetables",), "whole milk")
    )
    assert (rule.rows, round(rule.support, 6), round(rule.confidence, 6), round(rule.lift, 6)) == (
        736, 0.074835, 0.386758, 1.513634,
    )  # fmt: skip
    strong = rules(made, min_support=0.001, min_confidence=0.8, max_items=10)
    assert len(strong) == 410
    assert Counter(len(r.if_held) + 1 for r in strong) == {3: 29, 4: 229, 5: 140, 6: 12}
    first = strong[0]
    assert (first.if_held, first.then) == (("liquor", "red/blush wine"), "bottled beer")
    assert (round(first.support, 9), round(first.confidence, 7), round(first.lift, 5)) == (
        0.001931876, 0.9047619, 11.23527,
    )  # fmt: skip
    many = rules(made, min_support=0.006, min_confidence=0.25, max_items=10)
    assert Counter(len(r.if_held) + 1 for r in many) == {2: 150, 3: 297, 4: 16}
    assert (many[0].if_held, many[0].then, round(many[0].lift, 6)) == (("herbs",), "root vegetables", 3.956477)


def test_both_files_of_the_groceries_hold_the_same() -> None:
    long = groceries()
    lines = read(DATA / "groceries" / "groceries_baskets.csv.gz", Lines(), Options()).value
    assert lines is not None
    assert rules(lines) == rules(long)
    assert not math.isnan(rules(long)[0].lift)
