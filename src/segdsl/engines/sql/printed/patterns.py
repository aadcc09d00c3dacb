"""Patterns of `matches` for databases that know only the oldest regular expressions; finds nothing itself."""

from __future__ import annotations

from typing import assert_never

from segdsl.patterns.tree import TOP, Chars, Edge, Either, Node, Ranges, Repeat, Series, all_but

_SPECIAL = frozenset("\\^$.|?*+()[]{}-/")


def to_posix(node: Node) -> str:
    """Groups are plain ones, and classes are written by their characters."""
    match node:
        case Chars(ranges):
            return _class(ranges)
        case Edge(start):
            return "^" if start else "$"
        case Series(items):
            return "".join(map(to_posix, items))
        case Either(items):
            return "(" + "|".join(map(to_posix, items)) + ")"
        case Repeat(item, low, high):
            inner = to_posix(item)
            group = inner if isinstance(item, Chars | Either) else f"({inner})"
            return f"{group}{{{low},{'' if high is None else high}}}"
        case _:
            assert_never(node)


def _class(ranges: Ranges) -> str:
    if len(ranges) == 1 and ranges[0][0] == ranges[0][1]:
        return _character(ranges[0][0])
    if ranges and ranges[-1][1] == TOP:
        others = all_but(ranges)
        return f"[^{_members(others)}]" if others else "(.|\n)"
    return f"[{_members(ranges)}]" if ranges else "[^\\s\\S]"


def _members(ranges: Ranges) -> str:
    return "".join(_character(a) if a == b else f"{_character(a)}-{_character(b)}" for a, b in ranges)


def _character(code: int) -> str:
    c = chr(code)
    return f"\\{c}" if c in _SPECIAL else c
