"""A long run of random programs, on demand: engines against the reference interpreter, with the counts as it goes.

`.venv/bin/python -m tests.programs duckdb polars pandas --programs 200000` prints, for each engine, how many programs
gave the same answers, and the seed of each world that did not. It ends with 1 when there was one.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import dataclass, field
from random import Random

import pytest
from tests.engines import each
from tests.engines.test_every_engine import REFUSED
from tests.meaning.test_engine_agrees import QUESTIONS, VALUES, disagreements

from segdsl.diagnostics.model import Refused
from segdsl.engines.door import Engine

A_WORLD = QUESTIONS + VALUES
"""So many programs share the tables of one world."""

FIRST = 1_000_000
"""The seeds below are those of the tests."""


@dataclass
class Tally:
    """What became of the worlds of one engine."""

    name: str
    started: float = field(default_factory=time.monotonic)
    worlds: int = 0
    refused: int = 0
    differing: list[int] = field(default_factory=list)

    def try_one(self, seed: int, engine: Engine) -> None:
        self.worlds += 1
        try:
            found = disagreements(Random(seed), engine)
        except Refused as refusal:
            found = [said.code.id for said in refusal.diagnostics if said.code not in REFUSED.get(self.name, ())]
            self.refused += not found
        except Exception as error:
            found = [f"{type(error).__name__}: {error}"]
        if found:
            self.differing.append(seed)
            say(f"- {self.name} differs at seed {seed}: {found[0]}")

    def line(self, last: int) -> str:
        compared = (self.worlds - self.refused) * A_WORLD
        refused = f", {self.refused * A_WORLD:,} refused" if self.refused else ""
        seconds = time.monotonic() - self.started
        worlds = f"{len(self.differing)} differing worlds {self.differing[:20] or ''}".rstrip()
        return f"- {self.name}: {compared:,} programs compared{refused}, {worlds}; to seed {last}, {seconds:,.0f} s"


def run(name: str, first: int, programs: int, every: int) -> bool:
    """Whether the engine said the same as the interpreter every time."""
    try:
        engine = each.ready(name)
    except pytest.skip.Exception as reason:
        say(f"- {name}: cannot run here: {reason}")
        return False
    tally = Tally(name)
    seeds = range(first, first + max(1, programs // A_WORLD))
    for seed in seeds:
        tally.try_one(seed, engine)
        if tally.worlds % every == 0 or seed == seeds[-1]:
            say(tally.line(seed))
    return not tally.differing


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.programs", description="Random programs on engines.")
    parser.add_argument("engines", nargs="+", choices=each.NAMES)
    parser.add_argument("--programs", type=int, default=200_000, help="how many on each engine")
    parser.add_argument("--first", type=int, default=FIRST, help="the first seed")
    parser.add_argument("--every", type=int, default=500, help="after how many worlds the counts are printed")
    asked = parser.parse_args()
    agreed = [run(name, asked.first, asked.programs, asked.every) for name in asked.engines]
    return 0 if all(agreed) else 1


if __name__ == "__main__":
    sys.exit(main())
