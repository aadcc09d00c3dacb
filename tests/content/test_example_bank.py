"""The committed data of the example bank is what its generator makes."""

from __future__ import annotations

import gzip
import subprocess
import sys
from pathlib import Path

import pytest

BANK = Path(__file__).parents[2] / "examples" / "bank"


def content(path: Path) -> bytes:
    """What is in a file; how it was packed may differ from one zlib to another."""
    packed = path.read_bytes()
    return gzip.decompress(packed) if path.suffix == ".gz" else packed


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bank")
    command = [sys.executable, "-B", "-I", "-c", f"import runpy, sys; sys.path.insert(0, {str(BANK)!r}); "]
    command[-1] += f"sys.argv = ['generate.py', {str(folder)!r}]; runpy.run_path({str(BANK / 'generate.py')!r}, "
    command[-1] += "run_name='__main__')"
    subprocess.run(command, check=True)
    return folder


def test_the_generator_makes_the_committed_files(made: Path) -> None:
    committed = {path.name: content(path) for path in (BANK / "data").iterdir()}
    assert {path.name: content(path) for path in made.iterdir()} == committed


def test_the_committed_files_are_small() -> None:
    assert sum(path.stat().st_size for path in (BANK / "data").iterdir()) < 3_000_000


def test_the_bank_has_what_rules_stumble_over(made: Path) -> None:
    customers = content(made / "customers.csv").decode()
    assert len(customers.splitlines()) == 3_001
    for script in ("ř", "Ł", "ñ", "Ελένη", "Шевченко", "陳", "김"):
        assert script in customers
    transactions = content(made / "transactions.csv.gz").decode()
    assert ",2026-07-01," in transactions  # booked after the as-of date
    assert ",reversal," in transactions
    assert any(line.startswith("001,") for line in content(made / "branches.csv").decode().splitlines())
