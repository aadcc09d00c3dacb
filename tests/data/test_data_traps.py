"""What readers get wrong quietly: every trap is refused, or read right, and no value is ever shown."""

from __future__ import annotations

import gzip
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.data.opened import codes, column_of, errors, open_one, row_numbers, text_of, types_of, values

from segdsl.data import Options
from segdsl.schemas import Column
from segdsl.types import DATE, NUMBER, TEXT, WHOLE, YES_NO, one_of


def write(folder: Path, text: str, name: str = "customers.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="")
    return path


# ---- types are found from every value ------------------------------------------------------------------------------


def test_a_fraction_after_many_whole_numbers_stays_a_fraction(tmp_path: Path) -> None:
    rows = "".join(f"{number}\n" for number in range(30_000))
    found = open_one(write(tmp_path, f"amount\n{rows}33.5\n"))
    assert types_of(found) == {"amount": "number"}
    assert values(found, "amount")[-1] == 33.5


def test_one_word_after_many_numbers_makes_a_text(tmp_path: Path) -> None:
    rows = "".join(f"{number}\n" for number in range(1, 30_000))
    found = open_one(write(tmp_path, f"code\n{rows}x1\n"))
    assert types_of(found) == {"code": "text"}
    assert values(found, "code")[0] == "1"


@pytest.mark.parametrize("text", ["00123", "+41791234567", "1234567890123456", "12345678901234567890", "12e5"])
def test_what_looks_like_an_identifier_stays_text(tmp_path: Path, text: str) -> None:
    found = open_one(write(tmp_path, f"code,n\n{text},1\n7,2\n"))
    assert types_of(found)["code"] == "text"
    assert values(found, "code") == [text, "7"]


@pytest.mark.parametrize(
    ("cells", "kind", "expected"),
    [
        (["1", "-2"], "whole number", [1.0, -2.0]),
        (["1", "2.50"], "number", [1.0, 2.5]),
        (["1e-05", "0.30000000000000004"], "number", [1e-05, 0.30000000000000004]),
        (["yes", "NO"], "yes or no", [True, False]),
        (["True", "false"], "yes or no", [True, False]),
        (["yes", "none"], "text", ["yes", "none"]),
        (["True", "None"], "yes or no", [True, None]),
        (["yes", "NA"], "yes or no", [True, None]),
        (["yes", "true"], "text", ["yes", "true"]),
        (["y", "n"], "text", ["y", "n"]),
        (["1,5", "2"], "text", ["1,5", "2"]),
        (["0.5", "-0"], "number", [0.5, 0.0]),
        (["NULL", "12"], "whole number", [None, 12.0]),
        (["nan", "1.5", "inf"], "number", [None, 1.5, None]),
        (["NULL", "Smith"], "text", ["NULL", "Smith"]),
    ],
)
def test_kinds_that_nobody_declared(tmp_path: Path, cells: list[str], kind: str, expected: list[object]) -> None:
    rows = "".join(f'"{cell}",x\n' for cell in cells)
    found = open_one(write(tmp_path, f"c,d\n{rows}"))
    assert types_of(found)["c"] == kind
    assert values(found, "c") == expected


def test_blank_cells_are_missing_and_counted(tmp_path: Path) -> None:
    found = open_one(write(tmp_path, "id,name,age\n1,Ann,30\n2,   ,\n3,,  \n4,Bo,40\n"))
    assert values(found, "name") == ["Ann", None, None, "Bo"]
    assert values(found, "age") == [30.0, None, None, 40.0]
    assert column_of(found, "name").missing_share == 0.5
    assert column_of(found, "age").values_seen is None
    assert column_of(found, "name").values_seen == ("Ann", "Bo")


def test_a_column_without_any_value_has_no_type(tmp_path: Path) -> None:
    found = open_one(write(tmp_path, "id,note\n1,\n2,\n"))
    assert types_of(found)["note"] == "unknown"
    assert values(found, "note") == [None, None]


# ---- declared types hold for every row -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "cell", "slug"),
    [
        (Column("x", WHOLE), "33.5", "wrong-kind"),
        (Column("x", WHOLE), "secret", "wrong-kind"),
        (Column("x", WHOLE), "9007199254740993", "inexact-number"),
        (Column("x", NUMBER), "1,5", "wrong-kind"),
        (Column("x", NUMBER, decimals=2), "1.255", "wrong-kind"),
        (Column("x", NUMBER, low=0), "-1", "out-of-range"),
        (Column("x", NUMBER, low=0, high=10), "10.5", "out-of-range"),
        (Column("x", DATE), "31.12.2020", "wrong-kind"),
        (Column("x", DATE), "2020-02-30", "wrong-kind"),
        (Column("x", DATE), "2020-01-01 10:00", "wrong-kind"),
        (Column("x", YES_NO), "maybe", "wrong-kind"),
        (Column("x", one_of(("F", "M"))), "Fem", "not-in-set"),
    ],
)
def test_a_bad_value_is_an_error_with_its_row_and_without_itself(
    tmp_path: Path, column: Column, cell: str, slug: str
) -> None:
    good = {"date": "2020-01-01", "yes or no": "yes", "one of": "F"}.get(column.type.kind.value, "5")
    rows = "".join(f'{n},"{good}"\n' for n in range(1, 2_000))
    found = open_one(write(tmp_path, f'id,x\n{rows}2000,"{cell}"\n'), column)
    assert found.value is None
    assert errors(found) == [slug]
    assert "row 2000" in text_of(found)
    assert cell not in text_of(found).replace("9,007,199,254,740,992", "").replace(str(tmp_path), "")


