"""Rule texts for the tests of checking, and what is said about them in a form that reads well in a test."""

from __future__ import annotations

from pathlib import Path

from segdsl import check, ir, load
from segdsl.diagnostics.model import Diagnostic
from segdsl.load import Bundle
from segdsl.source import Source

HEADER = """
as of 2026-01-31

table customers
  key customer id
  column age: whole number 0 to 120
  column gender: one of "F", "M"
  column balance: number, 2 decimals
  column joined: date
  column seen at: date and time
  column job: text
  column consent: yes or no
  column district id: text

table transactions
  many per customer id, dated booked on
  column booked on: date
  column amount: number 0 or more
  column kind: one of "credit", "withdrawal"
  column channel: text
  column branch id: text

table notes
  many per customer id
  column word: text

table districts
  one per district id
  column avg salary: number
  column region id: text

table regions
  one per region id
  column avg salary: number
  column country: text

table branches
  one per branch id
  column city: text
"""


def bundle(text: str, path: Path | None = None) -> Bundle:
    """The bundle of a text without errors of its own."""
    loaded = load.load(Source("rules.seg", text), path)
    assert loaded.value is not None, loaded.diagnostics
    return loaded.value


def diagnostics(text: str, path: Path | None = None) -> tuple[Diagnostic, ...]:
    """Everything that loading, declaring and checking say."""
    loaded = load.load(Source("rules.seg", text), path)
    if loaded.value is None:
        return loaded.diagnostics
    declared = check.declare(loaded.value)
    found = loaded.diagnostics + declared.diagnostics
    if declared.value is None:
        return found
    return found + check.check(loaded.value, declared.value).diagnostics


def said(body: str, header: str = HEADER) -> str:
    """What is said about the rules, one line each with its place, then the labels and the helps."""
    lines: list[str] = []
    for diagnostic in diagnostics(body.strip("\n") + "\n" + header):
        assert diagnostic.span is not None
        line, column = diagnostic.span.source.position(diagnostic.span.start)
        words = " ".join(diagnostic.span.text.split())
        lines.append(f"{diagnostic.code.id} {line}:{column} {diagnostic.message} [{words}]")
        lines += [f"  - {' '.join(label.span.text.split())}: {label.text}" for label in diagnostic.labels]
        lines += [f"  = {text}" for text in diagnostic.help]
        lines += [f"  # {text}" for text in diagnostic.notes]
    return "\n".join(lines)


def program(body: str, header: str = HEADER, path: Path | None = None) -> ir.Program:
    """The program of rules without any error."""
    found = bundle(body.strip("\n") + "\n" + header, path)
    declared = check.declare(found)
    assert declared.value is not None
    assert declared.ok, declared.diagnostics
    checked = check.check(found, declared.value)
    assert checked.value is not None, [d.message for d in checked.diagnostics]
    return checked.value


def condition(text: str) -> ir.Cond:
    """The meaning of one condition over the header's tables."""
    return program(f"x if {text}").segments["x"].condition


def value(text: str) -> ir.Expr:
    """The meaning of one value over the header's tables."""
    return program(f"define d as {text}").defines["d"].value
