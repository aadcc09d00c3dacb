"""What a pattern means: the tree that is read from its text; finds nothing itself."""

from __future__ import annotations

from typing import TypeAlias

from segdsl.record import record

Ranges: TypeAlias = tuple[tuple[int, int], ...]
"""Inclusive ranges of code points, sorted, apart."""

TOP = 0x10FFFF


@record
class Refusal:
    """Why a pattern is not accepted: one clause for a message, and the place in the pattern."""

    reason: str
    start: int
    end: int


@record
class Chars:
    ranges: Ranges


@record
class Edge:
    """`^` (start) or `$` of the whole text."""

    start: bool


@record
class Series:
    items: tuple[Node, ...]


@record
class Either:
    items: tuple[Node, ...]


@record
class Repeat:
    """`low` to `high` times (None: any number)."""

    item: Node
    low: int
    high: int | None


Node: TypeAlias = Chars | Edge | Series | Either | Repeat


def join(ranges: list[tuple[int, int]]) -> Ranges:
    """The same characters as ranges that are sorted and apart."""
    joined: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if joined and low <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(high, joined[-1][1]))
        else:
            joined.append((low, high))
    return tuple(joined)


def all_but(ranges: Ranges) -> Ranges:
    """Every character that is not in the ranges."""
    ends = [-1, *(n for pair in ranges for n in pair), TOP + 1]
    return tuple((a + 1, b - 1) for a, b in zip(ends[::2], ends[1::2], strict=True) if a + 1 <= b - 1)


def size(node: Node) -> int:
    """How many parts the pattern has with its repeats written out."""
    match node:
        case Chars() | Edge():
            return 1
        case Series(items) | Either(items):
            return 1 + sum(map(size, items))
        case Repeat(item, low, high):
            return 1 + size(item) * max(1, low if high is None else high)
