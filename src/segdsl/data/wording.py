"""How counts, rows and lists are put into words in messages about data; knows no data."""

from __future__ import annotations

from collections.abc import Sequence


def many(count: int, one: str, several: str | None = None) -> str:
    """`1 row`, `1,234 rows`."""
    return f"{count:,} {one if count == 1 else several or one + 's'}"


def listed(items: Sequence[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def places(numbers: Sequence[int], count: int, one: str = "row") -> str:
    """`row 3`, `rows 3, 17 and 20`, `rows 3, 17, 20 and 41 more`."""
    shown = [f"{number}" for number in numbers]
    if count > len(numbers):
        return f"{one}s {', '.join(shown)} and {count - len(numbers):,} more"
    return f"{one if count == 1 else one + 's'} {listed(shown)}"


def quoted(items: Sequence[str], last: str = "and") -> str:
    """Names in backticks, as a list."""
    return listed([f"`{item}`" for item in items], last)
