"""Proofs, interpreter and engine agree on random pairs of rules, and say the same when asked again."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.proofs.random_claims import PAIRS, Tried, tried

RULES = int(os.environ.get("SEGDSL_PAIRS", "240"))
"""How many random pairs are tried; `SEGDSL_PAIRS=10000` for a long run."""


def test_what_is_proved_is_so() -> None:
    found = Tried()
    for seed in range(RULES // PAIRS):
        tried(seed, found)
    assert not found.wrong
    assert found.counts["Never"] > found.counts.total() / 10
    assert found.counts["Open"] < found.counts.total() / 8


def test_the_same_question_has_the_same_answer() -> None:
    """In one process, where the solver has seen other questions before."""
    first, second = Tried(), Tried()
    for found in (first, second):
        for seed in range(1000, 1010):
            tried(seed, found)
    assert [told.split()[0] for told in first.told] == [told.split()[0] for told in second.told]


def test_two_runs_find_the_same_customers() -> None:
    code = "from tests.proofs.random_claims import *; t = Tried(); [tried(seed, t) for seed in range(8)]; print(t.told)"
    runs = [
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            cwd=Path(__file__).parents[2],
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    ]
    assert runs[0] == runs[1]
