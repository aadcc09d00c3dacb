"""Figures: published worked examples, and scikit-learn's own over random chances with ties."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.calibration import calibration_curve
from sklearn.metrics import brier_score_loss, roc_auc_score

from segdsl.learn.predictions import measuring

# Fawcett, "An introduction to ROC analysis" (2006), the twenty instances of figure 3.
FAWCETT = "p p n p p p n n p n p n p n n n p n p n"
FAWCETT_SCORES = "0.9 0.8 0.7 0.6 0.55 0.54 0.53 0.52 0.51 0.505 0.4 0.39 0.38 0.37 0.36 0.35 0.34 0.33 0.30 0.1"


def test_auc_of_a_textbook_example() -> None:
    happened = np.array([letter == "p" for letter in FAWCETT.split()])
    scores = np.array([float(score) for score in FAWCETT_SCORES.split()])
    assert measuring.auc(scores, happened) == pytest.approx(0.68)


def test_auc_of_scikit_learns_example() -> None:
    found = measuring.auc(np.array([0.1, 0.4, 0.35, 0.8]), np.array([False, False, True, True]))
    assert found == 0.75


@pytest.mark.parametrize(
    ("chance", "rained", "score"),
    [(1.0, True, 0.0), (1.0, False, 1.0), (0.7, True, 0.09), (0.3, True, 0.49), (0.5, True, 0.25)],
)
def test_brier_of_the_rain_forecast(chance: float, rained: bool, score: float) -> None:
    assert measuring.brier(np.array([chance]), np.array([rained])) == pytest.approx(score)


def test_brier_of_scikit_learns_example() -> None:
    found = measuring.brier(np.array([0.1, 0.9, 0.8, 0.3]), np.array([False, True, True, False]))
    assert found == pytest.approx(0.0375)


CHANCES = st.lists(st.tuples(st.integers(0, 20).map(lambda n: n / 20), st.booleans()), min_size=1, max_size=60)


@given(CHANCES)
def test_as_scikit_learn_says(pairs: list[tuple[float, bool]]) -> None:
    chances = np.array([chance for chance, _ in pairs])
    happened = np.array([did for _, did in pairs])
    assert measuring.brier(chances, happened) == pytest.approx(brier_score_loss(happened, chances, pos_label=True))
    if happened.all() or not happened.any():
        assert measuring.auc(chances, happened) is None
    else:
        assert measuring.auc(chances, happened) == pytest.approx(roc_auc_score(happened, chances))


@given(CHANCES, st.randoms())
def test_the_order_of_the_rows_leaves_no_trace(pairs: list[tuple[float, bool]], lots: object) -> None:
    chances = np.array([chance for chance, _ in pairs])
    happened = np.array([did for _, did in pairs])
    order = np.random.default_rng(len(pairs)).permutation(len(pairs))
    assert measuring.figures(chances, happened) == measuring.figures(chances[order], happened[order])
    assert measuring.bins(chances, happened) == measuring.bins(chances[order], happened[order])


def test_bins_are_those_of_scikit_learn_where_nothing_is_tied() -> None:
    rng = np.random.default_rng(3)
    chances = rng.random(1000)
    happened = rng.random(1000) < chances
    did, said = calibration_curve(happened, chances, n_bins=10, strategy="quantile")
    found = measuring.bins(chances, happened)
    assert [part.rows for part in found] == [100] * 10
    assert [part.happened for part in found] == pytest.approx(list(did))
    assert [part.predicted for part in found] == pytest.approx(list(said))


def test_equal_chances_stay_in_one_bin() -> None:
    chances = np.array([0.2] * 70 + [0.9] * 30)
    found = measuring.bins(chances, np.arange(100) % 2 == 0)
    assert [(part.rows, part.predicted) for part in found] == [(70, 0.2), (30, 0.9)]


def test_calibration_error_by_hand() -> None:
    chances = np.array([0.2] * 50 + [0.6] * 50)
    happened = np.array([True] * 5 + [False] * 45 + [True] * 40 + [False] * 10)
    # 10% of the first half did, 80% of the second: off by 0.1 and by 0.2.
    assert measuring.calibration_error(measuring.bins(chances, happened)) == pytest.approx(0.15)


def test_right_chances_are_off_by_no_more_than_chance_makes_them() -> None:
    rng = np.random.default_rng(4)
    chances = rng.random(4000) * 0.5
    errors = []
    for _ in range(30):
        parts = measuring.bins(chances, rng.random(4000) < chances)
        errors.append(measuring.calibration_error(parts))
    assert np.mean(errors) == pytest.approx(measuring.calibration_error_by_chance(parts), rel=0.1)


def test_lift_by_hand() -> None:
    # The highest ten of a hundred: six did; on average two of ten.
    happened = np.zeros(100, dtype=bool)
    happened[:6], happened[50:64] = True, True
    assert measuring.lift(np.arange(100, 0, -1.0), happened) == pytest.approx(3.0)


def test_the_lift_of_one_and_the_same_chance_is_one() -> None:
    assert measuring.lift(np.full(73, 0.4), np.arange(73) < 20) == pytest.approx(1.0)


def test_tied_at_the_border_count_in_proportion() -> None:
    # The tenth is ten customers: four above the border, and six of the ninety-six on it, of whom a quarter did.
    scores = np.array([1.0] * 4 + [0.5] * 96)
    happened = np.array([True] * 4 + [True] * 24 + [False] * 72)
    assert measuring.lift(scores, happened) == pytest.approx((4 + 6 / 4) / 10 / 0.28)
