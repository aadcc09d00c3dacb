"""The screen that an answer is made for; it prints nothing."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TextIO

from segdsl.cli.console import Console
from segdsl.diagnostics.paint import Paint, plain


@dataclass(frozen=True, slots=True)
class Screen:
    """How wide it is, how it is coloured, and whether it knows block characters."""

    columns: int = 80
    paint: Paint = plain
    blocks: bool = True


def screen_of(console: Console, stream: TextIO, signs: str = "█▏…") -> Screen:
    """The screen behind a stream; it has blocks if it knows these signs."""
    columns = shutil.get_terminal_size((100, 24)).columns
    try:
        signs.encode(stream.encoding or "ascii")
    except (LookupError, UnicodeEncodeError):
        return Screen(columns, console.paint(stream), blocks=False)
    return Screen(columns, console.paint(stream))
