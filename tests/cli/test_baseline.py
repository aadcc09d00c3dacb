"""Adopting late: what is on the list is not told, what is new is, and what is gone is said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.fences import run_here

from segdsl import api

TABLE = "table customers\n  key customer id\n  column age: whole number 0 to 120\n  column balance: number\n\n"
OLD = TABLE + "the oldest if age > 150\n\nnobody if age < 0\n"
WRITE = ["validate", "rules", "--baseline", "known.json", "--write-baseline"]
READ = ["validate", "rules", "--baseline", "known.json"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "a.seg").write_text(OLD, encoding="utf-8")
    (tmp_path / "rules" / "b.seg").write_text(OLD.replace("nobody", "nobody else"), encoding="utf-8")
    return tmp_path


def change(folder: Path, old: str, new: str) -> None:
    path = folder / "rules" / "a.seg"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_known_findings_are_not_told(folder: Path) -> None:
    printed, code = run_here(WRITE, folder)
    assert (printed, code) == ("4 findings written to known.json\nok: 4 segments in 2 files\n", 0)
    assert run_here(READ, folder) == ("ok: 4 segments in 2 files\n", 0)
    before = (folder / "known.json").read_bytes()
    run_here(WRITE, folder)
    assert (folder / "known.json").read_bytes() == before


def test_new_ones_are_told_and_moved_ones_are_not(folder: Path) -> None:
    run_here(WRITE, folder)
    change(folder, "the oldest if", "# a comment\n\ntoo old if age > 200\n\nthe oldest\n  if")
    printed, code = run_here(READ, folder)
    assert code == 0
    assert printed.count("warning[SEG601]") == 1
    assert "`age > 200` is never true" in printed


def test_gone_ones_are_said_of_the_files_that_were_looked_at(folder: Path) -> None:
    run_here(WRITE, folder)
    change(folder, "age > 150", "age > 100")
    printed, _ = run_here(READ, folder)
    assert "a finding of the baseline is gone: SEG601 never-true in `the oldest` of rules/a.seg" in printed
    assert printed.count("SEG850]") == 1
    assert "SEG850" not in run_here(["validate", "rules/b.seg", "--baseline", "known.json"], folder)[0]
    change(folder, "nobody if age < 0", "nobody if agge < 0")
    printed, code = run_here(READ, folder)
    assert "SEG850" not in printed, "a file with errors was not looked through"
    assert code == 1


def test_errors_are_never_put_aside(folder: Path) -> None:
    change(folder, "age > 150", "agge > 150")
    printed, code = run_here(WRITE, folder)
    assert code == 1
    assert "error[SEG201]" in printed
    assert {each["code"] for each in json.loads((folder / "known.json").read_text())["findings"]} == {"SEG601"}


def test_a_warning_that_counts_as_an_error_is(folder: Path) -> None:
    (folder / "segdsl.toml").write_text('[lint]\nnever-true = "error"\n', encoding="utf-8")
    assert run_here(["validate", "rules"], folder)[1] == 1
    assert run_here(WRITE, folder)[1] == 0


def test_from_another_folder(folder: Path) -> None:
    run_here(WRITE, folder)
    printed, code = run_here(["validate", "a.seg", "--baseline", "../known.json"], folder / "rules")
    assert (printed, code) == ("ok: 2 segments\n", 0)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"segdsl baseline": 2, "findings": []}', "[" * 100_000])
def test_what_is_no_baseline_is_refused(text: str, folder: Path) -> None:
    (folder / "known.json").write_text(text, encoding="utf-8")
    printed, code = run_here(READ, folder)
    assert code == 2
    assert "error[SEG851]" in printed


def test_wrong_use(folder: Path) -> None:
    printed, code = run_here(["validate", "rules", "--write-baseline"], folder)
    assert code == 2
    assert "`--write-baseline` needs the file to write" in printed
    assert run_here(READ, folder)[1] == 2, "there is no such file"


def test_from_python(folder: Path) -> None:
    run_here(WRITE, folder)
    path = folder / "rules" / "a.seg"
    assert len(api.validate(path).diagnostics) == 2
    # The function is given the file's own path, the list holds it from its own folder.
    assert api.validate(path, baseline=folder / "known.json").diagnostics == ()
