"""The rule files that stand beside the project, and the rulesets that ship with it, check without an error."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.check import rules

from segdsl import load, shipped

CASES = Path(__file__).parents[2].parent / "shared" / "cases"
# What is learned from data is refused by the parser; everything else in the files has to check.
LEARNED = {"SEG116", "SEG117"}


@pytest.mark.skipif(not CASES.is_dir(), reason="there are no shared rule files beside the project")
@pytest.mark.parametrize("path", sorted(CASES.glob("*.seg")), ids=lambda path: path.name)
def test_shared_case(path: Path) -> None:
    found = rules.diagnostics(path.read_text(encoding="utf-8"), path)
    assert [d for d in found if d.code.id not in LEARNED] == []


@pytest.mark.parametrize("name", load.libraries())
def test_shipped_ruleset(name: str) -> None:
    path = shipped.folder("rulesets") / f"{name}.seg"
    assert rules.diagnostics(path.read_text(encoding="utf-8"), path) == ()


def test_all_shipped_rulesets_go_together() -> None:
    text = "".join(f'use "{name}"\n' for name in load.libraries()) + "x if RFM score > 12\n"
    assert rules.diagnostics(text) == ()
