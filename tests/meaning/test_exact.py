"""Sums are exact and rounded once, whatever the order of rows, against fractions."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import numpy as np
import pytest

from segdsl.engines.pandas.exact import ExactSum, Pieces

EXTREMES = [
    0.1,
    1e300,
    -1e300,
    1e-300,
    5e-324,
    -5e-324,
    1.0,
    2.0**53,
    -1.0,
    1e16,
    1.7976931348623157e308,
    0.0,
    2.0**-40,
]


def rounded(numbers: list[float]) -> float:
    total = sum(map(Fraction, numbers), Fraction(0))
    try:
        return float(total)
    except OverflowError:
        return float("inf") if total > 0 else float("-inf")


@pytest.mark.parametrize("seed", range(300))
def test_pieces_give_the_nearest_double(seed: int) -> None:
    rnd = Random(seed)
    makers = [
        lambda: rnd.choice(EXTREMES),
        lambda: rnd.uniform(-1, 1),
        lambda: rnd.uniform(-1, 1) * 2.0 ** rnd.randint(-1000, 1000),
        lambda: float(rnd.randint(-(2**53), 2**53)),
    ]
    groups = [[rnd.choice(makers[: rnd.randint(1, 4)])() for _ in range(rnd.randint(0, 12))] for _ in range(20)]
    pieces = Pieces(len(groups))
    pairs = [(group, number) for group, numbers in enumerate(groups) for number in numbers]
    rnd.shuffle(pairs)
    for start in range(0, len(pairs), 7):
        part = pairs[start : start + 7]
        pieces.add(np.array([group for group, _ in part]), np.array([number for _, number in part]))
    assert pieces.rounded().tolist() == [rounded(numbers) for numbers in groups]


def test_halves_between_two_doubles_go_to_the_even_one() -> None:
    large = 2.0**53
    groups = [[large, 1.0], [large, 3.0], [large, 1.0, 2.0**-1074], [-large, -1.0], [1.0, 2.0**-53, 2.0**-106]]
    pieces = Pieces(len(groups))
    for group, numbers in enumerate(groups):
        pieces.add(np.full(len(numbers), group), np.array(numbers))
    assert pieces.rounded().tolist() == [large, large + 4, large + 2, -large, 1 + 2.0**-52]


def test_cents_add_up() -> None:
    sums = ExactSum(2, 2)
    for _ in range(10):
        sums.add(np.array([0, 0, 1]), np.array([0.1, 0.2, -0.07]))
    assert sums.divided().tolist() == [3.0, -0.7]
    assert sums.divided(np.array([20, 10])).tolist() == [0.15, -0.07]


def test_large_sums_of_decimals_stay_exact() -> None:
    large = 9007199254740993.0 * 1000
    sums = ExactSum(2, 2)
    for _ in range(600):
        sums.add(np.array([0, 1]), np.array([large, 0.01]))
    assert sums.divided().tolist() == [float(600 * Fraction(large)), 6.0]


def test_what_is_too_large_is_missing() -> None:
    sums = ExactSum(3, 2)
    sums.add(np.array([0, 1, 1]), np.array([1.0, 1e308, 1.0]))
    result = sums.divided()
    assert result[0] == 1.0
    assert np.isnan(result[1])
    assert result[2] == 0.0
    plain = ExactSum(2, None)
    plain.add(np.array([0, 0, 1]), np.array([1.7e308, 1.7e308, 2.0]))
    assert np.isnan(plain.divided()[0])
    assert plain.divided()[1] == 2.0


def test_shares_divide_once() -> None:
    above, below = ExactSum(3, 1), ExactSum(3, 1)
    above.add(np.array([0, 1]), np.array([0.3, 0.0]))
    below.add(np.array([0, 0, 1]), np.array([0.3, 0.6, 0.0]))
    found = above.share(below)
    assert found[0] == 1 / 3
    assert np.isnan(found[1:]).all()
