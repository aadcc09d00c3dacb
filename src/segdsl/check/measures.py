"""Measures: aggregates over the rows of a table that belong to the customer, and whether there are any."""

from __future__ import annotations

from segdsl import ir, schemas, types
from segdsl.check import conditions, dates, lookup, values, words
from segdsl.check.context import Context, shown, type_of
from segdsl.check.scope import Scope
from segdsl.diagnostics.codes import names as name_codes
from segdsl.diagnostics.codes import structure
from segdsl.diagnostics.codes import types as codes
from segdsl.diagnostics.model import Label
from segdsl.ir import Aggregate
from segdsl.names import fold
from segdsl.syntax import ast
from segdsl.types import Kind, Type

_AGGREGATES: dict[ast.Aggregate, Aggregate] = {
    "count of": Aggregate.COUNT,
    "sum of": Aggregate.SUM,
    "average of": Aggregate.AVERAGE,
    "median of": Aggregate.MEDIAN,
    "smallest of": Aggregate.SMALLEST,
    "largest of": Aggregate.LARGEST,
    "earliest": Aggregate.EARLIEST,
    "latest": Aggregate.LATEST,
    "number of different": Aggregate.DIFFERENT,
    "most common": Aggregate.MOST_COMMON,
    "share of": Aggregate.SHARE,
}
_OF_DATES = frozenset({Aggregate.EARLIEST, Aggregate.LATEST})
_OF_ANYTHING = frozenset({Aggregate.DIFFERENT, Aggregate.MOST_COMMON})


def measure(cx: Context, node: ast.Measure) -> ir.Expr | None:
    """As a value of the customer, also when it stands inside another measure."""
    aggregate = _AGGREGATES[node.aggregate]
    table = _rows(cx, node.table, f"`{node.aggregate}`", node)
    if table is None:
        return None
    inside = cx.at(Scope(table))
    of = None if node.of is None else values.value(inside, node.of)
    where = None if node.where is None else conditions.condition(inside, node.where)
    window, window_fits = _window(cx, table, node.window)
    fits = window_fits and (node.of is None or of is not None) and (node.where is None or where is not None)
    if of is not None and node.of is not None:
        fits = _operand(inside, node, aggregate, of, node.of) and fits
    if not fits:
        return None
    found = ir.Measure(aggregate, fold(table.name), of, window, where, _result(aggregate, of), node.span)
    return found if cx.scope.of_customer else ir.OfCustomer(found, node.span)


def happened(cx: Context, node: ast.Happened) -> ir.Cond | None:
    """`any T …` is a count of at least 1, `no T …` a count of 0."""
    table = _rows(cx, node.table, "`any`" if node.any else "`no`", node)
    if table is None:
        return None
    where = None if node.where is None else conditions.condition(cx.at(Scope(table)), node.where)
    window, window_fits = _window(cx, table, node.window)
    if not window_fits or (node.where is not None and where is None):
        return None
    count: ir.Expr = ir.Measure(Aggregate.COUNT, fold(table.name), None, window, where, types.WHOLE, node.span)
    if not cx.scope.of_customer:
        count = ir.OfCustomer(count, node.span)
    if node.any:
        return ir.Compare(ir.Rel.GE, count, ir.Literal(1, types.WHOLE, node.span), node.span)
    return ir.Compare(ir.Rel.EQ, count, ir.Literal(0, types.WHOLE, node.span), node.span)


def _rows(cx: Context, name: ast.Name, use: str, node: ast.Measure | ast.Happened) -> schemas.Table | None:
    """The table of many rows that is measured."""
    if cx.scope.own_only:
        cx.error(
            name_codes.OWN_COLUMNS_ONLY,
            f"{use} measures `{name.text}`, and this condition is about `{cx.scope.table.name}` alone",
            node.span,
            help=("put the condition into a rule",),
        )
        return None
    table = lookup.table(cx, name)
    if table is None or table.role is schemas.Role.MANY:
        return table
    what = "the customers' table" if table.role is schemas.Role.CUSTOMERS else "a look-up table"
    cx.error(
        name_codes.NOT_MANY_ROWS,
        f"{use} needs a table where a customer has many rows, and `{table.name}` is {what}",
        name.span,
        labels=(Label(table.span, "declared here"),) if table.span else (),
        help=("use the column alone: each customer has one",),
    )
    return None


def _window(cx: Context, table: schemas.Table, node: ast.Window | None) -> tuple[ir.Window | None, bool]:
    """The window, and whether it is right; `over all time` is no window."""
    if node is None or isinstance(node, ast.AllTime):
        return None, True
    if table.dated is None:
        cx.error(
            structure.NOT_DATED,
            f"`{shown(node.span)}` needs dates, and the table `{table.name}` is not dated",
            node.span,
            labels=(Label(table.span, "declared here"),) if table.span else (),
            help=(f"say which column dates the rows: `many per {table.per}, dated …`",),
        )
        return None, False
    window = dates.window(cx, node)
    return window, window is not None


def _operand(cx: Context, node: ast.Measure, aggregate: Aggregate, of: ir.Expr, written: ast.Expr) -> bool:
    type_ = type_of(of)
    if aggregate in _OF_ANYTHING or type_.kind is Kind.UNKNOWN:
        return True
    if aggregate in _OF_DATES:
        fits, needed = types.is_temporal(type_), "dates"
    else:
        fits, needed = types.is_numeric(type_), "numbers"
    if not fits:
        cx.error(
            codes.WRONG_AGGREGATE,
            f"`{node.aggregate}` needs {needed}, and `{shown(written.span)}` is {words.kind(type_)}",
            written.span,
            labels=values.declared(cx, of),
            help=_other_aggregate(node.aggregate, type_),
        )
    return fits


def _other_aggregate(written: str, type_: Type) -> tuple[str, ...]:
    swap = {"smallest of": "earliest", "largest of": "latest", "earliest": "smallest of", "latest": "largest of"}
    if written in swap and (types.is_temporal(type_) or types.is_numeric(type_)):
        return (f"use `{swap[written]}`",)
    if types.is_textual(type_):
        return ("for texts there are `number of different` and `most common`",)
    return ()


def _result(aggregate: Aggregate, of: ir.Expr | None) -> Type:
    match aggregate:
        case Aggregate.COUNT | Aggregate.DIFFERENT:
            return types.WHOLE
        case Aggregate.AVERAGE | Aggregate.MEDIAN | Aggregate.SHARE:
            return types.NUMBER
        case _:
            type_ = types.NUMBER if of is None else type_of(of)
            numeric = aggregate in (Aggregate.SUM, Aggregate.SMALLEST, Aggregate.LARGEST)
            return types.NUMBER if numeric and type_.kind is Kind.UNKNOWN else type_