def test_many_bad_rows_are_one_error_for_each_column(tmp_path: Path) -> None:
    rows = "".join(f"{n},x{n},y\n" for n in range(100))
    found = open_one(write(tmp_path, f"id,a,b\n{rows}"), Column("a", WHOLE), Column("b", NUMBER))
    assert errors(found) == ["wrong-kind", "wrong-kind"]
    assert "100 values of `a`" in text_of(found)
    assert "and 92 more" in text_of(found)


@pytest.mark.parametrize(
    ("column", "cell", "expected"),
    [
        (Column("x", WHOLE), "12.0", 12.0),
        (Column("x", WHOLE), "007", 7.0),
        (Column("x", NUMBER, decimal_mark=","), "1.234,56", 1234.56),
        (Column("x", DATE, date_pattern="dd.mm.yyyy"), "31.12.2020", "2020-12-31"),
        (Column("x", DATE), "2020-12-31 00:00:00", "2020-12-31"),
        (Column("x", YES_NO), "是", True),
        (Column("x", YES_NO), "0", False),
        (Column("x", NUMBER, missing_codes=(999,)), "999.0", None),
        (Column("x", NUMBER, missing_codes=("unknown",)), "unknown", None),
        (Column("x", YES_NO, missing_codes=("unknown",)), "unknown", None),
        (Column("x", one_of(("F", "M")), missing_codes=("U",)), "U", None),
        (Column("x", TEXT, missing_codes=("9",)), "9", None),
        (Column("x", NUMBER, low=0, missing_codes=(-1,)), "-1", None),
    ],
)
def test_declared_spellings(tmp_path: Path, column: Column, cell: str, expected: object) -> None:
    found = open_one(write(tmp_path, f'id,x\n1,"{cell}"\n'), column)
    (value,) = values(found, "x")
    assert (str(value) if isinstance(expected, str) else value) == expected


def test_codes_are_left_out_before_a_type_is_found(tmp_path: Path) -> None:
    path = write(tmp_path, "id,days,seen\n1,-1,unknown\n2,12,yes\n3,-1,no\n")
    found = open_one(path, Column("days", Column("", WHOLE).type, missing_codes=(-1,)))
    assert values(found, "days") == [None, 12.0, None]
    from segdsl.types import UNKNOWN

    found = open_one(path, Column("seen", UNKNOWN, missing_codes=("unknown",)))
    assert types_of(found)["seen"] == "yes or no"
    assert values(found, "seen") == [None, True, False]


