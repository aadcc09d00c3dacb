"""The words that a learned thing depends on: what leaves them as they are, and what changes them."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.check import rules

from segdsl.source import Source
from segdsl.syntax.parse import parse
from segdsl.syntax.printer import print_file

RULES = """
define spend as sum of amount in transactions over the last 12 months where kind is "withdrawal"
define near as city size of districts > 3

score RFM
  recency from days since latest booked on in transactions
  frequency from count of transactions over the last 12 months
  monetary from spend

cluster lifestyle
  of those where not in sleepers
  by age, spend (log), near
  into 3 groups

predict churn risk
  that no transactions within 90 days after the as-of date
  from lifestyle, balance

estimate lifetime value
  from amount in transactions where kind is "credit", counted in weeks
  over the next 12 months

recommend next product
  among "credit", "withdrawal"

detect oddity
  by spend

sleepers if RFM score < 5
rich if balance is in the top 5% by job and churn risk > 30% and chance alive > 2% and oddity > 0.6
fond if likely to buy "credit"
"""
HEADER = rules.HEADER.replace("  column avg salary: number\n", "  column city size: number\n", 1)


def words(text: str = RULES, header: str = HEADER) -> dict[str, str]:
    return {key: thing.declaration for key, thing in rules.program(text, header).learned.items()}


BEFORE = words()


def changed(text: str, header: str = HEADER) -> set[str]:
    """The things whose words are not what they were."""
    now = words(text, header)
    assert now.keys() == BEFORE.keys()
    return {key for key in now if now[key] != BEFORE[key]}


def test_the_words_of_a_cluster() -> None:
    assert (
        BEFORE["lifestyle"]
        == """\
cluster lifestyle
  of those where not in sleepers
  by age, spend (log), near
  into 3 groups

define near as city size of districts > 3

score RFM
  recency from days since latest booked on in transactions
  frequency from count of transactions over the last 12 months
  monetary from spend

sleepers if RFM score < 5

define spend as sum of amount in transactions over the last 12 months where kind is "withdrawal"

table customers
  key customer id
  column age: whole number 0 to 120
  column district id: text

table districts
  one per district id
  column city size: number

table transactions
  many per customer id, dated booked on
  column booked on: date
  column amount: number 0 or more
  column kind: one of "credit", "withdrawal"
"""
    )


def test_the_words_of_a_ranking() -> None:
    assert BEFORE["top 5% of balance by job"] == (
        "top 5% of balance by job\n\n"
        "table customers\n  key customer id\n  column balance: number, 2 decimals\n  column job: text\n"
    )


def test_layout_comments_and_the_as_of_date_change_nothing() -> None:
    apart = RULES.replace("\n\n", "\n# a word\n\n\n").replace("  by age,", "  by   age ,  # features\n    ")
    assert apart != RULES
    assert changed(apart) == set()
    assert changed(RULES, HEADER.replace("2026-01-31", "2027-06-30")) == set()
    parsed = parse(Source("x", RULES.strip("\n") + "\n" + HEADER)).value
    assert parsed is not None
    printed = print_file(parsed)
    assert changed(printed, "") == set()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("rich if", "wealthy ones if"),
        ("fond if", "any other if age > 3\nfond if"),
        ("balance is in the top 5%", "age > 3 and balance is in the top 5%"),
        ("detect oddity", "define unrelated as age * 3\ndetect oddity"),
    ],
)
def test_other_rules_change_nothing(old: str, new: str) -> None:
    assert RULES.replace(old, new, 1) != RULES
    assert changed(RULES.replace(old, new, 1)) == set()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("table transactions", 'table transactions from "2027/t.csv"'),
        ("table customers", 'table customers from "2027/c.csv"'),
        ("column joined: date", "column joined: date\n  column shoe size: number"),
        ("column channel: text", "column channel: text, sensitive"),
    ],
)
def test_files_and_columns_that_nothing_asks_for_change_nothing(old: str, new: str) -> None:
    assert changed(RULES, HEADER.replace(old, new, 1)) == set()


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("into 3 groups", "into 4 groups", {"lifestyle", "churn risk"}),
        ("monetary from spend", "monetary from balance", {"rfm", "lifestyle", "churn risk"}),
        ("RFM score < 5", "RFM score < 6", {"lifestyle", "churn risk"}),
        ("> 3", "> 4", {"lifestyle", "churn risk"}),
        ('is "credit", counted', 'is "withdrawal", counted', {"lifetime value"}),
        ("90 days after", "80 days after", {"churn risk"}),
        ("from lifestyle, balance", "from balance, lifestyle", {"churn risk"}),
        ("by spend\n", "by spend (log)\n", {"oddity"}),
    ],
)
def test_what_it_is_made_of_changes_it(old: str, new: str, expected: set[str]) -> None:
    assert old in RULES
    assert changed(RULES.replace(old, new, 1)) == expected


def test_what_is_declared_of_its_tables_changes_it() -> None:
    header = HEADER.replace("column amount: number 0 or more", "column amount: number 1 or more")
    assert changed(RULES, header) == {"rfm", "lifestyle", "churn risk", "lifetime value", "oddity"}
    kept = HEADER.replace("  column channel", "  only where amount > 0\n  column channel")
    assert "next product" in changed(RULES, kept)
    assert "top 5% of balance by job" not in changed(RULES, kept)


def test_a_list_counts_by_what_stands_in_it(tmp_path: Path) -> None:
    file, text = (
        tmp_path / "rules.seg",
        'define known as job in list "jobs.csv"\ncluster l\n  by age, known\n  into 2 groups\n',
    )

    def now(lines: str) -> str:
        (tmp_path / "jobs.csv").write_text(lines)
        file.write_text(text)
        return rules.program(text, path=file).learned["l"].declaration

    first = now("job\na\nb\n")
    assert 'list "jobs.csv"' in first
    assert now("job\nb\na\n") == first
    assert now("job\na\nc\n") != first


def test_the_words_are_the_same_whichever_file_says_them(tmp_path: Path) -> None:
    shared = RULES.split("sleepers if")[0]
    (tmp_path / "shared.seg").write_text(shared + "sleepers if RFM score < 5\n" + HEADER)
    main = 'use "shared.seg"\nas of 2026-01-31\nrich if churn risk > 2%\n'
    (tmp_path / "main.seg").write_text(main)
    found = rules.program(main, "", tmp_path / "main.seg").learned
    assert {key: thing.declaration for key, thing in found.items()} == {
        key: declaration for key, declaration in BEFORE.items() if not key.startswith("top ")
    }
    assert all(thing.library == "shared.seg" for thing in found.values())
