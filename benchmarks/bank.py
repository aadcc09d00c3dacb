"""Makes the data of the benchmarks: customers of twenty columns and their transactions, one value in twenty missing.

    python benchmarks/bank.py FOLDER [--customers 10000000] [--transactions 50000000]

Files are written block by block, so that 50 million customers need no more memory than one million.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

MISSING = 0.05
JOBS = ("admin", "blue collar", "entrepreneur", "housemaid", "management", "retired", "self employed", "services")
CITIES = tuple(f"City {number:02d}" for number in range(40))


KINDS = ("payment", "refund", "fee", "salary")
CATEGORIES = ("food", "travel", "health", "home", "clothes", "fuel", "sport", "books", "gifts", "cash", "rent", "other")
CHANNELS = ("branch", "online", "mobile", "phone")
DAY = np.datetime64("2025-12-31", "D")
BLOCK = 1_048_576
"""Rows that are made at a time."""
ROW_GROUP = 131_072


def keys(numbers: np.ndarray) -> pa.Array:
    return pa.array([f"C{number:07d}" for number in numbers.tolist()])


def customers(rows: int, seed: int = 20, first: int = 0) -> pa.Table:
    """A key and nineteen columns: numbers, whole numbers, texts, yes/no and dates."""
    rng = np.random.default_rng(seed)

    def gaps() -> np.ndarray:
        return rng.random(rows) < MISSING

    def whole(low: int, high: int) -> pa.Array:
        return pa.array(rng.integers(low, high + 1, rows), mask=gaps())

    def number(mean: float) -> pa.Array:
        return pa.array(np.round(rng.exponential(mean, rows), 2), mask=gaps())

    def text(values: tuple[str, ...]) -> pa.Array:
        return pa.array(np.array(values, dtype=object)[rng.integers(0, len(values), rows)], pa.string(), mask=gaps())

    def flag(share: float) -> pa.Array:
        return pa.array(rng.random(rows) < share, mask=gaps())

    def date(days: int) -> pa.Array:
        return pa.array(DAY - rng.integers(0, days, rows), mask=gaps())

    columns = {
        "customer_id": keys(np.arange(first, first + rows)),
        "age": whole(18, 95),
        "tenure_months": whole(0, 360),
        "products": whole(1, 7),
        "visits": whole(0, 40),
        "logins": whole(0, 200),
        "complaints": whole(0, 5),
        "balance": number(20_000),
        "salary": number(45_000),
        "card_spend": number(900),
        "loan": number(60_000),
        "credit_limit": number(5_000),
        "churn_risk": pa.array(rng.random(rows), mask=gaps()),
        "job": text(JOBS),
        "city": text(CITIES),
        "channel": text(CHANNELS),
        "consent": flag(0.8),
        "homeowner": flag(0.4),
        "joined": date(9000),
        "last_visit": date(400),
    }
    return pa.table(columns)


def transactions(rows: int, of: int, seed: int = 21) -> pa.Table:
    """Rows of two years in no order, each of one of so many customers."""
    rng = np.random.default_rng(seed)

    def gaps() -> np.ndarray:
        return rng.random(rows) < MISSING

    def text(values: tuple[str, ...], mask: np.ndarray | None = None) -> pa.Array:
        codes = pa.array(rng.integers(0, len(values), rows, dtype=np.int32), mask=mask)
        return pa.DictionaryArray.from_arrays(codes, pa.array(values)).cast(pa.string())

    return pa.table(
        {
            "customer_id": keys(rng.integers(0, of, rows)),
            "day": pa.array(DAY - rng.integers(0, 730, rows)),
            "amount": pa.array(np.round(rng.exponential(60, rows), 2), mask=gaps()),
            "kind": text(KINDS),
            "channel": text(CHANNELS, gaps()),
            "category": text(CATEGORIES, gaps()),
        }
    )


def write(path: Path, rows: int) -> None:
    """The customers as one Parquet file, in row groups of the usual size."""
    _write(path, rows, lambda first, count, block: customers(count, 20 + 1000 * block, first))


def write_transactions(path: Path, rows: int, of: int) -> None:
    _write(path, rows, lambda first, count, block: transactions(count, of, 21 + 1000 * block))


def _write(path: Path, rows: int, make: Callable[[int, int, int], pa.Table]) -> None:
    with pq.ParquetWriter(path, make(0, 1, 0).schema) as file:
        for block, first in enumerate(range(0, rows, BLOCK)):
            file.write_table(make(first, min(BLOCK, rows - first), block), row_group_size=ROW_GROUP)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--transactions", type=int, default=0)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    write(options.folder / "customers.parquet", options.customers)
    if options.transactions:
        write_transactions(options.folder / "transactions.parquet", options.transactions, options.customers)


if __name__ == "__main__":
    main()
