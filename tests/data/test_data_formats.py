"""Every kind of file and frame gives the same rows."""

from __future__ import annotations

import datetime as dt
import gzip
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.ipc as ipc
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from tests.data.opened import codes, column_of, errors, open_one, row_numbers, text_of, types_of, values

from segdsl import data
from segdsl.data import Options
from segdsl.schemas import Column
from segdsl.types import DATE, TEXT

ROWS: dict[str, list[Any]] = {
    "customer id": ["001", "002", "003"],
    "age": [35, None, 52],
    "pay": [10.25, 1e-05, None],
    "name": ["Anna", '高價值, "x"', None],
    "joined": [dt.date(2020, 1, 5), None, dt.date(1969, 12, 31)],
    "seen": [dt.datetime(2020, 1, 5, 8, 30, 15), None, dt.datetime(2020, 1, 6)],
    "consent": [True, None, False],
}
KINDS = {
    "customer id": "text",
    "age": "whole number",
    "pay": "number",
    "name": "text",
    "joined": "date",
    "seen": "date and time",
    "consent": "yes or no",
}


def arrow() -> pa.Table:
    columns: Any = ROWS
    return pa.table(columns)


def as_csv(path: Path, separator: str = ",") -> Path:
    def cell(value: object) -> str:
        text = "" if value is None else "yes" if value is True else "no" if value is False else str(value)
        return f'"{text.replace(chr(34), chr(34) * 2)}"' if any(c in text for c in ',;|\t"') else text

    lines = [separator.join(ROWS), *(separator.join(map(cell, row)) for row in zip(*ROWS.values(), strict=True))]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def as_excel(path: Path) -> Path:
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd hh:mm:ss"}) as book:
        sheet = book.add_worksheet("Customers")
        for place, (name, cells) in enumerate(ROWS.items()):
            sheet.write(0, place, name)
            for row, cell in enumerate(cells, start=1):
                if cell is not None:
                    sheet.write(row, place, cell)
    return path


