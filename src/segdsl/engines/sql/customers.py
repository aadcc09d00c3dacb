"""The customers as steps: which rows they are, and what is known of each so far."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlglot import exp

from segdsl.engines.sql import folds, values
from segdsl.engines.sql.stages import Stage, Steps, select
from segdsl.engines.sql.tables import ROW, Tables, join_to
from segdsl.engines.sql.trees import E, column, table_named
from segdsl.engines.sql.writer import Writer
from segdsl.frames import ROW_NUMBER
from segdsl.lower import Plan, nodes
from segdsl.lower.nodes import Fold, Node, Value


@dataclass(slots=True, eq=False)
class Customers:
    plan: Plan
    tables: Tables
    steps: Steps
    stage: Stage = field(init=False)
    _links: dict[int, str] = field(default_factory=dict)

    def begin(self, roots: Iterable[Node]) -> None:
        """The rows that are customers, with what look-ups give that `roots` need."""
        plan = self.plan.customers
        stage = self.tables.seen(plan.table, plan.seen, roots)
        together = plan.distinct and plan.key != ROW_NUMBER
        self.stage = self.tables.first(stage, plan.table, plan.key) if together else stage

    def step(self) -> str:
        return self.stage.name

    def me(self) -> str:
        """The column that differs for each customer."""
        return self.stage.named.get(ROW) or self.stage.named[self.plan.customers.key]

    def key(self) -> E:
        return self.tables.key_text(self.stage, self.plan.customers.table, self.plan.customers.key)

    def has_number(self, value: Value) -> bool:
        return isinstance(value, nodes.Field) and value.via is None and value.column in self.stage.numbers

    def link(self, value: Value, by_number: bool) -> str:
        """The column that rows are linked to."""
        if by_number and isinstance(value, nodes.Field):
            return self.stage.numbers[value.column]
        if value.number not in self._links:
            w = self.writer([value])
            self._links[value.number] = w.once(values.as_key(w, value), "link").name
            self.stage = w.finish("customers linked")
        return self._links[value.number]

    def column_of(self, value: Value) -> str:
        """The column with a value, which becomes one if it is none."""
        if value.number not in self.stage.columns:
            w = self.writer([value])
            w.column_of(value, "of customer")
            self.stage = w.finish("customers known", "what rows are compared with")
        return self.stage.columns[value.number]

    def writer(self, roots: Sequence[Node]) -> Writer:
        w = Writer(self.steps, self.stage)
        w.prepare(roots)
        return w

    def receive(self, measured: Sequence[tuple[str, str, str, Sequence[tuple[Fold, Mapping[str, str]]]]]) -> None:
        """Joins finished measures: each step with the column that tells whose they are, the column of the customers
        that is the same, and what each measure is put together from."""
        here = self.stage.name
        made: list[E] = [exp.Column(this=exp.Star(), table=exp.to_identifier(here))]
        query = select(made, here)
        for step, owner, link, parts in measured:
            names = dict.fromkeys(name for _, found in parts for name in found.values())
            made.extend(column(name, step) for name in names)
            on = exp.EQ(this=column(owner, step), expression=column(link, here))
            join_to(query, table_named(step), on, "LEFT")
        query.set("expressions", made)
        name = self.steps.add("customers measured", query, "customers with their measures")
        stage = Stage(name, self.stage.columns, self.stage.named, self.stage.numbers)
        w = Writer(self.steps, stage)
        w.prepare([fold.blank for *_, parts in measured for fold, _ in parts if fold.blank is not None])
        for *_, parts in measured:
            for fold, found in parts:
                w.keep_node(fold, folds.result(w, fold, found), f"{fold.table} {fold.aggregate.value}")
        self.stage = w.finish("customers summed", "measures, put together")
