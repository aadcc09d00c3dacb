"""Whether many texts all differ, without a table of them; never says so wrongly."""

from __future__ import annotations

from segdsl.frames.spellings import surely_differ

__all__ = ["surely_differ"]
