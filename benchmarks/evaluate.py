"""Evaluation alone: the twenty segments over a million customers in memory, against pandas and numpy written by hand.

    python benchmarks/evaluate.py [--rows 1000000] [--rounds 9] [--check]

The engine answers from the arrays that readers hand over, and also says who is undecided; the others only say who is a
member. pandas by hand is tried with the columns as pandas reads them, and with texts as categories and numbers as plain
floats, which is quicker; numpy by hand works on the engine's own arrays and codes. Every round runs all sides once, in
turn; medians of CPU time are compared. With --check the exit code is 1 when the engine takes more than 0.95 of the best
pandas.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import by_hand
import numpy as np
import pandas as pd
import pyarrow as pa
from bank import customers

from segdsl import pipeline
from segdsl.data.model import Options
from segdsl.engines import pandas as engine
from segdsl.frames import Batch, Texts
from segdsl.lower import lower
from segdsl.source import Source

GOAL = 0.95
RULES = Path(__file__).parent / "twenty.seg"
Counts = dict[str, int]


@dataclass(frozen=True)
class Held:
    """Batches that were read before; `columns` are ignored, they are the same in every round."""

    held: tuple[Batch, ...]

    @property
    def rows(self) -> int:
        return sum(batch.rows for batch in self.held)

    def batches(self, columns: frozenset[str]) -> Iterator[Batch]:
        yield from self.held


def of_engine(table: pa.Table) -> tuple[Callable[[], Counts], Mapping[str, Any]]:
    checked = pipeline.check_data(Source(str(RULES), RULES.read_text()), RULES, {"": table}, Options())
    assert checked.value is not None, checked.diagnostics
    assert checked.value.opened is not None
    program = checked.value.program
    names = [segment.name for segment in program.segments.values()]
    conditions = [segment.condition for segment in program.segments.values()]
    plan = lower(program, conditions)
    stores = {
        name: Held(tuple(checked.value.opened.stores[name].batches(columns))) for name, columns in plan.columns.items()
    }
    arrays = next(iter(stores.values())).held

    def run() -> Counts:
        found = dict.fromkeys(names, 0)
        for answers in engine.run(lower(program, conditions), stores):
            for name, true in zip(names, answers.true, strict=True):
                found[name] += int(np.count_nonzero(true))
        return found

    return run, joined(arrays)


def joined(batches: tuple[Batch, ...]) -> Mapping[str, Any]:
    """Whole columns by name; texts as their codes and the list of texts of the first batch."""
    found: dict[str, Any] = {}
    for name in batches[0].columns:
        vectors = [batch.columns[name] for batch in batches]
        if isinstance(vectors[0], Texts):
            values = (
                list(dict.fromkeys(v for vec in vectors for v in vec.values)) if len(vectors[0].values) < 999 else []
            )
            codes = [np.append([values.index(v) for v in vec.values], -1)[vec.codes] for vec in vectors if values]
            found[name] = (np.concatenate(codes).astype(np.int32), values) if codes else None
        else:
            found[name] = np.concatenate(vectors)
    return found


def of_pandas(frame: pd.DataFrame) -> Callable[[], Counts]:
    return lambda: {name: int(mask.sum()) for name, mask in by_hand.masks(frame).items()}


def quick_frame(table: pa.Table) -> pd.DataFrame:
    """Texts as categories, dates as timestamps; numbers as plain floats."""
    frame = table.to_pandas()
    for name in ("job", "city", "channel"):
        frame[name] = frame[name].astype("category")
    for name in ("joined", "last_visit"):
        frame[name] = pd.to_datetime(frame[name])
    return frame


def of_numpy(d: Mapping[str, Any]) -> Callable[[], Counts]:
    """Plain masks, each part once, codes instead of texts; as good as it gets without cutting rows into strips."""

    def any_of(name: str, *texts: str) -> Any:
        codes, values = d[name]
        found = codes == values.index(texts[0])
        for text in texts[1:]:
            found |= codes == values.index(text)
        return found

    def run() -> Counts:
        today = np.datetime64("2025-12-31")
        consent = d["consent"] == 1
        affluent = (d["balance"] > 50_000) & (d["salary"] > 60_000)
        complaints = d["complaints"]
        at_risk = (d["churn risk"] > 0.8) & (d["visits"] < 5) & (complaints != 0) & ~np.isnan(complaints)
        silent = d["last visit"] < today - 180
        age, spend, balance = d["age"], d["card spend"], d["balance"]
        masks = [
            affluent,
            (age >= 25)
            & (age <= 35)
            & any_of("job", "management", "self employed", "entrepreneur")
            & (d["salary"] > 50_000),
            at_risk,
            (d["tenure months"] >= 120) & (d["products"] >= 3),
            any_of("channel", "online", "mobile") & (d["logins"] > 50),
            any_of("channel", "branch") & (d["visits"] > 20),
            silent,
            (d["joined"] > today - 365) & (d["joined"] <= today),
            (d["homeowner"] == 1) & np.isnan(d["loan"]),
            d["loan"] > 4 * balance,
            spend > 0.5 * d["credit limit"],
            (complaints >= 3) & ~silent,
            any_of("city", "City 00", "City 01", "City 02", "City 03"),
            (age > 70) & any_of("job", "retired"),
            (d["products"] < 3) & (balance > 10_000) & consent & ~at_risk,
            (spend >= 500) & (spend <= 2000) & ((d["credit limit"] < 3000) | (d["salary"] > 80_000)),
            d["consent"] == 0,
            affluent & silent,
            at_risk & ((balance > 20_000) | (d["tenure months"] > 200)) & consent,
            ~affluent & ~at_risk & ~silent & (d["churn risk"] <= 0.5),
        ]
        return {str(number): int(np.count_nonzero(mask)) for number, mask in enumerate(masks)}

    return run


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    table = customers(options.rows)
    run, arrays = of_engine(table)
    sides = {
        "segdsl": run,
        "pandas": of_pandas(table.to_pandas()),
        "pandas, categories": of_pandas(quick_frame(table)),
        "numpy": of_numpy(arrays),
    }
    taken: dict[str, list[float]] = {name: [] for name in sides}
    counts: dict[str, list[int]] = {}
    for _ in range(options.rounds + 1):
        for name, side in sides.items():
            began = time.process_time()
            counts[name] = list(side().values())
            taken[name].append(time.process_time() - began)
    if any(other != counts["segdsl"] for other in counts.values()):
        raise SystemExit("the sides disagree about who is in which segment")
    medians = {name: statistics.median(times[1:]) for name, times in taken.items()}
    for name, seconds in medians.items():
        print(f"{name:20} {seconds * 1000:8.1f} ms   {medians['segdsl'] / seconds:5.2f}")
    best = min(seconds for name, seconds in medians.items() if name.startswith("pandas"))
    return 1 if options.check and medians["segdsl"] > GOAL * best else 0


if __name__ == "__main__":
    sys.exit(main())
