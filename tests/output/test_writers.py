"""Each format read back by another reader gives the rows that were written, and the same bytes every time."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from segdsl.diagnostics.model import Refused
from segdsl.frames import Texts
from segdsl.output import excel, formats
from segdsl.output.cells import DANGEROUS, csv_cell, csv_cells
from segdsl.output.formats import Format
from segdsl.output.rows import Column, Field, Kind, Rows, Sheet
from segdsl.output.staging import Staging

Line = tuple[str, bool, str | None, bool]
FIELDS = (
    Field("客戶 id", Kind.TEXT),
    Field("high-value", Kind.YES_NO),
    Field("=tier", Kind.TEXT),
    Field("suppressed", Kind.YES_NO),
)
# Control characters other than tab and line ends cannot stand in a workbook, and no reader lets them in.
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")) | st.sampled_from("\t\n\",;=+-@'"))
LINES = st.lists(st.tuples(TEXTS.filter(bool), st.booleans(), st.none() | TEXTS.filter(bool), st.booleans()))


def sheet_of(lines: Sequence[Line], size: int) -> Sheet:
    return Sheet(FIELDS, [_rows(lines[i : i + size]) for i in range(0, len(lines), size)], len(lines))


def _rows(lines: Sequence[Line]) -> Rows:
    values = tuple(dict.fromkeys(text for _, _, text, _ in lines if text is not None))
    codes = np.array([-1 if text is None else values.index(text) for _, _, text, _ in lines], np.int32)
    columns: tuple[Column, ...] = (
        np.array([line[1] for line in lines], np.bool_),
        Texts(codes, values),
        np.array([line[3] for line in lines], np.bool_),
    )
    return Rows(len(lines), np.array([line[0] for line in lines], dtype=object), columns)


def written(sheet: Sheet, path: Path, *, bom: bool = False) -> bytes:
    format = formats.of_path(path).value
    assert format is not None
    with Staging() as staging:
        digest = formats.write(sheet, path, format, staging, bom=bom)
        staging.release()
    data = path.read_bytes()
    assert hashlib.sha256(data).hexdigest() == digest
    return data


def _escaped(text: str | None) -> str:
    return "'" + text if text and text.startswith(DANGEROUS) and not _is_number(text) else text or ""


def _is_number(text: str) -> bool:
    try:
        return float(text) == float(text) and not {*"_ naif\t\r\n"} & {*text.lower()} and text.isascii()
    except ValueError:
        return False


@pytest.mark.parametrize("text", ["-1", "+3.5", "-0.25", "+.5", "-1e-05", "+41791234567", "-5."])
def test_a_plain_number_is_no_formula(text: str) -> None:
    assert csv_cell(text) == text
    assert csv_cells(np.array([text, "a,b"], dtype=object)).to_pylist() == [text, '"a,b"']


@pytest.mark.parametrize(
    "text",
    [
        "=1",
        "-",
        "+",
        "--1",
        "-1+2",
        "-1-1",
        "+cmd|' /C calc'!A0",
        "@SUM(A1)",
        "-1 ",
        "-1\n",
        "\t1",
        "-١",
        "-inf",
        "-1e",
    ],
)
def test_what_is_more_than_a_number_stays_escaped(text: str) -> None:
    assert csv_cell(text).strip('"').startswith("'")


def _words(member: bool) -> str:
    return "yes" if member else "no"


@settings(deadline=None, max_examples=60)
@given(lines=LINES, size=st.integers(1, 5), bom=st.booleans())
def test_csv(lines: list[Line], size: int, bom: bool, tmp_path_factory: pytest.TempPathFactory) -> None:
    data = written(sheet_of(lines, size), tmp_path_factory.mktemp("csv") / "out.csv", bom=bom)
    assert data.startswith(b"\xef\xbb\xbf") is bom
    found = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert found[0] == ["客戶 id", "high-value", "'=tier", "suppressed"]
    assert found[1:] == [[_escaped(key), _words(a), _escaped(text), _words(b)] for key, a, text, b in lines]


@settings(deadline=None, max_examples=60)
@given(lines=LINES, size=st.integers(1, 5))
def test_json_lines(lines: list[Line], size: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    data = written(sheet_of(lines, size), tmp_path_factory.mktemp("jsonl") / "out.JSONL")
    found = [json.loads(line) for line in data.decode().split("\n")[:-1]]
    assert found == [{"客戶 id": key, "high-value": a, "=tier": text, "suppressed": b} for key, a, text, b in lines]


@settings(deadline=None, max_examples=40)
@given(lines=LINES, size=st.integers(1, 5))
def test_parquet(lines: list[Line], size: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("parquet") / "out.parquet"
    written(sheet_of(lines, size), path)
    table = pq.read_table(path)
    assert [str(t) for t in table.schema.types] == ["string", "bool", "string", "bool"]
    assert table.column_names == [field.name for field in FIELDS]
    assert [tuple(row.values()) for row in table.to_pylist()] == lines


@settings(deadline=None, max_examples=25)
@given(lines=LINES, size=st.integers(1, 5))
def test_excel(lines: list[Line], size: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("xlsx") / "out.xlsx"
    written(sheet_of(lines, size), path)
    found = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    assert found[0] == [field.name for field in FIELDS]
    assert found[1:] == [[key, _words(a), text or "", _words(b)] for key, a, text, b in lines]


def test_excel_has_no_formula_and_no_link(tmp_path: Path) -> None:
    import zipfile

    lines: list[Line] = [
        ("=1+1", True, "http://example.org", False),
        ("+3", True, "@x", False),
        ("12", True, "-", True),
    ]
    written(sheet_of(lines, 2), tmp_path / "out.xlsx")
    with zipfile.ZipFile(tmp_path / "out.xlsx") as book:
        page = book.read("xl/worksheets/sheet1.xml").decode()
        styles = book.read("xl/styles.xml").decode()
    assert "<f>" not in page
    assert "hyperlink" not in page
    assert 't="n"' not in page
    assert 'quotePrefix="1"' in styles


@pytest.mark.parametrize("ending", [format.value for format in Format])
def test_the_same_rows_give_the_same_bytes_whatever_the_batches(ending: str, tmp_path: Path) -> None:
    lines: list[Line] = [(f"{i:05d}", i % 3 == 0, [None, "gold", "=b"][i % 3], i % 7 == 0) for i in range(997)]
    found = {written(sheet_of(lines, size), tmp_path / f"out{size}{ending}") for size in (1, 10, 333, 997)}
    assert len(found) == 1


def test_parquet_row_groups_do_not_follow_the_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from segdsl.output import parquet

    monkeypatch.setattr(parquet, "ROW_GROUP", 100)
    lines: list[Line] = [(f"{i}", i % 2 == 0, "a", False) for i in range(250)]
    found = {written(sheet_of(lines, size), tmp_path / f"{size}.parquet") for size in (7, 100, 250)}
    assert len(found) == 1
    data = pq.ParquetFile(tmp_path / "7.parquet").metadata
    assert [data.row_group(i).num_rows for i in range(data.num_row_groups)] == [100, 100, 50]


def test_gzip_is_read_by_anybody(tmp_path: Path) -> None:
    data = written(sheet_of([("1", True, None, False)], 1), tmp_path / "a.csv.gz")
    assert gzip.decompress(data).decode() == "客戶 id,high-value,'=tier,suppressed\n1,yes,,no\n"


def test_many_columns_with_many_texts(tmp_path: Path) -> None:
    """More combinations than one whole number holds."""
    rng = np.random.default_rng(5)
    codes = [rng.integers(-1, 900, 50).astype(np.int32) for _ in range(12)]
    values = tuple(f"t{i}" for i in range(900))
    fields = (Field("key", Kind.TEXT), *(Field(f"c{i}", Kind.TEXT) for i in range(12)))
    rows = Rows(50, np.array([str(i) for i in range(50)], dtype=object), tuple(Texts(c, values) for c in codes))
    data = written(Sheet(fields, [rows]), tmp_path / "wide.csv").decode()
    found = list(csv.reader(io.StringIO(data)))[1:]
    expected: list[list[Any]] = [[str(i), *("" if c[i] < 0 else values[c[i]] for c in codes)] for i in range(50)]
    assert found == expected


def test_only_a_key(tmp_path: Path) -> None:
    rows = Rows(2, np.array(["00123", "1e5"], dtype=object), ())
    assert written(Sheet((Field("id", Kind.TEXT),), [rows]), tmp_path / "a.csv") == b"id\n00123\n1e5\n"
    assert (
        written(Sheet((Field("id", Kind.TEXT),), [rows]), tmp_path / "a.jsonl") == b'{"id": "00123"}\n{"id": "1e5"}\n'
    )


def test_excel_refuses_more_rows_than_it_can_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excel, "MOST_ROWS", 10)
    lines: list[Line] = [(str(i), True, None, False) for i in range(10)]
    known = sheet_of(lines, 4)
    for sheet in (known, Sheet(known.fields, known.batches, None)):
        with pytest.raises(Refused) as refused:
            written(sheet, tmp_path / "out.xlsx")
        assert [d.code.id for d in refused.value.diagnostics] == ["SEG708"]
        assert list(tmp_path.iterdir()) == []
    written(sheet_of(lines[:9], 4), tmp_path / "out.xlsx")


def test_unknown_ending() -> None:
    outcome = formats.of_path(Path("members.pdf"))
    assert [d.code.id for d in outcome.diagnostics] == ["SEG701"]
    assert formats.of_path(None).value is Format.CSV
