"""Customers drawn by their key: evenly, and mostly the same ones when others join."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from segdsl.learn import drawing


def keys(first: int, last: int) -> np.ndarray:
    return np.array(sorted(f"C{number}" for number in range(first, last)), dtype=object)


def test_evenly() -> None:
    found = drawing.drawn(keys(0, 50_000), 5_000)
    assert len(np.unique(found)) == 5_000
    assert np.all(np.diff(found) > 0)
    assert np.histogram(found, bins=10, range=(0, 50_000))[0].min() > 420


def test_others_who_join_put_out_only_as_many_as_they_bring() -> None:
    before, after = keys(0, 20_000), keys(0, 22_000)
    drawn = set(before[drawing.drawn(before, 2_000)])
    again = set(after[drawing.drawn(after, 2_000)])
    assert len(drawn - again) < 260
    assert all(int(key[1:]) >= 20_000 for key in again - drawn)


@given(st.lists(st.text(), unique=True, max_size=40), st.integers(1, 50))
def test_order_of_the_customers_does_not_matter(texts: list[str], most: int) -> None:
    """Whoever is drawn is drawn whatever stands beside; any text can be a key."""
    one = np.array(sorted(texts), dtype=object)
    assert len(drawing.drawn(one, most)) == min(most, len(one))
    if len(one) > 1:
        fewer = set(one[drawing.drawn(one, most)])
        without = one[1:]
        again = set(without[drawing.drawn(without, most)])
        assert len(fewer - again - {one[0]}) == 0
