"""Learning and scoring: groups and boosted trees over a million customers, against plain scikit-learn.

    python benchmarks/learn.py [--rows 1000000] [--rounds 3] [--check]

Ten features. scikit-learn is given the matrix in memory; segdsl begins with the customers' table in memory and their
keys. For groups scikit-learn scales and runs k-means with as many starts as segdsl; segdsl also judges how stable the
groups are, and draws their profiles. For chances scikit-learn learns from as many customers, with the same size of
trees, stopping early on as many others; segdsl also calibrates, measures on the test, and finds out what matters. Then
both say the chance (the group) of all customers: segdsl by what the state holds, without scikit-learn. Every round runs
all sides once, in turn; medians of CPU time are compared. With --check the exit code is 1 when a goal is missed.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
from sklearn.cluster import KMeans
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits

from segdsl import ir, pipeline
from segdsl.data.model import Options
from segdsl.learn.context import SEED
from segdsl.learn.predictions import boosting, rows
from segdsl.source import Source
from segdsl.types import NUMBER, one_of

FITTING, SCORING = 1.5, 1.2
NAMES = ("age", "tenure", "products", "visits", "logins", "complaints", "balance", "salary", "spend", "loan")
RULES = f"""
table customers
  key customer id
  column closed: yes or no

cluster lifestyle
  by {", ".join(NAMES)}
  into 5 groups
  require stability at least 1%

predict churn risk
  that closed
  from {", ".join(NAMES)}

at-risk if churn risk > 60% and lifestyle is "group 1"
"""


def customers(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Five kinds of customers, and who closed: that hangs on most of the features, and on luck."""
    rng = np.random.default_rng(SEED)
    kind = rng.choice(5, count, p=[0.35, 0.25, 0.2, 0.12, 0.08])
    centres = rng.normal(scale=2.5, size=(5, len(NAMES)))
    matrix = centres[kind] + rng.normal(size=(count, len(NAMES)))
    matrix[:, :6] = np.round(3 * matrix[:, :6] + 12)
    matrix[:, 6:] = np.round(np.exp(matrix[:, 6:] / 2 + 5), 2)
    risk = 0.15 * matrix[:, 5] - 0.1 * matrix[:, 3] + 0.4 * (matrix[:, 2] > 14) * np.log(matrix[:, 6]) - 1.5
    return matrix, rng.random(count) < 1 / (1 + np.exp(-risk))


def table(matrix: np.ndarray, closed: np.ndarray) -> pa.Table:
    columns = {"customer_id": pa.array([f"C{number:07d}" for number in range(len(matrix))])}
    columns |= {name: pa.array(matrix[:, place]) for place, name in enumerate(NAMES)}
    return pa.table(columns | {"closed": pa.array(closed)})


class Sides:
    """The same work by both; `fit` before `score`."""

    def __init__(self, count: int) -> None:
        self.matrix, self.closed = customers(count)
        found = pipeline.check_data(
            Source("learn.seg", RULES), Path("learn.seg"), {"": table(self.matrix, self.closed)}, Options()
        )
        assert found.value is not None, found.diagnostics
        self.checked = found.value
        self.states: dict[str, object] = {}

    def fit(self, name: str) -> None:
        done = pipeline.fit(self.checked, (name,))
        assert done.value is not None, done.diagnostics
        self.states |= done.value.states

    def score(self, name: str, value: ir.Expr) -> None:
        ready = pipeline.with_states(self.checked, self.states, (name,), None)  # type: ignore[arg-type]
        assert ready.value is not None, ready.diagnostics
        for _ in pipeline.ask(ready.value, [], [value]):
            pass

    def plain_groups(self) -> None:
        self.scaler = StandardScaler().fit(self.matrix)
        self.groups = KMeans(5, n_init=10, random_state=SEED).fit(self.scaler.transform(self.matrix))

    def plain_chances(self) -> None:
        parts = rows.FOLDS
        learned = self.matrix[: len(self.matrix) * (10 - rows.TEST_TENTHS) // 10]
        self.chances = HistGradientBoostingClassifier(
            learning_rate=boosting.RATE,
            max_iter=boosting.MOST_TREES,
            max_leaf_nodes=boosting.MOST_LEAVES,
            early_stopping=True,
            validation_fraction=1 / parts,
            random_state=SEED,
        ).fit(learned, self.closed[: len(learned)])


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    sides = Sides(options.rows)
    group = ir.Named("lifestyle", one_of(tuple(f"group {number}" for number in range(1, 6))))
    pairs: list[tuple[str, float, Callable[[], object], Callable[[], object]]] = [
        ("learn five groups", FITTING, lambda: sides.fit("lifestyle"), sides.plain_groups),
        ("learn boosted trees", FITTING, lambda: sides.fit("churn risk"), sides.plain_chances),
        (
            "say the group",
            SCORING,
            lambda: sides.score("lifestyle", group),
            lambda: sides.groups.predict(sides.scaler.transform(sides.matrix)),
        ),
        (
            "say the chance",
            SCORING,
            lambda: sides.score("churn risk", ir.Named("churn risk", NUMBER)),
            lambda: sides.chances.predict_proba(sides.matrix),
        ),
    ]
    missed = 0
    with threadpool_limits(1):
        taken = [compared(mine, plain, options.rounds) for _, _, mine, plain in pairs]
    for (name, goal, _, _), (mine, plain) in zip(pairs, taken, strict=True):
        print(f"{name:20} {mine:8.2f} s  scikit-learn {plain:8.2f} s  {mine / plain:5.2f}  (goal {goal})")
        missed += mine > goal * plain
    trees = sides.states["churn risk"].model.trees  # type: ignore[attr-defined]
    print(f"{len(trees)} trees, scikit-learn {sides.chances.n_iter_}")
    return 1 if options.check and missed else 0


def compared(mine: Callable[[], object], plain: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Medians of CPU time; the first round only warms up."""
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds + 1):
        for side, times in zip((mine, plain), taken, strict=True):
            began = time.process_time()
            side()
            times.append(time.process_time() - began)
    return statistics.median(taken[0][1:]), statistics.median(taken[1][1:])


if __name__ == "__main__":
    sys.exit(main())
