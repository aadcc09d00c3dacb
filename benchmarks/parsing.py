"""How long it takes to parse 1,000 segments, and a list of 100,000 values.

    python benchmarks/parsing.py [--rounds 5] [--check]

Medians of the CPU time in one warm process are shown. With --check the exit code is 1 when a goal is missed.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time

from segdsl.source import Source
from segdsl.syntax.parse import parse
from segdsl.syntax.printer import print_file

SEGMENT = """segment {i} "Customers we may lose {i}"
  if churn risk > 60%
  and visits < {i}
  and not in high-value
  and (district in ["Praha", "Brno"] or balance is at least 100k)
  and count of transactions over the last 90 days is at least 3
  except complained recently
  because "Valuable, and going quiet"

"""
GOALS = {"parse 1,000 segments": 1.0, "format 1,000 segments": 1.5, "parse a list of 100,000 values": 2.0}


def once() -> dict[str, float]:
    segments = Source("segments.seg", "".join(SEGMENT.format(i=i) for i in range(1_000)))
    values = Source("list.seg", "vip if customer id in [" + ", ".join(f'"{i:06d}"' for i in range(100_000)) + "]\n")
    start = time.process_time()
    file = parse(segments).value
    parsed = time.process_time()
    assert file is not None
    assert len(file.statements) == 1_000
    print_file(file)
    printed = time.process_time()
    assert parse(values).ok
    listed = time.process_time()
    return dict(zip(GOALS, (parsed - start, printed - start, listed - printed), strict=True))


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    rounds = [once() for _ in range(options.rounds + 1)][1:]
    medians = {name: statistics.median(taken[name] for taken in rounds) for name in GOALS}
    for name, median in medians.items():
        print(f"{name:32} {median:6.2f} s   goal {GOALS[name]:.1f} s")
    return 1 if options.check and any(median > GOALS[name] for name, median in medians.items()) else 0


if __name__ == "__main__":
    sys.exit(main())
