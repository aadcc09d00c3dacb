"""What is written is read back the same, in every format, and in parts as at once."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import tempfile
import unicodedata
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.data.opened import errors, open_one, text_of, values

from segdsl.data import Options
from segdsl.schemas import Column
from segdsl.types import DATE, DATE_TIME, NUMBER, TEXT, WHOLE, YES_NO, Type

TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12) | st.sampled_from(
    ['"', ",", "a\nb", "''", "=1"]
)
CELLS: dict[Type, st.SearchStrategy[Any]] = {
    WHOLE: st.integers(-(2**53), 2**53),
    NUMBER: st.floats(allow_nan=False, allow_infinity=False),
    TEXT: TEXTS,
    YES_NO: st.booleans(),
    DATE: st.dates(dt.date(1900, 3, 1)),
    DATE_TIME: st.datetimes(dt.datetime(1900, 3, 1)).map(lambda moment: moment.replace(microsecond=0)),
}
TABLES = st.integers(1, 6).flatmap(
    lambda rows: st.lists(
        st.sampled_from(list(CELLS)).flatmap(
            lambda kind: st.tuples(st.just(kind), st.lists(st.none() | CELLS[kind], min_size=rows, max_size=rows))
        ),
        min_size=1,
        max_size=4,
    )
)
Cells = list[tuple[Type, list[Any]]]


def expected(cell: Any) -> Any:
    """What a cell is once it is read: texts in NFC, blank ones missing."""
    if not isinstance(cell, str):
        return cell
    text = unicodedata.normalize("NFC", cell)
    return text if text.strip() else None


def check(path: Path, table: Cells, options: Options | None = None) -> None:
    columns = [Column(f"c{place}", kind) for place, (kind, _) in enumerate(table)]
    found = open_one(path, *columns, options=options)
    assert not errors(found), text_of(found)
    for place, (_, cells) in enumerate(table):
        assert values(found, f"c{place}") == [expected(cell) for cell in cells]


def spelled(cell: Any) -> str:
    return "" if cell is None else {True: "yes", False: "no"}[cell] if isinstance(cell, bool) else str(cell)


def rows_of(table: Cells) -> list[tuple[Any, ...]]:
    return list(zip(*(cells for _, cells in table), strict=True))


@given(TABLES, st.sampled_from([",", ";", "\t", "|"]), st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030"]))
@settings(max_examples=150)
def test_csv(table: Cells, separator: str, encoding: str) -> None:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=separator, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(f"c{place}" for place in range(len(table)))
    writer.writerows(map(spelled, row) for row in rows_of(table))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t.csv"
        path.write_bytes(stream.getvalue().encode(encoding))
        for memory in (0, 1 << 20):
            said = None if encoding.startswith("utf") else encoding
            check(path, table, Options(encoding=said, memory=memory))


@given(TABLES)
@settings(max_examples=80)
def test_parquet(table: Cells) -> None:
    kinds = {WHOLE: pa.int64(), NUMBER: pa.float64(), TEXT: pa.string(), YES_NO: pa.bool_(), DATE: pa.date32()}
    arrays = [pa.array(cells, kinds.get(kind, pa.timestamp("us"))) for kind, cells in table]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t.parquet"
        pq.write_table(pa.table({f"c{n}": array for n, array in enumerate(arrays)}), path, row_group_size=2)
        for memory in (0, 1 << 20):
            check(path, table, Options(memory=memory))


@given(TABLES)
@settings(max_examples=80)
def test_json_lines(table: Cells) -> None:
    lines = [json.dumps({f"c{n}": cell for n, cell in enumerate(row)}, default=str) for row in rows_of(table)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t.jsonl"
        path.write_text("\n".join(lines), encoding="utf-8")
        check(path, table)


@given(TABLES)
@settings(max_examples=60)
def test_excel(table: Cells) -> None:
    """Excel keeps 15 digits, no empty rows and no blanks at the ends of what it is not told to keep."""
    small = [(kind, [_for_excel(cell) for cell in cells]) for kind, cells in table]
    marked: Cells = [(WHOLE, list(range(len(small[0][1])))), *small]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t.xlsx"
        options = {"default_date_format": "yyyy-mm-dd hh:mm:ss", "strings_to_formulas": False, "strings_to_urls": False}
        with xlsxwriter.Workbook(path, options) as book:
            sheet = book.add_worksheet()
            for place, (_, cells) in enumerate(marked):
                sheet.write(0, place, f"c{place}")
                for row, cell in enumerate(cells, start=1):
                    if cell is not None:
                        sheet.write(row, place, cell)
        check(path, marked)


def _for_excel(cell: Any) -> Any:
    if isinstance(cell, float):
        return float(f"{cell:.12g}") if 1e-9 < abs(cell) < 1e12 else 0.5
    if isinstance(cell, str):
        return "".join(character for character in cell if character.isalnum()) or None
    if isinstance(cell, int) and not isinstance(cell, bool):
        return cell % 10**12
    return cell


@given(TABLES)
@settings(max_examples=80)
def test_data_frames(table: Cells) -> None:
    frame = pd.DataFrame({f"c{n}": pd.Series(cells, dtype=object) for n, (_, cells) in enumerate(table)})
    columns = [Column(f"c{place}", kind) for place, (kind, _) in enumerate(table)]
    found = open_one(frame, *columns)
    assert not errors(found), text_of(found)
    for place, (_, cells) in enumerate(table):
        assert values(found, f"c{place}") == [expected(cell) for cell in cells]
