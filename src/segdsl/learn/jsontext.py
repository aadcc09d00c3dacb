"""Plain values → JSON that people read and compare: one thing a line, what is short together; it reads nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, TypeAlias

WIDTH = 110

Plain: TypeAlias = "dict[str, Plain] | list[Plain] | str | int | float | bool | None"


def text(value: dict[str, Plain]) -> str:
    """The same text for the same value, everywhere; it ends with a line end."""
    return "\n".join(_object(value, 0, "")) + "\n"


def _lines(value: Plain, depth: int, before: str) -> Iterator[str]:
    """The lines of a value that stands `depth` levels in and follows `before` on its first line."""
    if isinstance(value, dict | list) and value:
        short = _short(value, WIDTH - 2 * depth - len(before))
        if short is not None:
            yield f"{'  ' * depth}{before}{short}"
        elif isinstance(value, dict):
            yield from _object(value, depth, before)
        elif isinstance(value[0], dict | list):
            yield from _parts("[", "]", [("", part) for part in value], depth, before)
        else:
            yield from _filled(value, depth, before)
    else:
        yield f"{'  ' * depth}{before}{_dumped(value)}"


def _object(value: dict[str, Plain], depth: int, before: str) -> Iterator[str]:
    return _parts("{", "}", [(f"{_dumped(name)}: ", part) for name, part in value.items()], depth, before)


def _parts(begin: str, end: str, parts: list[tuple[str, Plain]], depth: int, before: str) -> Iterator[str]:
    yield f"{'  ' * depth}{before}{begin}"
    for number, (name, part) in enumerate(parts, 1):
        *first, last = _lines(part, depth + 1, name)
        yield from first
        yield last + ("," if number < len(parts) else "")
    yield f"{'  ' * depth}{end}"


def _filled(values: list[Plain], depth: int, before: str) -> Iterator[str]:
    """Many numbers or texts, as many on a line as it has room for."""
    yield f"{'  ' * depth}{before}["
    margin = "  " * (depth + 1)
    line = ""
    for number, value in enumerate(values, 1):
        word = _dumped(value) + ("," if number < len(values) else "")
        if line and len(margin) + len(line) + 1 + len(word) > WIDTH:
            yield margin + line
            line = word
        else:
            line = f"{line} {word}" if line else word
    yield margin + line
    yield f"{'  ' * depth}]"


def _short(value: Plain, room: int) -> str | None:
    """On one line, where it fits and holds no object in an object."""
    if isinstance(value, dict) and any(isinstance(part, dict) for part in value.values()):
        return None
    if _least(value, room) > room:
        return None
    dumped = _dumped(value)
    return dumped if len(dumped) <= room else None


def _least(value: Plain, room: int) -> int:
    """How long it is at least; it stops counting beyond `room`, so that long arrays are not written to be measured."""
    if not isinstance(value, dict | list):
        return 1
    length = 2
    for part in value.values() if isinstance(value, dict) else value:
        length += 2 + _least(part, room)
        if length > room:
            break
    return length


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
