"""The printed pandas code, run on its own, gives the members of the engine and of the reference interpreter."""

from __future__ import annotations

import contextlib
import gzip
import io
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tests.explain import random_bank
from tests.explain.bank import assert_same, checked, perhaps_checked, write
from tests.explain.worlds import full_world, lay_down

from segdsl import ir
from segdsl.explanation.pandas_code.printing import python_script
from segdsl.interpret import Interpreter

SHARED = Path(__file__).parents[3] / "shared"


@contextlib.contextmanager
def scratch() -> Iterator[Path]:
    """A folder to work in; printed code reads its files from the working folder."""
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as name:
        os.chdir(name)
        try:
            yield Path(name)
        finally:
            os.chdir(before)


def run(code: str) -> pd.DataFrame:
    names: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(code, "printed.py", "exec"), names)
    result = names["result"]
    assert isinstance(result, pd.DataFrame)
    return result


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=random_bank.rules(), files=random_bank.files())
def test_random_rules_give_the_engines_members(text: str, files: dict[str, str]) -> None:
    with scratch() as folder:
        write(folder, files)
        done = perhaps_checked(folder, text)
        assume(done is not None)
        assert done is not None
        assert_same(done)


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32))
def test_random_programs_give_the_interpreters_members(seed: int) -> None:
    program, data = full_world(seed)
    with scratch() as folder:
        lay_down(folder, program, data)
        result = run(python_script(program))
    interpreter = Interpreter(program, data)
    customers = interpreter.rows.customers()
    for segment in program.segments.values():
        expected = [interpreter.condition(segment.condition, row) is True for row in customers]
        assert result[segment.name].tolist() == expected, (seed, segment.name)
    named: list[ir.Tiers | ir.Split] = [*program.tiers.values(), *program.splits.values()]
    for item in named:
        assert result[item.name].tolist() == [interpreter.part(item.name, row) for row in customers], (seed, item.name)
    outside = program.suppressions[0].condition
    suppressed = [interpreter.condition(outside, row) is not False for row in customers]
    assert result["suppressed"].tolist() == suppressed, seed


SIMPLE = """\
table customers from "{0}"
  key customer id
  column customer id: text
  column age: whole number, missing when 999
  column `income ε`: number, 2 decimals
  column active: yes or no
  column joined: date

young if age < 40
rich if `income ε` > 1000.5
here if active and joined is after 2020-01-01
split half by customer id using "x"
  50% left
  50% right
"""
ROWS = [
    ("007", "39", "1000.60", "yes", "2021-02-03"),
    ("008", "40", "", "no", "2019-12-31"),
    ("009", "999", "1000.50", "", ""),
    ("010", "", "2000", "yes", "2020-01-01"),
]
NAMES = ("customer_id", "age", "income ε", "active", "joined")


def _csv(path: Path, separator: str = ",", encoding: str = "utf-8") -> None:
    lines = [separator.join(NAMES), *(separator.join(row) for row in ROWS)]
    text = "\n".join(lines) + "\n"
    if path.suffix == ".gz":
        path.write_bytes(gzip.compress(text.encode(encoding)))
    else:
        path.write_text(text, encoding=encoding)


def _frame() -> pd.DataFrame:
    texts = pd.DataFrame(ROWS, columns=list(NAMES)).replace("", None)
    return texts.assign(
        age=pd.to_numeric(texts["age"]).astype("Int64"),
        active=texts["active"].map({"yes": True, "no": False}).astype("boolean"),
        joined=pd.to_datetime(texts["joined"]).dt.date,
        **{"income ε": pd.to_numeric(texts["income ε"])},
    )


def _json_lines(path: Path) -> None:
    frame = _frame().assign(joined=pd.Series([row[4] or None for row in ROWS], dtype=object))
    frame.to_json(path, orient="records", lines=True)


FILES: dict[str, Callable[[Path], None]] = {
    "comma.csv": _csv,
    "semicolon.csv": lambda path: _csv(path, ";"),
    "packed.csv.gz": lambda path: _csv(path, "|"),
    "marked.csv": lambda path: _csv(path, ",", "utf-8-sig"),
    "wide.csv": lambda path: _csv(path, "\t", "utf-16"),
    "typed.parquet": lambda path: _frame().to_parquet(path, index=False),
    "sheet.xlsx": lambda path: _frame().to_excel(path, index=False),
    "lines.jsonl": _json_lines,
}


@pytest.mark.parametrize("name", list(FILES))
def test_every_kind_of_file_is_read_as_apply_reads_it(name: str) -> None:
    with scratch() as folder:
        FILES[name](folder / name)
        members = assert_same(checked(folder, SIMPLE.format(name)))
    assert members.index.tolist() == ["007", "008", "009", "010"]
    assert members["young"].tolist() == [True, False, False, False]
    assert members["rich"].tolist() == [True, False, False, True]
    assert members["here"].tolist() == [True, False, False, False]


def test_data_named_on_the_command_line_is_read_from_there() -> None:
    with scratch() as folder:
        _csv(folder / "other name.csv")
        bindings = {"": str(folder / "other name.csv")}
        assert_same(checked(folder, SIMPLE.format("nowhere.csv"), bindings=bindings), bindings)


def test_customers_without_a_key_are_called_by_their_row() -> None:
    with scratch() as folder:
        write(folder, {"c.csv": "city,age\nBrno,30\nBrno,\nBrno,50\n"})
        members = assert_same(
            checked(folder, 'table customers from "c.csv"\n  column age: number\nyoung if age < 40\n')
        )
    assert list(members.index) == ["1", "2", "3"]


def test_names_that_python_uses_are_only_names() -> None:
    rules = """\
table customers from "c.csv"
  key customer id
  column `^.*$`: number
  column `a"; drop`: text
define class as `^.*$` + 1
define rows as `^.*$` * 2
pd if class > 2
import if `a"; drop` is "x\\"y" and rows > 1
高價值 if in pd or in import
"""
    with scratch() as folder:
        write(folder, {"c.csv": 'customer id,^.*$,"a""; drop"\n1,5,"x""y"\n2,0,z\n'})
        members = assert_same(checked(folder, rules))
    assert members["高價值"].tolist() == [True, False]


def test_the_code_of_one_rule_is_short_and_reads_well() -> None:
    with scratch() as folder:
        write(folder, {"c.csv": "customer id,age,RFM score\n1,30,13\n"})
        done = checked(folder, 'table customers from "c.csv"\nhigh-value if RFM score > 12 and age < 40\n')
        code = python_script(done.program)
    assert 'high_value = (customers["RFM score"] > 12) & (customers["age"] < 40)\n' in code
    assert max(map(len, code.splitlines())) <= 120


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data sets are not here")
def test_the_bank_marketing_case() -> None:
    path = SHARED / "cases" / "bank-marketing.seg"
    members = assert_same(checked(path.parent, path.read_text(encoding="utf-8")))
    assert int(members["working owners"].sum()) == 6247
    assert members["value tier"].value_counts().to_dict() == {
        "basic": 35623,
        "silver": 7294,
        "warm": 1511,
        "gold": 783,
    }


@pytest.mark.parametrize("name", ["bank.seg", "campaign.seg", "care.seg", "credit-watch.seg"])
def test_the_example_bank(name: str) -> None:
    folder = Path(__file__).parents[2] / "examples" / "bank"
    assert_same(checked(folder, (folder / name).read_text(encoding="utf-8")))
