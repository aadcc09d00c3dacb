"""The pattern language of `matches`: small, and the same everywhere; knows no rules.

Every pattern is found in time linear in the text. Letters stand for themselves; `.` any character but a line feed;
`[a-z]`, `[^0-9]`, `\\d \\w \\s` and `\\D \\W \\S` (ASCII); `* + ? {2} {2,} {2,5}`; `( )`, `|`; `^` and `$` the ends of
the text.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache

from segdsl.patterns.finding import Automaton, to_re2
from segdsl.patterns.reading import Bad, Reader
from segdsl.patterns.tree import Node, Refusal, size

__all__ = ["Pattern", "Refusal", "read"]

MOST_PARTS = 1000


@dataclass(frozen=True, slots=True, eq=False)
class Pattern:
    """A pattern that was accepted."""

    text: str
    node: Node = field(repr=False)
    _automaton: Automaton = field(repr=False)
    _begin: int = field(repr=False)
    _end: int = field(repr=False)

    def found(self, text: str) -> bool:
        """Whether the pattern occurs anywhere in the text."""
        return self._automaton.found(self._begin, self._end, text)

    @property
    def re2(self) -> str:
        """The same pattern for RE2, every class written out so that no flag or dialect changes it."""
        return to_re2(self.node)


@lru_cache(maxsize=4096)
def read(text: str) -> Pattern | Refusal:
    """The pattern, or why it is refused."""
    reader = Reader(text)
    try:
        node = reader.either()
        if reader.peek():
            raise Bad("a parenthesis is closed that was not opened", reader.at, reader.at + 1)
    except Bad as bad:
        return replace(bad.refusal, end=min(bad.refusal.end, len(text)))
    if size(node) > MOST_PARTS:
        return Refusal(f"written out with its repeats it has more than {MOST_PARTS} parts", 0, len(text))
    automaton = Automaton()
    begin, end = automaton.build(node)
    return Pattern(text, node, automaton, begin, end)
