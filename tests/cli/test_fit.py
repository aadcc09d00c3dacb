"""`segdsl fit` as it is typed, and `--state` of the other verbs: what they print, keep, and how they end."""

from __future__ import annotations

import json
import os
import shlex
from pathlib import Path

import pandas as pd
import pytest
from tests.fences import run_here
from tests.learn.state.learned_rules import people

import segdsl

RULES = """\
as of 2026-01-01

table customers from "people.csv"
  key id
  column age: whole number
  column balance: number, 2 decimals
  column job: text

score standing
  money from balance
  age from age

wealthy if balance is in the top 10% by job
well off if standing score >= 8

example "the best"
  given balance is 1000000, age is 70
  expect well off

example "given"
  given standing score is 3
  expect not well off
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "rules.seg").write_text(RULES)
    people().to_csv(tmp_path / "people.csv", index=False)
    return tmp_path


def ran(folder: Path, arguments: str, code: int = 0) -> str:
    text, found = run_here(shlex.split(arguments), folder)
    assert found == code, text
    return text


def test_the_report_as_text(folder: Path) -> None:
    text = ran(folder, "fit rules.seg --state state")
    assert text.startswith("standing (score)\n  400 customers of 400 have a score, from 2 to 10.\n")
    assert "top 10% of balance by job (share)" in text
    assert text.endswith("\n2 learned, kept in state\n")
    assert sorted(os.listdir(folder / "state")) == [
        "standing.json",
        "state.json",
        "top-10-of-balance-by-job-7f87735d.json",
    ]


def test_without_a_folder_nothing_is_written(folder: Path) -> None:
    before = sorted(os.listdir(folder))
    assert ran(folder, "fit rules.seg").endswith("\n2 learned, not kept: give `--state DIR`\n")
    assert sorted(os.listdir(folder)) == before


def test_quietly(folder: Path) -> None:
    assert ran(folder, "fit rules.seg --state state --quiet") == ""
    assert (folder / "state" / "state.json").exists()


def test_the_report_for_programs(folder: Path) -> None:
    found = json.loads(ran(folder, "fit rules.seg --state state --format json"))
    assert list(found) == ["as_of", "state", "sha256", "learned", "warnings"]
    assert (found["as_of"], found["state"]) == ("2026-01-01", "state")
    index = json.loads((folder / "state" / "state.json").read_text())
    assert found["sha256"] == index["learned_sha256"]
    assert [each["file"] for each in found["learned"]] == [entry["file"] for entry in index["learned"]]
    assert [(each["kind"], each["population"], each["learned_from"]) for each in found["learned"]] == [
        ("score", 400, 400),
        ("share", 400, 400),
    ]
    text = ran(folder, "fit rules.seg --format markdown")
    assert text.startswith("### standing (score)\n")


def test_the_manifest_names_the_state(folder: Path) -> None:
    ran(folder, "fit rules.seg --state state --quiet")
    ran(folder, "apply rules.seg --state state --out kept.csv --quiet")
    ran(folder, "apply rules.seg --out here.csv --quiet")
    kept, here = (json.loads((folder / f"{name}.csv.manifest.json").read_text())["state"] for name in ("kept", "here"))
    assert (kept["source"], here["source"]) == ("state", "fitted in memory")
    assert kept["sha256"] == here["sha256"]
    assert kept["learned"] == here["learned"]
    assert (folder / "kept.csv").read_bytes() == (folder / "here.csv").read_bytes()
    (folder / "plain.seg").write_text('table customers from "people.csv"\n  key id\nold if age > 50\n')
    ran(folder, "apply plain.seg --out plain.csv --quiet")
    assert json.loads((folder / "plain.csv.manifest.json").read_text())["state"] is None


def test_apply_says_what_it_learned_by_itself(folder: Path) -> None:
    text = ran(folder, "apply rules.seg")
    assert "note[SEG463]: `standing`, `top 10% of balance by job` were learned from this data and not" in text
    ran(folder, "fit rules.seg --state state --quiet")
    assert "SEG463" not in ran(folder, "apply rules.seg --state state")


def test_apply_with_a_state_that_is_not_there(folder: Path) -> None:
    text = ran(folder, "apply rules.seg --state nowhere", 3)
    assert text.startswith("error[SEG720]: there is no folder `nowhere`\n")
    assert "fit FILE --state nowhere" in text


def test_examples_with_and_without_a_state(folder: Path) -> None:
    text = ran(folder, "test rules.seg", 1)
    assert 'error[SEG761]: example "the best" cannot decide `well off`: `standing score` is missing' in text
    assert "= help: `standing` is learned; with a state it need not be given: `segdsl test --state DIR`" in text
    assert "1 of 2 examples passed" in text
    ran(folder, "fit rules.seg --state state --quiet")
    assert "2 of 2 examples passed" in ran(folder, "test rules.seg --state state")


def test_explain_with_a_state(folder: Path) -> None:
    ran(folder, "fit rules.seg --state state --quiet")
    assert "well off (" in ran(folder, "explain rules.seg 'well off' --state state")
    key = people()["id"][0]
    assert f"customer {key}" in ran(folder, f"explain rules.seg 'well off' --state state --customer {key}")
    words = ran(folder, "explain rules.seg standing --state state --words")
    assert "400 customers of 400 have a score" in words
    code = ran(folder, "explain rules.seg --state state --as pandas")
    state = json.loads((folder / "state" / "standing.json").read_text())
    assert all(str(cut) in code for cut in state["parts"][0]["cuts"])


def test_printed_pandas_gives_the_same_members(folder: Path) -> None:
    ran(folder, "fit rules.seg --state state --quiet")
    (folder / "script.py").write_text(ran(folder, "explain rules.seg --state state --as pandas"))
    printed, code = run_here(["apply", "rules.seg", "--state", "state", "--format", "json"], folder)
    assert code == 0
    counts = {each["name"]: each["members"] for each in json.loads(printed)["segments"]}
    names: dict[str, object] = {"__name__": "script"}
    here = Path.cwd()
    os.chdir(folder)
    try:
        exec(compile((folder / "script.py").read_text(), "script.py", "exec"), names)
    finally:
        os.chdir(here)
    (members,) = [value for value in names.values() if isinstance(value, pd.DataFrame) and "well off" in value.columns]
    assert {name: int(members[name].sum()) for name in counts} == counts


def test_nothing_to_learn(folder: Path) -> None:
    (folder / "plain.seg").write_text('table customers from "people.csv"\n  key id\nold if age > 50\n')
    text = ran(folder, "fit plain.seg --state state")
    assert text.startswith("warning[SEG728]: the rules have nothing to learn from data\n")
    assert not (folder / "state").exists()


def test_wrong_rules_and_wrong_use(folder: Path) -> None:
    (folder / "wrong.seg").write_text("good if standing score > 3 and\n")
    ran(folder, "fit wrong.seg --state state", 1)
    ran(folder, "fit rules.seg --accept anything", 2)
    ran(folder, "fit", 2)
    assert not (folder / "state").exists()


def test_help_and_the_list_of_verbs(folder: Path) -> None:
    assert "  fit  " in ran(folder, "--help")
    text = ran(folder, "fit --help")
    for option in ("--state", "--fresh", "--accept", "--format"):
        assert option in text
    for verb in ("apply", "explain", "test"):
        assert "The folder that holds what was learned." in ran(folder, f"{verb} --help")


def test_a_full_way_through_python(folder: Path) -> None:
    fitted = segdsl.fit(folder / "rules.seg", state=folder / "state")
    assert fitted.ok
    assert list(fitted.states) == ["standing", "top 10% of balance by job"]
    assert fitted.reports["standing"].kind == "score"
    result = segdsl.apply(folder / "rules.seg", state=folder / "state")
    assert result.segments["well off"].members > 0
    assert segdsl.test(folder / "rules.seg", state=folder / "state").passed
    assert not segdsl.test(folder / "rules.seg").passed
    told = segdsl.explain(folder / "rules.seg", "standing", state=folder / "state")
    assert told.value is not None
    failed = segdsl.fit(folder / "rules.seg", state=folder / "no" / "way")
    assert not failed.ok
    with pytest.raises(segdsl.RulesError):
        _ = failed.states


def test_nothing_to_learn_in_python(folder: Path) -> None:
    found = segdsl.fit(
        'table customers from "people.csv"\n  key id\nold if age > 50\n', people(), state=folder / "state"
    )
    assert found.ok
    assert dict(found.states) == {}
    assert [d.code.slug for d in found.diagnostics] == ["nothing-to-fit"]
    assert not (folder / "state").exists()