# ---- misshapen files -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "slug", "words"),
    [
        ('a,b\n1,"x\n2,y\n3,z\n', "unclosed-quote", "line 2"),
        ('a,b\n1,"x\n2,"y\n3,z\n', "stray-quote", "line 3"),
        ('a,b\n1,x\n2,"y"z\n', "stray-quote", "line 3"),
        ("a,b\n1,2\n1,2,3\n4\n", "ragged-rows", "lines 3 and 4"),
        ('a,b\n"1\n1",2\n1,2,3\n', "ragged-rows", "line 4"),
        ("a,b,a\n1,2,3\n", "repeated-header", "`a`"),
        ("17,2020-01-01,Ann\n18,2020-01-02,Bo\n", "missing-header", "first line"),
        ("\n\n", "empty-file", "no header"),
        ("", "empty-file", "no header"),
        ("a,b\n1,\x00\n", "unreadable-format", "binary data"),
        ("<html><table><tr><td>1</td></tr></table></html>", "unreadable-format", "a web page"),
        ("%PDF-1.7 …", "unreadable-format", "a PDF document"),
        ("<?xml version='1.0'?><rows/>", "unreadable-format", "XML"),
    ],
)
def test_misshapen_files_are_refused(tmp_path: Path, text: str, slug: str, words: str) -> None:
    found = open_one(write(tmp_path, text), wanted=frozenset({"b"}))
    assert found.value is None
    assert errors(found) == [slug]
    assert words in text_of(found)


def test_an_unclosed_quote_in_the_last_column_swallows_nobody(tmp_path: Path) -> None:
    rows = "".join(f'{n},"text {n}"\n' for n in range(5_000))
    found = open_one(write(tmp_path, f'id,note\n{rows}5000,"open\n{rows}'))
    assert errors(found) == ["stray-quote"]


def test_quotes_inside_plain_fields_and_lines_inside_quotes_are_fine(tmp_path: Path) -> None:
    found = open_one(write(tmp_path, 'id,note\n1,5" pipe\n2,"a ""b""\r\nc, d"\n3,""\n'))
    assert values(found, "note") == ['5" pipe', 'a "b"\r\nc, d', None]


def test_years_as_names_are_a_header_when_the_rules_say_so(tmp_path: Path) -> None:
    path = write(tmp_path, "c,2019,2020\nx,1,2\ny,3,4\n")
    assert errors(open_one(path, wanted=None)) == ["missing-header"]
    assert not errors(open_one(path, wanted=frozenset({"2019"})))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(tmp_path: Path, end: str) -> None:
    found = open_one(write(tmp_path, end.join(["id,n", "1,10", "2,20"])))
    assert values(found, "n") == [10.0, 20.0]


def test_blank_lines_are_no_rows(tmp_path: Path) -> None:
    found = open_one(write(tmp_path, "\n\nid,n\n1,10\n\n2,20\n\n"))
    assert values(found, "n") == [10.0, 20.0]


# ---- names ---------------------------------------------------------------------------------------------------------


def test_all_missing_columns_are_one_error(tmp_path: Path) -> None:
    path = write(tmp_path, "id,salary\n1,2\n")
    found = open_one(path, Column("salery", NUMBER), Column("age", WHOLE), Column("town", TEXT, physical="TOWN_NM"))
    assert errors(found) == ["missing-columns"]
    assert "`salery`, `age` and `TOWN_NM` are not in" in text_of(found)
    assert "`salary`" in text_of(found)


def test_headers_that_differ_only_in_case_are_not_chosen_between(tmp_path: Path) -> None:
    path = write(tmp_path, "id,Net_Balance,netBalance,n\n1,2,3,4\n")
    found = open_one(path)
    assert found.value is not None
    assert found.value.schema.customers.collisions == {"net balance": ("Net_Balance", "netBalance")}
    assert "net balance" not in found.value.schema.customers.columns
    assert errors(open_one(path, Column("net balance", NUMBER))) == ["ambiguous-column"]
    assert values(open_one(path, Column("net balance", NUMBER, physical="netBalance")), "net balance") == [3.0]


