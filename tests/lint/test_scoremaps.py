"""Maps of a score: every combination of bands is tried, so that gaps, overlaps and lines for nobody are exact."""

from __future__ import annotations

import random
import re
from itertools import product
from pathlib import Path

import pytest

from segdsl import pipeline
from segdsl.diagnostics.model import Diagnostic
from segdsl.source import Source

ROOT = Path(__file__).parents[2]
HEAD = """
as of 2026-06-30

table customers
  key customer id
  column days: number
  column visits: number
  column spend: number

score RFM
  recency from days
  frequency from visits
  monetary from spend
"""
CODES = ("SEG614", "SEG615", "SEG616")


def findings(text: str) -> list[Diagnostic]:
    """All that lint finds, in order of place; the rules must be valid."""
    outcome = pipeline.check_text(Source("t.seg", text), None)
    assert outcome.ok, [d.message for d in outcome.diagnostics]
    said = [d for d in outcome.diagnostics if d.code.id.startswith("SEG6")]
    return sorted(said, key=lambda d: d.span.start if d.span else 0)


def maps(text: str) -> list[tuple[str, str]]:
    return [(d.code.id, d.message) for d in findings(HEAD + text) if d.code.id in CODES]


def tiers(*lines: str) -> str:
    return (
        "\ntiers map\n" + "".join(f"  when {line} then p{n}\n" for n, line in enumerate(lines)) + "  otherwise rest\n"
    )


def test_a_partition_has_no_finding() -> None:
    assert maps(tiers("RFM recency >= 4", "RFM recency = 3", "RFM recency < 3")) == []


def test_a_cascade_has_no_finding() -> None:
    assert maps(tiers("RFM score > 12", "RFM score > 8", "RFM score >= 3")) == []


def test_what_falls_to_otherwise_is_counted_and_told() -> None:
    (found,) = [d for d in findings(HEAD + tiers("RFM recency >= 4", "RFM recency <= 2")) if d.code.id in CODES]
    assert found.message == "25 of the 125 combinations of `RFM` fall to `otherwise` in `map`"
    assert found.notes == ("they are recency 3",)


def test_much_left_to_otherwise_is_meant() -> None:
    assert maps(tiers("RFM recency >= 4", "RFM recency = 1")) == []


def test_lines_that_cross_are_told_once_for_the_later() -> None:
    found = maps(tiers("RFM recency >= 4", "RFM frequency >= 4"))
    assert [code for code, _ in found] == ["SEG615"]
    assert "of the 50 combinations that the line of `p1` meets, 20 are taken by `p0` above it" in found[0][1]


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("RFM recency = 1 and RFM score > 12", True),
        ("RFM recency = 1 and RFM score = 11", False),
        ('RFM code = "515"', False),
        ('RFM code starts with "5" and RFM recency < 5', True),
        ("RFM frequency + RFM monetary > RFM score", True),
        ("RFM recency = 1 and RFM score > 12 and days > 3", False),  # not about the score alone
    ],
)
def test_a_rule_that_no_combination_meets(rule: str, said: bool) -> None:
    assert [code for code, _ in maps(f"\nwho if {rule}\n")] == (["SEG616"] if said else [])


def test_a_line_that_comes_too_late() -> None:
    found = maps(tiers("RFM recency >= 3", "RFM recency <= 2", "RFM score = 15"))
    assert found == [
        (
            "SEG616",
            "the line of `p2` is never reached: the lines above take every combination of `RFM` that it meets",
        )
    ]


def test_a_line_that_is_already_called_unreachable_is_not_said_twice() -> None:
    all_ = [d.code.id for d in findings(HEAD + tiers("RFM recency >= 3", "RFM recency >= 3 and RFM recency >= 4"))]
    assert ("SEG605" in all_) != ("SEG616" in all_)


def test_segments_as_a_map() -> None:
    rules = "\n".join(f"s{n} if RFM recency = {n}" for n in range(1, 5))
    found = maps(f"\n{rules}\ntwo if RFM recency = 2 and RFM frequency >= 4\n")
    assert sorted(found, reverse=True) == [
        ("SEG615", "`two` and `s2` have 10 combinations of `RFM` in common"),
        ("SEG614", "25 of the 125 combinations of `RFM` are in none of the 5 segments about it"),
    ]


def test_segments_built_on_one_another_and_single_ones_are_no_map() -> None:
    assert maps('\nbest if RFM code = "555"\nhigh-value if RFM score > 12\ngood if RFM score > 9\n') == []
    rules = "\n".join(f"s{n} if RFM recency = {n}" for n in range(1, 6))
    assert maps(f"\n{rules}\nbest if in s5 and RFM frequency = 5\n") == []


