"""A piece of the rules on one line, as written; makes no sentences."""

from __future__ import annotations

import regex

from segdsl import ir
from segdsl.source import Span

_PIECES = regex.compile(r'"(?:[^"\\\n]|\\.)*"|`[^`\n]*`|(#[^\n]*)|(\s+)')


def one_line(span: Span | None) -> str:
    """The text of the place without comments and with single spaces; texts in quotes stay as they are."""
    if span is None:
        return ""

    def tidy(match: regex.Match[str]) -> str:
        if match.group(1) is not None:
            return ""
        return " " if match.group(2) is not None else match.group()

    return regex.sub(r" {2,}", " ", _PIECES.sub(tidy, span.text)).strip()


def clause(program: ir.Program, condition: ir.Cond) -> str:
    """A clause as its author wrote it; what `except` took away is said with `not`."""
    match condition:
        case ir.Not(condition=ir.Surely(condition=ir.Member(name=name))):
            return f"not in {program.segments[name].name}"
        case ir.Not(condition=ir.Surely(condition=inner)):
            return f"not ({one_line(inner.span)})"
        case _:
            return one_line(condition.span)
