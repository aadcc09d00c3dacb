"""The same customers give the same bytes: in another order, in other batches, on one thread and on two."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.learn.clusters.declared import cluster, fitted
from tests.learn.clusters.test_labels import FEATURES, mixed
from threadpoolctl import threadpool_limits

from segdsl import ir


@pytest.mark.parametrize("method", list(ir.Grouping))
def test_shuffled_rows_and_other_batches(method: ir.Grouping) -> None:
    of = mixed(rows=500)
    thing = cluster(of, FEATURES, (2, 3), method)
    expected = fitted(thing, of).model_dump_json()
    shuffled = of.taken(np.random.default_rng(8).permutation(of.rows))
    assert fitted(thing, replace(shuffled, size=97)).model_dump_json() == expected


@pytest.mark.parametrize("method", list(ir.Grouping))
def test_one_thread_and_two(method: ir.Grouping) -> None:
    of = mixed(rows=300)
    thing = cluster(of, FEATURES, 3, method)
    found = []
    for threads in (1, 2):
        with threadpool_limits(threads):
            found.append(fitted(thing, of).model_dump_json())
    assert found[0] == found[1]
