"""The table of segments, to the letter, at two widths, with wide characters, and as Markdown."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from segdsl import ir
from segdsl.cli.screen import Screen
from segdsl.cli.show_apply import markdown, percent, text
from segdsl.diagnostics.cells import width
from segdsl.diagnostics.model import Code, Diagnostic, Severity
from segdsl.membership.result import Applied, Used, Written, as_json
from segdsl.membership.summary import PartsSummary, PartSummary, SegmentSummary, Summary, SuppressionSummary

KEY = Diagnostic(
    Code("SEG599", "key-chosen", Severity.NOTE, "A key"), "the key is `customer_id`: its values are unique"
)
APPLIED = Applied(
    meta=ir.Meta(title="Retail bank", version="1.2"),
    as_of=dt.date(1998, 12, 31),
    engine=Used("pandas"),
    summary=Summary(
        rows=45211,
        segments=(
            SegmentSummary("working owners", None, None, 6247, 6247 / 45211, 0, 12, {}),
            SegmentSummary(
                "at-risk", "Customers we may lose", None, 718, 718 / 45211, 36954, 0, {"pdays": 36954, "age": 3}
            ),
            SegmentSummary("高價值", None, None, 3, 3 / 45211, 1, 0, {"餘額": 1}),
            SegmentSummary("nobody", None, None, 0, 0.0, 0, 0, {}),
        ),
        tiers=(PartsSummary("value tier", None, None, (PartSummary("gold", 783, 5), PartSummary("basic", 44428, 0))),),
        splits=(
            PartsSummary("spring test", None, None, (PartSummary("treatment", 40690), PartSummary("holdout", 4521))),
        ),
        suppressions=(SuppressionSummary("No marketing consent", 95),),
    ),
    quarantined=2,
    warnings=(KEY,),
    written=(Written(Path("out.csv"), "membership", 45211), Written(Path("out.csv.manifest.json"), "manifest")),
)


def test_at_80_columns() -> None:
    expected = """\
Retail bank 1.2
45,211 customers as of 1998-12-31

segment         members  share  undecided  suppressed
working owners    6,247  13.8%          0          12  █████████████████████████
at-risk             718   1.6%     36,954           0  ██▉
  Customers we may lose
高價值                3  <0.1%          1           0  ▏
nobody                0   0.0%          0           0

value tier  members  share  undecided
gold            783   1.7%          5  ▋
basic        44,428  98.3%          0  ████████████████████████████████

spring test  members  share
treatment     40,690  90.0%  ████████████████████████████████
holdout        4,521  10.0%  ███▌

suppressed            customers  share
No marketing consent         95   0.2%  ████████████████████████████████

missing among the undecided
at-risk  pdays 36,954, age 3
高價值   餘額 1

