"""What changes mean: verdicts, what refers to them, and counts that agree with the verdicts."""

from __future__ import annotations

import random

import pandas as pd
import pytest

import segdsl
from segdsl.comparison.model import Change, Verdict

_TABLE = "table customers\n  key customer id\n  column age: whole number 0 to 99\n  column balance: number\n"
_TABLE += "  column town: text\n\n"


def _changes(old: str, new: str) -> dict[str, Change]:
    return {change.name: change for change in segdsl.diff(_TABLE + old, _TABLE + new).compared.changes}


@pytest.mark.parametrize(
    ("old", "new", "verdict"),
    [
        ("age < 40", "age <= 40", Verdict.WIDER),
        ("age < 40", "age <= 39", Verdict.SAME),
        ("age < 40", "age < 40 and balance > 0", Verdict.NARROWER),
        ("age < 40", "age > 20", Verdict.CROSSING),
        ("age < 40", "age > 60", Verdict.MOVED),
        ("not (age < 40 or balance > 3)", "balance <= 3 and age >= 40", Verdict.SAME),
        ("age >= 18 and age <= 40", "age between 18 and 40", Verdict.SAME),
        ('town in ["a"]', 'town is "a"', Verdict.SAME),
        ("age < 40 and age is known", "age < 40", Verdict.SAME_MEMBERS),
    ],
)
def test_verdicts(old: str, new: str, verdict: Verdict) -> None:
    assert _changes(f"s if {old}\n", f"s if {new}\n")["s"].verdict is verdict


def test_other_rows_are_not_proved_about() -> None:
    rules = "table visits\n  many per customer id\n  column length: number\n"
    old, new = rules + "\ns if count of visits > 3\n", rules + "  only where length > 0\n\ns if count of visits > 3\n"
    changes = _changes(old, new)
    assert changes["s"].verdict is Verdict.OPEN
    assert changes["visits"].verdict is Verdict.CHANGED


def test_a_renamed_segment_and_its_user() -> None:
    changes = _changes("a if age > 3\n\nb if in a and balance > 1\n", "c if 3 < age\n\nb if in c and balance > 1\n")
    assert changes["c"].verdict is Verdict.RENAMED
    assert changes["c"].old_name == "a"
    assert changes["b"].verdict is Verdict.SAME


def test_shares_of_a_split_are_dealt_from_the_same_hash() -> None:
    old, new = ('split t by customer id using "x"\n  {}% a\n  {}% b\n'.format(*s) for s in ((90, 10), (80, 20)))
    assert _changes(old, new)["t"].why == "of all customers 10% from a to b"


def _rule(drawn: random.Random) -> str:
    tests = [f"age {drawn.choice(['<', '<=', '>', '>='])} {drawn.randrange(5)}", f"balance > {drawn.randrange(5)}"]
    tests += [f'town is "{drawn.choice("ab")}"', "balance is missing"]
    return f" {drawn.choice(['and', 'or'])} ".join(drawn.sample(tests, 2))


@pytest.mark.parametrize("seed", range(25))
def test_counts_agree_with_verdicts(seed: int) -> None:
    drawn = random.Random(seed)
    rows = [(i, a, b, t) for i, (a, b, t) in enumerate((a, b, t) for a in range(6) for b in (0, 2, None) for t in "ab")]
    data = pd.DataFrame(rows, columns=["customer_id", "age", "balance", "town"])
    old, new = (f"{_TABLE}s if {_rule(drawn)}\n" for _ in range(2))
    compared = segdsl.diff(old, new, data).compared
    assert compared.counted is not None
    verdict = next(change.verdict for change in compared.changes)
    members = [set(segdsl.apply(rules, data).members("s")) for rules in (old, new)]
    moved = next(iter(compared.counted.movements), None)
    joined, left = (0, 0) if moved is None else (sum(moved.joined), sum(moved.left))
    assert (joined, left) == (len(members[1] - members[0]), len(members[0] - members[1]))
    assert not (joined and verdict in (Verdict.NARROWER, Verdict.SAME, Verdict.SAME_MEMBERS))
    assert not (left and verdict in (Verdict.WIDER, Verdict.SAME, Verdict.SAME_MEMBERS))


def test_causes_add_up() -> None:
    drawn = random.Random(1)
    made = [
        pd.DataFrame({"customer_id": range(s, s + 200), "age": [drawn.randrange(90) for _ in range(200)]})
        for s in (0, 50)
    ]
    old, new = ("table customers\n  key customer id\n\ny if age < " + limit + "\n" for limit in ("40", "50"))
    found = segdsl.diff(old, new, made[1], old_data=made[0]).compared.counted
    assert found is not None
    assert (found.came, found.went) == (50, 50)
    assert found.causes == ("data changed", "rule changed")
    (moved,) = found.movements
    before, after = (set(segdsl.apply(r, d).members("y")) for r, d in ((old, made[0]), (new, made[1])))
    assert (moved.before, moved.after) == (len(before), len(after))
    assert (sum(moved.joined), sum(moved.left)) == (len(after - before), len(before - after))
    middle = set(segdsl.apply(old, made[1]).members("y"))
    assert moved.joined[1] == len({key for key in after - before if key not in middle})
