"""`in [...]` and `in list "…"`: the items in the type of the value, in order, each once."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable

from segdsl import ir, types
from segdsl.check import comparing, conditions, shares, values, words
from segdsl.check.context import Context, type_of
from segdsl.diagnostics.codes import types as codes
from segdsl.diagnostics.model import Label
from segdsl.names import fold
from segdsl.syntax import ast
from segdsl.types import Kind, Type, Value


def in_list(cx: Context, node: ast.InList) -> ir.Cond | None:
    found = values.value(cx, node.value)
    literals = [values.literal(cx, item) for item in node.items]
    if found is None or any(item is None for item in literals):
        return None
    fitted = [
        comparing.fit(cx, found, item, node.value, written)
        for item, written in zip(literals, node.items, strict=True)
        if item is not None
    ]
    items = [item for item in fitted if isinstance(item, ir.Literal)]
    if not all(shares.beside(cx, found, node.value, item, w) for item, w in zip(items, node.items, strict=False)):
        return None
    if len(items) < len(node.items):
        return None
    for item, written in zip(items[1:], node.items[1:], strict=True):
        if not types.comparable(items[0].type, item.type):
            cx.error(
                codes.MIXED_LIST,
                f"the list holds {words.kind(items[0].type)} and {words.kind(item.type)}",
                written.span,
                labels=(Label(node.items[0].span, words.kind(items[0].type)),),
                help=("write all items in the same way",),
            )
            return None
    if any(item.type.kind is Kind.DATE for item in items):
        found = values.day(found)
    among = ir.Among(found, _sorted(item.value for item in items), None, node.span)
    return conditions.negated(among, node.negated, node.span)


def _sorted(items: Iterable[Value]) -> tuple[Value, ...]:
    """In order and without repeats; the items are of one family."""
    unique = dict.fromkeys(items)
    return tuple(sorted(unique, key=_order))


def _order(item: Value) -> tuple[float, str]:
    match item:
        case bool() | int() | float():
            return float(item), ""
        case str():
            return 0.0, item
        case dt.timedelta():
            return item.total_seconds(), ""
        case _:
            return 0.0, item.isoformat()


def in_file(cx: Context, node: ast.InFile) -> ir.Cond | None:
    found = values.value(cx, node.value)
    lines = cx.rules.bundle.lists.get(cx.unit.path(node.path.value))
    if found is None or lines is None:  # a list that could not be read was said to be so when it was read
        return None
    if lines and _is_header(cx, lines[0], node.value, found):
        lines = lines[1:]
    type_ = type_of(found)
    items = [_item(line, type_) for line in lines]
    wrong = sum(item is None for item in items)
    if wrong or type_.kind is Kind.DURATION:
        cx.error(
            codes.LIST_VALUES,
            f"{wrong or len(lines)} of the {len(lines)} values of `{node.path.value}` are not {_plural(type_)}",
            node.path.span,
            labels=values.declared(cx, found) or (Label(node.value.span, words.kind(type_)),),
            help=("keep one value of that kind a line; a first line with the name of the column is left out",),
        )
        return None
    if type_.kind is Kind.DATE_TIME:
        found = values.day(found)
    known = [item for item in items if item is not None]
    among = ir.Among(found, _sorted(known), node.path.value, node.span)
    return conditions.negated(among, node.negated, node.span)


def _plural(type_: Type) -> str:
    return {Kind.YES_NO: "yes or no", Kind.DATE: "dates", Kind.DATE_TIME: "dates"}.get(type_.kind, "numbers")


def _is_header(cx: Context, line: str, node: ast.Expr, found: ir.Expr) -> bool:
    """The first line is the name of the column: as the rule calls it, or as the data does."""
    called = [node.name.text] if isinstance(node, ast.Ref) else []
    if isinstance(found, ir.Column):
        home = found.hops[-1].table if found.hops else found.table
        column = cx.rules.names.tables.tables[home].columns.get(found.name)
        called += [name for name in (column.name, column.physical) if name] if column else []
    return fold(line) in {fold(name) for name in called}


def _item(line: str, type_: Type) -> Value | None:
    """A line of the file as a value of the type; None when it is none."""
    match type_.kind:
        case Kind.WHOLE | Kind.NUMBER:
            return _number(line)
        case Kind.DATE | Kind.DATE_TIME:
            try:
                return dt.date.fromisoformat(line)
            except ValueError:
                return None
        case Kind.YES_NO:
            return comparing.truth(line)
    return comparing.normal(line)


def _number(line: str) -> int | float | None:
    try:
        number = float(line) if "_" not in line else math.nan
    except ValueError:
        return None
    if not math.isfinite(number) or abs(number) > values.LARGEST:
        return None
    return int(number) if number.is_integer() else number
