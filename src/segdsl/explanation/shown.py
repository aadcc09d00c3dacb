"""How single values look to a reader: numbers with separators, dates in full, what is missing by that word."""

from __future__ import annotations

import datetime as dt

from segdsl.types import Value

_MOST_DECIMALS = 6
"""A number with more is the result of a calculation."""


def number(value: float) -> str:
    """`80,000`, `0.25`, `1,234.5`; whole numbers without a decimal point, endless ones with six digits."""
    if isinstance(value, int) or (value.is_integer() and abs(value) < 1e15):
        return f"{int(value):,}"
    if not 1e-4 <= abs(value) < 1e15:
        return repr(value)
    if len(f"{value:.12g}".partition(".")[2]) > _MOST_DECIMALS and not float(f"{value:.6g}").is_integer():
        value = float(f"{value:.6g}")
    whole, _, decimals = f"{value:.12g}".partition(".")
    if "e" in whole or not decimals or "e" in decimals:
        return f"{value:,}"
    return f"{int(whole):,}.{decimals}" if int(whole) else f"{whole}.{decimals}"


def percent(share: float) -> str:
    """`28.2%`, as far as it is written out."""
    return f"{number(round(share * 100, 6))}%"


def value(item: Value | None) -> str:
    """A value as it stands in a sentence; texts in quotes."""
    match item:
        case None:
            return "missing"
        case bool():
            return "yes" if item else "no"
        case str():
            return f'"{item}"'
        case dt.datetime():
            return item.isoformat(sep=" ", timespec="auto")
        case dt.date():
            return item.isoformat()
        case dt.timedelta():
            return f"{item.days:,} day" + ("" if abs(item.days) == 1 else "s")
        case _:
            return number(item)


def listed(items: list[str] | tuple[str, ...], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def counted(count: int, one: str, many: str | None = None) -> str:
    """`1 customer`, `2,345 customers`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
