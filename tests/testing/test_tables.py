"""Tables of examples: what the cells mean, and where their mistakes are shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from segdsl import pipeline
from segdsl.diagnostics.model import Diagnostic
from segdsl.source import Source
from segdsl.testing.run import run

RULES = """
as of 2026-01-31

table customers
  key customer id
  column age: whole number
  column job: text
  column joined: date
  column active: yes or no

table buys
  many per customer id, dated on
  column on: date

adults if age >= 18
clerks if job is "1"
early if joined is before 2020-01-01
lively if active
busy if (count of buys over the last 90 days) > 3

tiers level
  when age > 60 then gold
  otherwise the rest

example table from "cases.csv"
"""


def outcome(folder: Path, table: str) -> tuple[list[tuple[str, bool]], list[Diagnostic]]:
    """The titles of the examples with whether they pass, and the errors."""
    (folder / "cases.csv").write_bytes(table.encode())
    path = folder / "rules.seg"
    checked = pipeline.check_text(Source("rules.seg", RULES), path)
    errors = [d for d in checked.diagnostics if d.is_error]
    if checked.value is None or errors:
        return [], errors
    return [(each.title, each.passed) for each in run(checked.value.program, "rules.seg").examples], errors


def test_every_kind_of_cell(tmp_path: Path) -> None:
    table = (
        "example,age,job,joined,active,count of buys over the last 90 days,"
        "expect adults,expect clerks,expect early,expect lively,expect busy,expect level\n"
        "all at once,61,1,2019-12-31,yes,4,yes,yes,yes,yes,yes,gold\n"
        "none of it,17,2,2020-01-01,no,3,no,no,no,no,no,the rest\n"
        "nothing given,missing,,,,,,,,,,not gold\n"
        ",18,,,,,no,,,,,\n"
    )
    assert outcome(tmp_path, table) == (
        [("all at once", True), ("none of it", True), ("nothing given", True), ("row 4", False)],
        [],
    )


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_separators_quotes_and_line_ends(tmp_path: Path, separator: str, end: str) -> None:
    lines = [["example", "job", "expect clerks"], [f'"a ""b""{separator} c"', "1", "YES"], [], ['""', ' "1" ', " yes "]]
    table = end.join(separator.join(cells) for cells in lines)
    assert outcome(tmp_path, "\ufeff" + table) == ([(f'a "b"{separator} c', True), ("row 2", True)], [])


@pytest.mark.parametrize(
    ("table", "code", "place", "note"),
    [
        ("agee,expect adults\n17,no\n", "SEG201", "agee", ""),
        ("age,expect adult\n17,no\n", "SEG203", "expect adult", "row 1"),
        ("age + 1,expect adults\n17,no\n", "SEG420", "age + 1", ""),
        ("age,,expect adults\n17,1,no\n", "SEG681", "", ""),
        ("age is 5,expect adults\n17,no\n", "SEG681", "age is 5", ""),
        ("age\n17\n", "SEG681", '"cases.csv"', ""),
        ("", "SEG681", '"cases.csv"', ""),
        ("age,expect adults\nx,no\n", "SEG301", "x", "row 1"),
        ("age,expect adults\n17,no\n19,ja\n", "SEG682", "ja", "row 2"),
        ("age,expect adults\n17,no,3\n", "SEG682", "17,no,3", ""),
        ("age,expect level\n17,silver\n", "SEG212", "silver", "row 1"),
        ("joined,expect early\n2020-13-01,no\n", "SEG121", "2020-13-01", "row 1"),
    ],
)
def test_a_mistake_is_shown_in_its_cell(tmp_path: Path, table: str, code: str, place: str, note: str) -> None:
    said = outcome(tmp_path, table)[1][0]
    assert said.span is not None
    assert (said.code.id, said.span.text) == (code, place)
    assert (said.span.source.name == "cases.csv") is (place != '"cases.csv"')
    assert any(note in each for each in said.notes) or not note


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    checked = pipeline.check_text(Source("rules.seg", RULES), tmp_path / "rules.seg")
    assert [d.code.slug for d in checked.diagnostics if d.is_error] == ["file-not-found"]
