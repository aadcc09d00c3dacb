"""Small rulesets for policies, and what is said of them."""

from __future__ import annotations

from pathlib import Path

from segdsl import pipeline
from segdsl.source import Source

TABLES = """
table customers
  key customer id
  column age: whole number
  column gender: one of "F", "M", protected
  column income: number, sensitive
  column balance: number
  column branch id: text

table payments
  many per customer id
  column amount: number

table branches
  one per branch id
  column region: text
"""


def checked(text: str, path: Path | None = None) -> pipeline.Checked:
    """The program; whatever is wrong with it but for policies fails the test."""
    outcome = pipeline.check_text(Source("f", TABLES + text), path)
    assert outcome.value is not None, outcome.diagnostics
    return outcome.value


def messages(text: str) -> list[str]:
    """The messages of what is wrong, without lint."""
    outcome = pipeline.check_text(Source("f", TABLES + text), None)
    return [f"{d.code.id} {d.message}" for d in outcome.diagnostics if d.is_error]
