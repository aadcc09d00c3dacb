"""IR measures → folds, and how the rows of a table find their customers → routes; makes no plan."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from segdsl import ir
from segdsl.calendar import day
from segdsl.decimals import decimals
from segdsl.lower import comparisons, nodes
from segdsl.lower.nodes import Cond, Value
from segdsl.lower.plan import Direct, Route, Through

if TYPE_CHECKING:
    from segdsl.lower.expressions import Lowering


def fold(lowering: Lowering, measure: ir.Measure) -> nodes.Fold:
    pool = lowering.pool
    inside, blank = window(lowering, measure)
    where = pool.known(True) if measure.where is None else lowering.condition(measure.where, of_row=True)
    share = measure.aggregate is ir.Aggregate.SHARE
    return pool.make(
        nodes.Fold,
        measure.aggregate,
        measure.table,
        None if measure.of is None else lowering.value(measure.of, of_row=True),
        pool.both([inside, where]),
        inside if share else None,
        blank,
        None if measure.of is None else decimals(measure.of, lowering.program),
        measure.type,
    )


def window(lowering: Lowering, measure: ir.Measure) -> tuple[Cond, Cond | None]:
    """Whether a row lies in the window; and whether an end of the window is missing for the customer."""
    pool, table = lowering.pool, lowering.program.tables[measure.table]
    ends = measure.window
    if ends is None or (ends.first is None and ends.last is None) or table.dated is None:
        return pool.known(True), None
    date = pool.make(
        nodes.DayOf, lowering.field(ir.Column(measure.table, table.dated, table.columns[table.dated].type))
    )
    inside: list[Cond] = []
    blank: list[Cond] = []
    for rel, end in ((ir.Rel.GE, ends.first), (ir.Rel.LE, ends.last)):
        if end is None:
            continue
        found = lowering.value(end)
        if isinstance(found, nodes.Constant):
            found = pool.constant(day(found.value) if isinstance(found.value, dt.date) else None)
            blank.append(pool.known(found.value is None))
        else:
            found = pool.make(nodes.DayOf, found)
            blank.append(pool.make(nodes.Missing, found, False))
        inside.append(comparisons.compare(pool, rel, date, pool.of_customer(found)))
    missing = pool.either(blank)
    never = isinstance(missing, nodes.Known) and missing.answer is False
    return pool.both(inside), None if never else missing


def seen(lowering: Lowering, name: str) -> Cond:
    """Which rows of a table there are at all: `only where` is true, and the date is known and has come."""
    table, as_of = lowering.program.tables[name], lowering.program.as_of
    found: list[Cond] = []
    if table.only_where is not None:
        found.append(lowering.condition(table.only_where))
    if table.dated is not None and isinstance(as_of, dt.date):
        date = _column(lowering, name, table.dated)
        found.append(comparisons.day(lowering.pool, ir.Rel.LE, date, day(as_of)))
    return lowering.pool.surely(lowering.pool.both(found))


def route(lowering: Lowering, name: str) -> Route:
    """How rows of a many table find their customers."""
    table = lowering.program.tables[name]
    link = table.link
    assert link is not None, name
    key = _column(lowering, name, link.column, link.hops)
    if link.through is None:
        customers = next(n for n, t in lowering.program.tables.items() if t is lowering.program.customers)
        return Direct(name, key, _column(lowering, customers, link.customer_column or ""))
    where = lowering.pool.known(True) if link.where is None else lowering.condition(link.where, of_row=True)
    other = _column(lowering, link.through, link.through_column or "")
    return Through(name, key, other, lowering.pool.surely(where), route(lowering, link.through))


def _column(lowering: Lowering, table: str, name: str, hops: tuple[ir.Hop, ...] = ()) -> Value:
    at = lowering.program.tables[hops[-1].table if hops else table]
    return lowering.field(ir.Column(table, name, at.columns[name].type, hops))
