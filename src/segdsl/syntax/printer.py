"""Writes a file in its canonical layout, comments kept: the last step of `format`, which changes no meaning."""

from __future__ import annotations

import re
from bisect import bisect_right

from segdsl.record import record
from segdsl.syntax import ast
from segdsl.syntax.layout import lay_out
from segdsl.syntax.lines import INDENT, Line
from segdsl.syntax.print_values import print_cond, print_expr

__all__ = ["print_cond", "print_expr", "print_file", "print_statement"]

_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")


@record
class _Block:
    """What stands at the margin: a statement with its comments, or a comment alone; offsets are those of the source."""

    text: str
    start: int
    end: int
    comment: bool

    @property
    def several_lines(self) -> bool:
        return "\n" in self.text


def print_statement(statement: ast.Statement) -> str:
    """The statement in its canonical layout, without comments and without a final line end."""
    return "\n".join(line.text for line in lay_out(statement))


def print_file(file: ast.File, *, spread: bool = False) -> str:
    """The whole file: LF line ends, one final line end; printing what it parses to gives the same text again.

    `spread`: every rule has a line for each clause, also where the layout would keep it on one; for merging.
    """
    blocks = _blocks(file, spread)
    pieces: list[str] = []
    for position, block in enumerate(blocks):
        if position and _apart(file, blocks, position):
            pieces.append("")
        pieces.append(block.text)
    return "\n".join(pieces) + "\n" if pieces else ""


def _blocks(file: ast.File, spread: bool) -> list[_Block]:
    statements = sorted(file.statements, key=lambda s: s.span.start)
    inside: list[list[ast.Comment]] = [[] for _ in statements]
    blocks: list[_Block] = []
    current = -1
    for comment in file.comments:
        while current + 1 < len(statements) and statements[current + 1].span.start <= comment.span.start:
            current += 1
        if current >= 0 and (comment.span.start < statements[current].span.end or not _at_margin(comment)):
            inside[current].append(comment)
        else:
            blocks.append(_Block(comment.text, comment.span.start, comment.span.end, True))
    for statement, comments in zip(statements, inside, strict=True):
        end = max([statement.span.end, *(c.span.end for c in comments)])
        blocks.append(_Block(_with_comments(statement, comments, spread), statement.span.start, end, False))
    return sorted(blocks, key=lambda b: b.start) if file.source.text else blocks


def _at_margin(comment: ast.Comment) -> bool:
    return comment.alone and comment.span.source.position(comment.span.start)[1] == 1


def _with_comments(statement: ast.Statement, comments: list[ast.Comment], spread: bool) -> str:
    lines = lay_out(statement, commented=spread or bool(comments))
    above, behind = _places(lines, comments)
    if not spread and all(at >= len(lines) for at in above) and all(at == len(lines) - 1 for at in behind):
        # Nothing stands between the lines, so that they may become one.
        lines = lay_out(statement)
        above, behind = _places(lines, comments)
    printed: list[str] = []
    for position, line in enumerate(lines):
        printed += [INDENT + text for text in above.get(position, [])]
        printed.append(line.text + (f"  {behind[position]}" if position in behind else ""))
    return "\n".join([*printed, *(INDENT + text for text in above.get(len(lines), []))])


def _places(lines: list[Line], comments: list[ast.Comment]) -> tuple[dict[int, list[str]], dict[int, str]]:
    """Which comments stand above which line, and which stands behind it."""
    above: dict[int, list[str]] = {}
    behind: dict[int, str] = {}
    # The clauses of a learned statement may have been written in another order than they are printed in.
    places = [(line.start, line.end, at) for at, line in enumerate(lines)]
    places += [(line.also.start, line.also.end, at) for at, line in enumerate(lines) if line.also is not None]
    places.sort()
    starts, ends, order = ([place[i] for place in places] for i in range(3))
    for comment in comments:
        offset = comment.span.start
        if comment.alone:
            # Above the line it stands in or before, but never above the first, where it would lead the statement.
            after = bisect_right(ends, offset)
            above.setdefault(max(order[after], 1) if after < len(order) else len(lines), []).append(comment.text)
            continue
        at = order[max(bisect_right(starts, offset) - 1, 0)]
        if at in behind:
            above.setdefault(max(at, 1), []).append(behind[at])
        behind[at] = comment.text
    return above, behind


def _apart(file: ast.File, blocks: list[_Block], position: int) -> bool:
    """Whether a blank line stands between a block and the one before it."""
    above, below = blocks[position - 1], blocks[position]
    if _blank_between(file, above, below):
        return True
    if above.comment:
        return False
    if above.several_lines:
        return True
    # A statement of several lines is set apart together with the comments that lead it.
    while below.comment and position + 1 < len(blocks) and not _blank_between(file, below, blocks[position + 1]):
        position += 1
        below = blocks[position]
    return not below.comment and below.several_lines


def _blank_between(file: ast.File, above: _Block, below: _Block) -> bool:
    return bool(_BLANK_LINE.search(file.source.text, above.end, below.start))
