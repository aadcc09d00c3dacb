"""A value as written → a typed value; None where something in it was said to be wrong."""

from __future__ import annotations

import datetime as dt
from typing import assert_never

from segdsl import ir, types
from segdsl.check import arithmetic, choices, lookup, measures, products, words
from segdsl.check.context import Context, shown, type_of
from segdsl.diagnostics.codes import types as codes
from segdsl.diagnostics.model import Label
from segdsl.syntax import ast
from segdsl.types import Kind, Unit

LARGEST = 2**53
_LONGEST = {Unit.DAY: 365_000, Unit.WEEK: 52_000, Unit.MONTH: 12_000, Unit.YEAR: 1_000}


def value(cx: Context, node: ast.Expr) -> ir.Expr | None:
    match node:
        case ast.NumberLit() | ast.TextLit() | ast.YesNoLit() | ast.DateLit() | ast.DurationLit():
            return literal(cx, node)
        case ast.Today():
            return ir.Today(node.span)
        case ast.Ref():
            return lookup.reference(cx, node)
        case ast.Binary():
            return arithmetic.binary(cx, node)
        case ast.Negative():
            return arithmetic.negative(cx, node)
        case ast.Since():
            return _since(cx, node)
        case ast.Defaulting():
            return choices.defaulting(cx, node)
        case ast.Call():
            return choices.call(cx, node)
        case ast.Cases():
            return choices.cases(cx, node)
        case ast.ChanceOf():
            return products.chance(cx, node)
        case ast.Measure():
            return measures.measure(cx, node)
    assert_never(node)


def literal(cx: Context, node: ast.Literal_) -> ir.Literal | None:
    match node:
        case ast.NumberLit(number):
            if abs(number) > LARGEST:
                cx.error(
                    codes.NUMBER_TOO_LARGE,
                    f"`{shown(node.span)}` is beyond the numbers that are exact",
                    node.span,
                    help=("write long numbers that are not counted with, such as account numbers, as text in quotes",),
                    notes=(f"whole numbers are exact up to {LARGEST:,}",),
                )
                return None
            return ir.Literal(number, types.WHOLE if isinstance(number, int) else types.NUMBER, node.span)
        case ast.TextLit(text):
            return ir.Literal(text, types.TEXT, node.span)
        case ast.YesNoLit(truth):
            return ir.Literal(truth, types.YES_NO, node.span)
        case ast.DateLit(date):
            return ir.Literal(date, types.DATE, node.span)
        case ast.DurationLit():
            return _duration(cx, node)
    assert_never(node)


def _duration(cx: Context, node: ast.DurationLit) -> ir.Literal | None:
    if node.unit in (Unit.MONTH, Unit.YEAR):
        no_fixed_length(cx, node, ("write the length in days or weeks",))
        return None
    if not length_fits(cx, node, least=0):
        return None
    return ir.Literal(dt.timedelta(days=node.count * (7 if node.unit is Unit.WEEK else 1)), types.DURATION, node.span)


def no_fixed_length(cx: Context, node: ast.DurationLit, helps: tuple[str, ...]) -> None:
    unit = node.unit.value[:-1]
    message = f"`{shown(node.span)}` has no fixed number of days, as one {unit} is longer than another"
    cx.error(codes.DURATION_MISMATCH, message, node.span, help=helps)


def length_fits(cx: Context, node: ast.DurationLit, least: int = 1) -> bool:
    """Whether the length is at least `least` and at most a thousand years."""
    if node.count < least:
        cx.error(
            codes.DURATION_LENGTH,
            f"`{shown(node.span)}` is no time at all",
            node.span,
            help=(f"write at least `1 {node.unit.value[:-1]}`",),
        )
        return False
    if node.count > _LONGEST[node.unit]:
        cx.error(codes.DURATION_LENGTH, f"`{shown(node.span)}` is more than a thousand years", node.span)
        return False
    return True


def day(expr: ir.Expr) -> ir.Expr:
    """The calendar day of a date and time; anything else as it is."""
    return ir.DayOf(expr, expr.span) if type_of(expr).kind is Kind.DATE_TIME else expr


def date(cx: Context, node: ast.Expr, use: str) -> ir.Expr | None:
    """A value that is a date; `use` says in the message what it is needed for."""
    found = value(cx, node)
    if found is None:
        return None
    type_ = type_of(found)
    if type_.kind is Kind.UNKNOWN or types.is_temporal(type_):
        return found
    quoted = isinstance(node, ast.TextLit)
    cx.error(
        codes.NOT_A_DATE,
        f"{use} needs a date, and `{shown(node.span)}` is {words.kind(type_)}",
        node.span,
        labels=declared(cx, found),
        help=("write a date without quotes, as in `2026-01-31`",) if quoted else _declare_date(node),
    )
    return None


def _declare_date(node: ast.Expr) -> tuple[str, ...]:
    if isinstance(node, ast.Ref):
        return (f"if the data has dates there, say so in the table: `column {node.name.text}: date`",)
    return ()


def declared(cx: Context, expr: ir.Expr) -> tuple[Label, ...]:
    """The place where the column or definition was declared, as a label."""
    match expr:
        case ir.OfCustomer(inner):
            return declared(cx, inner)
        case ir.Column():
            home = expr.hops[-1].table if expr.hops else expr.table
            column = cx.rules.names.tables.tables[home].columns.get(expr.name)
            if column is not None and column.declared and column.span is not None:
                return (Label(column.span, f"declared as {words.kind(column.type)}"),)
        case ir.Named(name):
            return (Label(cx.rules.places[name], "defined here"),)
    return ()


def _since(cx: Context, node: ast.Since) -> ir.Expr | None:
    found = date(cx, node.date, f"`{node.unit.value} since`")
    return None if found is None else ir.Since(node.unit, day(found), node.span)
