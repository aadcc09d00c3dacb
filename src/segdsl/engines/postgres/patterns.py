"""Patterns of `matches` as the regular expressions of PostgreSQL; finds nothing itself."""

from __future__ import annotations

from typing import assert_never

from segdsl.patterns.tree import TOP, Chars, Edge, Either, Node, Ranges, Repeat, Series, all_but

_ADVANCED = "***:"
"""What follows is read as an advanced regular expression, whatever it begins with."""


def to_advanced(node: Node) -> str:
    """Groups keep nothing, and classes are written by their characters, so that no locale changes them."""
    return _ADVANCED + _written(node)


def _written(node: Node) -> str:
    match node:
        case Chars(ranges):
            return _class(ranges)
        case Edge(start):
            return r"(?:\A)" if start else r"(?:\Z)"
        case Series(items):
            return "".join(map(_written, items)) or "(?:)"
        case Either(items):
            return "(?:" + "|".join(map(_written, items)) + ")"
        case Repeat(item, low, high):
            return f"(?:{_written(item)}){{{low},{'' if high is None else high}}}"
        case _:
            assert_never(node)


def _class(ranges: Ranges) -> str:
    if len(ranges) == 1 and ranges[0][0] == ranges[0][1]:
        return _character(ranges[0][0])
    if ranges and ranges[-1][1] == TOP:
        others = _members(all_but(ranges))
        return f"[^{others}]" if others else r"(?:.|\n)"
    found = _members(ranges)
    return f"[{found}]" if found else r"(?!)"


def _members(ranges: Ranges) -> str:
    """Without the character 0, which no text in the database has."""
    kept = [(max(first, 1), last) for first, last in ranges if last > 0]
    return "".join(_character(a) if a == b else f"{_character(a)}-{_character(b)}" for a, b in kept)


def _character(code: int) -> str:
    c = chr(code)
    return c if c.isascii() and c.isalnum() else f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
