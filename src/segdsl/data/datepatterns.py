"""Date formats as users write them (`dd.mm.yyyy HH:MM`) to functions that read a text; knows no columns."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from functools import lru_cache

from segdsl.data.spelling import Odd, is_missing

_PARTS = {
    "yyyy": r"(?P<year>\d{4})",
    "yy": r"(?P<short>\d\d)",
    "MMM": r"(?P<name>[A-Za-z]{3,9}\.?)",
    "mmm": r"(?P<name>[A-Za-z]{3,9}\.?)",
    "mm": r"(?P<month>\d\d)",
    "m": r"(?P<month>\d{1,2})",
    "dd": r"(?P<day>\d\d)",
    "d": r"(?P<day>\d{1,2})",
    "HH": r"(?P<hour>\d\d)",
    "H": r"(?P<hour>\d{1,2})",
    "MM": r"(?P<minute>\d\d)",
    "SS": r"(?P<second>\d\d)",
}
_TOKEN = re.compile("|".join(sorted(_PARTS, key=len, reverse=True)))
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_PIVOT = 69
"""Two-digit years: 69 to 99 are 1969 to 1999, 00 to 68 are 2000 to 2068."""


def is_usable(pattern: str) -> bool:
    """Whether the format says a year, a month and a day, each once."""
    parts = _groups(pattern)
    needed = [{"year", "short"}, {"month", "name"}, {"day"}]
    return all(sum(part in either for part in parts) == 1 for either in needed) and len(parts) == len(set(parts))


@lru_cache(maxsize=64)
def reader_of(pattern: str) -> Callable[[str], dt.datetime | Odd]:
    """A function from a text to a moment; BAD for what does not fit the (usable) format or is no real day."""
    expression = ""
    place = 0
    for token in _TOKEN.finditer(pattern):
        expression += re.escape(pattern[place : token.start()]) + _PARTS[token.group()]
        place = token.end()
    compiled = re.compile(expression + re.escape(pattern[place:]), re.ASCII)

    def read(text: str) -> dt.datetime | Odd:
        trimmed = text.strip()
        found = compiled.fullmatch(trimmed)
        if found is None:
            return Odd.MISSING if is_missing(trimmed) else Odd.BAD
        return _moment(found.groupdict())

    return read


def _groups(pattern: str) -> list[str]:
    return [re.findall(r"<(\w+)>", _PARTS[token.group()])[0] for token in _TOKEN.finditer(pattern)]


def _moment(parts: dict[str, str]) -> dt.datetime | Odd:
    year = int(parts["year"]) if "year" in parts else int(parts["short"])
    if "short" in parts:
        year += 1900 if year >= _PIVOT else 2000
    if "name" in parts:
        short = parts["name"][:3].lower()
        if short not in _MONTHS:
            return Odd.BAD
        month = _MONTHS.index(short) + 1
    else:
        month = int(parts["month"])
    try:
        hour, minute, second = (int(parts.get(part, "0")) for part in ("hour", "minute", "second"))
        return dt.datetime(year, month, int(parts["day"]), hour, minute, second)
    except ValueError:
        return Odd.BAD
