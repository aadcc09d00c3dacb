"""Headers without rows: the names that rules may use, found without any data library for text files."""

from __future__ import annotations

import gzip
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.data.opened import schema_of, table

from segdsl.data import peek
from segdsl.schemas import Column, Role, Table
from segdsl.types import TEXT, UNKNOWN


def peeked(folder: Path, name: str, *columns: Column) -> Table:
    return peek.headers(schema_of(table("customers", *columns, path=name, base=str(folder)))).customers


def test_headers_become_unknown_columns(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("Customer_ID;Net Balance;net_balance\n1;2;3\n", encoding="utf-8")
    found = peeked(tmp_path, "t.csv", Column("customer id", TEXT))
    assert found.closed
    assert found.columns["customer id"].type == TEXT
    assert found.collisions == {"net balance": ("Net Balance", "net_balance")}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "big5"])
def test_headers_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    text = "客戶編號,年齡,職業\nK01,35,管理階層\nK02,17,學生\nK03,52,技術人員\n"
    (tmp_path / "t.csv").write_bytes(text.encode(encoding))
    found = peeked(tmp_path, "t.csv")
    assert [column.name for column in found.columns.values()] == ["客戶編號", "年齡", "職業"]
    assert {column.type for column in found.columns.values()} == {UNKNOWN}


def test_other_files(tmp_path: Path) -> None:
    (tmp_path / "t.csv.gz").write_bytes(gzip.compress(b"id,n\n1,2\n"))
    assert set(peeked(tmp_path, "t.csv.gz").columns) == {"id", "n"}
    pq.write_table(pa.table({"id": [1], "n": [2]}), tmp_path / "t.parquet")
    assert set(peeked(tmp_path, "t.parquet").columns) == {"id", "n"}
    (tmp_path / "t.jsonl").write_text('{"id": 1}\n{"n": 2}\n')
    found = peeked(tmp_path, "t.jsonl")
    assert set(found.columns) == {"id", "n"}
    assert not found.closed


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("nowhere.csv", None),
        ("t.csv", b""),
        ("t.csv", b"a,a\n1,2\n"),
        ("t.csv", b"<html>"),
        ("t.gz", b"\x1f\x8bxx"),
        ("t.parquet", b"PAR1"),
    ],
)
def test_what_cannot_be_read_stays_as_declared(tmp_path: Path, name: str, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    try:
        found = peeked(tmp_path, name, Column("n", TEXT))
    except pa.ArrowException:
        pytest.fail("a damaged file is for the verbs that read data")
    assert set(found.columns) == {"n"}
    assert not found.closed


def test_no_data_library_is_loaded(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("id,n\n1,2\n", encoding="utf-8")
    code = f"""
import sys
from segdsl.data import peek
from segdsl.schemas import Role, Schema, Table
table = Table("customers", Role.CUSTOMERS, {{}}, False, path="t.csv", base={str(tmp_path)!r})
found = peek.headers(Schema({{"customers": table}}))
assert set(found.customers.columns) == {{"id", "n"}}
print(*(name for name in ("numpy", "pandas", "pyarrow", "python_calamine") if name in sys.modules))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_tables_without_a_path_stay_as_they_are() -> None:
    declared = schema_of(table(), table("events", role=Role.MANY, per="id"))
    assert peek.headers(declared) == declared
