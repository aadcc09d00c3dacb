"""Every case: a program, a command, its exact output. `SEGDSL_ACCEPT=1 pytest tests/cases` accepts new output."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests import fences

HERE = Path(__file__).parent
CASES = sorted(HERE.glob("*/*/*.md"))


def test_there_are_cases() -> None:
    assert len(CASES) > 10


@pytest.mark.parametrize("path", CASES, ids=[str(p.relative_to(HERE)) for p in CASES])
def test_case(path: Path, tmp_path: Path) -> None:
    assert path.parent.name in ("good", "bad")
    markdown = path.read_text(encoding="utf-8")
    found = fences.fences(markdown)
    wanted = []
    codes = []
    for fence in found:
        if fence.language == "console":
            text = fences.transcript(fence.body, tmp_path)
            wanted.append((fence, text))
            codes.append("[exit " in text)
        elif fence.name:
            fences.write_file(tmp_path, fence)
    assert wanted, "a case has a console block"
    fences.check(path, markdown, wanted)
    assert any(codes) == (path.parent.name == "bad"), "good cases end with 0, bad cases do not"
