"""The cells of a comma-separated text, each with its place in it; knows nothing of what they mean."""

from __future__ import annotations

import re
from collections.abc import Iterator

from segdsl.record import record
from segdsl.source import Source, Span

_SEPARATORS = (",", ";", "\t")


@record
class Cell:
    text: str
    span: Span


def rows(source: Source) -> Iterator[tuple[Cell, ...]]:
    """Every line that is not empty; a text in double quotes may hold separators and line ends."""
    text, at = source.text, 0
    first = text.split("\n", 1)[0]
    separator = max(_SEPARATORS, key=lambda sign: (first.count(sign), -_SEPARATORS.index(sign)))
    row: list[Cell] = []
    while at <= len(text):
        cell, end = _cell(source, at, separator)
        row.append(cell)
        if text[end : end + 1] == separator:
            at = end + 1
            continue
        if any(each.text for each in row):
            yield tuple(row)
        row = []
        at = end + (2 if text[end : end + 2] == "\r\n" else 1)


def _cell(source: Source, at: int, separator: str) -> tuple[Cell, int]:
    text = source.text
    start = at
    while text[start : start + 1] in (" ", "\t") and text[start] != separator:
        start += 1
    if text[start : start + 1] == '"':
        close = _closing(text, start)
        end = _end(text, close, separator)
        return Cell(text[start + 1 : close - 1].replace('""', '"'), Span(source, start, close)), end
    end = _end(text, start, separator)
    found = text[start:end].rstrip()
    return Cell(found, Span(source, start, start + len(found))), end


def _closing(text: str, start: int) -> int:
    """Behind the quote that ends the text which begins there; the end of all if none does."""
    found = re.compile(r'"(?:[^"]|"")*"').match(text, start)
    return found.end() if found else len(text) + 1


def _end(text: str, start: int, separator: str) -> int:
    ends = [at for sign in (separator, "\n", "\r") if (at := text.find(sign, start)) >= 0]
    return min(ends, default=len(text))
