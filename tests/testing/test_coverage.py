"""Coverage: which answers were seen, which cannot be, and how much has to be seen."""

from __future__ import annotations

from xml.etree import ElementTree as Xml

from segdsl import pipeline
from segdsl.source import Source
from segdsl.testing.complaints import too_low
from segdsl.testing.junit import junit
from segdsl.testing.model import FileReport, coverage
from segdsl.testing.report import report as as_json
from segdsl.testing.run import run

RULES = """
table customers
  key customer id
  column age: whole number

table buys
  many per customer id

a if age < 40 and (count of buys) > 3
b if age is missing
"""


def report(examples: str = "") -> FileReport:
    checked = pipeline.check_text(Source("f", RULES + examples), None)
    assert checked.value is not None, checked.diagnostics
    return run(checked.value.program, "f", prove=True)


def test_answers_that_cannot_be_are_not_asked_for() -> None:
    found = {clause.text: (clause.never, clause.unseen) for clause in report().clauses}
    assert found["age < 40"] == ((), ("true", "false", "undecided"))
    assert found["age is missing"] == (("undecided",), ("true", "false"))
    assert coverage([report()])[0] == 0


def test_each_answer_counts_once() -> None:
    seen, answers = coverage([report('\nexample "e"\n  given age is 39, (count of buys) is 4\n  expect a, not b\n')])
    assert (seen, answers) == (3, answers)
    everything = report(
        '\nexample "e"\n  given age is 39, (count of buys) is 4\n  expect a, not b\n'
        '\nexample "f"\n  given age is 40, (count of buys) is 3\n  expect not a\n'
        '\nexample "g"\n  given age is missing\n  expect b\n'
    )
    seen, answers = coverage([everything])
    assert seen == answers
    assert not any(clause.unseen for clause in everything.clauses)


def test_too_little_is_an_error_and_a_case_of_its_own_in_junit() -> None:
    found = report('\nexample "e"\n  given age is 39, (count of buys) is 4\n  expect a, not b\n')
    seen, answers = coverage([found])
    assert too_low([found], 100 * seen / answers) is None
    low = too_low([found], 90)
    assert low is not None
    assert low.code.id == "SEG680"
    assert low.message.endswith("and 90% are asked for")
    root = Xml.fromstring(junit([found], low).split("\n", 1)[1])
    assert (root.get("tests"), root.get("failures")) == ("2", "1")
    assert [case.get("name") for case in root.findall(".//testcase[failure]")] == ["coverage"]
    properties = {each.get("name"): each.get("value") for each in root.findall(".//property")}
    assert properties == {"clauses": "3", "answers": str(answers), "answers seen": str(seen)}


def test_json_tells_the_answers() -> None:
    found = as_json([report()])
    assert (found.answers_seen, found.clauses) == (0, 3)
    assert {clause.text: clause.never for clause in found.files[0].clauses}["age is missing"] == ["undecided"]


def test_without_clauses_nothing_is_too_little() -> None:
    assert too_low([FileReport("f", (), ())], 100) is None
