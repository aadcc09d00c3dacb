"""A document as one HTML page: no script, nothing from elsewhere, made to be printed; it decides not what is said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape
from importlib import resources
from typing import assert_never

from segdsl.rendering.blocks import Block, Bullets, Grid, Heading, Item, Lines, Paragraph, Rules

_CONTENTS = 3
"""Headings down to this level are in the table of contents."""


def html(blocks: Sequence[Block], language: str = "en") -> str:
    """The page; the first heading is its title."""
    title = next((block.text for block in blocks if isinstance(block, Heading)), "Rules")
    style = (resources.files("segdsl.rendering") / "page.css").read_text(encoding="utf-8")
    ids = _ids(blocks)
    body = [line for at, block in enumerate(blocks) for line in _lines(block, ids.get(at, ""))]
    first = next(
        (at for at, block in enumerate(blocks) if isinstance(block, Heading) and block.level == 2), len(blocks)
    )
    head = [line for at, block in enumerate(blocks[:first]) for line in _lines(block, ids.get(at, ""))]
    rows = [
        "<!DOCTYPE html>",
        f'<html lang="{escape(language)}">',
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(title)}</title>",
        f"<style>\n{style}</style>",
        "</head>",
        "<body>",
        "<main>",
        *head,
        *_contents(blocks, ids),
        *body[len(head) :],
        "</main>",
        "</body>",
        "</html>",
    ]
    return "\n".join(rows) + "\n"


def _ids(blocks: Sequence[Block]) -> dict[int, str]:
    """An address for each heading, by its place."""
    taken: set[str] = set()
    ids: dict[int, str] = {}
    for at, block in enumerate(blocks):
        if isinstance(block, Heading):
            plain = re.sub(r"\W+", "-", block.text.casefold()).strip("-") or "part"
            name, number = plain, 1
            while name in taken:
                number += 1
                name = f"{plain}-{number}"
            taken.add(name)
            ids[at] = name
    return ids


def _contents(blocks: Sequence[Block], ids: dict[int, str]) -> Iterator[str]:
    listed = [(at, b) for at, b in enumerate(blocks) if isinstance(b, Heading) and 2 <= b.level <= _CONTENTS]
    if len(listed) < 2:
        return
    yield '<nav aria-label="Contents">'
    yield "<ul>"
    inside = False
    for position, (at, block) in enumerate(listed):
        if block.level == 2 and position:
            yield "</ul></li>" if inside else "</li>"
            inside = False
        if block.level == _CONTENTS and not inside:
            yield "<ul>"
            inside = True
        link = f'<li><a href="#{ids[at]}">{escape(block.text)}</a>'
        yield link + ("</li>" if block.level == _CONTENTS else "")
    yield "</ul></li>" if inside else "</li>"
    yield "</ul>"
    yield "</nav>"


def _lines(block: Block, id: str) -> Iterator[str]:
    match block:
        case Heading(level, text):
            yield f'<h{level} id="{id}">{escape(text)}</h{level}>'
        case Paragraph(text):
            yield f"<p>{_emphasised(text)}</p>"
        case Bullets(items):
            yield from _items(items)
        case Grid(head, rows, named):
            yield from _grid(head, rows, named)
        case Rules(text):
            yield f"<pre><code>{escape(text)}</code></pre>"
        case Lines(head, number):
            yield from _grid(head, [("\N{NO-BREAK SPACE}",) * len(head)] * number, False, ' class="by-hand"')
        case _:
            assert_never(block)


def _emphasised(text: str) -> str:
    parts = [escape(part) for part in text.split("**")]
    return "".join(f"<strong>{part}</strong>" if at % 2 else part for at, part in enumerate(parts))


def _items(items: Sequence[Item]) -> Iterator[str]:
    yield "<ul>"
    for item in items:
        strong = f"<strong>{escape(item.strong)}</strong>{' ' if item.text else ''}" if item.strong else ""
        line = f"<li>{strong}{escape(item.text)}"
        if not item.items:
            yield line + "</li>"
            continue
        yield line
        yield from _items(item.items)
        yield "</li>"
    yield "</ul>"


def _grid(head: Sequence[str], rows: Sequence[Sequence[str]], named: bool, kind: str = "") -> Iterator[str]:
    yield f'<div class="wide" role="region" tabindex="0" aria-label="{escape(", ".join(c for c in head if c))}">'
    yield f"<table{kind}>"
    if any(head):
        yield "<thead><tr>" + "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head) + "</tr></thead>"
    yield "<tbody>"
    for row in rows:
        cells = [f"<td>{escape(cell)}</td>" for cell in row]
        if named:
            cells[0] = f'<th scope="row">{escape(row[0])}</th>'
        yield "<tr>" + "".join(cells) + "</tr>"
    yield "</tbody>"
    yield "</table>"
    yield "</div>"
