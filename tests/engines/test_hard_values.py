"""Values and names that engines trip over: odd texts and columns, NaN and infinities in Parquet, decimals, large keys,
zones, tables of no row and of one. Every engine finds what is written out here by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet
import pytest
from tests.conformance.test_conformance import by_engine, opened, questions
from tests.engines import each

ODD = 'a"; drop table t; --'
NAMES = ("^.*$", "select", ODD, "Größe", "50%_off", "new\\nline", "'quoted'")
TEXTS = ["50%", "a_c", "it's", 'say "hi"', "back\\slash", "two\nlines", "", " ", "高價", "NULL", None]


def answers(engine: str, folder: Path, rules: str, *asked: str) -> dict[str, list[str]]:
    """What the engine says of each customer."""
    (folder / "rules.seg").write_text(rules, encoding="utf-8")
    program, stores = opened(folder / "rules.seg")
    return by_engine(each.ready(engine), program, stores, questions(program, asked))


def parquet(path: Path, columns: Mapping[str, Any]) -> None:
    pa.parquet.write_table(pa.table(dict(columns)), path, row_group_size=3)


def yes(found: Mapping[str, list[str]], place: int = 0) -> set[str]:
    return {key for key, line in found.items() if line[place] == "yes"}


@pytest.mark.parametrize("engine", each.NAMES)
def test_texts_mean_themselves(engine: str, tmp_path: Path) -> None:
    keys = [f"k{number}" for number in range(len(TEXTS))]
    parquet(tmp_path / "c.parquet", {"id": keys, "t": pa.array(TEXTS)})
    rules = """
table customers from "c.parquet"
  key id
  column t: text

percent if t contains "%"
under if t contains "_"
apostrophe if t contains "'"
spoken if t contains "\\""
slash if t ends with "\\\\slash"
exact if t in ["50%", "a_c", "it's", "say \\"hi\\"", "back\\\\slash", "高價", "NULL"]
gone if t is missing
"""
    names = ("percent", "under", "apostrophe", "spoken", "slash", "exact", "gone")
    found = answers(engine, tmp_path, rules, *names)
    assert [yes(found, place) for place in range(len(names))] == [
        {"k0"}, {"k1"}, {"k2"}, {"k3"}, {"k4"}, {"k0", "k1", "k2", "k3", "k4", "k8", "k9"}, {"k6", "k7", "k10"},
    ]  # fmt: skip


@pytest.mark.parametrize("engine", each.NAMES)
def test_columns_of_any_name(engine: str, tmp_path: Path) -> None:
    columns = {name: pa.array([float(place), float(-place), None]) for place, name in enumerate(NAMES, 1)}
    parquet(tmp_path / "c.parquet", {"id": ["a", "b", "c"], **columns})
    declared = "\n".join(f'  column n{place} as "{_quoted(name)}": number' for place, name in enumerate(NAMES, 1))
    every = " and ".join(f"n{place} is {place}" for place in range(1, len(NAMES) + 1))
    rules = f'table customers from "c.parquet"\n  key id\n{declared}\n\nfound if {every}\n'
    assert answers(engine, tmp_path, rules, "found") == {"a": ["yes"], "b": ["no"], "c": ["?"]}


def _quoted(name: str) -> str:
    return name.replace("\\", "\\\\").replace('"', '\\"')


@pytest.mark.parametrize("engine", each.NAMES)
def test_numbers_at_the_edge(engine: str, tmp_path: Path) -> None:
    numbers = [float("nan"), float("inf"), float("-inf"), None, 1e308, -1e308, 5e-324, 0.1, -0.0]
    keys = [9007199254740993 + number for number in range(len(numbers))]
    money = [None if number % 4 == 3 else Decimal(number) / 100 for number in range(len(numbers))]
    at = [dt.datetime(2024, 3, 1, 0, 59, 59, number, dt.timezone(dt.timedelta(hours=2))) for number in range(9)]
    columns = {
        "id": pa.array(keys, pa.int64()), "x": pa.array(numbers), "m": pa.array(money, pa.decimal128(12, 2)),
        "s": pa.array(at, pa.timestamp("us", tz="Europe/Berlin")),
    }  # fmt: skip
    parquet(tmp_path / "c.parquet", columns)
    rules = """
table customers from "c.parquet"
  key id
  column x: number
  column m: number, 2 decimals
  column s: date and time

unknown if x is missing
huge if x * 10 is missing and x is known
tiny if x > 0 and x < 0.000000000001
tenth if x is 0.1
zero if x is 0
cents if m in [0.01, 0.05]
evening if s <= 2024-02-29
"""
    names = ("unknown", "huge", "tiny", "tenth", "zero", "cents", "evening")
    found = answers(engine, tmp_path, rules, *names)
    k = [str(key) for key in keys]
    assert [yes(found, place) for place in range(len(names))] == [
        set(k[:4]), {k[4], k[5]}, {k[6]}, {k[7]}, {k[8]}, {k[1], k[5]}, set(k),
    ]  # fmt: skip


@pytest.mark.parametrize("engine", each.NAMES)
@pytest.mark.parametrize("rows", [0, 1])
def test_tables_of_nothing(engine: str, rows: int, tmp_path: Path) -> None:
    """No customer, or one without anything known; no purchases, or one without a customer."""
    customers = {"id": pa.array(["a"][:rows], pa.string()), "x": pa.nulls(rows, pa.float64())}
    parquet(tmp_path / "c.parquet", customers)
    parquet(tmp_path / "p.parquet", {"id": pa.nulls(rows, pa.string()), "paid": pa.array([1.5][:rows], pa.float64())})
    rules = """
table customers from "c.parquet"
  key id
  column x: number

table purchases from "p.parquet"
  many per id
  column paid: number

define spent as sum of paid in purchases
big if x > 1
idle if no purchases
"""
    found = answers(engine, tmp_path, rules, "big", "idle", "spent")
    assert found == ({} if rows == 0 else {"a": ["?", "yes", "0"]})
