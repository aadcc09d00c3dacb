"""Diagnostics as GitHub workflow commands, which become annotations on a pull request; prints nothing."""

from __future__ import annotations

from collections.abc import Iterable

from segdsl.diagnostics.model import Diagnostic, Severity
from segdsl.diagnostics.order import in_order, place

# GitHub shows ten annotations of a level for a step and drops the rest without a word.
LIMIT = 10
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def render_all(diagnostics: Iterable[Diagnostic]) -> str:
    """A line for each, errors first, at most ten of a level; a last line says what was left out."""
    ordered = in_order(diagnostics)
    rows: list[str] = []
    left_out: list[str] = []
    for severity, level in _LEVELS.items():
        found = [diagnostic for diagnostic in ordered if diagnostic.severity is severity]
        rows += [_command(diagnostic) for diagnostic in found[:LIMIT]]
        if len(found) > LIMIT:
            left_out.append(f"{len(found) - LIMIT} more of level {level}")
    if left_out:
        rows.append(f"segdsl: not annotated: {', '.join(left_out)}; GitHub shows {LIMIT} of a level")
    return "".join(row + "\n" for row in rows)


def _command(diagnostic: Diagnostic) -> str:
    properties = {}
    path = place(diagnostic)
    if path is not None:
        properties["file"] = path
    if diagnostic.span is not None:
        source = diagnostic.span.source
        line, column = source.position(diagnostic.span.start)
        last, end = source.position(max(diagnostic.span.start, diagnostic.span.end - 1))
        properties |= {"line": str(line), "endLine": str(last)}
        if line == last:  # with columns, GitHub refuses a place of several lines
            properties |= {"col": str(column), "endColumn": str(end)}
    properties["title"] = f"{diagnostic.code.id} {diagnostic.code.slug}"
    words = [diagnostic.message]
    words += [f"help: {text}" for text in diagnostic.help] + [f"note: {text}" for text in diagnostic.notes]
    fields = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{_LEVELS[diagnostic.severity]} {fields}::{_data(chr(10).join(words))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
