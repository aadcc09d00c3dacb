"""Keys that are numbers: every digit stays, on every engine, or they are refused; none is changed."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.data.opened import errors, open_one, text_of, values

import segdsl

ENGINES = ("pandas", "polars", "duckdb")
RULES = "table customers\n  key customer id\n\neverybody if age >= 18\n"

WIDE = (2**64 + 1, 2**64 + 2, 7)
HUGE = (10**38 + 1, 10**38 + 2)
NINES = ("9" * 38, "9" * 37 + "8")

Data = Callable[[Path], Any]


def _frame(*keys: object) -> Data:
    return lambda folder: pd.DataFrame({"customer id": pd.Series(list(keys), dtype=object), "age": 20})


def _array(keys: Any) -> Data:
    return lambda folder: pa.table({"customer id": keys, "age": [20] * len(keys)})


def _parquet(keys: Any) -> Data:
    def write(folder: Path) -> Path:
        pq.write_table(pa.table({"customer id": keys, "age": [20] * len(keys)}), folder / "customers.parquet")
        return folder / "customers.parquet"

    return write


def _text(name: str, text: str) -> Data:
    def write(folder: Path) -> Path:
        (folder / name).write_text(text)
        return folder / name

    return write


def _duckdb(kind: str, *keys: object) -> Data:
    def write(folder: Path) -> Path:
        with duckdb.connect(str(folder / "bank.duckdb")) as connection:
            connection.execute(f'CREATE TABLE customers ("customer id" {kind}, age INT)')
            for key in keys:
                connection.execute(f"INSERT INTO customers VALUES ('{key}'::{kind}, 20)")
        return folder / "bank.duckdb"

    return write


def _sqlite(kind: str, *keys: object) -> Data:
    def write(folder: Path) -> Path:
        with sqlite3.connect(folder / "bank.sqlite") as connection:
            connection.execute(f'CREATE TABLE customers ("customer id" {kind}, age INT)')
            connection.executemany("INSERT INTO customers VALUES (?, 20)", [(key,) for key in keys])
        connection.close()
        return folder / "bank.sqlite"

    return write


def _decimals(digits: int, scale: int, *keys: str) -> Any:
    kind = (pa.decimal128 if digits <= 38 else pa.decimal256)(digits, scale)
    return pa.array([Decimal(key) for key in keys], kind)


def _json(*keys: int) -> str:
    return "".join(json.dumps({"customer id": key, "age": 20}) + "\n" for key in keys)


def _csv(*keys: object) -> str:
    return "customer id,age\n" + "".join(f"{key},20\n" for key in keys)


KEPT: dict[str, tuple[Data, Sequence[object]]] = {
    "python": (_frame(*WIDE), WIDE),
    "python, large": (_frame(*HUGE, 10**80), (*HUGE, 10**80)),
    "python, with texts": (_frame(*WIDE, "x", 5.0), (*WIDE, "x", 5)),
    "decimals of python": (_frame(Decimal("1E+20"), Decimal(3)), (10**20, 3)),
    "decimals and texts": (_frame(Decimal("1E+20"), "x"), (10**20, "x")),
    "uint64": (lambda _: pd.DataFrame({"customer id": np.array([2**64 - 1, 2**53 + 1], np.uint64), "age": 20}),
               (2**64 - 1, 2**53 + 1)),
    "arrow": (_array(_decimals(38, 0, *NINES)), NINES),
    "arrow, 76 digits": (_array(_decimals(76, 0, "9" * 76, "1")), ("9" * 76, "1")),
    "arrow, thousands": (_array(_decimals(10, -3, "123000", "5000")), (123000, 5000)),
    "parquet": (_parquet(_decimals(38, 0, *NINES)), NINES),
    "parquet, 76 digits": (_parquet(_decimals(76, 0, "9" * 76, "1")), ("9" * 76, "1")),
    "parquet, unsigned": (_parquet(pa.array([2**64 - 1, 1], pa.uint64())), (2**64 - 1, 1)),
    "csv": (_text("customers.csv", _csv(*WIDE, 10**50)), (*WIDE, 10**50)),
    "json": (_text("customers.jsonl", _json(*WIDE, 10**50)), (*WIDE, 10**50)),
    "polars": (lambda _: pl.DataFrame({"customer id": pl.Series(WIDE, dtype=pl.Int128), "age": 20}), WIDE),
    "polars, lazy": (lambda _: pl.LazyFrame({"customer id": pl.Series(WIDE, dtype=pl.Int128), "age": 20}), WIDE),
    "hugeint": (_duckdb("HUGEINT", 2**127 - 1, *HUGE), (2**127 - 1, *HUGE)),
    "uhugeint": (_duckdb("UHUGEINT", 2**128 - 1, 2**127, 5), (2**128 - 1, 2**127, 5)),
    "bignum": (_duckdb("BIGNUM", 10**50, 7), (10**50, 7)),
    "duckdb decimals": (_duckdb("DECIMAL(38,0)", *NINES), NINES),
    "sqlite": (_sqlite("INTEGER", 2**63 - 1, 2**53 + 1), (2**63 - 1, 2**53 + 1)),
    "sqlite texts": (_sqlite("TEXT", *map(str, WIDE)), WIDE),
}  # fmt: skip


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("form", KEPT)
def test_every_digit_is_kept(form: str, engine: str, tmp_path: Path) -> None:
    make, keys = KEPT[form]
    found = segdsl.apply(RULES, make(tmp_path), engine=engine).members("everybody")
    assert found == [str(key) for key in keys]


REFUSED: dict[str, tuple[Data, str]] = {
    "floats": (_array(pa.array([1e38, 2e38])), "mangled-key"),
    "floats of 32 bits": (_array(pa.array(np.array([1.0, 2.0**24], np.float32))), "mangled-key"),
    "floats among whole numbers": (_frame(2**53 + 1, 1e20), "mangled-key"),
    "floats of numpy": (_frame("x", np.float32(0.1)), "mangled-key"),
    "fractions among texts": (_frame("x", 0.5), "mangled-key"),
    "thousands of digits": (_frame(10**5000, 1), "inexact-number"),
    "parquet": (_parquet(pa.array([1e38, 2e38])), "mangled-key"),
    "csv": (_text("customers.csv", _csv("1e38", "2E+38")), "mangled-key"),
    "json": (_text("customers.jsonl", '{"customer id": 1e40}\n{"customer id": 2}\n'), "mangled-key"),
    "duckdb": (_duckdb("DOUBLE", 1e38, 2e38), "mangled-key"),
    "sqlite": (_sqlite("REAL", 1e38, 2e38), "mangled-key"),
    "sqlite, too large": (_sqlite("INTEGER", 2**63 - 1, str(2**64 + 1)), "mangled-key"),
    "sqlite, too large among texts": (_sqlite("NUMERIC", "x", str(2**64 + 1)), "mangled-key"),
}


@pytest.mark.parametrize("form", REFUSED)
def test_digits_that_are_lost_are_told_by_their_rows(form: str, tmp_path: Path) -> None:
    make, slug = REFUSED[form]
    opened = open_one(make(tmp_path), key="customer id")
    assert errors(opened) == [slug]
    assert "(row" in text_of(opened)


def test_a_duckdb_relation_keeps_every_digit() -> None:
    with duckdb.connect() as connection:
        relation = connection.sql('SELECT 340282366920938463463374607431768211455::UHUGEINT AS "customer id", 1 AS age')
        assert values(open_one(relation), "customer id") == [str(2**128 - 1)]


def test_numbers_of_128_bits_are_numbers_where_that_is_declared(tmp_path: Path) -> None:
    opened = segdsl.apply(
        RULES.replace("\n\n", "\n  column size: whole number\n\n").replace("age >= 18", "size > 5"),
        pl.DataFrame({"customer id": ["a", "b"], "age": 20, "size": pl.Series([5, 2**40], dtype=pl.Int128)}),
    )
    assert opened.members("everybody") == ["b"]
