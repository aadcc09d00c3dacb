"""What engines tell while they run: all rows of the tables that they read, also of those they scan themselves."""

from __future__ import annotations

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from segdsl import pipeline
from segdsl.data import Options
from segdsl.membership.apply import all_rows
from segdsl.membership.questions import questions
from segdsl.source import Source

CUSTOMERS, PAYMENTS = 300_000, 700_000
RULES = """table customers
  key customer id

table payments
  many per customer id

define spend as sum of amount in payments

adults if age >= 18
spenders if spend > 100
"""


def _tables() -> dict[str, pa.Table]:
    keys = pa.array([f"C{number}" for number in range(CUSTOMERS)])
    ages = pa.array([number % 90 for number in range(CUSTOMERS)])
    payers = keys.take(pa.array([number * 7 % CUSTOMERS for number in range(PAYMENTS)]))
    amounts = pa.array([number % 200 for number in range(PAYMENTS)])
    return {
        "customers": pa.table({"customer id": keys, "age": ages}),
        "payments": pa.table({"customer id": payers, "amount": amounts}),
    }


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("progress")
    for name, table in _tables().items():
        pq.write_table(table, folder / f"{name}.parquet")
    with duckdb.connect(str(folder / "bank.duckdb")) as connection:
        for name in ("customers", "payments"):
            connection.execute(f"CREATE TABLE {name} AS SELECT * FROM '{folder}/{name}.parquet'")
    return {
        "parquet": str(folder / "{}.parquet"),
        "duckdb": str(folder / "bank.duckdb?table={}"),
    }


@pytest.mark.parametrize("engine", ["pandas", "polars", "duckdb"])
@pytest.mark.parametrize("form", ["parquet", "duckdb"])
def test_all_rows_are_told(files: dict[str, str], form: str, engine: str) -> None:
    data = {name: files[form].format(name) for name in ("customers", "payments")}
    checked = pipeline.check_data(Source("rules.seg", RULES), None, data, Options()).value
    assert checked is not None
    assert checked.opened is not None
    assert all_rows(checked.opened) == CUSTOMERS + PAYMENTS
    told: list[int] = []
    answered: list[int] = []
    asked = questions(checked.program)
    for answers in pipeline.ask(checked, asked.conditions, asked.values, told.append, engine):
        answered.append(answers.rows)
        assert sum(told) >= sum(answered[:-1])
    assert sum(answered) == CUSTOMERS
    assert sum(told) == CUSTOMERS + PAYMENTS
    assert len(told) >= 2
