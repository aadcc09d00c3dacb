"""A plan as the text of the queries that run for it; reads no data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from segdsl.engines.polars.asking import outputs
from segdsl.engines.polars.customers import Population
from segdsl.engines.polars.lookups import LookUpTables
from segdsl.engines.polars.passes import Measuring
from segdsl.engines.polars.running import explained
from segdsl.engines.polars.sorts import Sort, sort_of
from segdsl.engines.polars.sources import Sources
from segdsl.frames import Batch, Texts, Vector
from segdsl.lower import Plan, nodes, walking
from segdsl.lower.nodes import Node


@dataclass(frozen=True, slots=True)
class NoRows:
    """A store with the columns of a table, and nothing in them."""

    sorts: dict[str, Sort]
    rows: int | None = 0
    native: None = None

    def batches(self, columns: frozenset[str]) -> Iterator[Batch]:
        yield Batch(0, {name: _nothing(self.sorts.get(name, Sort.TEXT)) for name in columns})


def _nothing(sort: Sort) -> Vector:
    match sort:
        case Sort.TEXT:
            return Texts(np.zeros(0, dtype=np.int32), ())
        case Sort.DATE:
            return np.zeros(0, dtype="M8[D]")
        case Sort.TIME:
            return np.zeros(0, dtype="M8[us]")
        case Sort.FLAG:
            return np.zeros(0, dtype=np.int8)
        case Sort.NUMBER:
            return np.zeros(0, dtype=np.float64)


def text(plan: Plan, conditions: Sequence[str], values: Sequence[str]) -> str:
    """See `segdsl.engines.polars.text`."""
    printed: list[str] = []

    def watch(purpose: str, frame: pl.LazyFrame) -> None:
        printed.append(f"# {purpose}\n{explained(frame)}\n")

    sources = Sources(plan, _stores(plan), watch=watch)
    look_ups = LookUpTables(plan.look_ups, sources)
    population = Population(plan.customers, sources, look_ups)
    Measuring(plan, sources, look_ups, population).run()
    wanted, asked, told = outputs(plan)
    found = population.ask(wanted, key=True)
    titles = _unique([*conditions, *values], [*asked[: len(conditions)], *told[: len(values)]])
    rest = [name for name in wanted if name not in titles.values()]
    watch("the customers", found.select("_key", *(pl.col(n).alias(title) for title, n in titles.items()), *rest))
    return "\n".join(printed)


def _unique(titles: Sequence[str], names: Sequence[str]) -> dict[str, str]:
    """A title for each column; of the same title the second gets a number."""
    found: dict[str, str] = {}
    for title, name in zip(titles, names, strict=True):
        fresh, number = title, 2
        while fresh in found or fresh == "_key":
            fresh, number = f"{title} ({number})", number + 1
        found[fresh] = name
    return found


def _stores(plan: Plan) -> dict[str, NoRows]:
    roots: list[Node] = [*plan.conditions, *plan.values, plan.customers.seen]
    roots += [look_up.seen for look_up in plan.look_ups.values()]
    for many in plan.many.values():
        roots += [many.seen, many.only, many.route.key, *([] if many.dated is None else [many.dated])]
        roots += [getattr(many.route, name) for name in ("other", "rows", "customer") if hasattr(many.route, name)]
    sorts: dict[str, dict[str, Sort]] = {table: {} for table in plan.columns}
    for node in walking.below(roots, across=True):
        if isinstance(node, nodes.Field):
            sorts[node.table][node.column] = sort_of(node.type)
    return {table: NoRows(found) for table, found in sorts.items()}
