"""A plan and stores → answers, batch by batch; the measures first, then everything about the customers in one query."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import polars as pl

from segdsl.engines.polars import answers
from segdsl.engines.polars.customers import Population
from segdsl.engines.polars.lookups import LookUpTables
from segdsl.engines.polars.names import KEY
from segdsl.engines.polars.passes import Measuring
from segdsl.engines.polars.running import batches, reported
from segdsl.engines.polars.seen import Unseen
from segdsl.engines.polars.sources import Sources
from segdsl.frames import Answers, Store
from segdsl.lower import Plan
from segdsl.lower.nodes import Node


class Run(Iterator[Answers]):
    """As `engines.door.Run`."""

    def __init__(self, plan: Plan, stores: Mapping[str, Store], progress: Callable[[int], None] | None) -> None:
        self.unseen: Mapping[str, Unseen] = {}
        self._plan = plan
        self._sources = Sources(plan, stores, progress)
        self._answers = self._run()

    def __next__(self) -> Answers:
        return next(self._answers)

    def _run(self) -> Iterator[Answers]:
        plan = self._plan
        with reported():
            look_ups = LookUpTables(plan.look_ups, self._sources)
            population = Population(plan.customers, self._sources, look_ups)
            measuring = Measuring(plan, self._sources, look_ups, population)
            measuring.run()
            self.unseen = measuring.unseen
            wanted, conditions, values = outputs(plan)
            for rows in batches(population.ask(wanted, key=True)):
                yield from answers.answers(rows, KEY, conditions, values)
                self._tell(rows)

    def _tell(self, rows: pl.DataFrame) -> None:
        if self._sources.scanned(self._plan.customers.table):
            self._sources.tell(len(rows))


def outputs(plan: Plan) -> tuple[dict[str, Node], list[str], list[str]]:
    """What is asked of every customer by the name of its column; the names of the conditions and of the values."""
    conditions = [f"_q{condition.number}" for condition in plan.conditions]
    values = [f"_a{value.number}" for value in plan.values]
    wanted: dict[str, Node] = dict(zip(conditions, plan.conditions, strict=True))
    wanted.update(zip(values, plan.values, strict=True))
    return wanted, conditions, values
