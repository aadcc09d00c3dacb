"""Numbers and counts as the reports of learned things show them; it rounds, and nothing is computed from its texts."""

from __future__ import annotations

from collections.abc import Sequence


def number(value: float | None) -> str:
    """`1,234`, `0.0123`, `12.5`: whole numbers whole, others with four digits that count."""
    if value is None:
        return "missing"
    if value == int(value) and abs(value) < 1e15:
        return f"{int(value):,}"
    if abs(value) >= 1000:
        return f"{value:,.2f}"
    return f"{value:.4g}" if abs(value) >= 1e-4 else f"{value:.3g}"


def figure(value: float) -> str:
    """A median among others: from a thousand on without decimals."""
    return f"{value:,.0f}" if abs(value) >= 1000 else number(value)


def share(part: float, whole: float) -> str:
    """`12.3%` of a whole; a part that is there is never 0%."""
    percent = 100 * part / whole if whole else 0.0
    return "<0.1%" if 0 < percent < 0.05 else f"{percent:.1f}%"


def count(rows: int, noun: str) -> str:
    """`1 customer`, `1,234 customers`."""
    return f"{rows:,} {noun}" if rows == 1 else f"{rows:,} {noun}s"


def cell(kind: str, category: str | None, value: float | None) -> str:
    """What customers are like in a feature of a kind: a median, a share of yes, or a category with its share."""
    if value is None:
        return "missing"
    if kind == "number":
        return figure(value)
    return share(value, 1) if category is None else f"{category} {share(value, 1)}"


def limit(share: float) -> str:
    """A percentage of a `require` line, as written there."""
    return f"{100 * share:.10g}%"


def listed(items: Sequence[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    *others, end = items
    return f"{', '.join(others)} {last} {end}" if others else end
