"""How types are called in messages."""

from __future__ import annotations

from segdsl.types import Kind, Type

_KINDS = {
    Kind.WHOLE: "a whole number",
    Kind.NUMBER: "a number",
    Kind.TEXT: "a text",
    Kind.ONE_OF: "a text",
    Kind.YES_NO: "yes or no",
    Kind.DATE: "a date",
    Kind.DATE_TIME: "a date and time",
    Kind.DURATION: "a length of time",
    Kind.UNKNOWN: "not known yet",
}


def kind(type_: Type) -> str:
    """As in `age is a whole number`; the same word for every text."""
    return _KINDS[type_.kind]


def exact(type_: Type) -> str:
    """The same, with the values of a closed set of at most six."""
    if type_.kind is Kind.ONE_OF and len(type_.values) <= 6:
        return "one of " + ", ".join(f'"{value}"' for value in type_.values)
    return _KINDS[type_.kind]


def listed(items: list[str], last: str = "and") -> str:
    """`a`, `b` and `c`."""
    quoted = [f"`{item}`" for item in items]
    return quoted[0] if len(quoted) == 1 else ", ".join(quoted[:-1]) + f" {last} {quoted[-1]}"
