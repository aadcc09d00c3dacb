"""Test reports as JSON for programs; the pydantic models are the published schema. Prints nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict

from segdsl.source import Span
from segdsl.testing.model import Check, Covered, ExampleResult, FileReport, coverage


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CheckJson(_Model):
    """One expectation. `needs` are missing pieces, `add` is a `given` that would decide it."""

    expected: str
    found: str
    outcome: Literal["passed", "failed", "undecided"]
    why: list[str]
    needs: list[str]
    add: str | None
    line: int | None


class ExampleJson(_Model):
    title: str
    passed: bool
    line: int | None
    checks: list[CheckJson]


class ClauseJson(_Model):
    """In how many examples a clause was true, false, undecided; `never` are answers that it cannot have, where that was
    asked for (`--coverage`)."""

    of: str
    text: str
    line: int | None
    true: int
    false: int
    undecided: int
    never: list[str]


class FileJson(_Model):
    path: str
    examples: list[ExampleJson]
    clauses: list[ClauseJson]


class TestJson(_Model):
    """What `test --format json` prints."""

    examples: int
    failed: int
    clauses: int
    covered: int
    answers: int
    answers_seen: int
    files: list[FileJson]


def report(reports: Sequence[FileReport]) -> TestJson:
    """All files, with the totals; a clause is covered when it was seen both true and false.

    `answers` counts the answers that all clauses can have: true, false, undecided.
    """
    seen, answers = coverage(reports)
    return TestJson(
        examples=sum(len(each.examples) for each in reports),
        failed=sum(each.failures for each in reports),
        clauses=sum(len(each.clauses) for each in reports),
        covered=sum(clause.complete for each in reports for clause in each.clauses),
        answers=answers,
        answers_seen=seen,
        files=[_file(each) for each in reports],
    )


def _file(each: FileReport) -> FileJson:
    examples = [_example(example) for example in each.examples]
    return FileJson(path=each.file, examples=examples, clauses=[_clause(clause) for clause in each.clauses])


def _example(example: ExampleResult) -> ExampleJson:
    checks = [_check(check) for check in example.checks]
    return ExampleJson(title=example.title, passed=example.passed, line=_line(example.span), checks=checks)


def _check(check: Check) -> CheckJson:
    return CheckJson(
        expected=check.expected,
        found=check.found,
        outcome=check.outcome.value,
        why=list(check.why),
        needs=list(check.needs),
        add=check.add,
        line=_line(check.span),
    )


def _clause(clause: Covered) -> ClauseJson:
    return ClauseJson(
        of=clause.of,
        text=clause.text,
        line=_line(clause.span),
        true=clause.true,
        false=clause.false,
        undecided=clause.undecided,
        never=list(clause.never),
    )


def _line(span: Span | None) -> int | None:
    return None if span is None else span.source.position(span.start)[0]
