"""Frames and relations that a program hands over give the rows of a file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import duckdb
import polars as pl
import pyarrow as pa
import pytest
from tests.data.opened import errors, open_one, row_numbers, text_of, types_of, values

from segdsl.data import Options

ROWS: dict[str, list[Any]] = {
    "customer id": ["001", "002", "003"],
    "age": [35, None, 52],
    "pay": [10.25, 1e-05, None],
    "name": ["Anna", "高價值", None],
    "joined": [dt.date(2020, 1, 5), None, dt.date(1969, 12, 31)],
    "consent": [True, None, False],
}


def _lazy_once() -> Any:
    """A frame that gives other rows each time it is computed."""
    drawn = iter(range(100))
    return pl.DataFrame(ROWS).lazy().with_columns(draw=pl.lit(0).map_elements(lambda _: next(drawn), pl.Int64))


FORMS: dict[str, Callable[[], Any]] = {
    "polars": lambda: pl.DataFrame(ROWS),
    "polars lazy": lambda: pl.DataFrame(ROWS).lazy(),
    "arrow": lambda: pa.table(ROWS),
    "reader": lambda: pa.table(ROWS).to_reader(),
    "duckdb": lambda: duckdb.from_arrow(pa.table(ROWS)),
}


@pytest.mark.parametrize("memory", [0, 10**9])
@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_the_same_rows(form: str, memory: int) -> None:
    opened = open_one(FORMS[form](), options=Options(memory=memory))
    assert list(types_of(opened).values()) == ["text", "whole number", "number", "text", "date", "yes or no"]
    for name, expected in ROWS.items():
        assert values(opened, name) == expected
    assert row_numbers(opened) == [1, 2, 3]
    assert opened.value is not None
    assert opened.value.fingerprints["customers"] == opened.value.fingerprints["customers"]


def test_the_same_rows_have_the_same_fingerprint() -> None:
    whole = pa.table(ROWS)
    pieces = pa.concat_tables([whole.slice(0, 1), whole.slice(1)])
    found = set()
    for form in (whole, pieces, pieces.to_reader()):
        opened = open_one(form)
        assert opened.value is not None
        found.add(opened.value.fingerprints["customers"])
    assert len(found) == 1


def test_what_is_computed_anew_each_time_is_computed_once() -> None:
    opened = open_one(_lazy_once(), options=Options(memory=0))
    assert values(opened, "draw") == values(opened, "draw")


def test_many_rows_are_kept_in_a_file() -> None:
    rows = 2_500_000
    reader = pa.table({"id": pa.array(range(rows)), "x": pa.array(range(rows))}).to_reader(100_000)
    opened = open_one(reader, options=Options(memory=1_000_000))
    assert values(opened, "x") == list(range(rows))


def test_what_is_no_table_is_refused() -> None:
    thing: Any = object()
    assert errors(open_one(thing)) == ["unreadable-format"]
    broken = pl.DataFrame(ROWS).lazy().select(pl.col("name").cast(pl.Int64, strict=True))
    opened = open_one(broken)
    assert errors(opened) == ["unreadable-file"]
    assert "高價值" not in text_of(opened)
