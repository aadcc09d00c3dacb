"""What the constants say of every customer is what the fit says, in whatever order the customers come."""

from __future__ import annotations

import numpy as np
import pytest
from tests.learn.clusters.declared import cluster, fitted
from tests.learn.customers import KEY, Customers, context, customers, told

from segdsl import ir
from segdsl.frames import Texts
from segdsl.learn.clusters import assigning, shape
from segdsl.learn.clusters.constants import constants
from segdsl.learn.clusters.points import points, scaled_states
from segdsl.learn.state import ClusterState

FEATURES = [("age", "number"), ("spend", "log"), ("active", "number"), ("visits", "unscaled"), ("channel", "category")]


def mixed(rows: int = 1500, seed: int = 3) -> Customers:
    """Numbers, one for the log, yes/no and texts, with holes in all of them."""
    draw = np.random.default_rng(seed)
    kind = draw.integers(3, size=rows)
    age = np.round(np.array([30.0, 50.0, 65.0])[kind] + draw.normal(size=rows) * 5)
    spend = np.round(np.exp(np.array([4.0, 6.0, 5.0])[kind] + draw.normal(size=rows)), 2)
    spend[draw.random(rows) < 0.1] *= -1
    active = (draw.random(rows) < np.array([0.9, 0.5, 0.1])[kind]).astype(np.int8)
    visits = draw.integers(0, 4, size=rows).astype(float)
    channel = [["app", "branch", "web", "phone"][min(3, k + int(draw.random() < 0.3))] for k in kind]
    for numbers in (age, spend, visits):
        numbers[draw.random(rows) < 0.05] = np.nan
    active[draw.random(rows) < 0.05] = -1
    texts = [None if draw.random() < 0.05 else text for text in channel]
    return customers({"age": age, "spend": spend, "active": active, "visits": visits, "channel": texts})


def labels_of_fit(thing: ir.Cluster, state: ClusterState, of: Customers) -> dict[str, str]:
    """By key."""
    sample = context(of).sample([feature.value for feature in thing.features])
    states = scaled_states(thing.features, sample.values, thing.method)
    assert states == state.features
    found = assigning.groups_of(points(states, sample.values, thing.method), shape.of_state(state))
    return {str(key): state.groups[group].name for key, group in zip(sample.keys, found, strict=True)}


def keys(of: Customers) -> list[str]:
    vector = of.columns[KEY]
    assert isinstance(vector, Texts)
    return [vector.values[code] for code in vector.codes]


@pytest.mark.parametrize("method", list(ir.Grouping))
def test_engine_says_what_the_fit_says(method: ir.Grouping) -> None:
    of = mixed()
    thing = cluster(of, FEATURES, 3, method)
    state = fitted(thing, of)
    expected = labels_of_fit(thing, state, of)
    value = constants(thing, state)["group"]
    assert dict(zip(keys(of), told(of, value), strict=True)) == expected
    assert {name: list(expected.values()).count(name) for name in set(expected.values())} == {
        group.name: group.rows for group in state.groups
    }
    shuffled = of.taken(np.random.default_rng(1).permutation(of.rows))
    assert dict(zip(keys(shuffled), told(shuffled, value), strict=True)) == expected


@pytest.mark.parametrize("method", list(ir.Grouping))
def test_interpreter_says_what_the_fit_says(method: ir.Grouping) -> None:
    from tests.meaning.tables_in_memory import unpacked

    from segdsl.interpret import Interpreter

    of = mixed(rows=200)
    thing = cluster(of, FEATURES, 3, method)
    state = fitted(thing, of)
    value = constants(thing, state)["group"]
    columns = {name: unpacked(vector) for name, vector in of.columns.items()}
    rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    asked = Interpreter(context(of).program, {"customers": rows})
    expected = labels_of_fit(thing, state, of)
    assert {str(row[KEY]): asked.value(value, row) for row in rows} == expected


def test_mixture_is_scikit_learns() -> None:
    from sklearn.mixture import GaussianMixture

    of = mixed()
    thing = cluster(of, ["age", ("spend", "log")], 3, ir.Grouping.MIXTURE)
    state = fitted(thing, of)
    sample = context(of).sample([feature.value for feature in thing.features])
    matrix = points(state.features, sample.values, thing.method).scaled
    model = GaussianMixture(
        3,
        reg_covar=1e-3,
        means_init=[group.centre for group in state.groups],
        weights_init=[group.weight for group in state.groups],
        tol=1e-6,
        max_iter=1000,
    ).fit(matrix)
    theirs = model.predict(matrix)
    ours = labels_of_fit(thing, state, of)
    names = [group.name for group in state.groups]
    assert np.mean([names[i] == ours[str(k)] for i, k in zip(theirs, sample.keys, strict=True)]) > 0.995


def test_values_beyond_those_seen() -> None:
    """A level or a number that nobody had at the fit still lands in a group; nobody is without one."""
    of = mixed()
    strange = customers(
        {
            "age": np.array([1e9, np.nan, -1e9]),
            "spend": np.array([np.nan, 1e12, 0.0]),
            "active": np.array([-1, 1, 0], dtype=np.int8),
            "visits": np.array([np.nan, 1e6, -1.0]),
            "channel": ["fax", None, "app"],
        }
    )
    for method in ir.Grouping:
        thing = cluster(of, FEATURES, 3, method)
        state = fitted(thing, of)
        assert None not in told(strange, constants(thing, state)["group"])


def test_a_state_of_another_statement_is_refused() -> None:
    of = mixed(rows=300)
    thing = cluster(of, ["age", "visits"], 2)
    state = fitted(thing, of)
    other = cluster(of, ["visits", "age"], 2)
    with pytest.raises(ValueError, match="other features"):
        constants(other, state)
    renamed = state.model_copy(update={"groups": (state.groups[0].model_copy(update={"name": "x"}), state.groups[1])})
    with pytest.raises(ValueError, match="other names"):
        constants(thing, renamed)
    short = state.model_copy(update={"groups": (state.groups[0].model_copy(update={"centre": ()}), state.groups[1])})
    with pytest.raises((ValueError, IndexError)):
        constants(thing, short)


@pytest.mark.parametrize("method", list(ir.Grouping))
def test_numbers_and_yes_or_no_as_categories(method: ir.Grouping) -> None:
    of = mixed(rows=400)
    thing = cluster(of, ["age", ("visits", "category"), ("active", "category")], 2, method)
    state = fitted(thing, of)
    assert [level.value for level in state.features[1].levels] == ["0", "1", "2", "3"]
    assert [level.value for level in state.features[2].levels] == ["no", "yes"]
    expected = labels_of_fit(thing, state, of)
    assert dict(zip(keys(of), told(of, constants(thing, state)["group"]), strict=True)) == expected
