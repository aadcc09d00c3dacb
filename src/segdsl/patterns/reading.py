"""Reads a pattern from its text, or says why it is refused; finds nothing itself."""

from __future__ import annotations

from segdsl.patterns.tree import Chars, Edge, Either, Node, Ranges, Refusal, Repeat, Series, all_but, join
from segdsl.record import mutable

MOST_REPEATS = 200
DEEPEST = 50

_CLASSES: dict[str, Ranges] = {
    "d": ((48, 57),),
    "w": ((48, 57), (65, 90), (95, 95), (97, 122)),
    "s": ((9, 10), (12, 13), (32, 32)),
}
_CONTROLS = {"t": 9, "n": 10, "r": 13, "f": 12}
_REFUSED_ESCAPES = {
    "b": "word boundaries (`\\b`) mean different things on different engines",
    "B": "word boundaries (`\\B`) mean different things on different engines",
    "p": "Unicode classes (`\\p`) mean different things on different engines",
    "P": "Unicode classes (`\\P`) mean different things on different engines",
    "A": "`\\A` is written `^`",
    "z": "`\\z` is written `$`",
    "Z": "`\\Z` is written `$`",
}


class Bad(Exception):
    def __init__(self, reason: str, start: int, end: int) -> None:
        super().__init__(reason)
        self.refusal = Refusal(reason, start, end)


@mutable
class Reader:
    text: str
    at: int = 0
    depth: int = 0

    def peek(self) -> str:
        return self.text[self.at] if self.at < len(self.text) else ""

    def take(self) -> str:
        self.at += 1
        return self.text[self.at - 1]

    def either(self) -> Node:
        items = [self.sequence()]
        while self.peek() == "|":
            self.take()
            items.append(self.sequence())
        return items[0] if len(items) == 1 else Either(tuple(items))

    def sequence(self) -> Node:
        items: list[Node] = []
        while self.peek() not in ("", "|", ")"):
            items.append(self.repeated())
        return items[0] if len(items) == 1 else Series(tuple(items))

    def repeated(self) -> Node:
        start = self.at
        item = self.single()
        count = self.count()
        if count is None:
            return item
        if self.peek() == "?":
            self.take()  # the lazy form finds the pattern in the same texts
        elif self.peek() == "+":
            raise Bad("possessive repeats (`*+`, `++`) are not known everywhere", start, self.at + 1)
        if self.peek() in ("*", "+", "?"):
            raise Bad("a repeat cannot be repeated", start, self.at + 1)
        return Repeat(item, *count)

    def count(self) -> tuple[int, int | None] | None:
        simple: dict[str, tuple[int, int | None]] = {"*": (0, None), "+": (1, None), "?": (0, 1)}
        if self.peek() in simple:
            return simple[self.take()]
        if self.peek() != "{":
            return None
        start = self.at
        close = self.text.find("}", start)
        parts = self.text[start + 1 : close].split(",") if close > 0 else []
        digits = [p for p in parts if p.isascii() and p.isdigit()]
        if not parts or len(parts) > 2 or not parts[0] or len(digits) != len([p for p in parts if p]):
            raise Bad("after `{` a count is expected, as in `{3}` or `{2,5}`", start, start + 1)
        self.at = close + 1
        low = int(parts[0][:9])
        high = low if len(parts) == 1 else (int(parts[1][:9]) if parts[1] else None)
        if high is not None and high < low:
            raise Bad("the second count is smaller than the first", start, self.at)
        if max(low, high or 0) > MOST_REPEATS:
            raise Bad(f"a repeat counts to {MOST_REPEATS} at most", start, self.at)
        return low, high

    def single(self) -> Node:
        start, c = self.at, self.take()
        match c:
            case "(":
                return self.group(start)
            case "[":
                return Chars(self.bracket(start))
            case ".":
                return Chars(all_but(((10, 10),)))
            case "^" | "$":
                return Edge(c == "^")
            case "\\":
                return Chars(self.escape(start))
            case "*" | "+" | "?" | "{":
                raise Bad(f"nothing stands before `{c}` that could be repeated", start, self.at)
        return Chars(((ord(c), ord(c)),))

    def group(self, start: int) -> Node:
        if self.peek() == "?":
            if self.text[self.at : self.at + 2] != "?:":
                raise Bad("look-around, named groups and flags (`(?…`) are not known everywhere", start, self.at + 2)
            self.at += 2
        self.depth += 1
        if self.depth > DEEPEST:
            raise Bad(f"parentheses are nested more than {DEEPEST} deep", start, self.at)
        inner = self.either()
        if self.peek() != ")":
            raise Bad("a parenthesis is not closed", start, start + 1)
        self.take()
        self.depth -= 1
        return inner

    def escape(self, start: int) -> Ranges:
        if not self.peek():
            raise Bad("a backslash stands at the end", start, self.at)
        c = self.take()
        if c in _CONTROLS:
            return ((_CONTROLS[c], _CONTROLS[c]),)
        if c.lower() in _CLASSES:
            ranges = _CLASSES[c.lower()]
            return ranges if c.islower() else all_but(ranges)
        if c in _REFUSED_ESCAPES:
            raise Bad(_REFUSED_ESCAPES[c], start, self.at)
        if c.isdigit():
            raise Bad("references back to a group take more than linear time", start, self.at)
        if c.isalpha():
            raise Bad(f"`\\{c}` is not known", start, self.at)
        return ((ord(c), ord(c)),)

    def bracket(self, start: int) -> Ranges:
        negated = self.peek() == "^"
        if negated:
            self.take()
        if self.peek() == "]":
            raise Bad("an empty class `[]` matches nothing", start, self.at + 1)
        found: list[tuple[int, int]] = []
        while self.peek() != "]":
            if not self.peek():
                raise Bad("a class `[` is not closed", start, start + 1)
            found.extend(self.bracket_item())
        self.take()
        return all_but(join(found)) if negated else join(found)

    def bracket_item(self) -> Ranges:
        start = self.at
        low = self.bracket_char()
        if self.peek() != "-" or self.text[self.at + 1 : self.at + 2] in ("]", ""):
            return low
        self.take()
        high = self.bracket_char()
        if len(low) != 1 or len(high) != 1 or low[0][0] != low[0][1] or high[0][0] != high[0][1]:
            raise Bad("a range needs one character on each side", start, self.at)
        if low[0][0] > high[0][0]:
            raise Bad("a range runs backwards", start, self.at)
        return ((low[0][0], high[0][0]),)

    def bracket_char(self) -> Ranges:
        start, c = self.at, self.take()
        if c == "\\":
            return self.escape(start)
        if c == "[" and self.peek() in (":", "=", "."):
            raise Bad("named classes such as `[:alpha:]` are not known everywhere", start, self.at + 1)
        return ((ord(c), ord(c)),)
