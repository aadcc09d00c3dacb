"""How unusual customers are: the isolation forest of scikit-learn, to nine digits, by plain constants."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from tests.learn.clusters.test_labels import FEATURES, keys, mixed
from tests.learn.customers import Customers, context, customers, feature, told
from tests.learn.from_rules import DATA
from threadpoolctl import threadpool_limits

from segdsl import ir
from segdsl.learn import features as known
from segdsl.learn.context import SEED
from segdsl.learn.detections import fitting, scoring
from segdsl.learn.detections.constants import constants
from segdsl.learn.detections.report import report
from segdsl.learn.detections.trees import path_length, turning
from segdsl.learn.state import DetectionState


def detection(of: Customers, features: Sequence[str | tuple[str, str]]) -> ir.Detection:
    made = tuple(feature(of, *(each if isinstance(each, tuple) else (each,))) for each in features)
    return ir.Detection("unusual", None, made, {"unusualness": "unusual"}, "unusual")


def learned(thing: ir.Detection, of: Customers) -> DetectionState:
    outcome = fitting.fit(thing, context(of))
    assert outcome.value is not None, outcome.diagnostics
    return outcome.value


def scores(thing: ir.Detection, state: DetectionState, of: Customers) -> dict[str, float]:
    return dict(zip(keys(of), told(of, constants(thing, state)["unusualness"]), strict=True))


def theirs(thing: ir.Detection, state: DetectionState, of: Customers) -> dict[str, float]:
    """scikit-learn's own scores, of the same customers in the same order."""
    from sklearn.ensemble import IsolationForest

    sample = context(of).sample([feature.value for feature in thing.features])
    matrix = np.column_stack(scoring.columns(state.features, sample.values))
    model = IsolationForest(n_estimators=100, max_samples=min(256, sample.rows), random_state=SEED).fit(matrix)
    return {str(key): -score for key, score in zip(sample.keys, model.score_samples(matrix), strict=True)}


def skewed(rows: int = 2000) -> Customers:
    """Amounts beyond what single precision tells apart, with holes."""
    draw = np.random.default_rng(1)
    amounts = draw.lognormal(size=(rows, 3)) * 1e8
    amounts[draw.random(amounts.shape) < 0.2] = np.nan
    return customers(
        {
            "a": amounts[:, 0],
            "b": np.round(amounts[:, 1]),
            "c": np.round(amounts[:, 2] * 1e4),
            "d": 16_777_216.0 + np.arange(rows),
        }
    )


@pytest.mark.parametrize("data", ["mixed", "skewed", "few"])
def test_as_scikit_learn(data: str) -> None:
    of = {"mixed": mixed, "skewed": skewed, "few": lambda: mixed(rows=40)}[data]()
    thing = detection(of, ["a", "b", "c", "d"] if data == "skewed" else FEATURES)
    state = learned(thing, of)
    ours, reference = scores(thing, state, of), theirs(thing, state, of)
    assert ours.keys() == reference.keys()
    assert max(abs(ours[key] - reference[key]) for key in ours) < 1e-9
    assert 0 < state.lowest <= min(ours.values()) + 1e-9
    assert max(ours.values()) - 1e-9 <= state.highest < 1


def test_real_customers() -> None:
    import pandas as pd

    path = DATA / "wholesale-customers" / "wholesale_customers.csv"
    if not path.is_file():
        pytest.skip("the shared data sets are not here")
    table = pd.read_csv(path)
    of = customers({name.lower(): table[name].to_numpy(float) for name in ("Fresh", "Milk", "Grocery", "Frozen")})
    thing = detection(of, ["fresh", ("milk", "log"), "grocery", "frozen"])
    state = learned(thing, of)
    ours, reference = scores(thing, state, of), theirs(thing, state, of)
    assert max(abs(ours[key] - reference[key]) for key in ours) < 1e-9


def test_shuffled_rows_and_more_threads_give_the_same_bytes() -> None:
    of = mixed()
    thing = detection(of, FEATURES)
    shuffled = of.taken(np.random.default_rng(8).permutation(of.rows))
    expected = learned(thing, of).model_dump_json()
    assert learned(thing, shuffled).model_dump_json() == expected
    for threads in (1, 2):
        with threadpool_limits(threads):
            assert learned(thing, of).model_dump_json() == expected


