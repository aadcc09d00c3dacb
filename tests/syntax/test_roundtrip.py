"""What is printed is read back the same, and printing it again changes nothing."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, given, settings
from tests.syntax import strategies

from segdsl.source import Source
from segdsl.syntax import ast
from segdsl.syntax.parse import parse
from segdsl.syntax.printer import print_file, print_statement

SLOW = settings(
    max_examples=int(os.environ.get("SEGDSL_EXAMPLES", "300")), deadline=None, suppress_health_check=list(HealthCheck)
)


def read(text: str) -> ast.File:
    outcome = parse(Source("test.seg", text))
    assert outcome.ok, (text, [d.message for d in outcome.diagnostics if d.is_error])
    assert outcome.value is not None
    return outcome.value


@SLOW
@given(strategies.statements)
def test_a_printed_statement_is_read_back(statement: ast.Statement) -> None:
    text = print_statement(statement) + "\n"
    assert read(text).statements == (statement,), text


@SLOW
@given(strategies.files)
def test_a_printed_file_is_read_back_and_printed_the_same(file: ast.File) -> None:
    text = print_file(file)
    again = read(text)
    assert again == file
    assert print_file(again) == text
