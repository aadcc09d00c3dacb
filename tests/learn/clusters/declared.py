"""Cluster statements as checking would make them, and data with groups that are known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from tests.learn.customers import AS_OF, Customers, column, context, customers, feature, program

from segdsl import ir
from segdsl.learn.clusters import fitting
from segdsl.learn.state import ClusterState

__all__ = ["AS_OF", "call", "cluster", "fitted", "personas", "program"]

FEATURES = ("age", "spend", "online")


def cluster(
    of: Customers,
    features: Sequence[str | tuple[str, str]],
    groups: int | tuple[int, int],
    method: ir.Grouping = ir.Grouping.K_MEANS,
    calls: Sequence[ir.GroupCall] = (),
    require: Sequence[ir.Requirement] = (),
) -> ir.Cluster:
    made = tuple(feature(of, *(each if isinstance(each, tuple) else (each,))) for each in features)
    allowed = groups if isinstance(groups, tuple) else (groups, groups)
    outputs = {"group": "lifestyle"}
    return ir.Cluster("lifestyle", None, made, allowed, method, tuple(calls), tuple(require), outputs, "lifestyle")


def call(which: str, label: str, by: ir.Expr | None = None) -> ir.GroupCall:
    what = "the others" if which == "others" else f"the {which} group"
    if isinstance(by, ir.Column):
        what = f"the group with the {which} {by.name}"
    return ir.GroupCall(ir.Which(which), by, label, f'call {what} "{label}"')


def calls(of: Customers) -> list[ir.GroupCall]:
    return [
        call("highest", "digital", column(of, "online")),
        call("highest", "savers", column(of, "age")),
        call("others", "everyday"),
    ]


def personas(rows: int = 900, seed: int = 0, first: int = 0, later: float = 0.0) -> Customers:
    """Three kinds of customers: young and online, old, and those between, who spend most. `later` makes all of them
    older and richer, as some months do; keys begin at `first`."""
    draw = np.random.default_rng(seed)
    kind = draw.choice(3, size=rows, p=[0.3, 0.25, 0.45])
    centres = np.array([[25.0, 200.0, 0.8], [70.0, 150.0, 0.1], [45.0, 600.0, 0.35]])[kind]
    widths = np.array([4.0, 40.0, 0.07])
    values = centres * (1 + later) + draw.normal(size=(rows, 3)) * widths
    columns = {name: values[:, place] for place, name in enumerate(FEATURES)}
    return customers({**columns, "kind": kind.astype(float)}, [f"C{first + n:06d}" for n in range(rows)])


def fitted(thing: ir.Cluster, of: Customers, seed: int | None = None, **more: Any) -> ClusterState:
    outcome = fitting.fit(thing, context(of, **more)) if seed is None else fitting.fit(thing, context(of, **more), seed)
    assert outcome.value is not None, outcome.diagnostics
    return outcome.value
