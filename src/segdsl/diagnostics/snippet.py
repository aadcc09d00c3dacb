"""Draws the lines of one source with what is underlined in them; knows nothing of codes and messages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from typing import Literal

from segdsl.diagnostics import cells
from segdsl.diagnostics.paint import Paint, Style, plain
from segdsl.record import mutable, record
from segdsl.source import Source, Span

LINE_LIMIT = 160
WHOLE_SPAN_LINES = 7


@record
class Mark:
    """A place to underline: `^` for the main one, `-` for the others; with a few words."""

    span: Span
    text: str
    sign: Literal["^", "-"]
    style: Style


@record
class _Placed:
    """A mark with its lines (from 1) and its columns (from 0, the end not included)."""

    mark: Mark
    first: int
    last: int
    start: int
    end: int
    rail: int = -1


@mutable
class _Row:
    """A row of single cells, written at any place; words stand at its end only."""

    signs: list[str] = field(default_factory=list)
    styles: list[Style | None] = field(default_factory=list)

    def put(self, cell: int, text: str, style: Style | None, *, over: bool = True) -> None:
        missing = cell + len(text) - len(self.signs)
        self.signs.extend(" " * missing)
        self.styles.extend([None] * missing)
        for offset, sign in enumerate(text):
            if over or self.signs[cell + offset] == " ":
                self.signs[cell + offset] = sign
                self.styles[cell + offset] = style

    def render(self, paint: Paint) -> str:
        parts: list[str] = []
        begin = 0
        for index in range(1, len(self.signs) + 1):
            if index == len(self.signs) or self.styles[index] != self.styles[begin]:
                text, style = "".join(self.signs[begin:index]), self.styles[begin]
                parts.append(text if style is None else paint(style, text))
                begin = index
        return "".join(parts)


def draw(source: Source, marks: Sequence[Mark], gutter: int, paint: Paint = plain) -> list[str]:
    """The rows below the ` --> ` line, without a blank one before or after; `gutter` is the width of line numbers."""
    placed = _with_rails([_place(mark) for mark in marks])
    numbers = sorted({number for item in placed for number in _wanted(item)})
    rows: list[str] = []
    previous = numbers[0]
    for number in numbers:
        if number - previous == 2:
            rows += _line(source, previous + 1, placed, gutter, paint)
        elif number - previous > 2:
            row = _Row()
            for item in placed:
                if item.rail >= 0 and item.first < number <= item.last:
                    row.put(2 * item.rail, "|", item.mark.style)
            rows.append((paint("gutter", "...") + " " * gutter + row.render(paint)).rstrip())
        rows += _line(source, number, placed, gutter, paint)
        previous = number
    return rows


def _place(mark: Mark) -> _Placed:
    span = mark.span
    end = span.start + len(span.text.rstrip())
    first, start = span.source.position(span.start)
    if end <= span.start:
        return _Placed(mark, first, first, start - 1, start)
    last, column = span.source.position(end - 1)
    return _Placed(mark, first, last, start - 1, column)


def _wanted(item: _Placed) -> Sequence[int]:
    if item.last - item.first < WHOLE_SPAN_LINES:
        return range(item.first, item.last + 1)
    return (item.first, item.first + 1, item.first + 2, item.last - 1, item.last)


def _with_rails(placed: list[_Placed]) -> list[_Placed]:
    """Gives every mark of several lines a rail at the left, shared by those that do not meet."""
    free_after: list[int] = []
    result: list[_Placed] = []
    for item in sorted(placed, key=lambda p: (p.first, -p.last, p.start)):
        rail = -1
        if item.last > item.first:
            rail = next((i for i, last in enumerate(free_after) if last < item.first), len(free_after))
            free_after[rail : rail + 1] = [item.last]
        result.append(_Placed(item.mark, item.first, item.last, item.start, item.end, rail))
    return result


def _margin(placed: Sequence[_Placed]) -> int:
    """How many cells the rails take."""
    return 2 * (1 + max(item.rail for item in placed))


def _line(source: Source, number: int, placed: Sequence[_Placed], gutter: int, paint: Paint) -> list[str]:
    """A line of the source and the rows below it."""
    text = source.line(number)
    here = [item for item in placed if item.first == item.last == number]
    opening = [item for item in placed if item.rail >= 0 and item.first == number]
    closing = [item for item in placed if item.rail >= 0 and item.last == number]
    columns = [c for i in here for c in (i.start, i.end)] + [i.start for i in opening] + [i.end for i in closing]
    shown = cells.crop(text, min(columns, default=0), max(columns, default=0), LINE_LIMIT)
    margin = _margin(placed)
    passing = [item for item in placed if item.rail >= 0 and item.first < number <= item.last]
    corners = [item for item in opening if not text[: item.start].strip()]
    left = _Row()
    left.put(0, " " * margin, None)
    for item in passing:
        left.put(2 * item.rail, "|", item.mark.style)
    for item in corners:
        left.put(2 * item.rail, "/", item.mark.style)
    rows = [f"{paint('gutter', f'{number:>{gutter}} |')} {left.render(paint)}{shown.text}".rstrip()]
    passing += corners
    below = _underlines(here, shown, margin) if here else []
    for row in below:
        rows.append(_below(row, passing, gutter, paint))
    for item in opening:
        if item not in corners:
            rows.append(_below(_stroke(item, margin + shown.cell(item.start), ""), passing, gutter, paint))
            passing.append(item)
    for item in closing:
        rows.append(_below(_stroke(item, margin + shown.cell(item.end - 1), item.mark.text), passing, gutter, paint))
        passing.remove(item)
    return rows


def _stroke(item: _Placed, cell: int, words: str) -> _Row:
    """The line from a rail to the first or last character of a mark of several lines."""
    row = _Row()
    begin = 2 * item.rail + 1
    row.put(begin, "_" * (cell - begin), item.mark.style)
    row.put(cell, f"{item.mark.sign} {words}".rstrip(), item.mark.style)
    return row


def _below(row: _Row, passing: Sequence[_Placed], gutter: int, paint: Paint) -> str:
    """A row below a line, with the rails that pass it."""
    for item in passing:
        row.put(2 * item.rail, "|", item.mark.style, over=False)
    return f"{paint('gutter', ' ' * gutter + ' |')} {row.render(paint)}".rstrip()


def _underlines(here: Sequence[_Placed], shown: cells.ShownLine, margin: int) -> list[_Row]:
    """The row of signs below a line, the words of the last mark beside it, those of the others hanging below."""
    spans = [(margin + shown.cell(item.start), margin + shown.cell(item.end), item.mark) for item in here]
    spans = [(start, max(end, start + 1), mark) for start, end, mark in spans]
    signs = _Row()
    for start, end, mark in sorted(spans, key=lambda s: (s[2].sign == "^", s[0] - s[1])):
        signs.put(start, mark.sign * (end - start), mark.style)
    worded = sorted((s for s in spans if s[2].text), key=lambda s: s[0])
    if worded and worded[-1][1] >= len(signs.signs):
        signs.put(len(signs.signs) + 1, worded[-1][2].text, worded[-1][2].style)
        worded.pop()
    rows = [signs]
    if worded:
        rows.append(_hanging(worded, None))
    while worded:
        start, _, mark = worded.pop()
        rows.append(_hanging(worded, (start, mark)))
    return rows


def _hanging(bars: Sequence[tuple[int, int, Mark]], words: tuple[int, Mark] | None) -> _Row:
    row = _Row()
    for start, _, mark in bars:
        row.put(start, "|", mark.style)
    if words is not None:
        row.put(words[0], words[1].text, words[1].style)
    return row
