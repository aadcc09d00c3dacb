"""Shuffled rows, more threads, a second time: the same state to the byte."""

from __future__ import annotations

import json

import pytest
from tests.learn.predictions.fitting_rules import METHODS, customers, fitted, rules
from threadpoolctl import threadpool_limits


@pytest.mark.parametrize("method", METHODS)
def test_shuffled_rows_give_the_same_state(method: str) -> None:
    data = customers(700)
    once = fitted(rules(method), {"customers": data}).state
    other = fitted(rules(method), {"customers": data.sample(frac=1, random_state=3)}).state
    assert other.model_dump_json() == once.model_dump_json()


@pytest.mark.parametrize("method", METHODS)
def test_two_threads_give_the_same_state(method: str) -> None:
    found = []
    for threads in (1, 2):
        with threadpool_limits(threads):
            found.append(fitted(rules(method), {"customers": customers(500)}).state.model_dump_json())
    assert found[0] == found[1]


def test_a_state_holds_twelve_digits_and_nothing_that_is_not_a_number() -> None:
    state = fitted(rules(), {"customers": customers(700)}).state
    numbers = [value for tree in state.model.trees for value in (*tree.threshold, *tree.value)]
    assert all(value == float(f"{value:.12g}") for value in numbers)
    read = json.loads(state.model_dump_json())
    assert type(state).model_validate(read) == state
