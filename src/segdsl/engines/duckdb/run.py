"""One run: a database in memory, the tables as it finds them, the query, and its answers batch by batch."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from segdsl.engines.duckdb.arrow import to_vector
from segdsl.engines.duckdb.dialect import DuckDB
from segdsl.engines.duckdb.functions import register
from segdsl.engines.duckdb.session import Session, session, wrapped
from segdsl.engines.duckdb.sources import Sources
from segdsl.engines.sql import Compiled, compiled
from segdsl.frames import Answers, Store
from segdsl.frames.conditions import two_masks
from segdsl.lower import Plan

ROWS = 128 * 1024
"""The most answers in a batch."""


@dataclass(frozen=True, slots=True)
class Unseen:
    after: int = 0
    undated: int = 0


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
    relations = {table: sources.relation(table) for table in plan.columns}
    asked = compiled(plan, relations, dialect)
    register(opened.connection, dialect.functions, sums=dialect.adds)
    readings = {table: asked.readings.get(table, 0) + (table in asked.unseen) for table in plan.columns}
    opened.wait(lambda: sources.hand_over(readings))
    unseen.update(opened.wait(lambda: _count_unseen(plan, opened.connection, asked)))
    text = asked.query.sql("duckdb")
    reader = opened.wait(lambda: opened.connection.sql(text).to_arrow_reader(ROWS))
    while (batch := opened.wait(lambda: next(reader, None))) is not None:
        if batch.num_rows:
            yield answers(asked, batch)


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
        true=tuple(true for true, _ in masks),
        possible=tuple(possible for _, possible in masks),
        values=tuple(to_vector(batch.column(value.column), value.sort) for value in asked.values),
    )
