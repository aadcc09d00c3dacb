"""How much memory the whole of `apply` needs, Parquet to Parquet, for ten million customers, and fifty with DuckDB.

    python benchmarks/memory.py [--rows 10000000] [--engines pandas,polars,duckdb] [--limit 2] [--data FOLDER] [--check]
    python benchmarks/memory.py --rows 50000000 --engines duckdb --limit 0 --most 1024 --check

Each engine works in a process of its own, which may have `--limit` gigabytes of address space (0: as much as it wants;
an engine that cannot work so is tried again without the limit, and that is said). What is printed is the most memory
that was resident, as the system counted it. With --check the exit code is 1 when an engine needed more than `--most`
megabytes.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import segdsl  # noqa: F401 - before Arrow, as on the command line: under a limit it is told to set less aside

# isort: split
import bank
import running
from measuring import apart, cpu, peak

MOST = 600.0


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--engines", default="pandas,polars,duckdb")
    parser.add_argument("--limit", type=float, default=2.0)
    parser.add_argument("--most", type=float, default=MOST)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--one")
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    if options.one:
        running.apply(running.PLAIN, options.data / "customers.parquet", None, options.out, options.one)
        print(peak(), cpu())
        return 0
    with tempfile.TemporaryDirectory() as name:
        data = options.data or Path(name)
        if not (data / "customers.parquet").exists():
            bank.write(data / "customers.parquet", options.rows)
        known = running.known_engines()
        missed = False
        for engine in options.engines.split(","):
            if engine not in known:
                print(f"{engine:8} is not installed")
                continue
            missed |= measured(engine, data, Path(name) / "out.parquet", options.limit or None) > options.most
    return 1 if options.check and missed else 0


def measured(engine: str, data: Path, out: Path, limit: float | None) -> float:
    arguments = ("--one", engine, "--data", data, "--out", out)
    said = "" if limit is None else f"under a limit of {limit:g} GB"
    try:
        megabytes, seconds = apart(__file__, *arguments, limit=limit)
    except SystemExit:
        if limit is None:
            raise
        said = f"without a limit: under {limit:g} GB it could not"
        megabytes, seconds = apart(__file__, *arguments)
    print(f"{engine:8} {megabytes:8.0f} MB {seconds:8.1f} s of CPU  {said}", flush=True)
    return megabytes


if __name__ == "__main__":
    sys.exit(main())
