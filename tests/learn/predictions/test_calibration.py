"""Scores become chances: the likeliest sigmoid, shares that never fall, and nobody certain."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression

from segdsl.learn.predictions import calibration

PAIRS = st.lists(st.tuples(st.floats(-50, 50), st.booleans()), min_size=2, max_size=80)


def drawn(rows: int, slope: float, offset: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    scores = rng.normal(size=rows)
    return scores, rng.random(rows) < 1 / (1 + np.exp(-(slope * scores + offset)))


def test_a_known_sigmoid_is_found_again() -> None:
    scores, happened = drawn(200_000, 1.7, -1.1, 5)
    found = calibration.sigmoid(scores, happened)
    assert found.slope == pytest.approx(1.7, abs=0.02)
    assert found.offset == pytest.approx(-1.1, abs=0.02)


def test_with_many_customers_it_is_plain_logistic_regression() -> None:
    scores, happened = drawn(50_000, 0.8, -2.0, 6)
    found = calibration.sigmoid(scores, happened)
    plain = LogisticRegression(C=1e9, tol=1e-10).fit(scores[:, None], happened)
    assert found.slope == pytest.approx(plain.coef_[0, 0], abs=1e-3)
    assert found.offset == pytest.approx(plain.intercept_[0], abs=1e-3)


def test_the_sum_of_chances_is_what_platts_targets_say() -> None:
    scores, happened = drawn(300, 2.0, 0.3, 7)
    chances = calibration.sigmoid(scores, happened).chances(scores)
    did, did_not = happened.sum(), (~happened).sum()
    wanted = np.where(happened, (did + 1) / (did + 2), 1 / (did_not + 2))
    assert np.sum(chances - wanted) == pytest.approx(0, abs=1e-6)
    assert np.sum(scores * (chances - wanted)) == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("scores", [np.full(40, 3.0), -np.arange(40.0)], ids=["all equal", "the wrong way round"])
def test_scores_that_tell_nothing_give_everybody_the_base_rate(scores: np.ndarray) -> None:
    happened = np.arange(40) >= 30
    chances = calibration.sigmoid(scores, happened).chances(scores)
    assert chances == pytest.approx(np.full(40, 11 / 42))


@given(PAIRS)
def test_chances_never_fall_and_nobody_is_certain(pairs: list[tuple[float, bool]]) -> None:
    scores = np.array([score for score, _ in pairs])
    happened = np.array([did for _, did in pairs])
    if happened.all() or not happened.any():
        return
    for made in (calibration.sigmoid(scores, happened), calibration.isotonic(scores, happened)):
        asked = np.sort(np.concatenate([scores, np.linspace(-60, 60, 50)]))
        chances = made.chances(asked)
        assert (np.diff(chances) >= -1e-15).all()
        assert len(made.points) <= calibration.MOST_POINTS
    assert chances.min() > 0
    assert chances.max() < 1
    assert all(a[0] < b[0] for a, b in zip(made.points, made.points[1:], strict=False))


def test_shares_are_close_to_scikit_learns_isotonic_regression() -> None:
    rng = np.random.default_rng(8)
    scores = rng.random(20_000)
    happened = rng.random(20_000) < scores**2
    mine = calibration.isotonic(scores, happened).chances(scores)
    theirs = IsotonicRegression(out_of_bounds="clip").fit(scores, happened).predict(scores)
    assert np.mean(np.abs(mine - theirs)) < 0.02
    assert np.mean((mine - scores**2) ** 2) < np.mean((theirs - scores**2) ** 2)
