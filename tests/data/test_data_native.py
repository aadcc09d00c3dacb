"""What a store promises an engine that reads the file itself: plain scanning finds the values of the batches."""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.data.opened import open_one, stored, text_of

from segdsl import data
from segdsl.data import Options
from segdsl.diagnostics.model import Outcome
from segdsl.frames import Store
from segdsl.frames.native import NativeColumn, ParquetScan
from segdsl.schemas import Column
from segdsl.types import DATE, DATE_TIME, NUMBER, TEXT, WHOLE, YES_NO, Kind, one_of

EVERYTHING: dict[str, Any] = {
    "customer id": pa.array([7, 8, 10**17, -3], pa.int64()),
    "whole": pa.array([1, None, 2**53, -999], pa.int64()),
    "tiny": pa.array([1, 2, None, 255], pa.uint8()),
    "number": pa.array([0.1, math.nan, math.inf, -math.inf]),
    "narrow": pa.array([0.1, None, 3.5, 1e30], pa.float32()),
    "money": pa.array([Decimal("0.07"), None, Decimal("12345.67"), Decimal("-0.01")], pa.decimal128(15, 2)),
    "wide": pa.array([Decimal("0.07"), None, Decimal("90071992547409.91"), Decimal("1")], pa.decimal128(38, 2)),
    "city": pa.array(["高雄", " ", "", "n/a"]),
    "class": pa.array(["a", "b", None, "a"]).dictionary_encode(),
    "flag": pa.array([True, None, False, True]),
    "day": pa.array([dt.date(1, 1, 1), None, dt.date(9999, 12, 31), dt.date(1900, 1, 1)]),
    "moment": pa.array([dt.datetime(2020, 1, 5, 8, 30, 0, 9), None, dt.datetime(1, 1, 1), None], pa.timestamp("us")),
    "older": pa.array([dt.datetime(2020, 1, 5, 8, 30), None, None, None], pa.timestamp("ms")),
}
DECLARED = (
    Column("whole", WHOLE, missing_codes=(-999,)),
    Column("city", TEXT, missing_codes=("n/a",)),
    Column("class", one_of(("a", "b"))),
    Column("day", DATE, missing_codes=(dt.date(1900, 1, 1),)),
    Column("moment", DATE_TIME),
    Column("number", NUMBER),
    Column("flag", YES_NO),
)


def scanned(path: Path, column: NativeColumn) -> list[Any]:
    """What an engine finds that does no more to the column than it has to."""
    array: Any = pq.read_table(path, columns=[column.name]).column(0)
    if column.spelled:
        array = array.cast(pa.string())
    values = array.to_pylist()
    if column.kind in (Kind.WHOLE, Kind.NUMBER):
        values = [None if value is None or not math.isfinite(value) else float(value) for value in values]
    return [None if value in column.missing else value for value in values]


def native_of(opened: Outcome[data.Opened]) -> ParquetScan | None:
    assert opened.value is not None, text_of(opened)
    found = opened.value.stores["customers"].native
    assert found is None or isinstance(found, ParquetScan)
    return found


def same(opened: Outcome[data.Opened]) -> ParquetScan:
    native = native_of(opened)
    assert native is not None
    assert opened.value is not None
    store: Store = opened.value.stores["customers"]
    assert all(path.is_absolute() for path in native.paths)
    for name, column in native.columns.items():
        values = [value for path in native.paths for value in scanned(path, column)]
        assert values == stored(store, name, column.kind), name
    return native


def written(folder: Path, columns: dict[str, Any], name: str = "c.parquet") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table(columns), path)
    return path


@pytest.mark.parametrize("memory", [0, 10**9])
def test_everything_that_lies_there_as_it_is_meant(tmp_path: Path, memory: int) -> None:
    opened = open_one(written(tmp_path, EVERYTHING), *DECLARED, options=Options(memory=memory))
    native = same(opened)
    assert native.columns["customer id"].spelled
    assert native.columns["customer id"].kind is Kind.TEXT
    assert native.columns["city"].missing == ("", " ", "n/a")
    assert len(native.columns) == len(EVERYTHING)


@pytest.mark.parametrize(
    ("column", "declared"),
    [
        (pa.array(["é", "e\u0301"]), None),  # one text in two spellings
        (pa.array(["yes", "no"]), None),  # an answer that is spelled out
        (pa.array(["2020-01-05", None]), None),
        (pa.array(["1", "2"]), Column("x", TEXT, missing_codes=())),
        (pa.array([1.5, 2.0]), Column("x", TEXT)),
        (pa.array([dt.datetime(2020, 1, 5), None], pa.timestamp("us", "UTC")), None),
        (pa.array([dt.datetime(2020, 1, 5, 1), None], pa.timestamp("ns")), None),
        (pa.array([dt.datetime(2020, 1, 5), None], pa.timestamp("us")), None),  # days in the rules
        (pa.array([dt.date(2020, 1, 5), None]), Column("x", DATE_TIME)),
        (pa.array([None, None], pa.int64()), None),
        (pa.array([Decimal("90071992547409.93"), None], pa.decimal128(18, 2)), None),
        (pa.array([True, None]), Column("x", TEXT)),
    ],
)
def test_what_needs_more_is_not_left_to_the_engine(tmp_path: Path, column: Any, declared: Column | None) -> None:
    path = written(tmp_path, {"customer id": ["a", "b"], "x": column})
    opened = open_one(path, *((declared,) if declared else ()))
    plain = declared is not None and pa.types.is_string(column.type)
    assert (native_of(opened) is not None) == plain


def test_rows_left_out_and_columns_alike(tmp_path: Path) -> None:
    repeated = written(tmp_path, {"customer id": ["a", "a"], "x": [1, 2]})
    keyed = open_one(repeated, key="customer id", options=Options(on_bad_rows="quarantine"))
    assert native_of(keyed) is None
    alike = written(tmp_path, {"customer id": ["a", "b"], "x": [1, 2], "X": [3, 4]})
    assert native_of(open_one(alike, wanted=frozenset())) is None


def test_folders(tmp_path: Path) -> None:
    for month in (1, 2):
        written(tmp_path, {"id": [f"a{month}"], "x": [month]}, f"data/month={month}/part.parquet")
    folder = tmp_path / "data"
    native = same(open_one(folder, wanted=frozenset({"x"})))
    assert [path.parent.name for path in native.paths] == ["month=1", "month=2"]
    assert native_of(open_one(folder, wanted=frozenset({"x", "month"}))) is None
    written(tmp_path, {"id": ["a3"], "x": [0.5]}, "data/month=3/part.parquet")
    assert native_of(open_one(folder, wanted=frozenset({"x"}))) is None, "another type in another file"


def test_decimals_are_the_nearest_doubles(tmp_path: Path) -> None:
    draw = Random(5)
    for digits, scale in ((15, 2), (15, 15), (9, 4), (18, 2), (38, 5)):
        values = [Decimal(draw.randrange(-(10**digits) + 1, 10**digits)).scaleb(-scale) for _ in range(500)]
        column = pa.array([*values, None], pa.decimal128(digits, scale))
        opened = open_one(written(tmp_path, {"x": column}), Column("x", NUMBER), wanted=frozenset())
        assert opened.value is not None
        found = stored(opened.value.stores["customers"], "x", Kind.NUMBER)
        assert found == [*(float(value) for value in values), None]
        assert (native_of(opened) is not None) == (digits <= 15)
