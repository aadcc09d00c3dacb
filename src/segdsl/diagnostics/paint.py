"""How pieces of a diagnostic are coloured: the styles, and the paint of a place without colours."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, TypeAlias

Style: TypeAlias = Literal["error", "warning", "note", "gutter", "label", "strong"]
Paint: TypeAlias = Callable[[Style, str], str]


def plain(style: Style, text: str) -> str:
    """Leaves the text as it is."""
    return text
