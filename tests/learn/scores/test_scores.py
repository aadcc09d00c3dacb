"""Scores: bands by the definition, whatever the units, the order of rows and the customers that are scored later."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import segdsl
from segdsl import ir
from segdsl.interpret import Interpreter
from segdsl.learn.scores.fitting import banded, cuts_of
from segdsl.learn.state import ScoreState
from segdsl.types import NUMBER

POOL = st.sampled_from([-2.0, 0.0, 0.1 + 0.2, 0.3, 1.0, 1.5, 2.0, 3.0, 7.0, 1e9])
VALUES = st.lists(POOL, min_size=1, max_size=60).map(np.array)


def by_definition(values: np.ndarray, bands: int, lower_is_better: bool) -> list[int]:
    """1 + floor(bands * share of the population strictly worse), in whole numbers."""
    worse = [int(((values > x) if lower_is_better else (values < x)).sum()) for x in values]
    return [1 + bands * count // len(values) for count in worse]


@given(VALUES, st.integers(2, 10), st.booleans())
def test_bands_are_those_of_the_definition(values: np.ndarray, bands: int, lower: bool) -> None:
    cuts = cuts_of(values, bands, lower)
    assert list(cuts) == sorted(cuts)
    assert len(cuts) == bands - 1
    assert set(cuts) <= set(values)
    assert list(banded(values, cuts, lower)) == by_definition(values, bands, lower)


@given(VALUES, st.integers(2, 10), st.booleans(), st.sampled_from([0.01, 100.0, 1 / 7]))
def test_units_do_not_matter(values: np.ndarray, bands: int, lower: bool, unit: float) -> None:
    values = np.round(values, 2)
    other = values * unit
    mine = banded(values, cuts_of(values, bands, lower), lower)
    assert list(banded(other, cuts_of(other, bands, lower), lower)) == list(mine)


@given(VALUES, st.integers(2, 10), st.booleans(), st.data())
def test_the_order_of_rows_does_not_matter(values: np.ndarray, bands: int, lower: bool, data: st.DataObject) -> None:
    shuffled = np.array(data.draw(st.permutations(list(values))))
    assert cuts_of(shuffled, bands, lower) == cuts_of(values, bands, lower)


@given(VALUES, VALUES, st.integers(2, 10), st.booleans())
def test_the_node_means_what_the_fit_counts(learned: np.ndarray, asked: np.ndarray, bands: int, lower: bool) -> None:
    """Also for customers who were not there: they fall between those who were, or into an end band."""
    cuts = cuts_of(learned, bands, lower)
    column = ir.Column("customers", "x", NUMBER)
    interpreter = Interpreter(PROGRAM, {})
    found = [interpreter.value(ir.Band(column, cuts, lower), {"x": float(x)}) for x in asked]
    assert found == list(banded(asked, cuts, lower))


PROGRAM = ir.Program(ir.Meta(), None, "UTC", {}, {}, {}, {}, {}, (), (), ())

RULES = """\
table customers
  key id
  column days: whole number
  column orders: whole number
  column money: number, 2 decimals

score RFM
  recency from days
  frequency from orders
  monetary from money

good if RFM score >= 9
best if RFM code is "555"
middling if RFM monetary is 3
"""


def people(rows: int = 300, seed: int = 1) -> pd.DataFrame:
    draw = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "id": [f"{i:04d}" for i in range(rows)],
            "days": draw.integers(0, 400, rows),
            "orders": np.where(draw.random(rows) < 0.6, 1, draw.integers(1, 9, rows)),
            "money": np.round(draw.gamma(1.5, 40.0, rows), 2),
        }
    )
    frame.loc[frame.index % 29 == 0, "money"] = np.nan
    return frame


def fitted(rules: str, frame: pd.DataFrame, folder: Path | None = None) -> segdsl.Fitted:
    found = segdsl.fit(rules, frame, state=folder)
    assert found.ok, str(found)
    return found


def test_against_pandas() -> None:
    """The same figures from ranks: the share of the known that is strictly worse."""
    frame = people()
    result = segdsl.apply(RULES, frame)
    assert result.ok, str(result)
    expected = []
    for column, sign in (("days", -1), ("orders", 1), ("money", 1)):
        known = frame[column].notna().sum()
        worse = (sign * frame[column]).rank(method="min") - 1
        expected.append(1 + (5 * worse // known))
    total = pd.concat(expected, axis=1).sum(axis=1, skipna=False)
    assert list(result.membership["good"]) == [bool(each >= 9) for each in total]
    assert list(result.membership["best"]) == [
        bool((pd.concat([e[i : i + 1] for e in expected]) == 5).all()) for i in range(300)
    ]
    assert result.segments["good"].undecided == frame["money"].isna().sum() == 11
    assert result.segments["middling"].members == int((expected[2] == 3).sum())


def test_shuffled_rows_give_the_same_bytes(tmp_path: Path) -> None:
    frame = people()
    folders = [tmp_path / "one", tmp_path / "two"]
    hashes = {
        fitted(RULES, f, d).sha256 for f, d in zip([frame, frame.sample(frac=1, random_state=3)], folders, strict=True)
    }
    assert len(hashes) == 1
    assert (folders[0] / "rfm.json").read_bytes() == (folders[1] / "rfm.json").read_bytes()


@settings(max_examples=10)
@given(st.integers(0, 10_000))
def test_a_subset_gets_the_same_answers(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    folder = tmp_path_factory.mktemp("state")
    frame = people(seed=seed % 5)
    fitted(RULES, frame, folder)
    whole = segdsl.apply(RULES, frame, state=folder).membership.set_index("id")
    some = frame.sample(n=40, random_state=seed)
    part = segdsl.apply(RULES, some, state=folder).membership.set_index("id")
    pd.testing.assert_frame_equal(part, whole.loc[part.index])


def test_cents_are_cents() -> None:
    """0.1 + 0.2 and 0.3 are one amount: whoever spent it has one score, and no cut-off lies between them."""
    customers = pd.DataFrame({"id": ["a", "b", "c", "d"]})
    bought = pd.DataFrame({"id": list("aabcccd"), "amount": [0.1, 0.2, 0.3, 0.1, 0.1, 0.1, 5.0]})
    rules = """\
