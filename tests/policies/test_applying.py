"""Policies judged on the customers of a run: figures, what is released, the manifest, the output before."""

from __future__ import annotations

import json
import math
from pathlib import Path
from random import Random

import pandas as pd
import pytest

import segdsl

RULES = """
high-value if RFM score > 12
young if age < 40
old if age >= 60
vip if RFM score > 12 and age < 40

tiers level
  when RFM score > 10 then gold
  otherwise basic
"""
CUSTOMERS = pd.DataFrame({"customer_id": list("12345"), "age": [30, 35, 50, 70, None], "rfm_score": [13, 5, 14, 3, 15]})


def broken(*lines: str, rules: str = RULES, customers: pd.DataFrame = CUSTOMERS) -> list[str]:
    """What is said of the policies that are broken."""
    result = segdsl.apply(rules + "\npolicy\n" + "".join(f"  {line}\n" for line in lines), customers)
    assert (result.frame is None) is any(d.is_error for d in result.diagnostics)
    return [d.message.split(" is broken: ")[1] for d in result.diagnostics if d.code.id == "SEG663"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("at least 1 customer in every segment", []),
        ("at least 2 customers in every segment", ["`old` has 1 customer, and 1 more"]),
        ("at most 2 customers in high-value", ["`high-value` has 3 customers"]),
        ("between 20% and 40% of customers in young, old", []),
        ("at most 59% of customers in high-value", ["`high-value` has 3 customers (60% of all)"]),
        ("at most 0 customers undecided in young", ["`young` has 1 undecided customer"]),
        ("at most 20% of customers undecided in every segment", []),
        ("at least 3 customers in every part of level", ["`level` basic has 2 customers"]),
        ("no overlap between young and old", []),
        ("no overlap between young, high-value and old", ["1 customer is in both `young` and `high-value`"]),
        ("every customer in one of young, old, high-value", []),
        ("every customer in one of young, old", ["2 customers are in none of them"]),
        ("every customer in exactly one of young, old, high-value", ["1 customer is in more than one of them"]),
        ("vip is inside young", []),
        ("high-value is inside young in the data", ["2 customers are in `high-value` and not in `young`"]),
        ("no segment changes by more than 5%", []),
    ],
)
def test_judged_on_the_customers(line: str, said: list[str]) -> None:
    assert broken(line) == said


def test_every_broken_line_is_said_and_held_ones_are_not() -> None:
    lines = ("at most 2 customers in young", "at most 2 customers in old", "at most 2 customers in high-value")
    assert broken(*lines, "no overlap between young and high-value") == [
        "`high-value` has 3 customers",
        "1 customer is in both `young` and `high-value`",
    ]


def test_nothing_is_released_when_one_is_broken(tmp_path: Path) -> None:
    out = tmp_path / "members.csv"
    assert segdsl.apply(RULES, CUSTOMERS, out=out).ok
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert not segdsl.apply(f"{RULES}\npolicy\n  at most 1 customer in young\n", CUSTOMERS, out=out).ok
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_the_manifest_and_the_json_say_which_held(tmp_path: Path) -> None:
    out = tmp_path / "members.csv"
    policy = '\npolicy "Groups"\n  at least 1 customer in young because "Size"\n  no segment changes by more than 10%\n'
    result = segdsl.apply(RULES + policy, CUSTOMERS, out=out)
    expected = [
        {
            "policy": "at least 1 customer in young",
            "title": "Groups",
            "because": "Size",
            "result": "held",
            "found": [],
        },
        {
            "policy": "no segment changes by more than 10%",
            "title": "Groups",
            "because": None,
            "result": "not decided",
            "found": ["there is no output before this one"],
        },
    ]
    assert json.loads((tmp_path / "members.csv.manifest.json").read_text())["policies"] == expected
    assert [d.code.id for d in result.diagnostics if d.code.id.startswith("SEG66")] == ["SEG664"]


