"""Formatting never changes what rules mean: proved for the rulesets, the example bank and pieces of them."""

from __future__ import annotations

from pathlib import Path

import pytest

import segdsl
from segdsl import ir, pipeline
from segdsl.proofs import AllOf, AnyOf, InPart, Is, Never, NotSo, Prover
from segdsl.source import Source

ROOT = Path(__file__).parents[2]
FILES = [*sorted((ROOT / "rulesets").glob("*.seg")), *sorted((ROOT / "examples").rglob("*.seg"))]


def disturbed(text: str) -> str:
    """The same rules in another layout."""
    return "\n".join(line.replace(" and ", "   and  ").rstrip() for line in text.splitlines())


@pytest.mark.parametrize("path", FILES, ids=[str(path.relative_to(ROOT)) for path in FILES])
def test_what_is_formatted_means_the_same(path: Path) -> None:
    text = disturbed(path.read_text(encoding="utf-8"))
    before, after = (_program(each, path) for each in (text, segdsl.format(text)))
    assert list(before.segments) == list(after.segments)
    assert list(before.tiers) == list(after.tiers)
    prover = Prover(before, after)
    for name, segment in before.segments.items():
        a, b = segment.condition, after.segments[name].condition
        for answer in (True, False, None):
            old, new = Is(a, answer, 0), Is(b, answer, 1)
            differs = AnyOf((AllOf((old, NotSo(new))), AllOf((new, NotSo(old)))))
            assert isinstance(prover.find(differs), Never), (name, answer)
    for name, tiers in before.tiers.items():
        for part in tiers.parts:
            old_part, new_part = InPart(name, part, 0), InPart(name, part, 1)
            assert isinstance(prover.find(AllOf((old_part, NotSo(new_part)))), Never), (name, part)


def _program(text: str, path: Path) -> ir.Program:
    checked = pipeline.check_text(Source(path.name, text), path)
    assert checked.value is not None
    return checked.value.program