quarantined: 2 rows left out
note[SEG599]: the key is `customer_id`: its values are unique
membership: out.csv (45,211 rows)
manifest: out.csv.manifest.json
"""
    assert text(APPLIED, Screen(80)) == expected


def test_at_120_columns_the_bar_is_longer() -> None:
    lines = text(APPLIED, Screen(120)).splitlines()
    assert lines[4] == "working owners    6,247  13.8%          0          12  " + "█" * 32


@pytest.mark.parametrize("columns", [40, 60, 80, 100, 120])
def test_no_line_is_wider_than_the_screen(columns: int) -> None:
    """Names of any length, in any script; only a word that is longer itself stands out."""
    segments = tuple(
        replace(s, name=name)
        for s, name in zip(
            APPLIED.summary.segments,
            ("a name of very many words that goes on and on and on", "高價值" * 20, "x", "e\u0301te\u0301"),
            strict=True,
        )
    )
    applied = replace(APPLIED, summary=replace(APPLIED.summary, segments=segments))
    for line in text(applied, Screen(columns)).splitlines():
        assert width(line) <= max(columns, 57)


def test_columns_are_aligned_whatever_the_script() -> None:
    lines = text(APPLIED, Screen(80)).splitlines()[3:9]
    figures = [line for line in lines if not line.startswith("  ")]
    assert {width(line[: line.index("%") + 1]) for line in figures if "%" in line} == {
        len("working owners    6,247  13.8%")
    }


def test_without_block_characters() -> None:
    shown = text(APPLIED, Screen(80, blocks=False))
    assert "#####" in shown
    assert all(c.isascii() or c in "高價值餘額" for c in shown)


def test_colour_changes_nothing_but_colour() -> None:
    painted = text(APPLIED, Screen(80, paint=lambda style, part: f"<{style}>{part}</{style}>"))
    assert "<strong>segment" in painted
    for style in ("strong", "label"):
        painted = painted.replace(f"<{style}>", "").replace(f"</{style}>", "")
    assert painted == text(APPLIED, Screen(80))


def test_a_name_cannot_steer_the_terminal() -> None:
    segment = replace(APPLIED.summary.segments[0], name="a\x1b[31mb", title="t\x07")
    applied = replace(APPLIED, summary=replace(APPLIED.summary, segments=(segment,)))
    assert "\x1b" not in text(applied, Screen(80))
    assert "\x07" not in text(applied, Screen(80)) + markdown(applied)


def test_markdown() -> None:
    assert (
        markdown(APPLIED)
        == """\
### Retail bank

45,211 customers as of 1998-12-31

| segment | members | share | undecided | suppressed | missing |
|---|---:|---:|---:|---:|---|
| working owners | 6,247 | 13.8% | 0 | 12 |  |
| at-risk: Customers we may lose | 718 | 1.6% | 36,954 | 0 | pdays 36,954, age 3 |
| 高價值 | 3 | <0.1% | 1 | 0 | 餘額 1 |
| nobody | 0 | 0.0% | 0 | 0 |  |

| value tier | members | share | undecided |
|---|---:|---:|---:|
| gold | 783 | 1.7% | 5 |
| basic | 44,428 | 98.3% | 0 |

| spring test | members | share | undecided |
|---|---:|---:|---:|
| treatment | 40,690 | 90.0% | 0 |
| holdout | 4,521 | 10.0% | 0 |

| suppressed | customers |
|---|---:|
| No marketing consent | 95 |

* quarantined: 2 rows left out
* note\\[SEG599]: the key is \\`customer\\_id\\`: its values are unique
* membership: out.csv (45,211 rows)
* manifest: out.csv.manifest.json
"""
    )


def test_json() -> None:
    found = as_json(APPLIED).model_dump(mode="json")
    assert list(found) == [
        *("rows", "as_of", "engine", "engine_because", "engine_versions", "state"),
        *("segments", "tiers", "splits", "policies", "quarantined", "warnings"),
    ]
    assert found["as_of"] == "1998-12-31"
    assert found["segments"][1] == {
        "name": "at-risk",
        "members": 718,
        "share": 718 / 45211,
        "undecided": 36954,
        "suppressed": 0,
        "missing": {"pdays": 36954, "age": 3},
    }
    assert found["tiers"] == [
        {
            "name": "value tier",
            "parts": [
                {"name": "gold", "members": 783, "undecided": 5},
                {"name": "basic", "members": 44428, "undecided": 0},
            ],
            "undecided": 5,
        }
    ]
    assert found["splits"][0]["parts"][0] == {"name": "treatment", "members": 40690}
    assert found["quarantined"] == 2
    assert found["warnings"][0]["message"] == KEY.message


def test_percent_never_rounds_somebody_away() -> None:
    assert [percent(s, m) for s, m in ((0.0, 0), (0.0001, 1), (0.0005, 1), (0.9996, 5), (1.0, 9))] == [
        "0.0%",
        "<0.1%",
        "0.1%",
        ">99.9%",
        "100.0%",
    ]
