"""Finds a pattern in a text, and writes it for RE2; reads no patterns."""

from __future__ import annotations

from dataclasses import field

from segdsl.patterns.tree import Chars, Edge, Either, Node, Ranges, Repeat, Series
from segdsl.record import mutable


@mutable
class Automaton:
    """States with the characters they wait for, and empty steps that may need an end of the text.

    `waits[s]` is what state s reads before it goes on to s + 1; `steps[s]` are (next state, edge) without reading.
    Texts are read once, character by character, with the set of states that are possible.
    """

    waits: list[Ranges | None] = field(default_factory=list)
    steps: list[list[tuple[int, bool | None]]] = field(default_factory=list)
    known: dict[tuple[frozenset[int], str], frozenset[int]] = field(default_factory=dict)

    def state(self, waits: Ranges | None = None) -> int:
        self.waits.append(waits)
        self.steps.append([])
        return len(self.waits) - 1

    def build(self, node: Node) -> tuple[int, int]:
        """The states where the node begins and where it has been read."""
        match node:
            case Chars(ranges):
                begin = self.state(ranges)
                return begin, self.state()
            case Edge(start):
                begin, end = self.state(), self.state()
                self.steps[begin].append((end, start))
                return begin, end
            case Series(items):
                begin = end = self.state()
                for item in items:
                    end = self.then(end, item)
                return begin, end
            case Either(items):
                begin = self.state()
                ends = [self.then(begin, item) for item in items]
                end = self.state()
                for each in ends:
                    self.steps[each].append((end, None))
                return begin, end
            case Repeat(item, low, high):
                return self.repeat(item, low, high)

    def then(self, begin: int, node: Node) -> int:
        first, last = self.build(node)
        self.steps[begin].append((first, None))
        return last

    def repeat(self, item: Node, low: int, high: int | None) -> tuple[int, int]:
        begin = end = self.state()
        for _ in range(low):
            end = self.then(end, item)
        final = self.state()
        if high is None:
            loop = self.state()
            self.steps[end].append((loop, None))
            self.steps[self.then(loop, item)].append((loop, None))
            self.steps[loop].append((final, None))
            return begin, final
        for _ in range(high - low):
            self.steps[end].append((final, None))
            end = self.then(end, item)
        self.steps[end].append((final, None))
        return begin, final

    def reach(self, states: frozenset[int], at_start: bool, at_end: bool) -> frozenset[int]:
        """All states that can be reached from these without reading."""
        seen, todo = set(states), list(states)
        while todo:
            for following, edge in self.steps[todo.pop()]:
                if following not in seen and (edge is None or (at_start if edge else at_end)):
                    seen.add(following)
                    todo.append(following)
        return frozenset(seen)

    def read(self, states: frozenset[int], c: str) -> frozenset[int]:
        code = ord(c)
        return frozenset(
            s + 1 for s in states if (waits := self.waits[s]) and any(low <= code <= high for low, high in waits)
        )

    def found(self, begin: int, end: int, text: str) -> bool:
        """Whether the pattern between the two states occurs anywhere in the text."""
        first = frozenset((begin,))
        states = self.reach(first, True, not text)
        for at, c in enumerate(text):
            if end in states:
                return True
            key = (states, c)
            following = self.known.get(key)
            if following is None:
                following = self.reach(self.read(states, c) | first, False, False)
                if len(self.known) < 10_000:
                    self.known[key] = following
            states = following if at + 1 < len(text) else self.reach(following, False, True)
        return end in states


def _quoted(code: int) -> str:
    c = chr(code)
    if code < 128 and not c.isalnum():
        return f"\\x{code:02x}"
    return c


def _class_text(ranges: Ranges) -> str:
    if len(ranges) == 1 and ranges[0][0] == ranges[0][1]:
        return _quoted(ranges[0][0])
    if not ranges:
        return "[^\\x00-\\x{10FFFF}]"
    return "[" + "".join(_quoted(a) if a == b else f"{_end(a)}-{_end(b)}" for a, b in ranges) + "]"


def _end(code: int) -> str:
    return _quoted(code) if code < 128 else f"\\x{{{code:X}}}"


def to_re2(node: Node) -> str:
    """The same pattern for RE2, every class written out so that no flag or dialect changes it."""
    match node:
        case Chars(ranges):
            return _class_text(ranges)
        case Edge(start):
            return "\\A" if start else "\\z"
        case Series(items):
            return "".join(map(to_re2, items))
        case Either(items):
            return "(?:" + "|".join(map(to_re2, items)) + ")"
        case Repeat(item, low, high):
            return f"(?:{to_re2(item)}){{{low},{'' if high is None else high}}}"
