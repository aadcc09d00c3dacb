"""A `given` as it would be written in an example; checks nothing."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from segdsl.names import fold
from segdsl.source import Source, Span
from segdsl.syntax import ast, print_names
from segdsl.types import Value

_COUNT, _WHERE, _LIKELY = "count of ", " where ", "likely to buy "
_DIGITS = 18
_NOWHERE = Span(Source("", ""), 0, 0)


def given_line(piece: str, value: Value | None, names: frozenset[str]) -> str:
    """`age is 39`; a piece that is one of the (folded) names gets backticks where it needs them."""
    if piece.startswith(_LIKELY) and isinstance(value, bool):
        return piece if value else f"not {piece}"
    if fold(piece) in names:
        return f"{print_names.name(ast.Name(piece, span=_NOWHERE), 'value')} is {_literal(value)}"
    if _WHERE in piece:  # nothing else says where the `where` ends
        return f"({piece}) is {_literal(value)}"
    if piece.startswith(_COUNT) and value in (0, 1):
        return f"{'any' if value else 'no'} {piece.removeprefix(_COUNT)}"
    return f"{piece} is {_literal(value)}"


def _literal(value: Value | None) -> str:
    match value:
        case None:
            return "missing"
        case bool():
            return "yes" if value else "no"
        case float():
            return _number(value)
        case str():
            return print_names.text(ast.TextLit(value, span=_NOWHERE))
        case dt.datetime():
            return value.date().isoformat()
        case dt.timedelta():
            return f"{value.days} days"
        case _:
            return str(value)


def _number(value: float) -> str:
    if value.is_integer():
        return str(int(value))
    text = f"{value:.6f}".rstrip("0").rstrip(".")
    if float(text):
        return text
    # Too small for six decimals; what has more than 18 digits cannot be written in a rule at all.
    exact = format(Decimal(repr(value)), "f")
    return exact if len(exact) <= _DIGITS else "0"
