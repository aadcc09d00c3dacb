"""Reads a file once before parsing: takes out comments, repairs full-width signs, cuts the text into statements.

It finds what is wrong with single characters and signs; it does not know what a statement means. Offsets never move:
every repair puts one character in the place of one.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache
from itertools import chain, islice, pairwise

from segdsl.diagnostics.model import Collector, Diagnostic, Edit
from segdsl.source import Source, Span
from segdsl.syntax import ast, clause_lines, foreign

SHOWN = 100
"""Of each kind of odd character so many are told of."""
_CONFLICT = re.compile(r"(?m)^(?:<{7}|>{7}|\|{7}|={7})(?=[ \r\n]|\Z)[^\n]*")
_COMMENT = r"(?P<comment>#[^\n]*)"
_TEXT = r"""(?P<text>"(?:[^"\\\n]|\\[^\n])*"?)"""
_NAME = r"(?P<name>`[^`\n]*`?)"
_WIDE = (
    r"|(?P<wide_comment>\uFF03[^\n]*)|(?P<wide_text>\uFF02(?:[^\"\uFF02\\\n]|\\[^\n])*[\"\uFF02]?)"
    r"|(?P<wide_name>\uFF40[^`\uFF40\n]*[`\uFF40]?)"
    r"|(?P<wide>[\uFF01\uFF04-\uFF0F\uFF10-\uFF19\uFF1A-\uFF20\uFF3B-\uFF3F\uFF5B-\uFF5E"
    r"\u3001\u3000\u00A0\u2000-\u200A\u202F\u205F]+)"
)
_MARGIN = re.compile(r"(?m)^[^ \t\r\n)\]]")
_GOES_ON = re.compile(
    r"(?i)(?:and|or|if|except|because|then|when|otherwise|where)(?![\w-])"
    r"|(?:column|many\s+per|one\s+per|only\s+where|given|expect)\s+(?![^\n]*(?<![\w-])if(?![\w-]))"
)


class Scanned:
    """`text` is what is read; `code` is the same with the insides of texts and backticks struck out; `lines` is
    what is parsed: the text with line ends before clauses that a name must not swallow.

    `broken` are offsets of mistakes found here: a statement with one in it is not parsed, one cause giving one message.
    """

    __slots__ = ("broken", "code", "comments", "lines", "pieces", "source", "text")

    def __init__(self, source: Source, text: str, code: str, comments: tuple[ast.Comment, ...]) -> None:
        self.source = source
        self.text = text
        self.lines = text
        self.code = code
        self.comments = comments
        self.pieces: list[tuple[int, int]] = []
        self.broken: list[int] = []

    def is_broken(self, start: int, end: int) -> bool:
        first = bisect_left(self.broken, start)
        return first < len(self.broken) and self.broken[first] < end


@cache
def _special(plain: bool) -> re.Pattern[str]:
    """What is not code, and full-width signs, of which a `plain` (ASCII) text has none."""
    return re.compile("|".join((_COMMENT, _TEXT, _NAME)) + ("" if plain else _WIDE))


@cache
def _invisible(plain: bool) -> re.Pattern[str]:
    return re.compile(rf"[{foreign.CONTROLS if plain else foreign.INVISIBLE}]|\r(?!\n)")


def scan(source: Source, say: Collector) -> Scanned:
    text = _strike(source.text, _conflicts(source, say), " ")
    if text.startswith("\ufeff"):
        text = "\n" + text[1:]
    text, comments, struck, unclosed = _repair(source, text, say)
    scanned = Scanned(source, text, _strike(text, struck, '"'), comments)
    for match in islice(_invisible(source.text.isascii()).finditer(source.text), SHOWN):
        if match.start() or match.group() != "\ufeff":
            say.add(foreign.invisible(Span(source, *match.span())))
            scanned.broken.append(match.start())
    for start, diagnostic in chain(islice(unclosed, SHOWN), islice(foreign.find(source, scanned.code), SHOWN)):
        say.add(diagnostic)
        scanned.broken.append(start)
    scanned.broken.sort()
    _cut(scanned, say)
    scanned.lines = _broken_lines(scanned)
    return scanned


def _goes_on(code: str, above: int, start: int, after: int) -> int:
    """How long the word is with which a line at the margin goes on with the statement above it; 0 when it does not."""
    goes_on = _GOES_ON.match(code, start)
    if goes_on is not None:
        return len(goes_on.group().split()[0])
    kind = clause_lines.kind(code, above)
    return clause_lines.clause_at(code, start, after, kind) if kind is not None else 0


def _strike(text: str, spans: list[tuple[int, int]], sign: str) -> str:
    """The text with the sign in the place of every character of the spans."""
    pieces, last = [], 0
    for start, end in spans:
        pieces += [text[last:start], sign * (end - start)]
        last = end
    return "".join([*pieces, text[last:]])


