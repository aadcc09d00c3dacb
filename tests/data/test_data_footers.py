"""Columns of large Parquet files that need not be read to be checked: what the footers prove, and what they do not."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.apply.running import run

from segdsl.data import scan
from segdsl.data.footers import told
from segdsl.data.model import MEMORY, Options
from segdsl.data.parquet import open_parquet
from segdsl.membership.apply import Request
from segdsl.schemas import Column
from segdsl.types import DATE, NUMBER, TEXT, WHOLE, YES_NO, Type

ROWS = 200_000
"""Three row groups that are read one by one."""


def proved(path: Path, values: Any, kind: Type, **declared: Any) -> bool:
    pq.write_table(pa.table({"x": values}), path, row_group_size=2)
    found = told(open_parquet([path], path.name), [0])
    assert found[0].rows == len(values)
    return found[0].proves(Column("x", kind, **declared))


@pytest.mark.parametrize(
    ("values", "kind", "declared", "expected"),
    [
        (pa.array([1, None, 3]), WHOLE, {}, True),
        (pa.array([1, 2, 2**53 + 1]), WHOLE, {}, False),
        (pa.array([1, 2, 130]), WHOLE, {"low": 0, "high": 120}, False),
        (pa.array([1, 2, 120]), WHOLE, {"low": 0, "high": 120}, True),
        (pa.array([1, 2, 99]), WHOLE, {"missing_codes": (99,)}, False),
        (pa.array([1.5, None, 2.0]), WHOLE, {}, False),
        (pa.array([1.5, None, float("nan")]), NUMBER, {}, True),
        (pa.array([1.5, float("inf")]), NUMBER, {"low": 0.0, "high": 9.0}, False),
        (pa.array([1.5, 2.25]), NUMBER, {"decimals": 2}, False),
        (pa.array([1, 2]), NUMBER, {}, False),
        (pa.array([True, None]), YES_NO, {}, True),
        (pa.array([dt.date(2020, 1, 1), None]), DATE, {}, True),
        (pa.array([0, 10_000_000], pa.int32()).cast(pa.date32()), DATE, {}, False),
        (pa.array(["a", "b"]), TEXT, {}, False),
        (pa.array([None, None], pa.int64()), WHOLE, {}, True),
    ],
)
def test_what_footers_prove(tmp_path: Path, values: Any, kind: Type, declared: dict[str, Any], expected: bool) -> None:
    assert proved(tmp_path / "x.parquet", values, kind, **declared) is expected


def test_without_statistics_nothing_is_proved(tmp_path: Path) -> None:
    pq.write_table(pa.table({"x": [1, 2]}), tmp_path / "x.parquet", write_statistics=False)
    found = told(open_parquet([tmp_path / "x.parquet"], "x.parquet"), [0])
    assert not found[0].proves(Column("x", WHOLE))


def counted(folder: Path, memory: int) -> object:
    """What is found when so many bytes of a table are kept."""
    try:
        summary = run(folder / "rules.seg", request=Request(), options=Options(memory=memory)).applied.summary
    except AssertionError as refused:  # as `run` says what a user would read
        return str(refused)
    return [(segment.name, segment.members, segment.undecided) for segment in summary.segments]


def test_the_same_whether_read_or_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also when the first row group does not show what a column is later on: then it is read after all."""
    rng = np.random.default_rng(5)
    gone = rng.random(ROWS) < 0.1
    columns: dict[str, Any] = {
        "customer_id": [f"c{number}" for number in range(ROWS)],
        "age": pa.array(rng.integers(0, 99, ROWS), mask=gone),
        "balance": pa.array(np.round(rng.exponential(100, ROWS), 2), mask=gone),
        "consent": pa.array(rng.random(ROWS) < 0.5, mask=gone),
        "joined": pa.array(np.datetime64("2025-12-31") - rng.integers(0, 900, ROWS), mask=gone),
    }
    (tmp_path / "rules.seg").write_text(
        'as of 2025-12-31\ntable customers from "customers.parquet"\n  key customer id\n'
        "old if age > 60\nrich if balance > 0.7\nfree if consent is yes\nnew if joined is within 90 days\n"
    )
    late = pa.array([*np.ones(ROWS - 1), 0.5])
    spoilt = pa.array([*range(ROWS - 1), 2**60])
    unknown = pa.array(np.where(np.arange(ROWS) % 7 == 3, np.nan, 5.25))
    twice = [f"c{number % (ROWS - 1)}" for number in range(ROWS)]
    changes: list[dict[str, Any]] = [
        {},
        {"balance": late},
        {"balance": unknown},
        {"age": spoilt},
        {"customer_id": twice},
    ]
    for changed in changes:
        pq.write_table(pa.table({**columns, **changed}), tmp_path / "customers.parquet", row_group_size=70_000)
        found = []
        for many in (ROWS, 0):
            monkeypatch.setattr(scan, "MANY", many)
            found += [counted(tmp_path, MEMORY), counted(tmp_path, 1)]
        assert found == [found[0]] * 4
