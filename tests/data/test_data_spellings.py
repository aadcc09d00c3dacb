"""Columns read at once mean what `spelling` says of each text by itself."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segdsl.data import spelling
from segdsl.data.converted import Converted, Reason
from segdsl.data.datepatterns import is_usable, reader_of
from segdsl.data.dates import to_dates, to_moments
from segdsl.data.numbers import decimals_of, to_numbers
from segdsl.data.spelling import Odd

NUMBERISH = st.one_of(
    st.from_regex(r"[+-]?[0-9]{0,18}(\.[0-9]{0,4})?([eE][+-]?[0-9]{1,2})?", fullmatch=True),
    st.integers().map(str),
    st.floats().map(repr),
    st.sampled_from(
        ["", " ", "NULL", "nan", "n/a", " 12 ", "1,5", "1.234,56", "-", ".", "1_000", "0x1F", "１２", "00123"]
    ),
    st.text(alphabet="0123456789.,-+eE \u00a0a", max_size=8),
)
DATEISH = st.one_of(
    st.dates().map(str),
    st.datetimes().map(str),
    st.datetimes(timezones=st.timezones()).map(str),
    st.from_regex(
        r"[0-9]{4}-[0-9]{2}-[0-9]{2}([ T][0-9]{2}:[0-9]{2}(:[0-9]{2})?)?(Z|[+-]0[0-9]:?[03]0)?", fullmatch=True
    ),
    st.sampled_from(["", "NULL", "0000-00-00", "2020-1-5", "2020-02-30", "20200105", "2020-01-05 10", "NaT"]),
)


def agree(found: Converted, texts: list[str | None], read: Any) -> None:
    vector: Any = found.vector
    for place, text in enumerate(texts):
        expected = Odd.MISSING if text is None else read(text)
        bad = {reason for reason, mask in found.bad.items() if mask[place]}
        if expected is Odd.BAD:
            assert bad == {Reason.KIND}, text
        elif expected is Odd.LARGE:
            assert Reason.LARGE in bad, text
        elif expected is Odd.MISSING:
            assert not bad
            assert np.isnat(vector[place]) if vector.dtype.kind == "M" else np.isnan(vector[place]), text
        else:
            assert not bad, text
            same = np.datetime64(expected) if vector.dtype.kind == "M" else expected
            assert vector[place] == same, text


@given(st.lists(st.none() | NUMBERISH, max_size=12))
@settings(max_examples=400)
def test_numbers_of_a_column_are_those_of_its_texts(texts: list[str | None]) -> None:
    agree(to_numbers(pa.array(texts, pa.string()), whole=False), texts, spelling.number)


@given(st.lists(st.none() | NUMBERISH, max_size=12))
@settings(max_examples=200)
def test_whole_numbers_of_a_column_are_those_of_its_texts(texts: list[str | None]) -> None:
    agree(to_numbers(pa.array(texts, pa.large_string()), whole=True), texts, spelling.whole_number)


@given(st.lists(NUMBERISH, max_size=12))
def test_numbers_of_a_slice_and_of_a_dictionary_are_the_same(texts: list[str]) -> None:
    whole = pa.array(["7", *texts, "x"], pa.string())
    agree(to_numbers(whole[1:-1], whole=False), list(texts), spelling.number)
    agree(to_numbers(whole[1:-1].dictionary_encode(), whole=False), list(texts), spelling.number)


@given(st.lists(NUMBERISH, max_size=12))
def test_a_decimal_comma_is_read_text_by_text(texts: list[str]) -> None:
    found = to_numbers(pa.array(texts, pa.string()), whole=False, mark=",")
    agree(found, list(texts), lambda text: spelling.number(text, ","))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.234,56", 1234.56),
        ("1234,5", 1234.5),
        ("-0,5", -0.5),
        ("1 234,5", 1234.5),
        ("1.23", Odd.BAD),
        ("1,2,3", Odd.BAD),
        ("12.34,5", Odd.BAD),
        ("1.234", 1234.0),
    ],
)
def test_decimal_commas(text: str, value: float | Odd) -> None:
    assert spelling.number(text, ",") == value


@given(st.lists(st.none() | DATEISH, max_size=8))
@settings(max_examples=300)
def test_dates_of_a_column_are_those_of_its_texts(texts: list[str | None]) -> None:
    agree(to_dates(pa.array(texts, pa.string()), "UTC"), texts, spelling.date)


@given(st.lists(st.none() | DATEISH, max_size=8), st.sampled_from(["UTC", "Europe/Prague", "Asia/Taipei"]))
@settings(max_examples=300)
def test_moments_of_a_column_are_those_of_its_texts(texts: list[str | None], zone: str) -> None:
    found = to_moments(pa.array(texts, pa.string()), zone)
    agree(found, texts, lambda text: spelling.date_time(text, zone))


@pytest.mark.parametrize(
    ("pattern", "text", "value"),
    [
        ("dd.mm.yyyy", "05.01.2020", dt.datetime(2020, 1, 5)),
        ("d.m.yyyy", "5.1.2020", dt.datetime(2020, 1, 5)),
        ("mm/dd/yy", "01/05/99", dt.datetime(1999, 1, 5)),
        ("yyyymmdd", "20200105", dt.datetime(2020, 1, 5)),
        ("dd-MMM-yyyy", "05-Jan-2020", dt.datetime(2020, 1, 5)),
        ("dd.mm.yyyy HH:MM:SS", "05.01.2020 23:59:58", dt.datetime(2020, 1, 5, 23, 59, 58)),
        ("yyyy年mm月dd日", "2020年01月05日", dt.datetime(2020, 1, 5)),
        ("dd.mm.yyyy", "31.02.2020", Odd.BAD),
        ("dd.mm.yyyy", "2020-01-05", Odd.BAD),
        ("dd.mm.yyyy", "", Odd.MISSING),
        ("dd-MMM-yyyy", "05-Xyz-2020", Odd.BAD),
    ],
)
def test_date_formats(pattern: str, text: str, value: object) -> None:
    assert is_usable(pattern)
    assert reader_of(pattern)(text) == value


@pytest.mark.parametrize("pattern", ["", "dd.mm", "yyyy", "dd.mm.yyyy yy", "hello", "HH:MM"])
def test_formats_without_a_whole_day_cannot_be_used(pattern: str) -> None:
    assert not is_usable(pattern)


@given(st.lists(st.decimals(-(10**6), 10**6, places=2).map(float), min_size=1))
def test_cents_are_found(values: list[float]) -> None:
    found = decimals_of(np.array([*values, 0.25, np.nan]))
    assert found == 2


def test_more_than_six_decimals_are_not_exact() -> None:
    assert decimals_of(np.array([1 / 3])) is None
