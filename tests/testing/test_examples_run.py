"""Examples through the interpreter: what passes, what fails and why, what is undecided and what to add."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tests.explain import random_bank

from segdsl import pipeline
from segdsl.source import Source
from segdsl.testing.complaints import complaints
from segdsl.testing.junit import junit
from segdsl.testing.model import Check, FileReport, Outcome
from segdsl.testing.report import report as as_json
from segdsl.testing.run import run

RULES = """\
as of 2024-01-31
table customers
  key id
  column id: text
  column age: whole number 0 to 120
  column job: one of "a", "b", "c"
  column joined: date
  column `this and that`: number
  column consent: yes or no
table moves
  many per id, dated day
  column amount: number, 2 decimals
  column day: date
define spend as sum of amount in moves over the last 90 days
vip if spend > 1_000 and age < 40 and job is "a"
odd if `this and that` > 3 or (age > 30 and count of moves >= 2)
fresh if joined is within 30 days
quiet if no moves over the last 90 days
allowed if consent
tiers level
  when spend > 100 then big
  when age > 18 then adult
  otherwise small
split half by id using "x"
  50% left
  50% right
"""


def report(example: str) -> FileReport:
    outcome = pipeline.check_text(Source("rules.seg", RULES + example), None)
    assert outcome.value is not None, [d.message for d in outcome.diagnostics]
    return run(outcome.value.program, "rules.seg")


def check(given_: str, expect: str) -> Check:
    found = report(f'example "tried"\n  given {given_}\n  expect {expect}\n')
    (only,) = found.examples[0].checks
    return only


PASSING = [
    ('spend is 2000, age is 39, job is "a"', "vip"),
    ("spend is 1000", "not vip"),
    ("age is 40", "not vip"),
    ("joined is 2024-01-02", "fresh"),
    ("joined is 2024-01-01", "not fresh"),
    ("no moves over the last 90 days", "quiet"),
    ("any moves over the last 90 days", "not quiet"),
    ("`this and that` is 4", "odd"),
    ("age is 31, count of moves is 2", "odd"),
    ("consent is yes", "allowed"),
    ("spend is 500", "level is big"),
    ("age is 50, spend is 1", "level is adult"),
    ("age is 50", "level is adult"),
    ("age is 10", "level is small"),
]


@pytest.mark.parametrize(("given_", "expect"), PASSING)
def test_what_passes(given_: str, expect: str) -> None:
    found = check(given_, expect)
    assert found.outcome is Outcome.PASSED
    assert (found.why, found.needs, found.add) == ((), (), None)


def test_a_failure_names_the_clauses_that_decided_it() -> None:
    found = check('spend is 2000, age is 50, job is "b"', "vip")
    assert (found.outcome, found.expected, found.found) == (Outcome.FAILED, "vip", "not vip")
    assert found.why == ("age < 40: false (age is 50)", 'job is "a": false (job is "b")')
    found = check("`this and that` is 4", "not odd")
    assert found.why == ("`this and that` > 3: true (this and that is 4)",)


def test_a_wrong_part_names_the_lines() -> None:
    found = check("spend is 500", "level is adult")
    assert (found.outcome, found.found) == (Outcome.FAILED, "level is big")
    assert found.why == ("spend > 100: true (spend is 500)",)


UNDECIDED = [
    ("spend is 2000", "vip", ("age", "job"), 'age is 39, job is "a"'),
    ("spend is 2000", "not vip", ("age", "job"), "age is 40"),
    ("age is 31", "odd", ("this and that", "count of moves"), "`this and that` is 4"),
    ("age is 30", "odd", ("this and that",), "`this and that` is 4"),
    ("age is 30", "fresh", ("joined",), "joined is 2024-01-02"),
    ("age is 30", "quiet", ("count of moves over the last 90 days",), "no moves over the last 90 days"),
    ("age is 30", "allowed", ("consent",), "consent is yes"),
    ("age is 30", "half is left", ("id",), 'id is "…"'),
    ("age is 10", "level is adult", ("spend",), None),
]


@pytest.mark.parametrize(("given_", "expect", "needs", "add"), UNDECIDED)
def test_an_undecided_example_says_what_it_needs(given_: str, expect: str, needs: tuple[str, ...], add: str) -> None:
    found = check(given_, expect)
    assert (found.outcome, found.found == "undecided" or expect.startswith("level")) == (Outcome.UNDECIDED, True)
    assert found.needs == needs
    if add is not None:
        assert found.add == add
        if "…" not in add:
            assert check(f"{given_}, {add}", expect).outcome is Outcome.PASSED


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(condition=random_bank.conditions, wanted=st.booleans())
def test_what_is_to_be_added_decides_the_example(condition: str, wanted: bool) -> None:
    """For any rule: with the `given` that the help shows, the example comes out as expected."""
    assume(not re.search(r"\b(base|grade|test|good|kind of customer|points|total|last move)\b", condition))
    start = random_bank.TABLES + f"tried if {condition}\n"

    def first(given_: str) -> Check | None:
        text = start + f'example "e"\n  given {given_}\n  expect {"" if wanted else "not "}tried\n'
        outcome = pipeline.check_text(Source("rules.seg", text), None)
        return run(outcome.value.program, "x").examples[0].checks[0] if outcome.value else None

    found = first('city is "nowhere"')
    assume(found is not None and found.add is not None)
    assert found is not None
    assert found.add is not None
    parts = [part for part in found.add.split(", ") if not part.startswith("city is ")]
    assume(len(parts) == len(found.add.split(", ")))
    again = first(f'city is "nowhere", {found.add}')
    assert again is not None, found.add
    assert again.outcome is Outcome.PASSED, found.add


def test_coverage_counts_every_innermost_clause() -> None:
    found = report(
        'example "one"\n  given age is 39, spend is 2000\n  expect level is big\n'
        'example "two"\n  given age is 45\n  expect not vip\n'
    )
    by_text = {(clause.of, clause.text): clause for clause in found.clauses}
    age = by_text["vip", "age < 40"]
    assert (age.true, age.false, age.undecided, age.complete) == (1, 1, 0, True)
    job = by_text["vip", 'job is "a"']
    assert (job.true, job.false, job.undecided, job.complete) == (0, 0, 2, False)
    assert ("odd", "count of moves >= 2") in by_text
    assert ("level", "spend > 100") in by_text
    assert len(found.clauses) == 11


def test_complaints_point_at_the_expectation() -> None:
    found = report('example "e"\n  given spend is 2000\n  expect vip, level is big, quiet\n')
    said = complaints(found)
    assert [d.code.id for d in said] == ["SEG761", "SEG761"]
    assert [d.span.text for d in said if d.span] == ["vip", "quiet"]
    assert said[0].message == 'example "e" cannot decide `vip`: `age`, `job` are missing'
    assert said[0].help == ('add to its `given`: `age is 39, job is "a"`',)


def test_what_is_learned_of_a_product_can_be_given() -> None:
    learned = (
        "table customers\n  column a: yes or no\n  column b: yes or no\n"
        "recommend next product\n  among a, b\n"
        'keen if likely to buy "a"\n'
        'example "yes"\n  given likely to buy "a"\n  expect keen\n'
        'example "no"\n  given not likely to buy "a"\n  expect not keen\n'
        'example "open"\n  given next product is "a"\n  expect not keen\n'
    )
    outcome = pipeline.check_text(Source("<rules>", learned), None)
    assert outcome.value is not None, [d.message for d in outcome.diagnostics]
    found = run(outcome.value.program, "<rules>")
    assert [example.passed for example in found.examples] == [True, True, False]
    assert complaints(found)[0].help[0] == 'add to its `given`: `not likely to buy "a"`'


def test_a_file_without_examples_is_warned_of() -> None:
    found = report("")
    assert found.passed
    assert [d.code.id for d in complaints(found)] == ["SEG762"]


def test_junit_is_well_formed_and_complete() -> None:
    found = report(
        'example "a <b> & \\"c\\""\n  given spend is 2000\n  expect vip, quiet\n'
        'example "d"\n  given spend is 1\n  expect not vip\n'
    )
    root = Xml.fromstring(junit([found]).split("\n", 1)[1])
    assert root.attrib == {"name": "segdsl", "tests": "2", "failures": "1", "errors": "0", "skipped": "0"}
    cases = root.findall(".//testcase")
    assert [case.get("name") for case in cases] == ['a <b> & "c"', "d"]
    assert [len(case.findall("failure")) for case in cases] == [2, 0]


def test_json_has_the_totals() -> None:
    found = as_json([report('example "e"\n  given spend is 1\n  expect not vip\n')])
    assert (found.examples, found.failed, found.clauses) == (1, 0, 11)
    assert found.files[0].examples[0].checks[0].outcome == "passed"


@pytest.mark.parametrize("folder", ["rulesets", "examples"])
def test_all_shipped_examples_pass(folder: str) -> None:
    for path in sorted((Path(__file__).parents[2] / folder).rglob("*.seg")):
        outcome = pipeline.check_text(Source(str(path), path.read_text(encoding="utf-8")), path)
        assert outcome.value is not None, path
        found = run(outcome.value.program, str(path))
        assert found.passed, [d.message for d in complaints(found)]
