"""Keys are present, unique and unchanged, or the run stops."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from tests.data.opened import codes, errors, open_one, row_numbers, schema_of, table, text_of, types_of, values

from segdsl import data
from segdsl.data import Options
from segdsl.names import fold
from segdsl.schemas import Column, Role
from segdsl.types import TEXT, WHOLE


def write(folder: Path, text: str, name: str = "customers.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def key_of(found: object) -> str | None:
    from segdsl.diagnostics.model import Outcome

    assert isinstance(found, Outcome)
    assert found.value is not None, text_of(found)
    key = found.value.schema.customers.key
    assert key is None or isinstance(key, str)
    return key


@pytest.mark.parametrize(
    ("header", "name", "key"),
    [
        ("Customer_ID", "customers", "Customer_ID"),
        ("customerId", "anything", "customerId"),
        ("client_id", "clients", "client_id"),
        ("company id", "companies", "company id"),
        ("ID", "customers", "ID"),
        ("客戶編號", "customers", "客戶編號"),
        ("client_id", "customers", None),
        ("identity", "customers", None),
    ],
)
def test_a_key_is_found_by_its_name(tmp_path: Path, header: str, name: str, key: str | None) -> None:
    path = write(tmp_path, f"{header},n\n001,1\n002,2\n")
    found = data.open_tables(schema_of(table(name)), {"": path}, frozenset())
    assert found.value is not None
    assert found.value.schema.customers.key == key
    assert codes(found) == ["key-found" if key else "row-number-key"]


@pytest.mark.parametrize(("cells", "words"), [("001,001", "1 row repeats"), ("001,", "1 row has none")])
def test_a_column_that_is_no_key_leaves_the_row_number(tmp_path: Path, cells: str, words: str) -> None:
    first, second = cells.split(",")
    found = open_one(write(tmp_path, f"customer_id,n\n{first},1\n{second},2\n"))
    assert key_of(found) is None
    assert codes(found) == ["row-number-key"]
    assert words in text_of(found)
    assert row_numbers(found) == [1, 2]


def test_keys_keep_zeros_and_all_their_digits(tmp_path: Path) -> None:
    keys = ["0001", "12345678901234567890", "12345678901234567891", "+7", " 8"]
    found = open_one(write(tmp_path, "id,n\n" + "".join(f"{key},1\n" for key in keys)), key="id")
    assert values(found, "id") == keys


@pytest.mark.parametrize("key", ["1.23457E+11", "1,23457E+11", "4E10"])
def test_keys_that_a_spreadsheet_has_shortened_are_refused(tmp_path: Path, key: str) -> None:
    found = open_one(write(tmp_path, f'id,n\n"{key}",1\n7,2\n'), key="id")
    assert errors(found) == ["mangled-key"]
    assert key not in text_of(found).replace("`1.23457E+11`", "")


def test_whole_floats_are_keys_without_a_point_and_others_are_none() -> None:
    frame = pd.DataFrame({"id": [17850.0, 13047.0], "n": [1, 2]})
    assert values(open_one(frame, key="id"), "id") == ["17850", "13047"]
    assert errors(open_one(pd.DataFrame({"id": [1.5, 2.0]}), key="id")) == ["mangled-key"]
    assert errors(open_one(pd.DataFrame({"id": [1e17, 2.0]}), key="id")) == ["mangled-key"]


def test_whole_number_keys_of_typed_data_are_texts() -> None:
    large = pa.table({"id": pa.array([2**63 - 1, 2**63 - 2]), "n": [1, 2]})
    found = open_one(large, key="id")
    assert types_of(found)["id"] == "text"
    assert values(found, "id") == ["9223372036854775807", "9223372036854775806"]


def test_rows_without_a_key_and_second_rows_are_errors(tmp_path: Path) -> None:
    found = open_one(write(tmp_path, "id,n\nb,1\na,2\n,3\nb,4\n  ,5\nb,6\n"), key="id")
    assert errors(found) == ["missing-key", "repeated-key"]
    assert "(rows 3 and 5)" in text_of(found)
    assert "(rows 4 and 6)" in text_of(found)


def test_a_repeat_far_away_is_found(tmp_path: Path) -> None:
    rows = "".join(f"k{n},{n}\n" for n in range(100_000))
    found = open_one(write(tmp_path, f"id,n\n{rows}k17,0\n"), key="id")
    assert errors(found) == ["repeated-key"]
    assert "(row 100001)" in text_of(found)


def test_the_command_line_may_name_another_key(tmp_path: Path) -> None:
    path = write(tmp_path, "id,code,n\n1,x,1\n1,y,2\n")
    found = open_one(path, key="id", options=Options(key="Code"))
    assert key_of(found) == "Code"
    assert errors(open_one(path, options=Options(key="kode"))) == ["missing-columns"]


def test_customers_of_events_leave_out_rows_without_one(tmp_path: Path) -> None:
    found = open_one(write(tmp_path, "cust,n\n2,1\n1,2\n,3\n2,4\n"), key="cust", distinct=True)
    assert not errors(found)
    assert codes(found) == ["rows-without-key"]
    assert values(found, "cust") == ["2", "1", None, "2"]


def test_a_look_up_table_answers_once(tmp_path: Path) -> None:
    customers = write(tmp_path, "id,district\n1,07\n2,08\n")
    districts = write(tmp_path, "district,pay\n07,10\n08,20\n07,30\n", "districts.csv")
    declared = schema_of(table(), table("districts", role=Role.ONE, per="district"))
    found = data.open_tables(declared, {"": customers, "districts": districts}, frozenset())
    assert errors(found) == ["repeated-key"]
    assert "(row 3)" in text_of(found)


def test_links_are_texts_in_every_table(tmp_path: Path) -> None:
    customers = write(tmp_path, "id,district\n1,7\n2,8\n")
    districts = write(tmp_path, "district,pay\n7,10\n8,20\n", "districts.csv")
    events = write(tmp_path, "id,amount\n1,5.25\n1,6.5\n,1\n", "events.csv")
    declared = schema_of(
        table(key="id"), table("districts", role=Role.ONE, per="district"), table("events", role=Role.MANY, per="id")
    )
    bindings: dict[str, data.Binding] = {"": customers, "districts": districts, "events": events}
    found = data.open_tables(declared, bindings, frozenset({"pay", "amount"}))
    assert types_of(found) == {"id": "text", "district": "text"}
    assert values(found, "district", "districts") == ["7", "8"]
    assert values(found, "id", "events") == ["1", "1", None]
    assert found.value is not None
    assert found.value.schema.tables["events"].columns["amount"].decimals == 2


def test_a_table_without_data_is_an_error_unless_it_need_not_be_there() -> None:
    declared = schema_of(table(), table("events", role=Role.MANY, per="id"))
    frame = pd.DataFrame({"id": ["1"]})
    assert errors(data.open_tables(declared, {"": frame}, None)) == ["no-data"]
    found = data.open_tables(declared, {"": frame}, None, Options(require_all=False))
    assert found.value is not None
    assert set(found.value.stores) == {"customers"}
    assert errors(data.open_tables(declared, {"": frame, "evnts": frame}, None)) == ["data-for-no-table"]


def test_bindings_find_the_customers_by_any_name() -> None:
    frame = pd.DataFrame({"client id": ["1"], "n": [1]})
    for name in ("", "customers", "Clients"):
        found = data.open_tables(schema_of(table("clients")), {name: frame}, None)
        assert found.value is not None
        assert set(found.value.stores) == {fold("clients")}


def test_a_declared_type_of_another_column_is_not_touched(tmp_path: Path) -> None:
    found = open_one(write(tmp_path, "id,n\n1,5\n"), Column("n", WHOLE), Column("id", TEXT))
    assert types_of(found) == {"id": "text", "n": "whole number"}
