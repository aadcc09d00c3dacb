"""What a value is in SQL; builds no SQL."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from enum import Enum

from segdsl.lower import nodes
from segdsl.lower.nodes import Value
from segdsl.types import Kind, Type
from segdsl.types import Value as Plain


class Sort(Enum):
    """NUMBER is a double (durations are days), FLAG a boolean, TIME a timestamp without a zone."""

    NUMBER = "number"
    TEXT = "text"
    FLAG = "flag"
    DATE = "date"
    TIME = "time"


_SORTS = {Kind.DATE: Sort.DATE, Kind.DATE_TIME: Sort.TIME, Kind.YES_NO: Sort.FLAG}
_SORTS |= {Kind.TEXT: Sort.TEXT, Kind.ONE_OF: Sort.TEXT}


def sort_of(kind: Type) -> Sort:
    return _SORTS.get(kind.kind, Sort.NUMBER)


def sort_of_plain(value: Plain) -> Sort:
    match value:
        case bool():
            return Sort.FLAG
        case str():
            return Sort.TEXT
        case dt.datetime():
            return Sort.TIME
        case dt.date():
            return Sort.DATE
        case _:
            return Sort.NUMBER


def sort_of_node(node: Value) -> Sort | None:
    """What a value is; None for what is always missing."""
    match node:
        case nodes.Constant(value):
            return None if value is None else sort_of_plain(value)
        case nodes.Field() | nodes.Fold() | nodes.Mapped():
            return sort_of(node.type)
        case nodes.OfCustomer(value) | nodes.Shift(value):
            return sort_of_node(value)
        case nodes.Choose(branches, otherwise):
            return (
                _of_any([otherwise, *(v for _, v in branches)])
                if node.type.kind is Kind.UNKNOWN
                else sort_of(node.type)
            )
        case nodes.Default(value, fallback):
            return _of_any([value, fallback])
        case nodes.Extreme(_, values):
            return _of_any(values)
        case nodes.DayOf():
            return Sort.DATE
        case nodes.Truth():
            return Sort.FLAG
        case nodes.SplitPart() | nodes.Best():
            return Sort.TEXT
        case _:
            return Sort.NUMBER


def _of_any(values: Sequence[Value]) -> Sort | None:
    return next((found for value in values if (found := sort_of_node(value)) is not None), None)
