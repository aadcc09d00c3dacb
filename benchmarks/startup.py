"""How long `segdsl validate` and `segdsl format` take to start and finish, against starting typer alone.

    python benchmarks/startup.py [--rounds 15] [--check]

The processes are started by turns; medians of their CPU time are compared. With --check the exit code is 1 when a
ratio is above its goal.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
from pathlib import Path

GOAL = 2.2
RULES = Path(__file__).parent / "startup.seg"
COMMANDS = {
    "import typer": ["-c", "import typer"],
    "segdsl validate": ["-m", "segdsl", "validate", "--quiet", str(RULES)],
    "segdsl format --check": ["-m", "segdsl", "format", "--check", "--quiet", str(RULES)],
}


# As installed programs are: with the bytecode kept, which the first round writes.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def seconds(arguments: list[str]) -> float:
    """CPU time of one process, its start included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL, env=ENVIRONMENT)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    taken: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(options.rounds + 1):
        for name, arguments in COMMANDS.items():
            taken[name].append(seconds(arguments))
    medians = {name: statistics.median(times[1:]) for name, times in taken.items()}
    base = medians["import typer"]
    for name, median in medians.items():
        print(f"{name:24} {median * 1000:7.0f} ms {median / base:6.2f}")
    return 1 if options.check and max(medians.values()) > GOAL * base else 0


if __name__ == "__main__":
    sys.exit(main())
