"""Texts with half of a character, and bytes that are not UTF-8: refused by column and row, on every engine alike."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.data.opened import errors, open_one, text_of

import segdsl

ENGINES = ("pandas", "polars", "duckdb")
BROKEN = "Gen\ud83d"
RULES = 'table customers\n  key customer id\n\nadults if age >= 18 and city is not "Bern"\n'


def _objects(*values: object) -> pd.Series[Any]:
    return pd.Series(list(values), dtype=object)


def _frame(city: object) -> pd.DataFrame:
    return pd.DataFrame({"customer id": ["a", "b"], "age": [20, 30], "city": city})


def _invalid() -> Any:
    """Texts in an Arrow array, of which the second is none."""
    ends = pa.py_buffer(np.array([0, 4, 10], np.int32).tobytes())
    return pa.Array.from_buffers(pa.string(), 2, [None, ends, pa.py_buffer(b"BernGen\xed\xa0\xbd")])


def _table(city: Any) -> pa.Table:
    return pa.table({"customer id": ["a", "b"], "age": [20, 30], "city": city})


FORMS: dict[str, Callable[[], Any]] = {
    "objects": lambda: _frame(_objects("Bern", BROKEN)),
    "categories": lambda: _frame(pd.Categorical(_objects("Bern", BROKEN))),
    "of several kinds": lambda: _frame(_objects(5, BROKEN)),
    "python texts": lambda: _frame(pd.array(["Bern", BROKEN], dtype=pd.StringDtype("python"))),
    "arrow": lambda: _table(_invalid()),
    "arrow large": lambda: _table(_invalid().cast(pa.large_string())),
    "arrow views": lambda: _table(_invalid().cast(pa.string_view())),
    "arrow numbered": lambda: _table(pa.DictionaryArray.from_arrays(pa.array([0, 1]), _invalid())),
}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("form", FORMS)
def test_a_broken_text_is_refused_by_column_and_row(form: str, engine: str) -> None:
    (said,) = segdsl.apply(RULES, FORMS[form](), engine=engine).diagnostics
    assert said.code.id == "SEG583"
    assert said.message.startswith("`city` in ")
    assert said.message.endswith("(row 2)")
    assert "Gen" not in "".join((said.message, *said.help, *said.notes))


@pytest.mark.parametrize("key", [_objects("a", BROKEN), _invalid()], ids=["pandas", "arrow"])
def test_a_broken_key_is_refused(key: Any) -> None:
    columns = {"customer id": key, "age": [20, 30], "city": ["Bern", "Bern"]}
    opened = open_one(pa.table(columns) if isinstance(key, pa.Array) else pd.DataFrame(columns))
    assert errors(opened) == ["broken-text"]
    assert "`customer id`" in text_of(opened)


def test_a_broken_name_is_refused_by_its_place() -> None:
    frame = _frame(["Bern", "Bern"])
    frame.columns = pd.Index(["customer id", "age", BROKEN], dtype=object)
    opened = open_one(frame)
    assert errors(opened) == ["broken-text"]
    assert "the name of column 3" in text_of(opened)


def test_parquet_of_other_programs_is_looked_at_too(tmp_path: Path) -> None:
    pq.write_table(_table(_invalid()), tmp_path / "customers.parquet")
    assert errors(open_one(tmp_path / "customers.parquet")) == ["broken-text"]


def test_rows_are_counted_over_all_chunks() -> None:
    whole = _table(pa.array(["Bern", "Chur"]))
    reader = pa.concat_tables([*[whole] * 600_000, _table(_invalid())])
    assert "(row 1200002)" in text_of(open_one(reader.combine_chunks()))


def test_only_a_few_rows_are_named() -> None:
    opened = open_one(pd.DataFrame({"customer id": range(20), "city": _objects(*[BROKEN] * 20)}))
    assert "(rows 1, 2, 3, 4, 5, 6, 7, 8 and more)" in text_of(opened)


@pytest.mark.parametrize("unused", [BROKEN, 5, 10**5000], ids=["broken", "a number", "endless"])
def test_what_no_rule_asks_for_may_be_anything(unused: object, tmp_path: Path) -> None:
    frame = _frame(_objects("Bern", unused))
    first, again = tmp_path / "first.csv", tmp_path / "again.csv"
    rules = RULES.replace(' and city is not "Bern"', "")
    assert segdsl.apply(rules, frame, out=first).members("adults") == ["a", "b"]
    segdsl.apply(rules, frame.copy(), out=again)
    assert first.read_bytes() == again.read_bytes()
