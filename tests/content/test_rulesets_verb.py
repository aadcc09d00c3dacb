"""`segdsl rulesets` lists the shipped rulesets and shows one, as text that is a rule file again."""

from __future__ import annotations

import json

import pytest

from segdsl import rulesets
from segdsl.cli.app import run
from segdsl.source import Source
from segdsl.syntax.parse import parse


def test_one_line_each(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rulesets"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[: len(rulesets.names())]] == list(rulesets.names())


@pytest.mark.parametrize("name", rulesets.names())
def test_what_is_shown_is_the_ruleset(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rulesets", name]) == 0
    shown = capsys.readouterr().out
    library = rulesets.library(name)
    assert shown.endswith(library.text)
    assert all(need.table in shown for need in library.needs)
    original, again = parse(Source("shipped.seg", library.text)).value, parse(Source("shown.seg", shown)).value
    assert original is not None
    assert again is not None
    assert again.statements == original.statements


def test_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rulesets", "--format", "json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [entry["name"] for entry in listed] == list(rulesets.names())
    assert run(["rulesets", "activity", "--format", "json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert "going quiet" in shown["gives"]
    assert {need["table"] for need in shown["needs"]} == {"customers", "transactions"}


def test_an_unknown_name_is_answered_with_a_likely_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rulesets", "contactble"]) == 2
    said = capsys.readouterr().err
    assert "SEG805" in said
    assert "`contactable`" in said
