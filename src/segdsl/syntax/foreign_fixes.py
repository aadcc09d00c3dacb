"""What to write in the place of signs, quotes and dates of elsewhere; it finds none of them itself."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from segdsl.diagnostics.model import Edit, Fix, rewrite
from segdsl.source import Span

_SIGNS = {
    "<>": "!=",
    "=<": "<=",
    "=>": ">=",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "×": "*",
    "÷": "/",
    "&&": "and",
    "&": "and",
    "||": "or",
    "|": "or",
}
_DASHES = "–—−"
_PAIRS = {"“": "”", "„": "“”", "‟": "”", "‘": "’", "‚": "‘’", "«": "»", "»": "«", "‹": "›", "「": "」", "『": "』"}
_PAIRS |= {"'": "'", "”": "”"}


def sign(span: Span) -> tuple[Fix, ...]:
    """For a sign of another language that can mean only one thing here."""
    text, found = span.source.text, span.text
    if found.startswith("=="):
        return (rewrite(span, "="),)
    if found in _SIGNS:
        return (rewrite(span, _apart(span, _SIGNS[found]) if _SIGNS[found].isalpha() else _SIGNS[found]),)
    around = text[max(span.start - 1, 0) : span.start] + text[span.end : span.end + 1]
    if found in _DASHES and len(around) == 2 and not around.strip():  # without blanks it may be part of a name
        return (rewrite(span, "-"),)
    if found == "!" and re.match(r"[ \t]*\(", text[span.end : span.end + 80]):
        return (rewrite(span, _apart(span, "not")),)
    return ()


def _apart(span: Span, word: str) -> str:
    """The word with blanks where it would touch another."""
    text = span.source.text
    before, after = text[max(span.start - 1, 0) : span.start], text[span.end : span.end + 1]
    return (" " if before.strip(" \t\n(") else "") + word + (" " if after.strip(" \t\r\n") else "")


def quotes(span: Span) -> tuple[Fix, ...]:
    """For a text between quotation marks of another kind, both of which are there."""
    found = span.text
    inner = found[1:-1]
    if len(found) < 2 or found[-1] not in _PAIRS.get(found[0], "") or '"' in inner or "\\" in inner:
        return ()
    return (rewrite(span, f'"{inner}"'),)


def date(span: Span, ways: Sequence[str]) -> tuple[Fix, ...]:
    """For a date in another form; each way to read it, and safe when there is but one."""
    days = [way for way in ways if _is_day(way)]
    return tuple(rewrite(span, day, safe=len(days) == 1) for day in days)


def _is_day(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def plain(repairs: Sequence[Edit]) -> tuple[Fix, ...]:
    """For full-width signs, which are read as their plain forms anyway."""
    return (Fix("write the plain signs", tuple(repairs)),)


def parentheses(items: Sequence[Span], operators: Sequence[str]) -> tuple[Fix, ...]:
    """The two ways to read a chain that mixes `and` and `or`: nobody but the writer knows which is meant."""
    return tuple(
        Fix(f"put what `{word}` joins in parentheses", _grouped(items, operators, word), safe=False)
        for word in ("and", "or")
    )


def _grouped(items: Sequence[Span], operators: Sequence[str], word: str) -> tuple[Edit, ...]:
    edits: list[Edit] = []
    begin = 0
    for position in range(len(items)):
        last = position == len(operators)
        if last or operators[position] != word:
            if position > begin:
                edits.append(_insert(items[begin], items[begin].start, "("))
                edits.append(_insert(items[position], items[position].end, ")"))
            begin = position + 1
    return tuple(edits)


def _insert(place: Span, offset: int, text: str) -> Edit:
    return Edit(Span(place.source, offset, offset), text)
