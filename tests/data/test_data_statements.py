"""`segdsl schema`: what it writes can be checked and applied to the same data."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from tests.fences import run_here

from segdsl import pipeline
from segdsl.data import Options, describe
from segdsl.source import Source
from segdsl.syntax.parse import parse
from segdsl.syntax.printer import print_file

SHARED = Path(__file__).parents[3] / "shared" / "data"


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text, encoding="utf-8")


def bank(folder: Path) -> None:
    people = "".join(f"{n:03},{'FM'[n % 2]},{20 + n},2020-01-{1 + n % 28:02},{n % 3},yes\n" for n in range(60))
    write(folder, "customers.csv", "CustomerID,Gender,Age,Joined,district_id,Consent\n" + people)
    write(folder, "districts.csv", "district_id,avg salary\n0,10.5\n1,20.25\n2,30\n")
    owners = "".join(f"{n},{n:03},A{n % 40}\n" for n in range(60))
    write(folder, "dispositions.csv", "disp id,customer id,account id\n" + owners)
    moves = "".join(f"{n},A{n % 40},2021-02-{1 + n % 28:02},{n}.5\n" for n in range(100))
    write(folder, "transactions.csv", "trans id,account id,date,amount\n" + moves)


NAMES = ["customers.csv", "dispositions.csv", "districts.csv", "transactions.csv"]


def test_a_bank_is_described_and_linked(tmp_path: Path) -> None:
    bank(tmp_path)
    printed, code = run_here(["schema", *NAMES], tmp_path)
    assert code == 0
    assert (
        printed
        == """\
table customers from "customers.csv"
  key customer id
  column gender: one of "F", "M"
  column age: whole number
  column joined: date
  column district id: text
  column consent: yes or no

table dispositions from "dispositions.csv"
  many per customer id
  column disp id: text
  column account id: text

table districts from "districts.csv"
  one per district id
  column avg salary: number

table transactions from "transactions.csv"
  many per account id, dated date, through dispositions
  column trans id: text
  column date: date
  column amount: number
"""
    )


def test_what_is_written_can_be_applied(tmp_path: Path) -> None:
    bank(tmp_path)
    printed, _ = run_here(["schema", *NAMES], tmp_path)
    rules = printed + "\nas of 2021-12-31\n\nbusy if count of transactions is at least 3 and avg salary > 15\n"
    write(tmp_path, "rules.seg", rules)
    shown, code = run_here(["validate", "rules.seg", "--data", "customers.csv"], tmp_path)
    assert code == 0, shown


def check_again(text: str, folder: Path) -> None:
    """The text is in the canonical layout, and what it declares holds for every row."""
    source = Source("found.seg", text)
    parsed = parse(source)
    assert parsed.value is not None
    assert not parsed.diagnostics
    assert print_file(parsed.value) == text
    checked = pipeline.check_data(source, folder / "found.seg", {}, Options())
    assert checked.ok, checked.diagnostics


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data sets (../shared/data) are not here")
@pytest.mark.parametrize("folder", sorted(SHARED.glob("*/")), ids=lambda folder: str(folder.name))
def test_real_data_sets_hold_what_is_written_of_them(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    names = sorted(path.name for path in folder.glob("*.csv*") if path.name != "groceries_baskets.csv.gz")
    if folder.name == "berka-core":
        check_again(described(*names), folder)
        return
    for name in names:
        check_again(described(name), folder)


def described(*names: str) -> str:
    outcome = describe([("", name) for name in names])
    assert outcome.value is not None, outcome.diagnostics
    return outcome.value


def test_events_alone_make_their_customers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, "sales 2020.csv", "customer_id,booked_on,amount\n1,2020-01-01,5\n1,2020-01-02,6\n2,2020-01-03,7\n")
    text = described("sales 2020.csv")
    assert (
        text
        == """\
table customers from "sales 2020.csv"
  key customer id, one per distinct value

table sales from "sales 2020.csv"
  many per customer id, dated booked on
  column booked on: date
  column amount: whole number
"""
    )
    check_again(text, tmp_path)


def test_awkward_headers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    header = 'id,Income (k$),cons.conf.idx,"a `b`",income and assets,Net_Value,netValue,no claims,date,客戶 年齡,,'
    write(tmp_path, "t.csv", f"{header}\n" + "".join(f"{n},1,2.5,x,3,4,5,6,2020-01-01,7,,\n" for n in range(3)))
    check_again(described("t.csv"), tmp_path)


def test_names_are_made_from_files_or_given(tmp_path: Path) -> None:
    bank(tmp_path)
    printed, code = run_here(["schema", "people=customers.csv"], tmp_path)
    assert code == 0
    assert printed.startswith('table people from "customers.csv"\n  key customer id\n')


def test_a_table_that_nothing_leads_to_is_left_out_and_said(tmp_path: Path) -> None:
    bank(tmp_path)
    write(tmp_path, "rates.csv", "currency,rate\nEUR,1\nCZK,25\n")
    printed, code = run_here(["schema", "customers.csv", "rates.csv"], tmp_path)
    assert code == 0
    assert "warning[SEG578]" in printed
    assert "table rates" not in printed


def test_frames_are_described_without_a_path() -> None:
    outcome = describe([("clients", pd.DataFrame({"client id": ["1", "2"], "n": [1, 2]}))])
    assert outcome.value == "table clients\n  key client id\n  column n: whole number\n"


def test_data_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    printed, code = run_here(["schema", "nowhere.csv"], tmp_path)
    assert code == 3
    assert "error[SEG501]" in printed
