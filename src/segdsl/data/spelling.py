"""The one table of accepted spellings: what a text in a file may look like to be a number, a date or a yes.

This is the meaning; `numbers` and `dates` read whole columns at once and must agree with it.
"""

from __future__ import annotations

import datetime as dt
import re
from enum import Enum
from typing import Final
from zoneinfo import ZoneInfo

EXACT: Final = 2**53
"""Whole numbers beyond this are not exact in double precision."""


class Odd(Enum):
    """What a spelling is when it is not a value. ZEROS, PLUS and LONG are numbers only where a number was declared:
    somebody's identifiers look like that."""

    MISSING = "missing"
    BAD = "bad"
    LARGE = "large"


MISSING_WORDS: Final = frozenset(
    {"", "null", "nan", "none", "nat", "na", "n/a", "#n/a", "\\n", "inf", "-inf", "+inf", "infinity", "-infinity"}
)
"""Spellings (any case) of a missing value where the column is not a text; in a text column only blanks are missing."""

_PLAIN = re.compile(r"([+-]?)(\d*)(\.(\d*))?([eE]([+-]?)\d+)?")
_COMMA = re.compile(r"[+-]?(\d{1,3}([.'’ \u00a0\u202f]\d{3})+|\d+)(,\d+)?")
_GROUPING = re.compile(r"[.'’ \u00a0\u202f]")
_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_DATE_TIME = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?\s?(Z|[+-]\d\d(?::?\d\d)?)?"
)
YES: Final = frozenset({"yes", "true", "y", "t", "1", "是"})
NO: Final = frozenset({"no", "false", "n", "f", "0", "否"})
SURE_YES_NO: Final = (frozenset({"yes", "no"}), frozenset({"true", "false"}))
"""What is read as yes or no without having been declared: all values of a column from one of the pairs."""


def is_missing(text: str) -> bool:
    return text.strip().lower() in MISSING_WORDS


def number(text: str, mark: str = ".") -> float | Odd:
    """A number as declared columns accept it: also leading zeros, a plus sign and an exponent, and with a decimal
    comma groups of three. Whole spellings beyond 2^53 are LARGE."""
    trimmed = text.strip()
    if trimmed.lower() in MISSING_WORDS:
        return Odd.MISSING
    if mark == ",":
        if not _COMMA.fullmatch(trimmed):
            return Odd.BAD
        trimmed = _GROUPING.sub("", trimmed).replace(",", ".")
    found = _PLAIN.fullmatch(trimmed)
    if found is None or not trimmed.isascii() or not (found[2] or found[4]):
        return Odd.BAD
    value = float(trimmed)
    if found[3] is None and found[5] is None and abs(int(trimmed)) > EXACT:
        return Odd.LARGE
    return value if abs(value) != float("inf") else Odd.LARGE


def looks_like_identifier(text: str) -> bool:
    """Whether a number spelled like this is taken for a text unless declared: leading zeros, a plus sign, more than 15
    digits before the point, or an exponent that no program writes."""
    trimmed = text.strip()
    found = _PLAIN.fullmatch(trimmed)
    if found is None:
        return True
    whole = found[2]
    leading = len(whole) > 1 and whole[0] == "0"
    odd_exponent = found[5] is not None and not found[6]
    return found[1] == "+" or leading or len(whole) > 15 or odd_exponent


def whole_number(text: str, mark: str = ".") -> float | Odd:
    """As `number`, without a fraction (`12.0` has none)."""
    value = number(text, mark)
    if isinstance(value, Odd) or abs(value) > EXACT:
        return value if isinstance(value, Odd) else Odd.LARGE
    return value if value.is_integer() else Odd.BAD


def yes_no(text: str) -> bool | Odd:
    word = text.strip().lower()
    if word in YES:
        return True
    if word in NO:
        return False
    return Odd.MISSING if word in MISSING_WORDS else Odd.BAD


def date_time(text: str, zone: str) -> dt.datetime | Odd:
    """`2026-11-23`, `2026-11-23 08:26`, with seconds, fractions and an offset; in the given zone, without it."""
    trimmed = text.strip()
    if trimmed.lower() in MISSING_WORDS:
        return Odd.MISSING
    try:
        if found := _DATE.fullmatch(trimmed):
            return dt.datetime(int(found[1]), int(found[2]), int(found[3]))
        found = _DATE_TIME.fullmatch(trimmed)
        if found is None or not trimmed.isascii():
            return Odd.BAD
        year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
        micro = int((found[7] or "0").ljust(6, "0")[:6])
        moment = dt.datetime(year, month, day, hour, minute, second, micro)
        return moment if found[8] is None else _moved(moment, found[8], zone)
    except (ValueError, OverflowError):
        return Odd.BAD


def date(text: str) -> dt.date | Odd:
    """A day; a time of midnight, as spreadsheets and data frames write it, is left off."""
    moment = date_time(text, "UTC")
    if isinstance(moment, Odd):
        return moment
    has_zone = bool(re.search(r"(Z|[+-]\d\d:?\d\d)$", text.strip())) and ":" in text
    return moment.date() if moment.time() == dt.time() and not has_zone else Odd.BAD


def _moved(moment: dt.datetime, offset: str, zone: str) -> dt.datetime:
    shift = dt.timedelta()
    if offset != "Z":
        digits = offset[1:].replace(":", "").ljust(4, "0")
        shift = dt.timedelta(hours=int(digits[:2]), minutes=int(digits[2:])) * (-1 if offset[0] == "-" else 1)
    return in_zone(moment - shift, zone)


def in_zone(utc: dt.datetime, zone: str) -> dt.datetime:
    """A moment of UTC as the clocks of the zone show it."""
    return utc.replace(tzinfo=dt.UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