def as_json(path: Path) -> Path:
    rows = [dict(zip(ROWS, row, strict=True)) for row in zip(*ROWS.values(), strict=True)]
    lines = [
        json.dumps({k: v for k, v in row.items() if v is not None}, default=str, ensure_ascii=False) for row in rows
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def as_stream(path: Path) -> Path:
    with pa.OSFile(str(path), "wb") as sink, ipc.new_stream(sink, arrow().schema) as writer:
        writer.write_table(arrow())
    return path


def packed(path: Path) -> Path:
    path.write_bytes(gzip.compress(as_csv(path.with_suffix(".plain")).read_bytes()))
    return path


def written(path: Path, write: Callable[[pa.Table, str], object]) -> Path:
    write(arrow(), str(path))
    return path


MAKERS: dict[str, Callable[[Path], data.Binding]] = {
    "csv": lambda folder: as_csv(folder / "t.csv"),
    "semicolons": lambda folder: as_csv(folder / "t.csv", ";"),
    "tabs": lambda folder: as_csv(folder / "t.tsv", "\t"),
    "bars": lambda folder: as_csv(folder / "t.txt", "|"),
    "gzip": lambda folder: packed(folder / "t.csv.gz"),
    "parquet": lambda folder: written(folder / "t.parquet", pq.write_table),
    "feather": lambda folder: written(folder / "t.feather", feather.write_feather),
    "arrow stream": lambda folder: as_stream(folder / "t.arrows"),
    "excel": lambda folder: as_excel(folder / "t.xlsx"),
    "excel sheet": lambda folder: f"{as_excel(folder / 't.xlsx')}#Customers",
    "json lines": lambda folder: as_json(folder / "t.jsonl"),
    "arrow table": lambda folder: arrow(),
    "pandas": lambda folder: arrow().to_pandas(),
    "pandas with arrow": lambda folder: arrow().to_pandas(types_mapper=pd.ArrowDtype),
    "path": lambda folder: str(as_csv(folder / "t.csv")),
}


@pytest.mark.parametrize("memory", [data.model.MEMORY, 0], ids=["kept", "read again"])
@pytest.mark.parametrize("maker", MAKERS)
def test_every_form_gives_the_same(tmp_path: Path, maker: str, memory: int) -> None:
    found = open_one(MAKERS[maker](tmp_path), options=Options(memory=memory))
    assert not errors(found)
    kinds = {**KINDS, "consent": types_of(found)["consent"]} if maker == "pandas" else KINDS
    assert types_of(found) == kinds
    for name, expected in ROWS.items():
        got = values(found, name)
        assert got == expected, name
        assert column_of(found, name).missing_share == pytest.approx(expected.count(None) / 3)
    assert row_numbers(found) == [1, 2, 3]


def test_separators_other_than_commas_are_said(tmp_path: Path) -> None:
    assert "separator-found" not in codes(open_one(as_csv(tmp_path / "a.csv")))
    found = open_one(as_csv(tmp_path / "b.csv", ";"))
    assert "separator-found" in codes(found)
    assert "separated by `;`" in text_of(found)


def test_a_hint_for_excel_is_no_header(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("sep=|\r\nid|n\r\n1|10\r\n", encoding="utf-8")
    assert values(open_one(path), "n") == [10.0]


def test_decimal_commas_between_semicolons(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("id;n;m\n1;1,5;2,5\n2;1,25;3,5\n", encoding="utf-8")
    found = open_one(path)
    assert values(found, "m") == ["2,5", "3,5"]


def test_a_workbook_with_several_sheets_needs_a_name(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name in ("Cover", "Data"):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["id", name])
            sheet.write_row(1, 0, ["7", 1])
    assert errors(open_one(path)) == ["unknown-sheet"]
    assert errors(open_one(f"{path}#Dta")) == ["unknown-sheet"]
    assert values(open_one(f"{path}#Data"), "Data") == [1.0]


def test_long_numbers_in_a_workbook_are_no_keys(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_column(0, 0, ["id", 1234567890123456.0])
        sheet.write_column(0, 1, ["n", 7])
    assert errors(open_one(path, key="id")) == ["mangled-key"]


def test_parquet_parts_folders_and_globs(tmp_path: Path) -> None:
    folder = tmp_path / "parts"
    for year, ids in ((2020, [1, 2]), (2021, [3])):
        (folder / f"year={year}").mkdir(parents=True)
        pq.write_table(pa.table({"id": ids, "n": [10 * i for i in ids]}), folder / f"year={year}" / "part-0.parquet")
    (folder / "_SUCCESS").write_text("")
    found = open_one(folder)
    assert values(found, "id") == ["1", "2", "3"]
    assert values(found, "n") == [10.0, 20.0, 30.0]
    assert values(found, "year") == ["2020", "2020", "2021"]
    assert values(open_one(str(folder / "*" / "*.parquet")), "n") == [10.0, 20.0, 30.0]
    pq.write_table(pa.table({"id": [4]}), folder / "year=2021" / "part-1.parquet")
    assert errors(open_one(folder)) == ["unreadable-file"]


def test_parquet_types(tmp_path: Path) -> None:
    table = pa.table(
        {
            "id": pa.array([1, 2], pa.uint64()),
            "cents": pa.array([1, 250], pa.decimal128(9, 2)),
            "small": pa.array([1, None], pa.int8()),
            "half": pa.array([0.5, 1.5], pa.float32()),
            "kind": pa.array(["a", None]).dictionary_encode(),
            "zoned": pa.array([dt.datetime(2020, 7, 1, 23, tzinfo=dt.UTC), None], pa.timestamp("ns", "UTC")),
            "midnights": pa.array([dt.datetime(2020, 7, 1), None], pa.timestamp("ms")),
            "list": pa.array([[1], [2]]),
        }
    )
    pq.write_table(table, tmp_path / "t.parquet")
    wanted = frozenset(name for name in table.column_names if name != "list")
    found = open_one(tmp_path / "t.parquet", wanted=wanted, options=Options(zone="Europe/Prague"))
    assert types_of(found) == {
        "id": "text",
        "cents": "number",
        "small": "whole number",
        "half": "number",
        "kind": "text",
        "zoned": "date and time",
        "midnights": "date",
        "list": "unknown",
    }
    assert values(found, "cents") == [1.0, 250.0]
    assert values(found, "zoned") == [dt.datetime(2020, 7, 2, 1), None]
    assert values(found, "midnights") == [dt.date(2020, 7, 1), None]
    assert errors(open_one(tmp_path / "t.parquet", wanted=frozenset({"list"}))) == ["unreadable-column"]


def test_frames_are_not_copied_where_they_need_not_be() -> None:
    frame = pd.DataFrame({"id": ["a", "b"], "n": np.array([1.5, np.nan])})
    found = open_one(frame)
    assert found.value is not None
    (batch,) = found.value.stores["customers"].batches(frozenset({"n"}))
    vector = batch.columns["n"]
    assert isinstance(vector, np.ndarray)
    assert np.shares_memory(vector, frame["n"].to_numpy())


def test_frames_with_mixed_objects_become_texts() -> None:
    frame = pd.DataFrame({"id": ["a", "b", "c", "d"], "x": [1, "two", None, 2.5]})
    assert values(open_one(frame), "x") == ["1", "two", None, "2.5"]


def test_categories_and_nullable_columns() -> None:
    frame = pd.DataFrame(
        {
            "id": ["a", "b"],
            "c": pd.Categorical(["x", None], categories=["x", "never"]),
            "n": pd.array([1, None], dtype="Int64"),
            "b": pd.array([True, None], dtype="boolean"),
        }
    )
    found = open_one(frame)
    assert values(found, "c") == ["x", None]
    assert column_of(found, "c").values_seen == ("x",)
    assert values(found, "n") == [1.0, None]
    assert values(found, "b") == [True, None]


def test_json_lines_keep_what_is_text_and_what_is_a_number(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    path.write_text('{"id": "7", "n": 1, "t": "12", "big": 12345678901234567890}\n\n{"id": "8", "n": 2.5, "x": null}\n')
    found = open_one(path, wanted=frozenset({"n", "t", "big"}))
    assert values(found, "n") == [1.0, 2.5]
    assert values(found, "t") == ["12", None]
    assert values(found, "big") == ["12345678901234567890", None]


@pytest.mark.parametrize("line", ["[1, 2]", "{", '{"a": 1},', "7"])
def test_a_line_that_is_no_object_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "t.jsonl"
    path.write_text('{"id": "1", "n": 1}\n' + line + "\n")
    found = open_one(path)
    assert errors(found) == ["bad-json-line"]
    assert "line 2" in text_of(found)


def test_an_unused_nested_member_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    path.write_text('{"id": "1", "n": 1, "tags": ["a"]}\n')
    assert values(open_one(path, wanted=frozenset({"n"})), "n") == [1.0]
    assert errors(open_one(path, wanted=frozenset({"tags"}))) == ["unreadable-column"]


def test_missing_files_have_suggestions(tmp_path: Path) -> None:
    as_csv(tmp_path / "customers.csv")
    found = open_one(tmp_path / "custmers.csv")
    assert errors(found) == ["data-not-found"]
    assert "`customers.csv`" in text_of(found)
    assert "no folder" in text_of(open_one(tmp_path / "nowhere" / "t.csv"))
    assert "no Parquet files" in text_of(open_one(tmp_path))
    assert "no file is called like" in text_of(open_one(str(tmp_path / "*.parquet")))
    assert errors(open_one("mysql://server/bank?table=x")) == ["unreadable-format"]


def test_paths_in_the_rules_start_from_the_rules(tmp_path: Path) -> None:
    as_csv(tmp_path / "t.csv")
    from tests.data.opened import schema_of, table

    declared = schema_of(table(path="t.csv", base=str(tmp_path)))
    assert values(data.open_tables(declared, {}, None), "age") == ROWS["age"]


def test_damaged_files_are_refused(tmp_path: Path) -> None:
    for name, head in (
        ("t.parquet", b"PAR1"),
        ("t.feather", b"ARROW1"),
        ("t.xlsx", b"PK\x03\x04xl/"),
        ("t.gz", b"\x1f\x8b"),
    ):
        path = tmp_path / name
        path.write_bytes(head + b"not what it seems" * 10)
        assert errors(open_one(path)) == ["unreadable-file"], name


def test_fingerprints_are_of_bytes_and_of_content(tmp_path: Path) -> None:
    import hashlib

    path = as_csv(tmp_path / "t.csv")
    found = open_one(path)
    assert found.value is not None
    assert found.value.fingerprints["customers"] == hashlib.sha256(path.read_bytes()).hexdigest()
    one, same, other = (
        open_one(table).value for table in (arrow(), pa.concat_tables([arrow()[:1], arrow()[1:]]), arrow()[1:])
    )
    assert one is not None
    assert same is not None
    assert other is not None
    assert one.fingerprints["customers"] == same.fingerprints["customers"] != other.fingerprints["customers"]


def test_a_file_that_changed_meanwhile_has_no_fingerprint(tmp_path: Path) -> None:
    from segdsl.diagnostics.model import Refused

    path = as_csv(tmp_path / "t.csv")
    found = open_one(path)
    assert found.value is not None
    path.write_text("id\n1\n")
    with pytest.raises(Refused, match="was changed"):
        _ = found.value.fingerprints["customers"]


def test_declared_texts_of_typed_numbers_are_what_a_user_would_write() -> None:
    frame = pd.DataFrame({"id": ["a", "b", "c"], "zip": [7.0, 8.5, None], "n": [1, 2, 3]})
    found = open_one(frame, Column("zip", TEXT), Column("n", TEXT))
    assert values(found, "zip") == ["7", "8.5", None]
    assert values(found, "n") == ["1", "2", "3"]


@pytest.mark.parametrize("memory", [data.model.MEMORY, 0])
def test_tables_without_rows(tmp_path: Path, memory: int) -> None:
    path = tmp_path / "t.csv"
    path.write_text("id,n\n", encoding="utf-8")
    pq.write_table(arrow()[:0], tmp_path / "t.parquet")
    options = Options(memory=memory)
    for found in (open_one(path, options=options), open_one(tmp_path / "t.parquet", options=options)):
        assert not errors(found)
        assert found.value is not None
        assert found.value.stores["customers"].rows == 0
        assert row_numbers(found) == []
    found = open_one(path, Column("n", TEXT), key="id", options=options)
    assert values(found, "n") == []


def test_line_ends_in_headers(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text('\n"the\nid",n\n1,10\n2,"20"\n', encoding="utf-8")
    found = open_one(path)
    assert values(found, "n") == [10.0, 20.0]
    assert values(found, "the\nid") == [1.0, 2.0]


def test_dots_in_names_of_parquet_columns(tmp_path: Path) -> None:
    table = pa.table({"id": [1, 2], "emp.var.rate": [1.5, 2.5], "emp": [3, 4], "rate": [5, 6]})
    pq.write_table(table, tmp_path / "t.parquet")
    found = open_one(tmp_path / "t.parquet")
    assert values(found, "emp.var.rate") == [1.5, 2.5]
    assert values(found, "emp") == [3.0, 4.0]
    assert values(found, "rate") == [5.0, 6.0]


def test_a_folder_name_is_no_column_of_a_single_file(tmp_path: Path) -> None:
    folder = tmp_path / "year=2020"
    folder.mkdir()
    pq.write_table(pa.table({"id": [1]}), folder / "t.parquet")
    assert types_of(open_one(folder / "t.parquet")) == {"id": "text"}


def test_moments_with_a_zone_are_days_only_in_their_own(tmp_path: Path) -> None:
    midnight = dt.datetime(2020, 7, 1, 22, tzinfo=dt.UTC)
    table = pa.table({"id": ["a"], "d": pa.array([midnight], pa.timestamp("us", "Europe/Prague"))})
    assert values(open_one(table, options=Options(zone="Europe/Prague")), "d") == [dt.date(2020, 7, 2)]
    assert errors(open_one(table, Column("d", DATE))) == ["wrong-kind"]
    assert values(open_one(table, Column("d", DATE), options=Options(zone="Europe/Prague")), "d") == [
        dt.date(2020, 7, 2)
    ]


# ---- numbers that a data frame holds as floats -----------------------------------------------------------------------

GAPS = pd.Series([1.0, None, 3.0])


@pytest.mark.parametrize(
    ("values_of", "kind"),
    [
        (GAPS, "whole number"),
        (GAPS.astype("float32"), "whole number"),
        (GAPS.astype("Float64"), "whole number"),
        (pd.Series([1.0, float("inf")]), "whole number"),
        (pd.Series([*range(200), 0.5]), "number"),
        (pd.Series([1.0, 1e16]), "number"),
        (pd.Series([None, None], dtype="float64"), "unknown"),
    ],
)
def test_floats_that_are_whole_are_whole_numbers(tmp_path: Path, values_of: pd.Series[float], kind: str) -> None:
    frame = pd.DataFrame({"n": values_of})
    path = tmp_path / "n.parquet"
    frame.to_parquet(path)
    for binding in (frame, pa.Table.from_pandas(frame), path):
        found = open_one(binding)
        assert types_of(found) == {"n": kind}
        assert column_of(found, "n").decimals == (0 if kind == "whole number" else None)


def test_whole_row_groups_before_one_with_a_fraction_are_numbers_too(tmp_path: Path) -> None:
    path = tmp_path / "n.parquet"
    whole = pa.table({"n": [float(number) for number in range(70_000)]})
    with pq.ParquetWriter(path, whole.schema) as writer:
        writer.write_table(whole)
        writer.write_table(pa.table({"n": [0.5, 2.0]}))
    found = open_one(path)
    assert types_of(found) == {"n": "number"}
    assert values(found, "n")[-2:] == [0.5, 2.0]
    assert column_of(found, "n").decimals is None


@pytest.mark.parametrize("kind", [pa.decimal128(38, 0), pa.decimal256(50, 0), pa.decimal128(16, 0)])
@pytest.mark.parametrize(
    ("number", "exact"), [(2**53, True), (2**53 + 1, False), (-(2**53), True), (-(2**53) - 1, False)]
)
def test_decimals_without_a_fraction_lose_no_digits(kind: pa.DataType, number: int, exact: bool) -> None:
    found = open_one(pa.table({"n": pa.array([Decimal(3), None, Decimal(number)], kind)}))
    assert errors(found) == ([] if exact else ["inexact-number"])
    if exact:
        assert values(found, "n") == [3.0, None, float(number)]


def test_half_precision_numbers(recwarn: pytest.WarningsRecorder) -> None:
    found = open_one(pa.table({"n": pa.array(np.array([1, 2.5], np.float16))}))
    assert types_of(found) == {"n": "number"}
    assert not recwarn.list


@pytest.mark.parametrize("text", ["id,age\n", "id,age", "\ufeffid,age\r\n", "id,age\n\n", 'sep=,\n"id","age"'])
def test_a_header_without_rows_is_a_table_without_rows(tmp_path: Path, text: str) -> None:
    path = tmp_path / "customers.csv"
    path.write_text(text, encoding="utf-8", newline="")
    for options in (Options(), Options(on_bad_rows="quarantine"), Options(memory=0)):
        found = open_one(path, options=options)
        assert not errors(found), text_of(found)
        assert values(found, "age") == []
        assert found.value is not None
        assert found.value.schema.customers.key == "id"
