"""A rule file as blocks of lines, a clause a line whatever its length, for merging; it merges nothing."""

from __future__ import annotations

from segdsl.git.statements import Key, key
from segdsl.record import record
from segdsl.source import Source
from segdsl.syntax.parse import parse
from segdsl.syntax.printer import print_file

END: Key = ("end", "")
"""The block of what stands below the last statement."""


@record
class Piece:
    """A statement with the comments above it (`lead`, blank lines included) and its own lines: `body` with a line for
    each clause, `shown` as the layout has them."""

    key: Key
    lead: tuple[str, ...]
    body: tuple[str, ...]
    shown: tuple[str, ...]


def pieces(text: str) -> tuple[Piece, ...] | None:
    """The statements in order and END; None when the text has a mistake, or two statements are called the same."""
    if not text.strip():
        return (Piece(END, (), (), ()),)
    parsed = parse(Source("", text))
    if parsed.value is None or not parsed.ok:
        return None
    keys = [key(each) for each in sorted(parsed.value.statements, key=lambda each: each.span.start)]
    shown, end = _blocks(print_file(parsed.value))
    spread, _ = _blocks(print_file(parsed.value, spread=True))
    if not len(keys) == len(set(keys)) == len(shown) == len(spread):
        return None
    named = zip(keys, shown, spread, strict=True)
    return (*(Piece(each, plain[0], wide[1], plain[1]) for each, plain, wide in named), Piece(END, end, (), ()))


def _blocks(text: str) -> tuple[list[tuple[tuple[str, ...], tuple[str, ...]]], tuple[str, ...]]:
    """What stands above each statement, and its lines; and what stands below the last."""
    found: list[tuple[tuple[str, ...], tuple[str, ...]]] = []
    lead: list[str] = []
    body: list[str] = []
    for line in text.splitlines():
        if body and line[:1] == " ":
            body.append(line)
            continue
        if body:
            found.append((tuple(lead), tuple(body)))
            lead, body = [], []
        if line and line[0] not in "# ":
            body = [line]
        else:
            lead.append(line)
    if body:
        found.append((tuple(lead), tuple(body)))
        lead = []
    return found, tuple(lead)


def joined(found: tuple[Piece, ...]) -> str:
    """The text of the blocks, as it is shown."""
    return "".join(line + "\n" for piece in found for line in (*piece.lead, *piece.shown))


def clauses(found: tuple[Piece, ...]) -> list[str]:
    """All lines that are not blank, with a line for each clause."""
    return [line for piece in found for line in (*piece.lead, *piece.body) if line.strip()]