def test_strange_names_are_only_names(tmp_path: Path) -> None:
    path = write(tmp_path, 'id,"^.*$","a""; drop table t; --",select,\n1,2,3,4,5\n')
    found = open_one(path)
    assert values(found, "^.*$") == [2.0]
    assert values(found, 'a"; drop table t; --') == [3.0]


def test_only_what_is_wanted_is_read_and_the_rest_is_listed(tmp_path: Path) -> None:
    found = open_one(write(tmp_path, "id,a,b\n1,2,x\n"), wanted=frozenset({"a"}))
    assert found.value is not None
    assert found.value.unused == {"customers": ("b",)}
    assert types_of(found) == {"id": "text", "a": "whole number", "b": "unknown"}


# ---- other traps ---------------------------------------------------------------------------------------------------


def test_content_counts_and_not_the_name(tmp_path: Path) -> None:
    table = pa.table({"id": ["1", "2"], "n": [1, 2]})
    pq.write_table(table, tmp_path / "t.csv")
    found = open_one(tmp_path / "t.csv")
    assert values(found, "n") == [1.0, 2.0]
    assert "other-content" in codes(found)
    packed = tmp_path / "packed.csv"
    packed.write_bytes(gzip.compress(b"id,n\n1,10\n"))
    assert values(open_one(packed), "n") == [10.0]
    cut = tmp_path / "cut.csv.gz"
    cut.write_bytes(gzip.compress(b"id,n\n" + b"1,10\n" * 100_000)[:-40])
    assert errors(open_one(cut)) == ["unreadable-file"]


def test_whole_numbers_beyond_exactness_are_errors_in_typed_data() -> None:
    frame = pd.DataFrame({"id": ["a", "b"], "n": [1, 2**53 + 1]})
    assert errors(open_one(frame)) == ["inexact-number"]
    assert values(open_one(frame.iloc[:1]), "n") == [1.0]


def test_infinities_and_nan_are_missing() -> None:
    frame = pd.DataFrame({"id": ["a", "b", "c", "d"], "n": [1.5, float("inf"), float("-inf"), float("nan")]})
    assert values(open_one(frame), "n") == [1.5, None, None, None]


def test_texts_are_brought_to_nfc_and_are_then_the_same(tmp_path: Path) -> None:
    found = open_one(write(tmp_path, "id,name\n1,Zo\u00eb\n2,Zoe\u0308\n"))
    assert values(found, "name") == ["Zo\u00eb", "Zo\u00eb"]
    assert column_of(found, "name").values_seen == ("Zo\u00eb",)


# ---- quarantine ----------------------------------------------------------------------------------------------------


def test_bad_rows_go_to_quarantine_with_reasons_and_keep_their_numbers(tmp_path: Path) -> None:
    path = write(
        tmp_path, "id,age,gender,extra\n01,30,F,p\n02,x,M,q\n03,40,U,r\n04,200,Z,s\n05,50,M,t\n,60,F,u\n01,1,F,v\n"
    )
    options = Options(on_bad_rows="quarantine")
    columns = (Column("age", WHOLE, low=0, high=120), Column("gender", one_of(("F", "M"))))
    found = open_one(path, *columns, options=options, key="id")
    assert not errors(found)
    assert values(found, "age") == [30.0, 50.0]
    assert row_numbers(found) == [1, 5]
    assert found.value is not None
    assert [(q.row, q.key, q.column) for q in found.value.quarantine] == [
        (2, "02", "age"),
        (3, "03", "gender"),
        (4, "04", "age"),
        (4, "04", "gender"),
        (6, None, "id"),
        (7, "01", "id"),
    ]
    assert found.value.quarantine[0].raw == {"id": "02", "age": "x", "gender": "M", "extra": "q"}
    assert "rows-quarantined" in codes(found)
    assert "5 rows" in text_of(found)
