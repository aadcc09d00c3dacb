"""What kinds of values there are and what may be compared with what; knows no names and no data."""

from __future__ import annotations

import datetime as dt
from enum import Enum
from typing import TypeAlias

from segdsl.record import record


class Kind(Enum):
    """The kinds of values; the words are those a user writes and reads."""

    WHOLE = "whole number"
    NUMBER = "number"
    TEXT = "text"
    ONE_OF = "one of"
    YES_NO = "yes or no"
    DATE = "date"
    DATE_TIME = "date and time"
    DURATION = "duration"
    UNKNOWN = "unknown"


class Unit(Enum):
    """Units of time; days and weeks have a fixed length, months and years are calendar steps."""

    DAY = "days"
    WEEK = "weeks"
    MONTH = "months"
    YEAR = "years"


@record
class Type:
    """A kind; for ONE_OF also its closed set of texts, in the order declared."""

    kind: Kind
    values: tuple[str, ...] = ()

    def __str__(self) -> str:
        if self.kind is Kind.ONE_OF:
            return "one of " + ", ".join(f'"{v}"' for v in self.values)
        return str(self.kind.value)


WHOLE = Type(Kind.WHOLE)
NUMBER = Type(Kind.NUMBER)
TEXT = Type(Kind.TEXT)
YES_NO = Type(Kind.YES_NO)
DATE = Type(Kind.DATE)
DATE_TIME = Type(Kind.DATE_TIME)
DURATION = Type(Kind.DURATION)
UNKNOWN = Type(Kind.UNKNOWN)
"""A column nobody declared and no data has shown yet: fits everywhere."""


def one_of(values: tuple[str, ...]) -> Type:
    return Type(Kind.ONE_OF, values)


# What a value is in Python, in literals and in the reference interpreter: whole numbers and numbers as float or int,
# texts (NFC), yes/no as bool, dates, dates with times (naive, in the file's time zone), durations as timedelta of whole
# days. A missing value is None.
Value: TypeAlias = bool | int | float | str | dt.date | dt.datetime | dt.timedelta

_NUMERIC = frozenset({Kind.WHOLE, Kind.NUMBER})
_TEXTUAL = frozenset({Kind.TEXT, Kind.ONE_OF})
_TEMPORAL = frozenset({Kind.DATE, Kind.DATE_TIME})


def is_numeric(t: Type) -> bool:
    return t.kind in _NUMERIC


def is_textual(t: Type) -> bool:
    return t.kind in _TEXTUAL


def is_temporal(t: Type) -> bool:
    return t.kind in _TEMPORAL


def comparable(a: Type, b: Type) -> bool:
    """Whether `is` has a meaning between the two: the same family, or one of them unknown."""
    if Kind.UNKNOWN in (a.kind, b.kind) or a.kind is b.kind:
        return True
    return any(a.kind in family and b.kind in family for family in (_NUMERIC, _TEXTUAL, _TEMPORAL))


def ordered(t: Type) -> bool:
    """Whether `<` has a meaning: numbers, dates and durations have an order, texts and yes/no have none."""
    return t.kind in _NUMERIC | _TEMPORAL | {Kind.DURATION, Kind.UNKNOWN}
