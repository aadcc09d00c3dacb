"""How many rows of a dated table no measure sees, as a query of its own."""

from __future__ import annotations

from sqlglot import exp

from segdsl.engines.sql.conditions import is_decided
from segdsl.engines.sql.constants import literal
from segdsl.engines.sql.sorts import Sort, sort_of_node
from segdsl.engines.sql.stages import select
from segdsl.engines.sql.tables import Tables
from segdsl.engines.sql.trees import E, as_name, is_null, joined_by, wrapped
from segdsl.engines.sql.writer import Writer
from segdsl.lower import Many


def unseen(tables: Tables, many: Many) -> exp.Select:
    """One row: of the rows that pass `only`, those after the as-of date and those without a date."""
    assert many.dated is not None
    assert many.as_of is not None
    stage = tables.looked_up(tables.read(many.table), many.table, [many.only])
    w = Writer(tables.steps, stage)
    w.prepare([many.only, many.dated])
    date = w.once(w.value(many.dated))
    only = w.condition(many.only)
    stage = w.finish(f"{many.table} asked")
    day = tables.dialect.day_of(date.copy()) if sort_of_node(many.dated) is Sort.TIME else date.copy()
    after = exp.GT(this=wrapped(day), expression=literal(tables.dialect, many.as_of))
    always = isinstance(only, exp.Boolean) and is_decided(many.only)

    def count(test: E, name: str) -> E:
        tests = [test] if always else [only.copy(), test]
        return as_name(tables.dialect.counted(joined_by(exp.And, tests)), name)

    return tables.steps.finished(select([count(after, "after"), count(is_null(date), "undated")], stage.name))
