"""Who joined and left on the data, as tables for a terminal; counts and prints nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from segdsl.cli.screen import Screen
from segdsl.cli.show_apply import counted
from segdsl.comparison.model import Counted, Movement
from segdsl.diagnostics.cells import safe, width


def movement_lines(found: Counted, screen: Screen) -> Iterator[str]:
    """The counts, what did it, and the way between tiers."""
    yield screen.paint("strong", heading(found))
    if not found.movements and not found.migrations:
        yield "  nobody joins, leaves or moves"
        return
    if found.movements:
        yield from _table(movement_rows(found), screen)
        for movement in found.movements:
            yield from _blames(movement)
    for number, migration in enumerate(found.migrations):
        if number or found.movements:
            yield ""
        rows = [[migration.name, "", "customers", *_causes(found)]]
        rows += [
            [a or "not there", f"→ {b or 'not there'}", f"{sum(n):,}", *_numbers(found, n)]
            for a, b, n in migration.rows
        ]
        yield from _table(rows, screen)
    for movement in found.movements:
        for word, keys in (("joined", movement.joined_keys), ("left", movement.left_keys)):
            if keys:
                yield ""
                yield screen.paint("strong", f"{word} {safe(movement.name)}")
                yield from (f"  {safe(key)}" for key in keys)


def heading(found: Counted) -> str:
    """`on 3,000 customers as of 2026-06-30`."""
    days = [day for day in dict.fromkeys(found.as_of) if day is not None]
    day = f" as of {' and '.join(days)}" if days else ""
    moved = f" ({found.came:,} new, {found.went:,} gone)" if found.came or found.went else ""
    return f"on {counted(found.new_customers, 'customer')}{moved}{day}"


def movement_rows(found: Counted) -> list[list[str]]:
    """Heading and rows; each cause has a column where there are several."""
    several = len(found.causes) > 1
    head = ["segment", "before", "joined", "left", "after"]
    if several:
        head += [f"{cause}" for cause in found.causes]
    rows = [head]
    for each in found.movements:
        row = [
            each.name,
            f"{each.before:,}",
            _signed("+", sum(each.joined)),
            _signed("-", sum(each.left)),
            f"{each.after:,}",
        ]
        if several:
            row += [_both(a, b) for a, b in zip(each.joined, each.left, strict=True)]
        rows.append(row)
    return rows


def _signed(sign: str, count: int) -> str:
    return f"{sign}{count:,}" if count else "0"


def _both(joined: int, left: int) -> str:
    return " ".join(text for text in (_signed("+", joined), _signed("-", left)) if text != "0") or "0"


def _causes(found: Counted) -> tuple[str, ...]:
    return found.causes if len(found.causes) > 1 else ()


def _numbers(found: Counted, numbers: Sequence[int]) -> list[str]:
    return [f"{n:,}" for n in numbers] if len(found.causes) > 1 else []


def blame_lines(movement: Movement) -> Iterator[str]:
    """Which clause did it: those who join did not meet the old one, those who leave do not meet the new one."""
    for word, blames in (("join", movement.joined_by), ("leave", movement.left_by)):
        for blame in blames:
            does = "did not meet" if word == "join" else "do not meet"
            who = f"{blame.customers:,} who {word}" if blame.customers > 1 else f"1 who {word}s"
            yield f"{who} {does if blame.customers > 1 else does.replace('do ', 'does ')}: {blame.clause}"


def _blames(movement: Movement) -> Iterator[str]:
    for line in blame_lines(movement):
        yield f"  {safe(movement.name)}: {safe(line)}"


def _table(rows: Sequence[Sequence[str]], screen: Screen) -> Iterator[str]:
    cells = [[safe(cell) for cell in row] for row in rows]
    widths = [max(width(row[place]) for row in cells) for place in range(len(cells[0]))]
    for number, row in enumerate(cells):
        parts = []
        for place, (cell, wide) in enumerate(zip(row, widths, strict=True)):
            gap = " " * (wide - width(cell))
            text = any(not other[place][:1].isdigit() and other[place][:1] not in "+-" for other in cells[1:])
            parts.append(cell + gap if text else gap + cell)
        line = "  " + "  ".join(parts).rstrip()
        yield screen.paint("strong", line) if number == 0 else line
