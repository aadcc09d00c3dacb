"""Reads pieces of the language for the tests of it."""

from __future__ import annotations

from segdsl.source import Source, Span
from segdsl.syntax import ast
from segdsl.syntax.parse import parse

NOWHERE = Span(Source("<nowhere>", ""), 0, 0)


def read(text: str) -> ast.File:
    """The file; it has to be right."""
    outcome = parse(Source("test.seg", text))
    assert outcome.ok, (text, [d.message for d in outcome.diagnostics if d.is_error])
    assert outcome.value is not None
    return outcome.value


def statement(text: str) -> ast.Statement:
    (found,) = read(text).statements
    return found


def condition(text: str) -> ast.Cond:
    found = statement(f"x if {text}")
    assert isinstance(found, ast.SegmentDecl)
    return found.condition


def body(text: str) -> ast.Expr | ast.Cond:
    found = statement(f"define x as {text}")
    assert isinstance(found, ast.DefineDecl)
    return found.body
