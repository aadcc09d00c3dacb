"""Lines with too many or too few fields: an error, or left out with the reason and what can be told of their fields."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.data.opened import codes, errors, open_one, row_numbers, text_of, types_of, values

from segdsl.data import Options, ragged, textbytes
from segdsl.schemas import Column
from segdsl.types import WHOLE

QUARANTINE = Options(on_bad_rows="quarantine")
TEXT = "id,age,name\n1,35,Anna\n2,17,Brown, Ben\n3\n\n4,x,Cleo\n5,52,Ödön\n"


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("in_memory", [1 << 28, 10])
def test_such_lines_are_left_out_with_the_reason(
    tmp_path: Path, in_memory: int, packed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(textbytes, "IN_MEMORY", in_memory)
    path = tmp_path / "customers.csv"
    path.write_bytes(gzip.compress(TEXT.encode()) if packed else TEXT.encode())
    assert errors(open_one(path)) == ["ragged-rows"]
    found = open_one(path, Column("age", WHOLE), options=QUARANTINE)
    assert not errors(found), text_of(found)
    assert values(found, "name") == ["Anna", "Ödön"]
    assert row_numbers(found) == [1, 5]
    assert found.value is not None
    assert found.value.schema.customers.key == "id"
    assert [(r.row, r.key, r.column, r.reason) for r in found.value.quarantine] == [
        (2, "2", "", "more or fewer fields than the header"),
        (3, "3", "", "more or fewer fields than the header"),
        (4, "4", "age", "not of the declared kind"),
    ]
    assert [dict(r.raw) for r in found.value.quarantine][:2] == [
        {"id": "2", "age": "17", "name": "Brown, Ben"},
        {"id": "3", "age": None, "name": None},
    ]
    assert "were left out, because of `age` and the number of fields" in text_of(found)


def test_a_declared_key_is_not_missing_in_a_line_that_is_no_row(tmp_path: Path) -> None:
    path = tmp_path / "customers.csv"
    path.write_text("id,age\n1,35\n,2,3\n2,40\n")
    found = open_one(path, key="id", options=QUARANTINE)
    assert found.value is not None
    assert [(r.row, r.column) for r in found.value.quarantine] == [(2, "")]
    assert values(found, "id") == ["1", "2"]


def test_a_file_of_one_column(tmp_path: Path) -> None:
    path = tmp_path / "customers.csv"
    path.write_text("id\n1\n2,3\n4\n")
    found = open_one(path, options=QUARANTINE)
    assert values(found, "id") == ["1", "4"]
    assert row_numbers(found) == [1, 3]


def test_so_many_that_the_file_is_another_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ragged, "MOST", 3)
    path = tmp_path / "customers.csv"
    path.write_text("id,age\n" + "1\n" * 3)
    assert not errors(open_one(path, options=QUARANTINE))
    path.write_text("id,age\n" + "1\n" * 4)
    assert errors(open_one(path, options=QUARANTINE)) == ["ragged-rows"]


def test_quotes_at_fault_stay_an_error(tmp_path: Path) -> None:
    path = tmp_path / "customers.csv"
    path.write_text('id,age\n1,2,3\n2,"4\n')
    assert errors(open_one(path, options=QUARANTINE)) == ["unclosed-quote"]


field = st.text('a1 é,\n\r"', max_size=4)
rows = st.lists(st.lists(field, min_size=1, max_size=5), min_size=1, max_size=12)


@given(rows, st.sampled_from(["\n", "\r\n"]), st.sampled_from([1 << 28, 20]), st.booleans())
def test_the_lines_with_the_right_width_are_read_as_without_the_others(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], end: str, in_memory: int, trailing: bool
) -> None:
    """Quoted fields, also over several lines; the others keep their numbers."""

    def line(fields: list[str]) -> str:
        return ",".join('"' + text.replace('"', '""') + '"' for text in fields)

    folder = tmp_path_factory.mktemp("ragged")
    path, clean = folder / "a.csv", folder / "b.csv"
    header = "x,y,z"
    good = [number for number, fields in enumerate(rows, start=1) if len(fields) == 3]
    path.write_bytes((end.join([header, *map(line, rows)]) + end * trailing).encode())
    clean.write_bytes((end.join([header, *(line(rows[number - 1]) for number in good)]) + end).encode())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(textbytes, "IN_MEMORY", in_memory)
        found, expected = open_one(path, options=QUARANTINE), open_one(clean, options=QUARANTINE)
    assert found.value is not None, text_of(found)
    assert types_of(found) == types_of(expected)
    for name in "xyz":
        assert values(found, name) == values(expected, name)
    assert row_numbers(found) == good
    assert ("rows-quarantined" in codes(found)) is (len(good) < len(rows))
