"""How wide text is on a terminal and how a line of a rule file is shown there; draws nothing itself."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

TAB = "    "
UNPRINTABLE = "\N{REPLACEMENT CHARACTER}"
ELLIPSIS = "..."


def width(text: str) -> int:
    """How many terminal cells the text takes: two for East Asian wide characters, none for combining marks."""
    if text.isascii():
        return len(text)
    return sum(_cells(character) for character in text)


def safe(text: str) -> str:
    """The text without anything that could steer the terminal or turn the reading direction."""
    return text if text.isascii() and text.isprintable() else "".join(_visible(character) for character in text)


def _cells(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf") or "\u1160" <= character <= "\u11ff":
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1


def _visible(character: str) -> str:
    if character == "\t":
        return TAB
    # Cc: control characters, Cf: direction marks and other invisible ones, Cs: undecodable bytes of a file name.
    return UNPRINTABLE if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp") else character


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line as it is printed. `cells[i]` is the cell at which character i begins, with one more entry for the end."""

    text: str
    cells: tuple[int, ...]

    def cell(self, index: int) -> int:
        return self.cells[min(max(index, 0), len(self.cells) - 1)]


def show(line: str) -> ShownLine:
    """The whole line, safe to print, with the place of each character."""
    parts = [_visible(character) for character in line]
    cells = [0]
    for part in parts:
        cells.append(cells[-1] + width(part))
    return ShownLine("".join(parts), tuple(cells))


def crop(line: str, first: int, last: int, limit: int) -> ShownLine:
    """The line, cut to about `limit` cells round the characters from `first` to `last` when it is longer than that."""
    whole = show(line)
    if whole.cells[-1] <= limit:
        return whole
    begin = first
    while begin > 0 and whole.cell(first) - whole.cell(begin) < limit // 4:
        begin -= 1
    end = max(begin, min(last, len(line)))
    while end < len(line) and whole.cell(end) - whole.cell(begin) < limit:
        end += 1
    while end > begin + 1 and whole.cell(end) - whole.cell(begin) > limit:
        end -= 1
    before, after = ELLIPSIS if begin else "", ELLIPSIS if end < len(line) else ""
    text = before + "".join(_visible(character) for character in line[begin:end]) + after
    offset = len(before) - whole.cell(begin)
    low, high = len(before), whole.cell(end) + offset
    return ShownLine(text, tuple(min(max(cell + offset, low), high) for cell in whole.cells))
