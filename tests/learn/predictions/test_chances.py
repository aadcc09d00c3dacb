"""The constants say what the fit itself says: to every customer, with any method, with whatever is missing."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from tests.learn.predictions.fitting_rules import METHODS, checked, customers, fitted, order, rules, texts

from segdsl.frames import Vector
from segdsl.learn.predictions import scoring


@pytest.mark.parametrize("method", METHODS)
def test_the_engine_says_what_the_fit_says(method: str) -> None:
    data = customers()
    done = fitted(rules(method), {"customers": data})
    vectors: list[Vector] = [
        data.age.to_numpy(),
        data.balance.to_numpy(),
        texts([None if pd.isna(value) else value for value in data.plan]),
        np.asarray(data.online == "yes").astype(np.int8),
        data.luck.to_numpy(),
    ]
    wanted = scoring.chances(done.state.model, vectors)
    assert np.abs(done.chances() - wanted).max() < 1e-12
    assert done.state.model.highest == pytest.approx(wanted.max())
    assert done.state.model.lowest == pytest.approx(wanted.min())
    assert done.state.population == len(data)
    assert done.state.learned_from + done.state.model.tested.rows == len(data)


@pytest.mark.parametrize("method", METHODS)
def test_of_somebody_of_whom_nothing_is_known_there_is_a_chance_too(method: str) -> None:
    done = fitted(rules(method), {"customers": customers()})
    unknown = pd.DataFrame({"customer_id": ["x"], "age": [None], "balance": [None], "luck": [None], "left": [None]})
    unknown["plan"], unknown["online"] = "never seen", None
    (chance,) = done.chances(checked(rules(method), {"customers": unknown}))
    assert 0 < chance < 1


def test_a_part_of_the_customers_get_the_same_chances() -> None:
    data = customers()
    done = fitted(rules(), {"customers": data})
    everybody = dict(zip(order(done.checked), done.chances(), strict=True))
    some = checked(rules(), {"customers": data.iloc[100:150]})
    chances = done.chances(some)
    assert [everybody[key] for key in order(some)] == chances.tolist()


def test_methods_find_what_there_is_to_find() -> None:
    """Who left hangs on all but luck, and nobody can know better than the chances that were drawn from."""
    for method in METHODS:
        done = fitted(rules(method), {"customers": customers(4000)})
        tested = done.state.model.tested
        assert tested.auc is not None
        assert tested.calibration_error is not None
        assert tested.auc > (0.72 if method == "decision tree" else 0.77), method
        assert tested.calibration_error < 0.07, method
        matters = {one.feature: one.loss for one in done.state.model.importance}
        assert matters["luck"] < 0.01 < matters["age"], method


def test_outside_the_population_nobody_has_a_chance() -> None:
    data = customers()
    text = rules().replace("  that left\n", "  that left\n  of those where age < 60\n")
    done = fitted(text, {"customers": data})
    assert (np.isnan(done.chances()) == (data.age >= 60)).all()
    assert done.state.population == (data.age < 60).sum()


def test_nothing_is_learned_of_those_whose_outcome_is_not_known() -> None:
    data = customers()
    data.loc[data.index[:300], "left"] = None
    done = fitted(rules(), {"customers": data})
    assert done.state.undecided == 300
    assert done.state.learned_from + done.state.model.tested.rows == len(data) - 300
    assert not np.isnan(done.chances()).any()


def test_a_category_may_be_a_number() -> None:
    text = rules("logistic regression").replace("from age,", "from age (category),")
    data = customers(3000)
    data["age"] = (data.age // 20) * 20
    done = fitted(text, {"customers": data})
    ages = done.state.model.features[0]
    assert [level.value for level in ages.levels] == ["0", "20", "40", "60", "80"]
    chances = pd.Series(done.chances()).groupby(data.age).mean()
    assert all(a < b for a, b in itertools.pairwise(chances))
