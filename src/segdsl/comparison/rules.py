"""What is said beside a rule: its line, its wording, what refers to it; it proves nothing."""

from __future__ import annotations

from segdsl import ir
from segdsl.explanation import dependencies
from segdsl.explanation.phrases import Context
from segdsl.source import Span


def line(span: Span | None) -> int | None:
    """The line that something begins in."""
    return None if span is None else span.source.position(span.start)[0]


def referring(program: ir.Program, name: str) -> tuple[str, ...]:
    """What mentions a folded name."""
    return dependencies.used_by(Context(program), name)


def notes(before: ir.Segment, after: ir.Segment) -> tuple[str, ...]:
    """What is said otherwise and decides nobody."""
    words = (
        ("title", before.title, after.title),
        ("because", before.because, after.because),
        ("then", before.then, after.then),
    )
    return tuple(f"{word}: {_said(a)} → {_said(b)}" for word, a, b in words if a != b)


def _said(text: str | None) -> str:
    return "none" if text is None else f'"{text}"'
