"""One reading of a many table: which rows are seen, whose they are, and every measure over them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from segdsl.engines.door import Unseen
from segdsl.engines.pandas.customers import Population
from segdsl.engines.pandas.folds import Gathering, gathering
from segdsl.engines.pandas.inputs import Columns, Reader
from segdsl.engines.pandas.lookups import LookUpTables
from segdsl.engines.pandas.masks import as_days
from segdsl.engines.pandas.results import Result
from segdsl.engines.pandas.routes import Pairs, Relation, ask_pairs, direct
from segdsl.engines.pandas.tape import Tape
from segdsl.engines.pandas.vectors import NEVER, Array, Sort, Vec, concat, empty, sort_of
from segdsl.frames import Bools
from segdsl.lower import Direct, Many, Pass, Plan, Through, nodes, walking
from segdsl.lower.nodes import Cond, Fold, Node, Value


@dataclass(slots=True, eq=False)
class Measuring:
    """Takes the passes of a plan one after the other; their results go to the population."""

    plan: Plan
    reader: Reader
    look_ups: LookUpTables
    population: Population
    unseen: dict[str, Unseen] = field(default_factory=dict)
    _relations: dict[str, Relation] = field(default_factory=dict)
    _of_customers: dict[int, Vec] = field(default_factory=dict)
    _size: int = 0

    def run(self) -> None:
        for step in self.plan.passes:
            self._take(step)

    def _take(self, step: Pass) -> None:
        self._learn(_customer_values(step))
        relation = self._relation(step.many)
        blanks = {fold.blank.number: fold.blank for fold in step.folds if fold.blank is not None}
        states = [gathering(fold, self._size) for fold in step.folds]
        tape = _fold_tape(step.folds, self.look_ups)
        for columns, rows, customers in self._pairs(step.many, relation):
            _gather(step.folds, states, ask_pairs(tape, columns, rows, customers, self._of_customers), customers)
        missing = self._blanks(list(blanks.values()))
        for fold, state in zip(step.folds, states, strict=True):
            found = state.done()
            if fold.blank is not None and (mask := missing[fold.blank.number]).any():
                found = found.take_or_missing(np.where(mask, -1, np.arange(self._size)))
            self.population.measured[fold.number] = found

    def _blanks(self, conditions: Sequence[Cond]) -> dict[int, Bools]:
        if not conditions:
            return {}
        results = [result.true for _, _, result in self.population.ask(conditions, ())]
        no_rows = np.zeros(0, dtype=np.bool_)  # of no customers at all there is no batch
        return {
            condition.number: np.concatenate([no_rows, *(true[place] for true in results)])
            for place, condition in enumerate(conditions)
        }

    def _learn(self, values: Sequence[Value]) -> None:
        """Values of all customers, that rows are compared with or find their customers by."""
        fresh = [value for value in values if value.number not in self._of_customers]
        if not fresh:
            return
        results = [(rows, result.values) for rows, _, result in self.population.ask((), fresh)]
        self._size = sum(rows for rows, _ in results)
        for place, value in enumerate(fresh):
            vecs = [found[place] for _, found in results]
            self._of_customers[value.number] = concat(vecs) if vecs else empty(_sort(value), 0)

    def _relation(self, many: Many) -> Relation:
        if many.table not in self._relations:
            route = many.route
            if isinstance(route, Direct):
                made = direct(self._of_customers[route.customer.number])
            else:
                made = self._through(route)
            self._relations[many.table] = made
        return self._relations[many.table]

    def _through(self, route: Through) -> Relation:
        link = self.plan.many[route.route.table]
        relation = self._relation(link)
        tape = Tape([route.rows], [route.other], self.look_ups, possibly=False)
        pairs = Pairs()
        for columns, rows, customers in self._pairs(link, relation):
            result = ask_pairs(tape, columns, rows, customers, self._of_customers)
            kept = np.flatnonzero(result.true[0])
            pairs.add(result.values[0].take(kept), customers[kept])
        return pairs.relation()

    def _pairs(self, many: Many, relation: Relation) -> Iterator[tuple[Columns, Array | None, Array]]:
        """For each batch of a many table its columns, and pairs of a row that is seen and a customer of it."""
        key = many.route.key
        own = key.column if isinstance(key, nodes.Field) and key.via is None else None
        tape = Tape([many.seen, many.only], [key] if own is None else (), self.look_ups, possibly=False)
        first = many.table not in self.unseen
        for rows, columns in self.reader.batches(many.table):
            result = tape.run(rows, tape.fields_of(columns))
            seen, only = result.true
            if first:
                self._count_unseen(many, columns, only)
            array = None if own is None else columns.unnumbered(own)
            pairs = None if array is None else relation.look_up(array)
            if pairs is None:
                pairs = relation.find(result.values[0] if own is None else columns[own])
            yield columns, *_visible(seen, *pairs)
        self.unseen.setdefault(many.table, Unseen())

    def _count_unseen(self, many: Many, columns: Columns, only: Bools) -> None:
        if many.dated is None or many.as_of is None:
            return
        assert isinstance(many.dated, nodes.Field)
        dates = as_days(columns[many.dated.column]).data
        as_of = (many.as_of - dt.date(1970, 1, 1)).days
        had = self.unseen.get(many.table, Unseen())
        after, undated = int((only & (dates > as_of)).sum()), int((only & (dates == NEVER)).sum())
        self.unseen[many.table] = Unseen(had.after + after, had.undated + undated)


def _visible(seen: Bools, rows: Array | None, customers: Array) -> tuple[Array | None, Array]:
    """Those pairs of which the row is seen."""
    if seen.all():
        return rows, customers
    if rows is None:
        rows = np.flatnonzero(seen)
        return rows, customers[rows]
    kept = seen[rows]
    return rows[kept], customers[kept]


def _sort(value: Value) -> Sort:
    return sort_of(value.type) if isinstance(value, nodes.Field | nodes.Choose | nodes.Fold) else Sort.NUMBER


def _customer_values(step: Pass) -> list[Value]:
    """What must be known of every customer before the pass."""
    roots: list[Node] = []
    found: dict[int, Value] = {}
    for fold in step.folds:
        roots.extend(part for part in (fold.of, fold.rows, fold.base) if part is not None)
    route = step.many.route
    while isinstance(route, Through):
        roots.extend((route.rows, route.other))
        route = route.route
    found[route.customer.number] = route.customer
    for node in walking.below(roots):
        if isinstance(node, nodes.OfCustomer):
            found[node.value.number] = node.value
    return list(found.values())


def _fold_tape(folds: Sequence[Fold], look_ups: LookUpTables) -> Tape:
    conditions = [fold.rows for fold in folds] + [fold.base or fold.rows for fold in folds]
    return Tape(conditions, [fold.of for fold in folds if fold.of is not None], look_ups, possibly=False)


def _gather(folds: Sequence[Fold], states: Sequence[Gathering], result: Result, customers: Array) -> None:
    """Hands each measure its rows. Measures over the same rows share the selection."""
    chosen: dict[tuple[int, int | None], tuple[Array, Vec | None]] = {}
    of = iter(result.values)
    for place, (fold, state) in enumerate(zip(folds, states, strict=True)):
        values = next(of) if fold.of is not None else None

        def choose(
            condition: Cond, mask: Bools, fold: Fold = fold, values: Vec | None = values
        ) -> tuple[Array, Vec | None]:
            key = (condition.number, None if fold.of is None else fold.of.number)
            if key not in chosen:
                known = None if values is None else values.known()
                rows = np.flatnonzero(mask if known is None else mask & known)
                if len(rows) == len(customers):
                    chosen[key] = customers, values
                else:
                    chosen[key] = customers[rows], None if values is None else values.take(rows)
            return chosen[key]

        state.add(*choose(fold.rows, result.true[place]))
        if fold.base is not None:
            state.add_base(*choose(fold.base, result.true[len(folds) + place]))
