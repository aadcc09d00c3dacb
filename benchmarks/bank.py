"""Makes the customers of the benchmarks: a million of them, twenty columns, one value in twenty missing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

MISSING = 0.05
JOBS = ("admin", "blue collar", "entrepreneur", "housemaid", "management", "retired", "self employed", "services")
CITIES = tuple(f"City {number:02d}" for number in range(40))


def customers(rows: int, seed: int = 20) -> pa.Table:
    """A key and nineteen columns: numbers, whole numbers, texts, yes/no and dates."""
    rng = np.random.default_rng(seed)
    day = np.datetime64("2025-12-31", "D")

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
        return pa.array(day - rng.integers(0, days, rows), mask=gaps())

    columns = {
        "customer_id": pa.array([f"C{number:07d}" for number in range(rows)]),
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
        "channel": text(("branch", "online", "mobile", "phone")),
        "consent": flag(0.8),
        "homeowner": flag(0.4),
        "joined": date(9000),
        "last_visit": date(400),
    }
    return pa.table(columns)


def write(path: Path, rows: int) -> None:
    """The customers as one Parquet file, in row groups of the usual size."""
    pq.write_table(customers(rows), path, row_group_size=131_072)
