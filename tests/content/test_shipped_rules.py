"""Every rule file that ships is in the one layout, validates without a finding, and passes its own examples."""

from __future__ import annotations

from pathlib import Path

import pytest

from segdsl import rulesets, shipped
from segdsl.cli.app import run

ROOT = Path(__file__).parents[2]
FILES = sorted(
    path.relative_to(ROOT).as_posix()
    for folder in ("examples", "rulesets", "src/segdsl/starter")
    for path in (ROOT / folder).rglob("*.seg")
)
WITH_EXAMPLES = [name for name in FILES if "one-rule" not in name]


def test_they_are_found() -> None:
    assert {"examples/one-rule.seg", "examples/bank/bank.seg", "rulesets/contactable.seg"} <= set(FILES)
    assert len(FILES) >= 10


@pytest.mark.parametrize("name", FILES)
def test_formatted(name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    assert run(["format", "--check", name]) == 0, capsys.readouterr()


@pytest.mark.parametrize("name", FILES)
def test_valid_without_findings(name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    code = run(["validate", name])
    said = capsys.readouterr()
    assert code == 0, said
    assert "warning" not in said.err


@pytest.mark.parametrize("name", WITH_EXAMPLES)
def test_examples_pass(name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    assert "\nexample " in (ROOT / name).read_text(encoding="utf-8")
    assert run(["test", name]) == 0, capsys.readouterr()


@pytest.mark.parametrize("name", rulesets.names())
def test_a_shipped_ruleset_speaks_to_a_business_reader(name: str) -> None:
    library = rulesets.library(name)
    assert library.summary.endswith(".")
    assert library.needs
    assert library.gives
    assert all(need.columns for need in library.needs)
    tables = (shipped.folder("rulesets") / f"{name}.seg").read_text(encoding="utf-8")
    assert " from " not in "\n".join(line for line in tables.splitlines() if line.startswith("table"))
