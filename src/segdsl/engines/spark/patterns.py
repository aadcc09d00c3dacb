"""Patterns of `matches` as regular expressions of Java, which Spark uses; finds nothing itself."""

from __future__ import annotations

from typing import assert_never

from segdsl.patterns.tree import Chars, Edge, Either, Node, Ranges, Repeat, Series


def simple(node: Node) -> bool:
    """Whether Java finds the pattern in time linear in the text: it goes back and tries again, and calls itself once
    for each repeat of anything but a single character."""
    match node:
        case Chars() | Edge():
            return True
        case Series(items):
            return all(map(simple, items)) and sum(_is_open(item) for item in items) <= 1
        case Either(items):
            return all(map(simple, items)) and not any(map(_repeats, items))
        case Repeat(item):
            return isinstance(item, Chars)
        case _:
            assert_never(node)


def _is_open(node: Node) -> bool:
    """Whether it takes any number of characters, so that there are many ways to share a text with what follows."""
    return isinstance(node, Repeat) and (node.high is None or node.high - node.low > 3)


def _repeats(node: Node) -> bool:
    match node:
        case Repeat():
            return True
        case Series(items) | Either(items):
            return any(map(_repeats, items))
        case _:
            return False


def to_java(node: Node) -> str:
    """Every character as its number and every class written out, so that no flag changes it."""
    match node:
        case Chars(ranges):
            return _class(ranges)
        case Edge(start):
            return "\\A" if start else "\\z"
        case Series(items):
            return "".join(map(to_java, items))
        case Either(items):
            return "(?:" + "|".join(map(to_java, items)) + ")"
        case Repeat(item, low, high):
            return f"(?:{to_java(item)}){{{low},{'' if high is None else high}}}"
        case _:
            assert_never(node)


def _class(ranges: Ranges) -> str:
    if not ranges:
        return "(?!)"
    return "[" + "".join(_code(a) if a == b else f"{_code(a)}-{_code(b)}" for a, b in ranges) + "]"


def _code(code: int) -> str:
    return chr(code) if code < 128 and chr(code).isalnum() else f"\\x{{{code:X}}}"
