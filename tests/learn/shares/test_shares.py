"""Shares: who is in the top 10% by the definition, with ties together, whatever the units and the order of rows."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import segdsl
from segdsl.ir import Place
from segdsl.learn.shares.fitting import limit_of
from segdsl.learn.state import ShareState

POOL = st.sampled_from([-2.0, 0.0, 0.1 + 0.2, 0.3, 1.0, 1.5, 2.0, 3.0, 7.0, 1e9])
VALUES = st.lists(POOL, min_size=1, max_size=60).map(np.array)
PERCENT = st.sampled_from([0.1, 1, 5, 7, 10, 12.5, 20, 25, 33, 50, 75, 90, 99.9])


@given(VALUES, PERCENT, st.booleans())
def test_fewer_than_the_share_are_strictly_higher(values: np.ndarray, percent: float, top: bool) -> None:
    share = percent / 100
    exact = Fraction(repr(share))
    limit = limit_of(Place.TOP if top else Place.BOTTOM, share, values)
    beyond = [int(((values > x) if top else (values < x)).sum()) for x in values]
    wanted = [Fraction(count, len(values)) < exact for count in beyond]
    assert limit in values
    assert list((values >= limit) if top else (values <= limit)) == wanted


@given(VALUES, st.data())
def test_the_order_of_rows_does_not_matter(values: np.ndarray, data: st.DataObject) -> None:
    shuffled = np.array(data.draw(st.permutations(list(values))))
    for place in Place:
        assert limit_of(place, 0.1, values) == limit_of(place, 0.1, shuffled)


@given(st.floats(-1e6, 1e6), st.integers(1, 200))
def test_nobody_is_above_an_average_that_all_have(value: float, rows: int) -> None:
    """Also where a sum of doubles, divided again, would come out a little beside it."""
    assert limit_of(Place.ABOVE, None, np.full(rows, value)) == value


def rules(condition: str) -> str:
    return f"table customers\n  key id\n  column joined: date\nsome if {condition}\n"


def people(seed: int = 1, rows: int = 200) -> pd.DataFrame:
    draw = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "id": [f"{i:04d}" for i in range(rows)],
            "balance": np.round(draw.lognormal(5, 1, rows), 2),
            "job": draw.choice(["clerk", "nurse", "smith"], rows),
            "joined": pd.Timestamp("2025-01-01") + pd.to_timedelta(draw.integers(0, 300, rows), "D"),
        }
    )
    frame.loc[frame.index % 17 == 0, "balance"] = np.nan
    frame.loc[frame.index % 23 == 0, "job"] = None
    return frame


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("balance is in the top 10%", lambda b: b.rank(method="min", ascending=False) - 1 < 0.1 * b.notna().sum()),
        ("balance is in the bottom 25%", lambda b: b.rank(method="min") - 1 < 0.25 * b.notna().sum()),
        ("balance is above average", lambda b: b > b.mean()),
        ("balance is below average", lambda b: b < b.mean()),
    ],
)
def test_against_pandas(condition: str, expected: object) -> None:
    frame = people()
    answered = segdsl.apply(rules(condition), frame)
    assert answered.ok, str(answered)
    assert callable(expected)
    assert list(answered.membership["some"]) == list(expected(frame["balance"]))
    assert answered.segments["some"].undecided == int(frame["balance"].isna().sum())
    turned = segdsl.apply(rules(f"not ({condition})"), frame)
    missing = answered.segments["some"].undecided
    assert answered.segments["some"].members + turned.segments["some"].members + missing == len(frame)


def test_by_group_against_pandas() -> None:
    frame = people()
    answered = segdsl.apply(rules("balance is in the top 10% by job"), frame)
    assert answered.ok, str(answered)
    grouped = frame[frame["balance"].notna()].groupby("job")["balance"]
    higher = grouped.rank(method="min", ascending=False) - 1
    members = higher.index[higher < 0.1 * grouped.transform("count")]
    assert list(np.flatnonzero(answered.membership["some"])) == sorted(members)
    unknown = frame["balance"].isna() | frame["job"].isna()
    assert answered.segments["some"].undecided == int(unknown.sum())


def test_a_group_that_was_not_there_is_undecided(tmp_path: Path) -> None:
    text = rules("balance is in the top 10% by job")
    assert segdsl.fit(text, people(), state=tmp_path / "state").ok
    later = people(seed=2)
    later.loc[:9, "job"] = "baker"
    later.loc[:9, "balance"] = 1e9
    answered = segdsl.apply(text, later, state=tmp_path / "state")
    assert answered.ok, str(answered)
    assert not answered.membership["some"].head(10).any()
    assert dict(answered.segments["some"].missing).keys() == {"balance", "job", "a limit for this job"}


@settings(max_examples=10)
@given(st.integers(0, 10_000))
def test_a_subset_gets_the_same_answers(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    folder = tmp_path_factory.mktemp("state")
    text = rules("balance is in the top 20% by job or balance is below average")
    frame = people(seed=seed % 5)
    first = segdsl.fit(text, frame, state=folder)
    again = segdsl.fit(text, frame.sample(frac=1, random_state=seed))
    assert first.ok
    assert first.sha256 == again.sha256
    whole = segdsl.apply(text, frame, state=folder).membership.set_index("id")
    some = frame.sample(n=30, random_state=seed)
    part = segdsl.apply(text, some, state=folder).membership.set_index("id")
    pd.testing.assert_frame_equal(part, whole.loc[part.index])


def test_equal_shares_are_learned_once() -> None:
    text = rules("balance is in the top 10%") + "others if balance is in the top 10% and job is known\n"
    found = segdsl.fit(text, people())
    (state,) = found.states.values()
    assert isinstance(state, ShareState)
    assert (state.population, state.learned_from, state.missing) == (200, 188, 12)


def test_nobody_has_a_value() -> None:
    frame = people()
    frame["balance"] = np.nan
    text = rules("balance is in the top 10%").replace("  column joined", "  column balance: number\n  column joined")
    answered = segdsl.apply(text, frame)
    assert answered.ok, str(answered)
    assert answered.segments["some"].undecided == 200
    assert "nothing-to-learn-from" in [d.code.slug for d in answered.diagnostics]
