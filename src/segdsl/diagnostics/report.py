"""Diagnostics as JSON for programs; the pydantic models are the published schema. Prints nothing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from segdsl.diagnostics.model import Diagnostic, Edit, Fix
from segdsl.diagnostics.order import in_order, place
from segdsl.source import Source, Span


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Position(_Model):
    """A place between two characters of a rule file."""

    line: int = Field(ge=1, description="line, from 1")
    column: int = Field(ge=1, description="column in Unicode code points, from 1")
    offset: int = Field(ge=0, description="Unicode code points from the start of the file")


class Place(_Model):
    """Another place that has to do with a diagnostic."""

    message: str
    path: str
    start: Position
    end: Position


class Change(_Model):
    """The text that goes in the place of what stands from `start` to `end`."""

    path: str
    start: Position
    end: Position
    text: str


class Mending(_Model):
    """A way to mend it; `safe` ones are those that `validate --fix` applies."""

    title: str
    safe: bool
    edits: list[Change]


class Entry(_Model):
    """One diagnostic. Without `start` and `end` it is about a whole file, or about no file at all."""

    code: str
    slug: str
    severity: Literal["error", "warning", "note"]
    message: str
    label: str = Field(description="words that belong at the place itself")
    help: list[str]
    notes: list[str]
    labels: list[Place]
    fixes: list[Mending]
    path: str | None
    start: Position | None
    end: Position | None = Field(description="the first place after it")


class Report(_Model):
    """What `--format json` prints."""

    diagnostics: list[Entry]


def report(diagnostics: Iterable[Diagnostic]) -> Report:
    """All of them, in the order in which people see them."""
    return Report(diagnostics=[_entry(diagnostic) for diagnostic in in_order(diagnostics)])


def _entry(diagnostic: Diagnostic) -> Entry:
    span = diagnostic.span
    return Entry(
        code=diagnostic.code.id,
        slug=diagnostic.code.slug,
        severity=diagnostic.severity.value,
        message=diagnostic.message,
        label=diagnostic.label,
        help=list(diagnostic.help),
        notes=list(diagnostic.notes),
        labels=[_place(label.span, label.text) for label in diagnostic.labels],
        fixes=[_mending(fix) for fix in diagnostic.fixes],
        path=place(diagnostic),
        start=_position(span.source, span.start) if span else None,
        end=_position(span.source, span.end) if span else None,
    )


def _mending(fix: Fix) -> Mending:
    return Mending(title=fix.title, safe=fix.safe, edits=[_change(edit) for edit in fix.edits])


def _change(edit: Edit) -> Change:
    span = edit.span
    start, end = _position(span.source, span.start), _position(span.source, span.end)
    return Change(path=span.source.name, start=start, end=end, text=edit.text)


def _place(span: Span, message: str) -> Place:
    start, end = _position(span.source, span.start), _position(span.source, span.end)
    return Place(message=message, path=span.source.name, start=start, end=end)


def _position(source: Source, offset: int) -> Position:
    line, column = source.position(offset)
    return Position(line=line, column=column, offset=offset)
