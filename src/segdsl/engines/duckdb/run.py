"""One run: a database in memory, the tables as it finds them, the query, and its answers batch by batch."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import duckdb

from segdsl.engines.door import Unseen
from segdsl.engines.duckdb.arrow import to_vector
from segdsl.engines.duckdb.dialect import DuckDB
from segdsl.engines.duckdb.functions import register
from segdsl.engines.duckdb.session import Session, session, wrapped
from segdsl.engines.duckdb.sources import Sources
from segdsl.engines.sql import Compiled, compiled
from segdsl.frames import Answers, Store
from segdsl.frames.masks import Masks, two_masks
from segdsl.lower import Plan

ROWS = 128 * 1024
"""The most answers in a batch."""


class Run(Iterator[Answers]):
    """As `engines.door.Run`."""

    def __init__(self, plan: Plan, stores: Mapping[str, Store], progress: Callable[[int], None] | None) -> None:
        self.unseen: dict[str, Unseen] = {}
        # What runs does not know this object: when nobody wants it any more, the database is gone at once.
        self._answers = _running(plan, stores, progress, self.unseen)

    def __next__(self) -> Answers:
        return next(self._answers)


def _running(
    plan: Plan, stores: Mapping[str, Store], progress: Callable[[int], None] | None, unseen: dict[str, Unseen]
) -> Iterator[Answers]:
    with session() as opened:
        sources = Sources(opened.connection, plan, stores, progress)
        try:
            with wrapped():
                yield from _asked(plan, opened, sources, unseen)
        except Exception:
            if sources.failed is not None:
                raise sources.failed from None
            raise


def _asked(plan: Plan, opened: Session, sources: Sources, unseen: dict[str, Unseen]) -> Iterator[Answers]:
    dialect = DuckDB()
    relations = opened.wait(lambda: {table: sources.relation(table) for table in plan.columns})
    asked = compiled(plan, relations, dialect)
    register(opened.connection, dialect.functions, sums=dialect.adds)
    readings = {table: asked.readings.get(table, 0) + (table in asked.unseen) for table in plan.columns}
    opened.wait(lambda: sources.hand_over(readings))
    unseen.update(opened.wait(lambda: _count_unseen(plan, opened.connection, asked)))
    text = asked.query.sql("duckdb")
    reader = opened.wait(lambda: _reader(opened.connection, text))
    first = True
    while (batch := opened.wait(lambda: next(reader, None))) is not None:
        if batch.num_rows:
            sources.answered(batch.num_rows, first=first)
            first = False
            yield answers(asked, batch)


def _reader(connection: Any, text: str) -> Any:
    """The rows of a query, which are only computed as they are asked for."""
    try:
        return connection.sql(text).to_arrow_reader(ROWS)
    except duckdb.InvalidInputException:
        # What DuckDB 2.0 makes of a comparison of which its statistics say that it holds for every known value may be
        # something that it then cannot bind. Nothing has been read yet: it is asked without these statistics.
        connection.execute("SET disabled_optimizers = 'statistics_propagation'")
        return connection.sql(text).to_arrow_reader(ROWS)


def _count_unseen(plan: Plan, connection: Any, asked: Compiled) -> dict[str, Unseen]:
    found = {step.many.table: Unseen() for step in plan.passes}
    for table, query in asked.unseen.items():
        ((*row,),) = connection.execute(query.sql("duckdb")).fetchall()
        found[table] = Unseen(int(row[0] or 0), int(row[1] or 0))
    return found


def answers(asked: Compiled, batch: Any) -> Answers:
    """A batch of rows of the query."""
    masks = [two_masks(batch.column(condition.column)) for condition in asked.conditions]
    return Answers(
        rows=batch.num_rows,
        make_keys=batch.column(asked.key),
        true=Masks(true for true, _ in masks),
        possible=Masks(possible for _, possible in masks),
        values=tuple(to_vector(batch.column(value.column), value.sort) for value in asked.values),
    )
