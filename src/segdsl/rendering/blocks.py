"""What a document is made of, the same for Markdown and HTML; it knows nothing of rules."""

from __future__ import annotations

from typing import TypeAlias

from segdsl.record import record


@record
class Heading:
    """`level` 1 is the document's own."""

    level: int
    text: str


@record
class Paragraph:
    """A sentence or several; what stands between `**` is emphasised, if anything does."""

    text: str


@record
class Item:
    """A line of a list, with the lines below it; `strong` stands before it."""

    text: str
    items: tuple[Item, ...] = ()
    strong: str = ""


@record
class Bullets:
    items: tuple[Item, ...]


@record
class Grid:
    """A table. With `named` the first cell of each row is its heading."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    named: bool = True


@record
class Rules:
    """Lines of the rule language, as they are written."""

    text: str


@record
class Lines:
    """Rows to be filled in by hand, under these headings."""

    head: tuple[str, ...]
    number: int


Block: TypeAlias = Heading | Paragraph | Bullets | Grid | Rules | Lines