def _conflicts(source: Source, say: Collector) -> list[tuple[int, int]]:
    """The lines with conflict markers; each conflict is told of once, where it begins."""
    if "<<<<<<<" not in source.text and ">>>>>>>" not in source.text:
        return []
    markers = list(_CONFLICT.finditer(source.text))
    found: list[tuple[re.Match[str], re.Match[str] | None]] = []
    opened: re.Match[str] | None = None
    for marker in markers:
        sign = marker.group()[0]
        if sign == "<":
            if opened is not None:
                found.append((opened, None))
            opened = marker
        elif sign == ">":
            found.append((opened or marker, marker if opened else None))
            opened = None
    if opened is not None:
        found.append((opened, None))
    for start, end in found[:SHOWN]:
        say.add(foreign.conflict(Span(source, *start.span()), Span(source, *end.span()) if end else None))
    return _other_versions(markers) if found else []


def _other_versions(markers: list[re.Match[str]]) -> list[tuple[int, int]]:
    """What is not read: the markers, and all but the first version, which would only repeat its names."""
    left_out: list[tuple[int, int]] = []
    second: re.Match[str] | None = None
    for marker in markers:
        sign = marker.group()[0]
        if sign == ">" and second is not None:
            left_out[-1] = (second.start(), marker.end())
        elif sign in "<>" or second is None:
            left_out.append(marker.span())
        second = None if sign in "<>" else second or marker
    return left_out


def _repair(
    source: Source, text: str, say: Collector
) -> tuple[str, tuple[ast.Comment, ...], list[tuple[int, int]], list[tuple[int, Diagnostic]]]:
    """Comments become blanks, full-width signs their ASCII forms; texts and backticks are left as they are."""
    pieces: list[str] = []
    comments: list[ast.Comment] = []
    struck: list[tuple[int, int]] = []
    unclosed: list[tuple[int, Diagnostic]] = []
    wide: list[Edit] = []
    last = 0
    for match in _special(text.isascii()).finditer(text):
        start, end, found = match.start(), match.end(), match.group()
        pieces.append(text[last:start])
        last = end
        span = Span(source, start, end)
        kind = (match.lastgroup or "").removeprefix("wide_")
        if kind == "comment":
            comments.append(_comment(source, text, start, found.rstrip()))
            pieces.append(" " * len(found))
        elif kind == "wide":
            wide.append(Edit(span, "".join(_ascii(c) for c in found)))
            pieces.append(wide[-1].text)
        else:
            quote = '"' if kind == "text" else "`"
            if len(found) < 2 or _ascii(found[-1]) != quote or _escaped(found):
                unclosed.append((start, foreign.unclosed(Span(source, start, start + 1), quote)))
                struck.append((start, end))
                pieces.append(quote + found[1:])
                continue
            if found[0] != quote or found[-1] != quote:
                wide.append(Edit(span, quote + found[1:-1] + quote))
            struck.append((start, end))
            pieces.append(quote + found[1:-1] + quote)
    if wide:
        say.add(foreign.full_width(wide))
    return "".join([*pieces, text[last:]]), tuple(comments), struck, unclosed


def _comment(source: Source, text: str, start: int, written: str) -> ast.Comment:
    alone = not text[text.rfind("\n", 0, start) + 1 : start].strip()
    return ast.Comment("#" + written[1:], alone, span=Span(source, start, start + len(written)))


def _escaped(text: str) -> bool:
    """Whether the last quote of a text is one that a backslash makes part of it."""
    inner = text[1:-1]
    return text[0] in '"\uff02' and (len(inner) - len(inner.rstrip("\\"))) % 2 == 1


def _ascii(character: str) -> str:
    number = ord(character)
    if 0xFF01 <= number <= 0xFF5E:
        return chr(number - 0xFEE0)
    if number < 0x80:
        return character
    return "," if character == "\u3001" else " "


def _cut(scanned: Scanned, say: Collector) -> None:
    """Statements begin at the left margin; a line there that cannot begin one is said to be one to indent."""
    source, code = scanned.source, scanned.code
    first = re.search(r"\S", code)
    if first is None:
        return
    starts = [first.start()]
    if first.start() and code[first.start() - 1] != "\n":
        say.add(foreign.indented_first(Span(source, first.start(), first.end())))
    told = 0
    margins = [match.start() for match in _MARGIN.finditer(code, first.end())]
    for start, after in pairwise([*margins, len(code)]):
        length = _goes_on(code, starts[-1], start, after)
        if length:
            told += 1
            if told <= SHOWN:
                say.add(foreign.not_indented(Span(source, start, start + length)))
        else:
            starts.append(start)
    ends = [*starts[1:], len(code)]
    scanned.pieces = [(start, start + len(code[start:end].rstrip())) for start, end in zip(starts, ends, strict=True)]


def _broken_lines(scanned: Scanned) -> str:
    pieces, last = [], 0
    for start, end in scanned.pieces:
        kind = clause_lines.kind(scanned.code, start)
        if kind is not None:
            for at, sign in clause_lines.breaks(scanned.code, start, end, kind):
                pieces += [scanned.text[last:at], sign]
                last = at + 1
    return "".join([*pieces, scanned.text[last:]])