def test_those_above_a_share() -> None:
    of = mixed()
    thing = detection(of, FEATURES)
    state = learned(thing, of)
    found = sorted(scores(thing, state, of).values(), reverse=True)
    for share, limit in state.shares:
        above = sum(score > limit + 1e-11 for score in found)
        within = sum(score >= limit - 1e-11 for score in found)
        assert above < share * of.rows <= within


def test_who_is_planted_is_found_and_told_apart() -> None:
    draw = np.random.default_rng(0)
    amount, visits = draw.normal(100, 10, size=1000), draw.normal(20, 3, size=1000)
    country = ["home"] * 1000
    for place in range(10):
        amount[place], country[place] = 300 + place, "abroad"
    of = customers({"amount": amount, "visits": visits, "country": country})
    thing = detection(of, ["visits", "amount", "country"])
    state = learned(thing, of)
    found = scores(thing, state, of)
    assert {key for key, _ in sorted(found.items(), key=lambda pair: -pair[1])[:10]} == set(keys(of)[:10])
    assert [line.feature for line in state.apart][-1] == "visits"
    by_name = {line.feature: line for line in state.apart}
    assert by_name["amount"].beyond == 1
    assert (by_name["country"].value, by_name["country"].here) == ("abroad", 1)
    sections = {section.title: section for section in report(thing, state).sections}
    table = sections["What sets them apart"].table
    assert table is not None
    assert ("country", "abroad 100.0%", "abroad 1.0%", "100.0%") in table.rows


def test_path_lengths() -> None:
    """c(2) is 1; c(256) is about 10.24, as the paper's figures have it."""
    assert (path_length(0), path_length(1), path_length(2)) == (0, 0, 1)
    assert round(path_length(256), 2) == 10.24


def test_single_precision_turns_where_the_threshold_was_moved_to() -> None:
    draw = np.random.default_rng(0)
    for threshold in [*draw.normal(size=200) * 10.0 ** draw.integers(-6, 9, size=200), 0.0, 16_777_217.5]:
        moved = turning(float(threshold))
        near = threshold + np.abs(threshold) * draw.normal(size=500) * 1e-7
        values = np.concatenate([near, near.astype(np.float32).astype(float), [threshold, threshold * 1.1]])
        single = values.astype(np.float32).astype(np.float64) <= threshold
        # Twelve digits of the turning point are kept: within them either side will do.
        clear = np.abs(values - moved) > 1e-11 * np.abs(moved)
        assert np.array_equal((values <= moved)[clear], single[clear])


def test_what_is_said() -> None:
    few = mixed(rows=19)
    outcome = fitting.fit(detection(few, FEATURES), context(few))
    assert [(d.code.id, d.message) for d in outcome.diagnostics] == [
        ("SEG471", "19 customers are too few to say who is unusual for `unusual`")
    ]
    same = customers({"x": np.ones(30), "y": np.arange(30.0)})
    outcome = fitting.fit(detection(same, ["x", "y"]), context(same))
    assert [d.code.id for d in outcome.diagnostics] == ["SEG466"]


def test_a_state_of_another_statement_is_refused() -> None:
    of = mixed(rows=100)
    state = learned(detection(of, FEATURES), of)
    with pytest.raises(ValueError, match="other features"):
        constants(detection(of, FEATURES[:2]), state)


def test_missing_is_a_value_of_its_own() -> None:
    draw = np.random.default_rng(0)
    x = draw.normal(size=500)
    x[:5] = np.nan
    of = customers({"x": x, "y": draw.normal(size=500)})
    thing = detection(of, ["x", "y"])
    state = learned(thing, of)
    assert known.learn(thing.features, [of.columns["x"], of.columns["y"]])[0].missing == 5
    assert None not in scores(thing, state, of).values()
    assert any("x: missing for 5 customers" in s for s in report(thing, state).sections[-1].sentences)
