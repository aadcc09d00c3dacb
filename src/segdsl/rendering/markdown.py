"""A document as Markdown; decides nothing of what it says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import assert_never

from segdsl.explanation.markdown import escaped
from segdsl.rendering.blocks import Block, Bullets, Grid, Heading, Item, Lines, Paragraph, Rules


def markdown(blocks: Sequence[Block]) -> str:
    """The text, with one line end at its end."""
    return "\n".join(line for block in blocks for line in (*_lines(block), "")).rstrip() + "\n"


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Heading(level, text):
            yield f"{'#' * level} {escaped(text)}"
        case Paragraph(text):
            yield "**".join(escaped(part) for part in text.split("**"))
        case Bullets(items):
            yield from _items(items, 0)
        case Grid(head, rows, named):
            yield from _grid(head, rows, named)
        case Rules(text):
            fence = "```" if "```" not in text else "````"
            yield from (f"{fence}seg", text, fence)
        case Lines(head, number):
            yield from _grid(head, [(" ",) * len(head)] * number, False)
        case _:
            assert_never(block)


def _items(items: Sequence[Item], depth: int) -> Iterator[str]:
    for item in items:
        strong = f"**{escaped(item.strong)}**{' ' if item.text else ''}" if item.strong else ""
        yield f"{'  ' * depth}* {strong}{escaped(item.text)}"
        yield from _items(item.items, depth + 1)


def _grid(head: Sequence[str], rows: Sequence[Sequence[str]], named: bool) -> Iterator[str]:
    yield f"| {' | '.join(escaped(cell) for cell in head)} |"
    yield "|---" * len(head) + "|"
    for row in rows:
        cells = [escaped(cell) for cell in row]
        if named and cells[0]:
            cells[0] = f"**{cells[0]}**"
        yield f"| {' | '.join(cells)} |"