def test_a_permission_is_honoured() -> None:
    text = tiers("RFM recency >= 4", "RFM recency <= 2")
    assert maps(text.replace("tiers map", "# segdsl: allow score-gap because so\ntiers map")) == []


def test_other_bands_cuts_and_weights() -> None:
    text = HEAD.replace("score RFM", "score worth").replace("  monetary from spend\n", "  money from spend, weight 3\n")
    text += "\nnobody if worth recency = 1 and worth score > 21\nsome if worth recency = 1 and worth score > 20\n"
    found = [d.message for d in findings(text) if d.code.id == "SEG616"]
    assert found == ["no combination of the parts of `worth` meets `worth recency = 1 and worth score > 21`"]
    four = text.replace("score worth\n", "score worth\n  in 4 bands\n").replace("21\n", "16\n").replace("20\n", "15\n")
    found = [d.message for d in findings(four + "  # four\n") if d.code.id == "SEG616"]
    assert found == []
    assert [d.code.id for d in findings(four.replace("> 16", "> 17"))] == ["SEG616"]


def random_rule(dice: random.Random) -> str:
    part = dice.choice(["RFM recency", "RFM frequency", "RFM monetary", "RFM score"])
    rel = dice.choice(["<=", ">=", "=", ">", "<"])
    one = f"{part} {rel} {dice.randint(1, 5) if part != 'RFM score' else dice.randint(3, 15)}"
    return one if dice.random() < 0.5 else f"{one} and {random_rule(dice)}"


def met(rule: str, cell: tuple[int, ...]) -> bool:
    """The rule as Python: a second opinion."""
    words = rule.replace("RFM score", str(sum(cell)))
    for name, band in zip(("recency", "frequency", "monetary"), cell, strict=True):
        words = words.replace(f"RFM {name}", str(band))
    return bool(eval(re.sub(r"(?<![<>])=", "==", words)))


@pytest.mark.parametrize("seed", range(40))
def test_random_tiers_against_a_second_opinion(seed: int) -> None:
    dice = random.Random(seed)
    lines = [random_rule(dice) for _ in range(dice.randint(1, 5))]
    cells = list(product(range(1, 6), repeat=3))
    left = set(cells)
    late = []
    for number, line in enumerate(lines):
        if not any(met(line, cell) for cell in left):
            late.append(number)
        left -= {cell for cell in left if met(line, cell)}
    said = [(d.code.id, d) for d in findings(HEAD + tiers(*lines))]
    if 0 < len(left) <= 125 / 4:
        assert any(code == "SEG614" and d.message.startswith(f"{len(left)} of the 125") for code, d in said)
    else:
        assert "SEG614" not in [code for code, _ in said]
    named = [d.span.text for code, d in said if code in ("SEG616", "SEG605", "SEG601", "SEG602") and d.span is not None]
    for number in late:
        assert any(text in lines[number] or lines[number] in text for text in named), (lines, named)
    ours = [d.span.text for code, d in said if code == "SEG616" and d.span is not None]
    assert set(ours) <= {lines[number] for number in late}


def test_the_eleven_groups_are_a_partition_and_a_change_to_any_of_them_is_found() -> None:
    text = (ROOT / "rulesets" / "rfm.seg").read_text(encoding="utf-8")
    base = (ROOT / "rulesets" / "purchases.seg").read_text(encoding="utf-8")
    shared = base[base.index("table customers") : base.index("tiers buyer type")]
    rules = text[text.index("# Whoever never") : text.index("# ---- everybody")]
    whole = "as of 2026-06-30\n" + shared + rules
    assert [d.code.id for d in findings(whole) if d.code.id in CODES] == []
    limits = list(re.finditer(r"RFM (?:recency|habit) (?:>=|<=|is|between) (\d)", rules))
    assert len(limits) == 22
    # `RFM loyal` is all the others of a square but the champions, so that a limit of these moves no gap.
    for limit in [each for each in limits if each.start() > rules.index("RFM loyal")]:
        changed = "4" if limit[0] == "RFM recency is 5" else str(int(limit[1]) + 1)
        broken = rules[: limit.start(1)] + changed + rules[limit.end(1) :]
        found = [d.code.id for d in findings("as of 2026-06-30\n" + shared + broken)]
        assert set(found) & {*CODES, "SEG601", "SEG603"}, limit[0]