def test_change_is_measured_against_the_output_before(tmp_path: Path) -> None:
    out, policy = tmp_path / "members.csv", "\npolicy\n  no segment changes by more than 50%\n"
    assert segdsl.apply(RULES, CUSTOMERS, out=out).ok
    aged = CUSTOMERS.assign(age=[30.0, 65, 50, 70, math.nan])
    (said,) = (d for d in segdsl.apply(RULES + policy, aged, out=out).diagnostics if d.is_error)
    assert said.message.endswith("`old` had 1 customer before and has 2 now, a change of 100%")
    manifest = tmp_path / "members.csv.manifest.json"
    (same,) = (d for d in segdsl.apply(RULES + policy, aged, previous=manifest).diagnostics if d.is_error)
    assert same.message == said.message
    assert segdsl.apply(RULES + policy.replace("50%", "100%"), aged, out=out).ok
    assert segdsl.apply(RULES + policy, aged, out=out).ok  # compared with itself


def test_a_segment_from_nobody_to_somebody_is_a_change_and_a_new_one_is_none(tmp_path: Path) -> None:
    out, policy = tmp_path / "members.csv", "\npolicy\n  no change of more than 1_000% in high-value\n"
    none = CUSTOMERS.assign(rfm_score=[1, 1, 1, 1, 1])
    assert segdsl.apply(RULES, none, out=out).ok
    (said,) = (d for d in segdsl.apply(RULES + policy, CUSTOMERS, out=out).diagnostics if d.is_error)
    assert said.message.endswith("`high-value` had 0 customers before and has 3 now")
    more = RULES + "everybody if age is known or age is missing\n\npolicy\n  no change of more than 1% in everybody\n"
    assert segdsl.apply(more, CUSTOMERS, out=out).ok


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"counts": 5}', '{"counts": {"rows": NaN}}', "\0"])
def test_a_manifest_that_is_none_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "m.json").write_text(content)
    policy = "\npolicy\n  no segment changes by more than 50%\n"
    found = segdsl.apply(RULES + policy, CUSTOMERS, previous=tmp_path / "m.json").diagnostics
    assert [d.code.slug for d in found if d.is_error] == ["manifest-unreadable"]


def test_policies_of_used_files_hold_for_those_who_use_them(tmp_path: Path) -> None:
    """`every segment` is then every segment of the whole ruleset, and a name that it does not know forbids nothing."""
    compliance = tmp_path / "compliance.seg"
    compliance.write_text('policy "Bank"\n  never use religion\n  at least 2 customers in every segment\n')
    main = tmp_path / "main.seg"
    main.write_text('use "compliance.seg"\n' + RULES)
    said = [d.message for d in segdsl.apply(main, CUSTOMERS).diagnostics if d.is_error]
    assert said == [
        "the policy `at least 2 customers in every segment` of “Bank” is broken: `old` has 1 customer, and 1 more"
    ]


def test_counts_agree_with_those_by_hand() -> None:
    """Random limits over random customers, judged by the same rules written in Python."""
    random = Random(20261124)
    for _ in range(40):
        ages = [random.choice([20, 45, 70, None]) for _ in range(random.randint(1, 30))]
        scores = [random.choice([5, 11, 13]) for _ in ages]
        customers = pd.DataFrame({"customer_id": [str(i) for i in range(len(ages))], "age": ages, "rfm_score": scores})
        customers["age"] = customers["age"].astype("Int64")
        young = [age is not None and age < 40 for age in ages]
        high = [score > 12 for score in scores]
        both, neither = sum(map(min, young, high)), sum(not (y or h) for y, h in zip(young, high, strict=True))
        limit = random.randint(0, len(ages))
        lines = {
            "no overlap between young and high-value": both > 0,
            "every customer in one of young, high-value": neither > 0,
            "every customer in exactly one of young, high-value": both > 0 or neither > 0,
            "young is inside high-value": sum(young) > both,
            f"at least {limit} customers in young": sum(young) < limit,
            f"at most {limit} customers in young": sum(young) > limit,
            f"at most {limit} customers undecided in young": ages.count(None) > limit,
        }
        for line, is_broken in lines.items():
            assert bool(broken(line, customers=customers)) is is_broken, (line, ages, scores)
