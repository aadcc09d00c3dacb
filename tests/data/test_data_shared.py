"""Real data sets, where they are at hand: figures that were published or counted independently."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.data.opened import codes, column_of, errors, open_one, schema_of, table, text_of, types_of, values

from segdsl import data
from segdsl.data import Options
from segdsl.schemas import Column, Role
from segdsl.types import UNKNOWN

SHARED = Path(__file__).parents[3] / "shared" / "data"

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data sets (../shared/data) are not here")


def test_bank_marketing() -> None:
    found = open_one(SHARED / "bank-marketing" / "bank-full.csv.gz", Column("pdays", UNKNOWN, missing_codes=(-1,)))
    assert codes(found) == ["separator-found", "row-number-key"]
    assert len(values(found, "age")) == 45_211
    assert sum(values(found, "balance")) == 61_589_682
    assert types_of(found)["housing"] == "yes or no"
    assert values(found, "pdays").count(None) == 36_954
    assert values(found, "y").count(True) == 5_289


@pytest.mark.parametrize(
    ("name", "rows", "said"),
    [
        ("銀行行銷_utf8.csv.gz", 45_211, ["key-found"]),
        ("銀行行銷_抽樣_big5.csv", 4_521, ["encoding-found", "key-found"]),
    ],
)
def test_chinese_headers_and_values(name: str, rows: int, said: list[str]) -> None:
    found = open_one(SHARED / "bank-marketing-zh" / name)
    assert codes(found) == said
    assert values(found, "客戶編號")[0] == "K000001"
    assert len(values(found, "年齡")) == rows
    assert column_of(found, "是否認購定存").values_seen == ("否", "是")


def test_dots_in_names_and_a_code_for_never() -> None:
    path = SHARED / "bank-additional" / "bank-additional-full.csv.gz"
    found = open_one(path, Column("pdays", UNKNOWN, missing_codes=(999,)), wanted=frozenset({"cons.conf.idx"}))
    assert types_of(found)["cons.conf.idx"] == "number"
    assert types_of(found)["emp.var.rate"] == "unknown"
    known = [days for days in values(found, "pdays") if days is not None]
    assert len(known) == 1_515
    assert max(known) == 27


def test_half_a_million_invoice_lines() -> None:
    lines = table("lines", role=Role.MANY, per="CustomerID", dated="InvoiceDate")
    customers = table("customers", key="customer id", distinct=True)
    path = SHARED / "online-retail" / "online_retail.csv.gz"
    found = data.open_tables(schema_of(customers, lines), {"customers": path, "lines": path}, None)
    assert codes(found) == ["rows-without-key"]
    assert "135,080 rows" in text_of(found)
    assert types_of(found, "lines") == {
        "InvoiceNo": "text",
        "StockCode": "text",
        "Description": "text",
        "Quantity": "whole number",
        "InvoiceDate": "date and time",
        "UnitPrice": "number",
        "CustomerID": "text",
        "Country": "text",
    }
    assert found.value is not None
    quantity, missing = 0.0, 0
    for batch in found.value.stores["lines"].batches(frozenset({"quantity", "customer id"})):
        columns: Any = batch.columns
        quantity += float(np.nansum(columns["quantity"]))
        missing += int(np.count_nonzero(columns["customer id"].codes < 0))
    assert quantity == 5_176_450
    assert missing == 135_080
    assert len(set(values(found, "customer id", "lines"))) == 4_372 + 1
    assert found.value.schema.tables["lines"].columns["unit price"].decimals == 3


def test_a_bank_of_eight_tables() -> None:
    folder = SHARED / "berka-core"
    tables = (
        table("clients", key="client id", path="client.csv", base=str(folder)),
        table("disp", role=Role.MANY, per="client id", path="disp.csv", base=str(folder)),
        table("districts", role=Role.ONE, per="district id", path="district.csv", base=str(folder)),
        table(
            "trans", role=Role.MANY, per="account id", dated="date", path="trans_to_1994-03-30.csv.gz", base=str(folder)
        ),
    )
    found = data.open_tables(schema_of(*tables), {}, None)
    assert not errors(found)
    assert len(values(found, "client id", "clients")) == 5_369
    assert values(found, "district id", "clients")[:2] == ["18", "1"]
    assert types_of(found, "trans")["amount"] == "number"
    assert len(values(found, "amount", "trans")) == 46_997


def test_customers_of_purchases() -> None:
    path = SHARED / "cdnow-sample" / "cdnow_sample.csv"
    found = open_one(path, key="sample id", distinct=True, wanted=frozenset())
    assert not codes(found)
    assert len(set(values(found, "sample id"))) == 2_357
    assert values(found, "sample id")[0] == "0001"


def test_ragged_baskets_are_refused() -> None:
    found = open_one(SHARED / "groceries" / "groceries_baskets.csv.gz")
    assert errors(found) == ["ragged-rows"]


@pytest.mark.parametrize("path", sorted(SHARED.glob("*/*.csv*")), ids=lambda path: str(path.name))
def test_in_parts_as_at_once(path: Path) -> None:
    """What does not fit in memory is read again in parts, and gives the same."""
    if path.name in ("groceries_baskets.csv.gz", "online_retail.csv.gz"):
        pytest.skip("refused, or too large to be compared value by value")
    whole, parts = open_one(path), open_one(path, options=Options(memory=0))
    assert whole.value is not None
    assert parts.value is not None
    assert whole.value.schema == parts.value.schema
    for name in list(whole.value.schema.customers.columns)[:6]:
        assert values(whole, name) == values(parts, name)