table customers
  key id
table purchases
  many per id
score spending in 2 bands
  money from sum of amount in purchases
high if spending score is 2
"""
    state = fitted(rules, {"customers": customers, "purchases": bought}).states["spending"]  # type: ignore[arg-type]
    assert isinstance(state, ScoreState)
    assert state.parts[0].rows == (3, 1)
    assert state.parts[0].cuts == (0.3,)


def test_fixed_cuts_weights_population_and_missing() -> None:
    rules = """\
table customers
  key id
score standing
  of those where orders > 0
  recency from days, weight 2
  orders from orders
  recency cut at 30, 90
far above if standing score >= 9
"""
    frame = pd.DataFrame({"id": list("abcdef"), "days": [10, 30, 89, 90, 400, None], "orders": [1, 2, 3, 4, 0, 5]})
    found = fitted(rules, frame)
    state = found.states["standing"]
    assert isinstance(state, ScoreState)
    recency, orders = state.parts
    assert (recency.cuts, recency.fixed, recency.lower_is_better) == ((30.0, 90.0), True, True)
    assert recency.rows == (1, 2, 1), "90 is not below 90, and neither is 30 below 30"
    assert recency.missing == 1
    assert sum(orders.rows) == 5
    assert state.population == 5
    assert state.learned_from == 4
    answered = segdsl.apply(rules, frame)
    assert answered.segments["far above"].undecided == 2, "e is not of those, f has no date"


def test_ten_bands_have_a_digit_of_their_own() -> None:
    rules = """\
table customers
  key id
score size in 10 bands
  first from x
  second from x
largest if size code is "AA"
smallest if size code is "11"
"""
    frame = pd.DataFrame({"id": [f"{i:02d}" for i in range(40)], "x": range(40)})
    answered = segdsl.apply(rules, frame)
    assert answered.ok, str(answered)
    assert answered.members("largest") == ["36", "37", "38", "39"]
    assert answered.members("smallest") == ["00", "01", "02", "03"]


def test_whoever_lies_beyond_is_counted_and_in_the_end_band(tmp_path: Path) -> None:
    frame = people()
    fitted(RULES, frame, tmp_path / "state")
    later = frame.head(20).copy()
    later["days"], later["money"] = 4000, 1e6
    answered = segdsl.apply(
        RULES + "lost if RFM recency is 1\nrich if RFM monetary is 5\n", later, state=tmp_path / "state"
    )
    assert answered.ok, str(answered)
    assert answered.segments["lost"].members == answered.segments["rich"].members == 20
    beyond = [d.message for d in answered.diagnostics if d.code.slug == "beyond-what-was-learned"]
    assert [message.partition(" of ")[0] for message in beyond] == ["`recency`", "`monetary`"]
    assert all("20 customers" in message for message in beyond)


def test_nobody_to_learn_from() -> None:
    frame = pd.DataFrame({"id": ["a", "b"], "days": [1, 2], "orders": [1, 2], "money": [None, None]})
    answered = segdsl.apply(RULES, frame)
    assert answered.ok, str(answered)
    assert next(d.code.slug for d in answered.diagnostics if d.code.id.startswith("SEG46")) == "nothing-to-learn-from"
    assert answered.segments["good"].undecided == 2


def test_no_customers_at_all() -> None:
    frame = people().head(0)
    answered = segdsl.apply(RULES, frame)
    assert answered.ok, str(answered)
    assert answered.rows == 0
