"""Fixes: each takes its finding away and changes nothing else; only those that leave no choice are made unasked."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segdsl import api, pipeline
from segdsl.diagnostics.model import Diagnostic
from segdsl.mending import edited, mend
from segdsl.source import Source
from segdsl.syntax.parse import parse

HEAD = """\
# the first comment
table customers
  key customer id  # why
  column customer id: text
  column joined: date
  column status: one of "active", "closed"
  column monthly balance: number
  column age: whole number
  column asked: yes or no

table transactions
  many per customer id, dated booked on
  column customer id: text
  column amount: number
  column booked on: date

as of 2026-06-30

"""
SAFE = [
    ("SEG104", "rich if age == 3", "rich if age = 3"),
    ("SEG104", "rich if age === 3", "rich if age = 3"),
    ("SEG104", "rich if age <> 3", "rich if age != 3"),
    ("SEG104", "rich if age =< 3", "rich if age <= 3"),
    ("SEG104", "rich if age => 3", "rich if age >= 3"),
    ("SEG104", "rich if age ≤ 3", "rich if age <= 3"),
    ("SEG104", "rich if age≥3", "rich if age>=3"),
    ("SEG104", "rich if age ≠ 3", "rich if age != 3"),
    ("SEG104", "rich if age > 3 && age < 9", "rich if age > 3 and age < 9"),
    ("SEG104", "rich if (age > 3)&&(age < 9)", "rich if (age > 3) and (age < 9)"),
    ("SEG104", "rich if age > 3 || age < 1", "rich if age > 3 or age < 1"),
    ("SEG104", "rich if !(age > 3)", "rich if not (age > 3)"),
    ("SEG104", "rich if monthly balance × 2 > 3", "rich if monthly balance * 2 > 3"),
    ("SEG104", "rich if monthly balance ÷ 2 > 3", "rich if monthly balance / 2 > 3"),
    ("SEG104", "rich if monthly balance − age > 3", "rich if monthly balance - age > 3"),
    ("SEG105", "rich if age is greater than 3", "rich if age is more than 3"),
    ("SEG105", "rich if age is null", "rich if age is missing"),
    ("SEG106", "rich if status is “closed”", 'rich if status is "closed"'),
    ("SEG106", "rich if status is 'closed'", 'rich if status is "closed"'),
    ("SEG106", "rich if status is „closed“", 'rich if status is "closed"'),
    ("SEG111", "rich if age ＞ ３", "rich if age > 3"),
    ("SEG111", "rich if status is ＂closed＂", 'rich if status is "closed"'),
    ("SEG112", "rich\n  if age > 3\nand age < 9", "rich\n  if age > 3\n  and age < 9"),
    ("SEG121", "rich if joined is after 31.12.2019", "rich if joined is after 2019-12-31"),
    ("SEG121", "rich if joined is after 2019/12/31", "rich if joined is after 2019-12-31"),
    ("SEG201", "rich if montly balance > 3", "rich if monthly balance > 3"),
    ("SEG201", "rich if monthly balnace > 3", "rich if monthly balance > 3"),
    ("SEG201", "rich if monthly balance-age > 3", "rich if monthly balance - age > 3"),
    ("SEG201", "rich if any transactions where amonut > 3", "rich if any transactions where amount > 3"),
    ("SEG202", "rich if any transactoins", "rich if any transactions"),
    ("SEG203", "other if age > 3\nrich if in ohter", "other if age > 3\nrich if in other"),
    ("SEG303", 'rich if status is "activ"', 'rich if status is "active"'),
    ("SEG303", 'rich if status in ["Active", "closed"]', 'rich if status in ["active", "closed"]'),
]
UNSAFE = [
    ("SEG102", "rich if age > 3 and age < 9 or asked", "rich if (age > 3 and age < 9) or asked"),
    ("SEG102", "rich if age > 3 and age < 9 or asked", "rich if age > 3 and (age < 9 or asked)"),
    ("SEG102", "rich if asked or age < 9 and age > 3 or age = 5", "rich if asked or (age < 9 and age > 3) or age = 5"),
    ("SEG105", "rich if status is none", "rich if status is missing"),
    ("SEG121", "rich if joined is after 03/04/2019", "rich if joined is after 2019-04-03"),
    ("SEG121", "rich if joined is after 03/04/2019", "rich if joined is after 2019-03-04"),
    ("SEG201", "rich if agge > 3", "rich if age > 3"),
    ("SEG641", "rich if age > 3  # segdsl: allow never-true because of old data", "rich if age > 3  "),
]
NONE = [
    "rich if age–monthly > 3",  # a hyphen of a name, or a minus
    "rich if !asked and age > 3",
    "rich if joined is after 31.02.2019",
    "rich if status is “closed",
    "rich if age > 3;",
]


def found(text: str) -> Sequence[Diagnostic]:
    return api.validate(text).diagnostics


def check(source: Source) -> Sequence[Diagnostic]:
    return pipeline.check_text(source, None).diagnostics


@pytest.mark.parametrize(("code", "wrong", "right"), SAFE)
def test_a_safe_fix_mends_and_changes_nothing_else(code: str, wrong: str, right: str) -> None:
    before = found(HEAD + wrong + "\n# the last comment\n")
    assert code in [d.code.id for d in before]
    done = api.fix(HEAD + wrong + "\n# the last comment\n")
    assert done.text == HEAD + right + "\n# the last comment\n"
    assert code in [d.code.id for d in done.mended]
    assert code not in [d.code.id for d in found(done.text)]
    assert not [d for d in found(done.text) if d.is_error]


@pytest.mark.parametrize(("code", "wrong", "right"), UNSAFE)
def test_what_leaves_a_choice_is_only_suggested(code: str, wrong: str, right: str) -> None:
    text = HEAD + wrong + "\n"
    assert api.fix(text).text == text
    (diagnostic,) = [d for d in found(text) if d.code.id == code]
    mended = {edited(text, fix.edits) for fix in diagnostic.fixes}
    assert HEAD + right + "\n" in mended
    assert not any(fix.safe for fix in diagnostic.fixes)
    assert code not in [d.code.id for d in found(HEAD + right + "\n")]


@pytest.mark.parametrize("wrong", NONE)
def test_what_could_mean_several_things_has_no_fix(wrong: str) -> None:
    text = HEAD + wrong + "\n"
    assert any(d.is_error for d in found(text))
    assert api.fix(text).text == text


def test_two_near_names_are_a_choice() -> None:
    text = 'table customers\n  column amount1: text\n  column amounts: text\n\nrich if amount is "x"\n'
    assert api.fix(text).text == text


def test_every_mistake_of_a_text_is_mended_in_one_go() -> None:
    text = HEAD + "rich if montly balance == 3 && status <> “closed”\nold if in rihc\n"
    done = api.fix(text)
    assert done.text == HEAD + 'rich if monthly balance = 3 and status != "closed"\nold if in rihc\n'
    assert [d.code.id for d in found(done.text)] == ["SEG203"], "a name of four letters is too short to be sure"


def test_the_fix_of_a_file_that_is_used_stays_out_of_this_one(tmp_path: Path) -> None:
    (tmp_path / "b.seg").write_text("old if age == 3\n", encoding="utf-8")
    (tmp_path / "a.seg").write_text('use "b.seg"\n\nrich if age == 4\n', encoding="utf-8")
    assert api.fix(tmp_path / "a.seg").text == 'use "b.seg"\n\nrich if age = 4\n'


@given(st.lists(st.sampled_from([wrong for _, wrong, _ in SAFE] + NONE), min_size=1, max_size=6))
def test_whatever_stands_together_no_line_and_no_comment_is_lost(lines: list[str]) -> None:
    named = [line.replace("rich", f"rich{n} person", 1) for n, line in enumerate(lines) if not line.startswith("other")]
    text = HEAD + "".join(f"# comment {n}\n{line}\n" for n, line in enumerate(named))
    done = mend(Source("x.seg", text), check)
    assert done.source.text.count("\n") == text.count("\n")
    assert [row for row in done.source.text.splitlines() if "#" in row] == [
        row for row in text.splitlines() if "#" in row
    ]
    assert mend(done.source, check).source.text == done.source.text
    errors = len([d for d in check(Source("x.seg", text)) if d.is_error])
    assert len([d for d in check(done.source) if d.is_error]) <= errors


def test_fixed_signs_parse_to_what_the_plain_ones_do() -> None:
    for code, wrong, right in SAFE:
        if code == "SEG111":
            assert parse(Source("a", wrong)).value == parse(Source("b", right)).value
