"""The whole of `apply`, Parquet to Parquet, by each engine against the best that was written by hand for its library.

    python benchmarks/engines.py [--rows 1000000] [--transactions 10000000] [--rounds 3] [--warm 1]
                                 [--engines pandas,duckdb] [--jobs plain,measured] [--data FOLDER] [--check]

Every round runs both sides once, in turn, in this process (Spark: in one session); medians of CPU time are compared, of
this process and all that it started. The memberships must be equal. With --check the exit code is 1 when a ratio is
above its goal.
"""

from __future__ import annotations

import argparse
import importlib
import sys
import tempfile
from functools import partial
from pathlib import Path

import bank
import running
from measuring import by_turns, verdict

GOALS = {"pandas": 1.0, "polars": 1.1, "duckdb": 1.1, "spark": 1.2}
FEW = 20
"""In so many of a million customers may the sums written by hand be off in the last bit, and with it a segment."""


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--transactions", type=int, default=10_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--warm", type=int, default=1, help="rounds that do not count")
    parser.add_argument("--engines", default=",".join(GOALS))
    parser.add_argument("--jobs", default="plain,measured")
    parser.add_argument("--data", type=Path)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.data) as name:
        return compare(options, Path(name))


def compare(options: argparse.Namespace, folder: Path) -> int:
    data = options.data or folder
    customers, transactions = data / "customers.parquet", data / "transactions.parquet"
    if not customers.exists():
        bank.write(customers, options.rows)
    if "measured" in options.jobs and not transactions.exists():
        bank.write_transactions(transactions, options.transactions, options.rows)
    known = running.known_engines()
    missed = False
    print(f"{'engine':8} {'job':9} {'by hand':>10} {'segdsl':>10}  ratio")
    for engine in options.engines.split(","):
        if engine not in known:
            print(f"{engine:8} is not installed", flush=True)
            continue
        for job in options.jobs.split(","):
            missed |= compared(engine, job, customers, transactions, folder, options) > GOALS[engine]
    return 1 if options.check and missed else 0


def compared(
    engine: str, job: str, customers: Path, transactions: Path, folder: Path, options: argparse.Namespace
) -> float:
    rival = importlib.import_module(f"rivals.with_{engine}")
    ours, theirs = folder / "segdsl.parquet", folder / f"by hand {engine} {job}.parquet"
    if job == "plain":
        by_hand = partial(rival.plain, customers, theirs)
        of_engine = partial(running.apply, running.PLAIN, customers, None, ours, engine)
    else:
        by_hand = partial(rival.measured, customers, transactions, theirs)
        of_engine = partial(running.apply, running.MEASURED, customers, transactions, ours, engine)
    taken = by_turns(options.rounds, {"by hand": by_hand, "segdsl": of_engine}, options.warm)
    ratio = taken["segdsl"] / taken["by hand"]
    said = f"{taken['by hand']:8.2f} s {taken['segdsl']:8.2f} s {verdict(ratio, GOALS[engine])}"
    print(f"{engine:8} {job:9} {said}", flush=True)
    different = running.differences(ours, theirs)
    if different:
        print(f"{'':18} customers who differ: {different}")
    if (job == "plain" and different) or sum(different.values()) > FEW:
        raise SystemExit("the two sides disagree about who is in which segment")
    return ratio


if __name__ == "__main__":
    sys.exit(main())
