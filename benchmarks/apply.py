"""The whole of `apply` against hand-written pandas: twenty segments, a million customers, one run, by turns.

    python benchmarks/apply.py [--rows 1000000] [--rounds 5] [--check]

Each round runs both sides of each job once, in turn, in this process; the medians of CPU time (all threads) are
compared. Peak memory is taken in a fresh process for each side. With --check the exit code is 1 when a ratio is above
its goal.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

GOAL = 1.1
HERE = Path(__file__).parent
Job = Callable[[], dict[str, int]]


def with_segdsl(data: Path, out: Path | None) -> dict[str, int]:
    """What `segdsl apply benchmarks/twenty.seg --data DATA --out OUT` does."""
    from segdsl import pipeline
    from segdsl.data.model import Options
    from segdsl.membership.apply import Job, Request, apply
    from segdsl.source import Source

    rules = HERE / "twenty.seg"
    checked = pipeline.check_data(Source(str(rules), rules.read_text()), rules, {"": data}, Options())
    value = checked.value
    assert value is not None, checked.diagnostics
    assert value.opened is not None
    job = Job(value.bundle, value.program, value.opened, partial(pipeline.ask, value, engine="pandas"))
    summary = apply(job, Request(out=out)).applied.summary
    return {s.name: s.members for s in summary.segments}


def by_hand(data: Path, out: Path | None) -> dict[str, int]:
    import by_hand

    if out is None:
        return by_hand.counts(data)
    return by_hand.to_parquet(data, out) if out.suffix == ".parquet" else by_hand.to_csv(data, out)


SIDES: dict[str, Callable[[Path, Path | None], dict[str, int]]] = {"segdsl": with_segdsl, "by hand": by_hand}
JOBS = {"counts": None, "to Parquet": "out.parquet", "to CSV": "out.csv"}


def measured(rounds: int, sides: dict[str, Job]) -> dict[str, float]:
    """The median CPU seconds of each side, taken by turns; the first, cold round does not count."""
    taken: dict[str, list[float]] = {name: [] for name in sides}
    answers: dict[str, dict[str, int]] = {}
    for _ in range(rounds + 1):
        for name, job in sides.items():
            began = time.process_time()
            answers[name] = job()
            taken[name].append(time.process_time() - began)
    first, *others = answers.values()
    if any(other != first for other in others):
        raise SystemExit("the two sides disagree about who is in which segment")
    return {name: statistics.median(times[1:]) for name, times in taken.items()}


def peak_memory(side: str, job: str, data: Path, out: Path | None) -> float:
    """Megabytes that one side needs for one job, in a process of its own."""
    command = [sys.executable, __file__, "--side", side, "--job", job, "--data", str(data)]
    answer = subprocess.run([*command, "--out", str(out or "")], check=True, capture_output=True, text=True)
    return float(answer.stdout.split()[-1])


def peak() -> float:
    """The most memory that this process has held, in megabytes. `ru_maxrss` would count the parent's too."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--data", type=Path)
    parser.add_argument("--side")
    parser.add_argument("--job")
    parser.add_argument("--out", default="")
    options = parser.parse_args()
    if options.side:
        SIDES[options.side](options.data, Path(options.out) if options.out else None)
        print(peak())
        return 0
    with tempfile.TemporaryDirectory() as name:
        return compare(options, Path(name))


def compare(options: argparse.Namespace, folder: Path) -> int:
    import bank

    data = options.data or folder / "customers.parquet"
    if not data.exists():
        bank.write(data, options.rows)
    print(f"{'job':12} {'by hand':>10} {'segdsl':>10} {'ratio':>7} {'peak by hand':>14} {'peak segdsl':>13}")
    worst = 0.0
    for job, file in JOBS.items():
        outs = {side: None if file is None else folder / f"{side}-{file}" for side in SIDES}
        cpu = measured(options.rounds, {side: partial(run, data, outs[side]) for side, run in SIDES.items()})
        peaks = {side: peak_memory(side, job, data, outs[side]) for side in SIDES}
        ratio = cpu["segdsl"] / cpu["by hand"]
        worst = max(worst, ratio)
        times = f"{cpu['by hand']:>8.2f} s {cpu['segdsl']:>8.2f} s {ratio:>7.2f}"
        print(f"{job:12} {times} {peaks['by hand']:>11.0f} MB {peaks['segdsl']:>10.0f} MB", flush=True)
    return 1 if options.check and worst > GOAL else 0


if __name__ == "__main__":
    sys.exit(main())
