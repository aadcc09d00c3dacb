"""Features that know what is predicted: the outcome's own columns and rows, and predictions of later rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from segdsl import calendar, ir
from segdsl.check.context import Context, shown
from segdsl.check.reached import reached
from segdsl.check.used import nodes
from segdsl.diagnostics.codes import structure
from segdsl.diagnostics.model import Label
from segdsl.names import fold
from segdsl.source import Span

# Windows without the customer's own dates are compared as of this day when the rules give none.
_ANY_DAY = dt.date(2000, 3, 15)


def none(cx: Context, outcome: ir.Outcome, features: Sequence[ir.Feature], place: Span) -> bool:
    """Whether no feature tells the outcome; says so where one does.

    With a length, the outcome's rows lie after the date that features are asked as of, so that no feature can see them;
    only columns, which have one value for all time, can be on both sides.
    """
    columns, rows = _asked(cx, outcome)
    for feature in features:
        for node in reached(cx.rules, feature.value):
            if isinstance(node, ir.Column) and node in columns:
                _column(cx, feature, node, columns[node], place)
                return False
            if isinstance(node, ir.Measure) and outcome.length is None:
                seen = next((row for row in rows if _same_rows(cx, row, node)), None)
                if seen is not None:
                    _rows(cx, feature, node, seen, place)
                    return False
    return True


def _asked(cx: Context, outcome: ir.Outcome) -> tuple[dict[ir.Column, ir.Column], list[ir.Measure]]:
    """The customers' columns that the outcome is made of, and the rows; what only chooses the rows is neither."""
    columns: dict[ir.Column, ir.Column] = {}
    rows: list[ir.Measure] = []
    inside: set[int] = set()
    customers = cx.rules.names.tables.customers
    for node in reached(cx.rules, outcome.condition):
        if isinstance(node, ir.Measure):
            rows.append(node)
            inside.update(id(each) for each in nodes(node))
        elif isinstance(node, ir.Column) and id(node) not in inside and cx.rules.names.table(node.table) is customers:
            columns.setdefault(node, node)
    return columns, rows


def _column(cx: Context, feature: ir.Feature, column: ir.Column, asked: ir.Column, place: Span) -> None:
    home = cx.rules.names.tables.tables[column.hops[-1].table if column.hops else column.table]
    known = home.columns.get(column.name)
    name = column.name if known is None else known.name
    direct = feature.value == column
    message = f"`{name}` is the outcome itself" if direct else f"`{feature.name}` is made of `{name}`, the outcome"
    cx.error(
        structure.LEAK,
        f"{message}, and cannot be learned from",
        feature.span,
        labels=(Label(asked.span or place, "predicted here"),),
        help=("leave it out of the features: nobody knows it before it happens",),
    )


def _rows(cx: Context, feature: ir.Feature, measure: ir.Measure, asked: ir.Measure, place: Span) -> None:
    table = cx.rules.names.tables.tables[measure.table].name
    cx.error(
        structure.LEAK,
        f"`{feature.name}` sees the same rows of `{table}` as the outcome, and cannot be learned from",
        feature.span,
        labels=(Label(asked.span or place, "predicted here"),),
        help=(
            f"let the outcome lie in days to come: `over the next …` in `{shown(asked.span)}`",
            "or let the feature end before the outcome begins: `over … ending … ago`",
        ),
    )


def _same_rows(cx: Context, asked: ir.Measure, seen: ir.Measure) -> bool:
    """Whether the two may count one row: of one table, at one time."""
    if asked.table != seen.table:
        return False
    first, last = _days(cx, asked.window)
    begin, end = _days(cx, seen.window)
    return first <= end and begin <= last


def _days(cx: Context, window: ir.Window | None) -> tuple[dt.date, dt.date]:
    if window is None:
        return dt.date.min, dt.date.max
    first, last = _day(cx, window.first), _day(cx, window.last)
    return first or dt.date.min, last or dt.date.max


def _day(cx: Context, node: ir.Expr | None) -> dt.date | None:
    """The day, where it does not depend on the customer."""
    match node:
        case ir.Today():
            return cx.rules.as_of or _ANY_DAY
        case ir.Literal(value=dt.date() as date):
            return calendar.day(date)
        case ir.Shift(date=date, count=count, unit=unit):
            start = _day(cx, date)
            return None if start is None else calendar.shift(start, count, unit)
    return None


def no_predictions(cx: Context, roots: Sequence[tuple[object, Span]], place: Span) -> bool:
    """Whether nothing here is predicted itself: as of an earlier date it would have been learned from what came after.

    For what is learned as of dates in the past; what is learned of the customers as they are may use predictions.
    """
    for root, span in roots:
        for node in reached(cx.rules, root):
            thing = cx.rules.learned.get(node.name) if isinstance(node, ir.Learned) else None
            if isinstance(thing, ir.Prediction | ir.Recommendation):
                uses = f"`{shown(span)}` uses `{thing.name}`, which is predicted"
                if fold(shown(span)) == fold(thing.name):
                    uses = f"`{thing.name}` is predicted itself"
                cx.error(
                    structure.PREDICTED_FEATURE,
                    f"{uses}, and this is learned as of earlier dates",
                    span,
                    labels=(Label(cx.rules.places[fold(next(iter(thing.outputs.values())))], "predicted here"),),
                    help=(f"use what `{thing.name}` is learned from instead",),
                    notes=("on these dates that prediction could not have been made yet",),
                )
                return False
    return True
