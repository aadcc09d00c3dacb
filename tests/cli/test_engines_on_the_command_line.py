"""`--engine`, `explain --as sql` and `verify` as they are typed, on every engine that is installed here."""

from __future__ import annotations

import json
from pathlib import Path
from shutil import copytree

import pytest
from tests.fences import run_here

from segdsl.engines import door

ROOT = Path(__file__).parents[2]
HERE = ("pandas", "polars", "duckdb")
"""Engines that start quickly and need no server."""


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copytree(ROOT / "examples" / "bank", tmp_path_factory.mktemp("bank") / "bank")


def ran(folder: Path, *arguments: str, code: int = 0) -> str:
    printed, ended = run_here(list(arguments), folder)
    assert ended == code, printed
    return printed


def test_every_engine_writes_the_same_lines(bank: Path) -> None:
    wanted = None
    for engine in HERE:
        out = bank / f"{engine}.csv"
        ran(bank, "apply", "bank.seg", "--engine", engine, "--out", out.name, "--quiet")
        found = sorted(out.read_bytes().splitlines())
        wanted = wanted or found
        assert found == wanted
        manifest = json.loads((bank / f"{engine}.csv.manifest.json").read_text())
        assert (manifest["engine"], manifest["engine_because"]) == (engine, None)
        assert set(door.find(engine).needs) <= set(manifest["versions"])
        assert manifest["self_check"]["customers"] > 20


@pytest.mark.parametrize("rules", ["bank.seg", "learned.seg"])
def test_engines_are_proved_equal(bank: Path, rules: str) -> None:
    printed = ran(bank, "verify", rules, "--engines", ",".join(HERE), "--format", "json")
    found = json.loads(printed)
    assert found["agree"] is True
    assert [each["customers"] for each in found["engines"]] == [3000] * len(HERE)
    assert [each["customers"] for each in found["differences"]] == [0, 0]
    assert found["first"] == []


def test_engines_that_need_no_server_are_compared_when_none_are_named(bank: Path) -> None:
    found = json.loads(ran(bank, "verify", "bank.seg", "--format", "json"))
    assert [each["name"] for each in found["engines"]] == list(HERE)
    assert found["agree"] is True


def test_a_fit_is_the_same_on_every_engine(bank: Path) -> None:
    states = [json.loads(ran(bank, "fit", "learned.seg", "--engine", each, "--format", "json")) for each in HERE]
    assert [state["sha256"] for state in states] == [states[0]["sha256"]] * len(HERE)


def test_figures_are_the_same_on_every_engine(bank: Path) -> None:
    printed = [ran(bank, "explain", "bank.seg", "--engine", each) for each in HERE]
    assert printed == [printed[0]] * len(HERE)


@pytest.mark.parametrize("verb", ["apply", "fit", "explain"])
def test_an_engine_that_is_not_there(bank: Path, verb: str) -> None:
    assert "[SEG730]" in ran(bank, verb, "bank.seg" if verb != "fit" else "learned.seg", "--engine", "oracle", code=2)


@pytest.mark.parametrize("dialect", ["duckdb", "postgres", "spark", "bigquery", "snowflake", "trino", "clickhouse"])
def test_the_rules_as_sql(bank: Path, dialect: str) -> None:
    printed = ran(bank, "explain", "campaign.seg", "--as", "sql", "--dialect", dialect, "--words")
    assert printed.count("SELECT") > 3
    assert printed.rstrip().splitlines()[0].startswith("-- ")


def test_dialects_are_for_sql(bank: Path) -> None:
    assert "[SEG801]" in ran(bank, "explain", "bank.seg", "--as", "sql", "--dialect", "oracle", code=2)
    assert "[SEG801]" in ran(bank, "explain", "bank.seg", "--as", "pandas", "--dialect", "duckdb", code=2)
    assert "[SEG801]" in ran(bank, "explain", "bank.seg", "--dialect", "duckdb", code=2)


def test_the_rules_as_polars(bank: Path) -> None:
    assert "SELECT" in ran(bank, "explain", "bank.seg", "--as", "polars")
