"""How the time to answer grows with the number of segments: from 1 to 1,000, with conditions that many of them share.

    python benchmarks/scaling.py [--rows 200000] [--rounds 3] [--engines pandas,duckdb] [--check]

Every segment is a choice of four conditions from forty, joined at random; so 200 segments share nearly all of theirs.
The data is opened beforehand; medians of CPU time are compared. With --check the exit code is 1 when 200 segments take
more than 4 times 50, or 1,000 more than 10 times 100.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import bank
import running
from measuring import by_turns, verdict

COUNTS = (1, 50, 100, 200, 1000)
GOALS = ((200, 50, 4.0), (1000, 100, 10.0))
LEAVES = (
    *(f"age > {limit}" for limit in (25, 35, 45, 55, 65)),
    *(f"balance > {limit}k" for limit in (5, 10, 20, 50)),
    *(f"salary > {limit}k" for limit in (20, 40, 60, 80)),
    *(f"tenure months is at least {limit}" for limit in (12, 60, 120)),
    *(f"products >= {limit}" for limit in (2, 3, 4)),
    *(f"visits < {limit}" for limit in (5, 10, 20)),
    *(f"logins > {limit}" for limit in (10, 50, 100)),
    *(f"card spend > {limit}" for limit in (500, 1000, 2000)),
    *(f'job is "{job}"' for job in bank.JOBS[:4]),
    *(f'channel is "{channel}"' for channel in bank.CHANNELS[:3]),
    "consent is yes",
    "homeowner is yes",
    "last visit is within 90 days",
    "joined is more than 365 days ago",
    "complaints is missing",
)


def rules(segments: int) -> str:
    rng = random.Random(segments)
    lines = ["as of 2025-12-31", "", "table customers", "  key customer id", ""]
    for number in range(segments):
        a, b, c, d = rng.sample(LEAVES, 4)
        lines.append(f"segment{number} if {a} and ({b} or {c}) and not ({d})")
    return "\n".join(lines) + "\n"


def of_engine(engine: str, segments: int, data: Path, folder: Path) -> Callable[[], int]:
    from segdsl import pipeline
    from segdsl.data.model import Options
    from segdsl.source import Source

    path = folder / f"{segments}.seg"
    path.write_text(rules(segments))
    checked = pipeline.check_data(Source(str(path), path.read_text()), path, {"": data}, Options()).value
    assert checked is not None
    conditions = [segment.condition for segment in checked.program.segments.values()]
    return lambda: sum(int(answers.true[-1].sum()) for answers in pipeline.ask(checked, conditions, engine=engine))


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--engines", default="pandas,polars,duckdb")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    missed = False
    with tempfile.TemporaryDirectory() as name:
        data = Path(name) / "customers.parquet"
        bank.write(data, options.rows)
        for engine in options.engines.split(","):
            if engine not in running.known_engines():
                print(f"{engine} is not installed")
                continue
            sides = {str(count): of_engine(engine, count, data, Path(name)) for count in COUNTS}
            taken = by_turns(options.rounds, sides)
            print(f"{engine:8}" + "".join(f"{count:>6}: {seconds * 1000:7.1f} ms" for count, seconds in taken.items()))
            for many, few, goal in GOALS:
                ratio = taken[str(many)] / taken[str(few)]
                missed |= ratio > goal
                print(f"{'':8} {many} by {few}: {verdict(ratio, goal)}", flush=True)
    return 1 if options.check and missed else 0


if __name__ == "__main__":
    sys.exit(main())
