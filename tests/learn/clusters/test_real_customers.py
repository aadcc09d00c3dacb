"""Ten thousand customers of a bank: the same names with other seeds, and when half of the customers are others."""

from __future__ import annotations

import numpy as np
import pytest
from tests.learn.clusters.declared import call, cluster, fitted
from tests.learn.customers import Customers, column, customers, told
from tests.learn.from_rules import DATA

from segdsl import ir
from segdsl.learn.clusters.constants import constants

PATH = DATA / "churn-modelling" / "churn_modelling.csv"
FEATURES: list[str | tuple[str, str]] = ["age", ("balance", "log"), "active", "geography"]


@pytest.fixture(scope="module")
def bank() -> Customers:
    import pandas as pd

    if not PATH.is_file():
        pytest.skip("the shared data sets are not here")
    table = pd.read_csv(PATH)
    return customers(
        {
            "age": table["Age"].to_numpy(float),
            "balance": table["Balance"].to_numpy(float),
            "active": table["IsActiveMember"].to_numpy(bool),
            "geography": table["Geography"].tolist(),
        },
        table["CustomerId"].astype(str).tolist(),
    )


def lifestyle(bank: Customers) -> ir.Cluster:
    calls = [call("highest", "seniors", column(bank, "age")), call("largest", "core"), call("others", "everyday")]
    return cluster(bank, FEATURES, 5, ir.Grouping.K_PROTOTYPES, calls)


def test_other_seeds(bank: Customers) -> None:
    thing = lifestyle(bank)
    first = fitted(thing, bank)
    assert all(gate.met for gate in first.gates)
    expected = told(bank, constants(thing, first)["group"])
    for seed in (1, 2):
        found = told(bank, constants(thing, fitted(thing, bank, seed))["group"])
        assert np.mean([a == b for a, b in zip(expected, found, strict=True)]) > 0.999


def test_next_quarter(bank: Customers) -> None:
    """A third have left, a third are new, all are half a year older."""
    before, after = bank.taken(np.arange(0, 6_700)), bank.taken(np.arange(3_300, 10_000))
    age = after.columns["age"]
    assert isinstance(age, np.ndarray)
    after = Customers({**after.columns, "age": age.astype(np.float64) + 0.5})
    thing = lifestyle(bank)
    first = fitted(thing, before)
    second = fitted(thing, after, previous=first)
    assert [group.name for group in second.groups] == [group.name for group in first.groups]
    assert second.refitted_from is not None
    common = bank.taken(np.arange(3_300, 6_700))
    pairs = zip(
        told(common, constants(thing, first)["group"]), told(common, constants(thing, second)["group"]), strict=True
    )
    assert np.mean([a == b for a, b in pairs]) > 0.98
