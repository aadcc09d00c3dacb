"""The two likelihoods by themselves: slopes, known parameters found again, nothing that depends on order or unit."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import approx_fprime

from segdsl.frames import Numbers
from segdsl.learn.estimates import buying, spending


def bought(customers: int, seed: int, parameters: tuple[float, float, float, float]) -> tuple[Numbers, ...]:
    """Repeats, days to the last one and days observed of customers made by the model itself."""
    r, alpha, a, b = parameters
    draw = np.random.default_rng(seed)
    age = draw.integers(100, 500, customers).astype(np.float64)
    repeats, last = np.zeros(customers), np.zeros(customers)
    for i in range(customers):
        rate, leaving, at = draw.gamma(r, 1 / alpha), draw.beta(a, b), 0.0
        while (at := at + draw.exponential(1 / rate)) <= age[i]:
            repeats[i], last[i] = repeats[i] + 1, np.floor(at)
            if draw.random() < leaving:
                break
    return repeats, last, age


@pytest.mark.parametrize("at", [(0.3, 0.2, 0.7, 2.0), (2.0, 5.0, 0.1, 0.9), (0.05, 0.01, 3.0, 8.0)])
def test_slopes_of_bg_nbd(at: tuple[float, ...]) -> None:
    target = buying._Target(buying.counted(*bought(300, 1, (0.5, 30.0, 0.6, 3.0))), 250.0)
    logs = np.log(at)
    wanted = approx_fprime(logs, lambda x: target(x)[0], 1e-7)
    assert target(logs)[1] == pytest.approx(wanted, abs=1e-6)


@pytest.mark.parametrize("at", [(3.0, 2.0, 0.7), (0.4, 9.0, 12.0), (20.0, 1.2, 1.0)])
def test_slopes_of_gamma_gamma(at: tuple[float, ...]) -> None:
    draw = np.random.default_rng(2)
    repeats = draw.integers(1, 9, 300).astype(np.float64)
    target = spending._Target(repeats, repeats * draw.gamma(2, 0.5, 300))
    logs = np.log(at)
    wanted = approx_fprime(logs, lambda x: target(x)[0], 1e-7)
    assert target(logs)[1] == pytest.approx(wanted, rel=1e-5, abs=1e-6)


def test_parameters_are_found_again() -> None:
    made = (0.8, 60.0, 0.7, 2.5)
    found = buying.fit(buying.counted(*bought(12_000, 3, made)), 1.0)
    assert not found.away
    assert found.r / found.alpha == pytest.approx(made[0] / made[1], rel=0.05)
    assert found.a / (found.a + found.b) == pytest.approx(made[2] / (made[2] + made[3]), rel=0.1)
    assert found.r == pytest.approx(made[0], rel=0.1)


def test_spend_is_found_again() -> None:
    draw = np.random.default_rng(4)
    p, q, gamma = 5.0, 4.0, 20.0
    repeats = draw.integers(1, 12, 20_000).astype(np.float64)
    total = draw.gamma(p * repeats, 1 / draw.gamma(q, 1 / gamma, 20_000))
    found = spending.fit(repeats, total)
    assert found.log_likelihood >= spending.log_likelihood(repeats, total, (p, q, gamma))
    assert found.q == pytest.approx(q, rel=0.05)
    assert (found.p, found.gamma) == pytest.approx((p, gamma), rel=0.2)  # one of them makes up for the other
    assert found.mean == pytest.approx(p * gamma / (q - 1), rel=0.02)


def test_the_unit_changes_alpha_and_nothing_else() -> None:
    histories = buying.counted(*bought(2_000, 5, (0.6, 40.0, 0.5, 2.0)))
    days, weeks = buying.fit(histories, 1.0), buying.fit(histories, 7.0)
    assert (days.r, days.a, days.b) == pytest.approx((weeks.r, weeks.a, weeks.b), rel=1e-9)
    assert days.alpha == pytest.approx(7 * weeks.alpha, rel=1e-9)


def test_order_leaves_no_trace() -> None:
    columns = bought(3_000, 6, (0.6, 40.0, 0.5, 2.0))
    order = np.random.default_rng(7).permutation(3_000)
    again = tuple(column[order] for column in columns)
    assert buying.fit(buying.counted(*columns), 7.0) == buying.fit(buying.counted(*again), 7.0)
    repeats, money = columns[0][columns[0] > 0], np.random.default_rng(8).gamma(3, 9, int((columns[0] > 0).sum()))
    shuffled = np.random.default_rng(9).permutation(len(repeats))
    assert spending.fit(repeats, money) == spending.fit(repeats[shuffled], money[shuffled])


def test_nothing_is_likelier_nearby() -> None:
    histories = buying.counted(*bought(2_000, 10, (0.6, 40.0, 0.5, 2.0)))
    found = buying.fit(histories, 7.0)
    at = np.array([found.r, found.alpha, found.a, found.b])
    for move in np.vstack([np.eye(4), -np.eye(4)]) * 0.002:
        near = tuple(at * (1 + move))
        assert buying.log_likelihood(histories, near, 7.0) < found.log_likelihood


def test_equal_histories_are_counted_together() -> None:
    repeats, last, age = (
        np.array(column, dtype=np.float64) for column in ([2, 0, 2, 2], [9, 0, 9, 8], [50, 60, 50, 50])
    )
    found = buying.counted(repeats, last, age)
    assert sorted(zip(found.repeats, found.last, found.age, found.customers, strict=True)) == [
        (0, 0, 60, 1),
        (2, 8, 50, 1),
        (2, 9, 50, 2),
    ]
