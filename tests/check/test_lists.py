"""`in list "…"`: which lines of the file count, and as what."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path

import pytest
from tests.check import rules

from segdsl import ir, types
from segdsl.types import Value


def among(folder: Path, condition: str, content: str) -> tuple[Value, ...]:
    (folder / "values.csv").write_text(content, encoding="utf-8")
    body = f'x if {condition} in list "values.csv"'
    found = rules.program(body, path=folder / "rules.seg").segments["x"].condition
    assert isinstance(found, ir.Among)
    assert found.path == "values.csv"
    return found.items


@pytest.mark.parametrize(
    ("column", "content", "expected"),
    [
        ("job", "b\na\nb\n", ("a", "b")),
        ("job", "JOB\nb\na\n", ("a", "b")),
        ("job", '\ufeffjob\r\n b \r\n\r\n"a, c"\r\n', ("a, c", "b")),
        ("job", "", ()),
        ("job", "jobs\nb\n", ("b", "jobs")),
        ("customer id", "customer_id\n007\n7\n", ("007", "7")),
        ("age", "age\n3\n1.0\n2.5\n", (1, 2.5, 3)),
        ("joined", "2020-01-02\n2019-01-02\n", (dt.date(2019, 1, 2), dt.date(2020, 1, 2))),
        ("seen at", "2020-01-02\n", (dt.date(2020, 1, 2),)),
        ("consent", "yes\nNo\n", (False, True)),
        ("job", "cafe\u0301\n", ("caf\u00e9",)),
    ],
)
def test_items(tmp_path: Path, column: str, content: str, expected: tuple[Value, ...]) -> None:
    assert among(tmp_path, column, content) == expected


@pytest.mark.parametrize(
    ("column", "content", "message"),
    [
        ("age", "1\nx\ny\n", "2 of the 3 values of `values.csv` are not numbers"),
        ("age", "1\ninf\nnan\n1_0\n1e300\n", "4 of the 5 values of `values.csv` are not numbers"),
        ("joined", "2020-01-02\n02.01.2020\n", "1 of the 2 values of `values.csv` are not dates"),
        ("consent", "ja\n", "1 of the 1 values of `values.csv` are not yes or no"),
        ("job", "a,b\n", "the list `values.csv` is not one column of values (line 1)"),
        ("job", 'a\n"b\n', "the list `values.csv` is not one column of values (line 2)"),
    ],
)
def test_values_that_do_not_fit(tmp_path: Path, column: str, content: str, message: str) -> None:
    (tmp_path / "values.csv").write_text(content, encoding="utf-8")
    body = f'x if {column} not in list "values.csv"' + rules.HEADER
    assert [d.message for d in rules.diagnostics(body, tmp_path / "rules.seg")] == [message]


def test_a_hundred_thousand_values_are_quick(tmp_path: Path) -> None:
    content = "".join(f"{number:06}\n" for number in range(100_000))
    start = time.process_time()
    assert len(among(tmp_path, "customer id", content)) == 100_000
    assert time.process_time() - start < 2


def test_a_list_of_a_used_file_lies_beside_that_file(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "segdsl.toml").write_text("")
    (tmp_path / "shared" / "kinds.csv").write_text("credit\nwithdrawal\n")
    (tmp_path / "shared" / "t.seg").write_text(
        """table t
  many per id
  only where kind in list "kinds.csv"
  column kind: text
busy if any t where kind in list "kinds.csv"
"""
    )
    text = 'use "shared/t.seg"\ntable customers\n  key id\n'
    program = rules.program(text, header="", path=tmp_path / "main.seg")
    assert program.tables["t"].only_where == ir.Among(
        ir.Column("t", "kind", types.TEXT), ("credit", "withdrawal"), "kinds.csv"
    )
