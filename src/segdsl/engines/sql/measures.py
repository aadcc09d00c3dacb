"""Passes over tables of many rows as steps: whose the rows are, grouped aggregates, and the customers with them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlglot import exp

from segdsl import ir
from segdsl.engines.sql import folds, values
from segdsl.engines.sql.clauses import clauses, common
from segdsl.engines.sql.customers import Customers
from segdsl.engines.sql.sorts import Sort, sort_of_node
from segdsl.engines.sql.stages import Stage, Steps, select, with_more
from segdsl.engines.sql.tables import Tables, join_to
from segdsl.engines.sql.trees import E, as_name, column, is_known, joined_by, table_named
from segdsl.engines.sql.writer import Writer
from segdsl.lower import Direct, Many, Pass, Plan, Route, Through, nodes, walking
from segdsl.lower.nodes import Fold, Node, OfCustomer


@dataclass(frozen=True, slots=True, eq=False)
class Owned:
    """Rows beside the customers they belong to: `owner` is the column that tells whose they are; `by_customer`: it is
    the customer itself, and not what customers are linked by."""

    stage: Stage
    owner: str
    by_customer: bool


@dataclass(frozen=True, slots=True, eq=False)
class Pending:
    """Finished measures that the customers do not have yet."""

    step: str
    owner: str
    link: str
    parts: tuple[tuple[Fold, dict[str, str]], ...]


@dataclass(slots=True, eq=False)
class Measuring:
    plan: Plan
    tables: Tables
    steps: Steps
    customers: Customers
    _rows: dict[str, Stage] = field(default_factory=dict)
    _pairs: dict[str, Owned] = field(default_factory=dict)
    _pending: list[Pending] = field(default_factory=list)

    def run(self) -> None:
        """Takes the passes one after the other; the customers have their measures in the end."""
        roots = row_roots(self.plan)
        for table, many in self.plan.many.items():
            self._rows[table] = self.tables.seen(table, many.seen, roots[table])
        for step in self.plan.passes:
            if self._pending and _needs(step, [fold for each in self._pending for fold, _ in each.parts]):
                self._hand_over()
            self._take(step)
        self._hand_over()

    # ---- one pass ---------------------------------------------------------------------------------------------------

    def _take(self, step: Pass) -> None:
        many = step.many
        asked = of_customers([part for fold in step.folds for part in _row_parts(fold)])
        owned = self._owned(many, self._rows[many.table], many.route, asked)
        met = clauses(many.seen)
        outside = {number: each for number, each in common(step.folds).items() if number not in met}
        w = Writer(self.steps, owned.stage)
        grouping = folds.Grouping(w, {**met, **outside}, self.tables.relations)
        w.prepare([*outside.values(), *(root for fold in step.folds for root in grouping.roots(fold))])
        where = [is_known(column(owned.owner)), *(w.condition(clause) for clause in outside.values())]
        parts = {fold.number: grouping.parts(fold) for fold in step.folds}
        ranked = [fold for fold in step.folds if fold.aggregate is ir.Aggregate.MOST_COMMON and grouping.sort(fold)]
        counted = {fold.number: w.once(grouping.counted(fold, fold.rows), "counted") for fold in ranked}
        stage = w.finish(f"{many.table} asked", f"{many.table}: what the measures ask of each row")
        counts = joined_by(exp.And, where)
        link = self._link(many.route, owned)
        main = [(fold, parts[fold.number]) for fold in step.folds if fold not in ranked]
        if main:
            query = select(
                [column(owned.owner), *(as_name(e, n) for n, e in grouping.made.items())], stage.name, counts
            )
            query.set("group", exp.Group(expressions=[column(owned.owner)]))
            name = self.steps.add(f"{many.table} measured", query, f"measures of {many.table}, in one reading")
            self._pending.append(Pending(name, owned.owner, link, tuple(main)))
        for fold in ranked:
            self._most_common(many, stage, owned.owner, counts.copy(), fold, counted[fold.number], link)

    def _most_common(self, many: Many, stage: Stage, owner: str, met: E, fold: Fold, counted: E, link: str) -> None:
        """Of values that are as common the smallest."""
        names = self.steps.names
        value, count, place = names.new("common"), names.new("times"), names.new("place")
        where = joined_by(exp.And, [met, is_known(counted.copy())])
        made = [column(owner), as_name(counted.copy(), value), as_name(exp.Count(this=exp.Star()), count)]
        grouped = select(made, stage.name, where)
        grouped.set("group", exp.Group(expressions=[column(owner), counted.copy()]))
        step = self.steps.add(f"{many.table} counted", grouped, f"{many.table}: how often each value comes")
        is_text = fold.of is not None and sort_of_node(fold.of) is Sort.TEXT
        least = self.steps.dialect.ordered(column(value)) if is_text else column(value)
        order: list[exp.Expression] = [
            exp.Ordered(this=column(count), desc=True),
            exp.Ordered(this=least, desc=False),
        ]
        window = exp.Window(this=exp.RowNumber(), partition_by=[column(owner)], order=exp.Order(expressions=order))
        numbered = self.steps.add(f"{many.table} ranked", with_more(step, [(place, window)]))
        first = exp.EQ(this=column(place), expression=exp.Literal.number(1))
        name = self.steps.add(f"{many.table} most common", select([column(owner), column(value)], numbered, first))
        self._pending.append(Pending(name, owner, link, ((fold, {"": value}),)))

    def _hand_over(self) -> None:
        """Gives the customers the measures that are finished."""
        if self._pending:
            self.customers.receive([(each.step, each.owner, each.link, each.parts) for each in self._pending])
        self._pending = []

    # ---- whose the rows are ----------------------------------------------------------------------------------------

    def _owned(self, many: Many, stage: Stage, route: Route, asked: Sequence[OfCustomer]) -> Owned:
        """The rows, each beside each of its customers; with the values of customers that are asked for."""
        stage, key = self._keyed(stage, many.table, route)
        owned = Owned(stage, key, False)
        if isinstance(route, Through):
            owned = self._led(stage, key, many.table, route)
        if asked:
            owned = self._beside_customers(owned, many.table, _direct(route), asked)
        return owned

    def _keyed(self, stage: Stage, table: str, route: Route) -> tuple[Stage, str]:
        """The rows with the column by which they find their customers (or the rows that lead to them)."""
        if self._by_number(route):
            assert isinstance(route.key, nodes.Field)
            return stage, stage.numbers[route.key.column]
        w = Writer(self.steps, stage)
        w.prepare([route.key])
        key = w.once(values.as_key(w, route.key), "owner")
        return w.finish(f"{table} keyed"), key.name

    def _by_number(self, route: Route) -> bool:
        """Whether both ends of a link are whole numbers in the data."""
        if isinstance(route, Direct):
            return _is_number(self._rows[route.table], route.key) and self.customers.has_number(route.customer)
        return _is_number(self._rows[route.table], route.key) and _is_number(self._rows[route.route.table], route.other)

    def _led(self, stage: Stage, key: str, table: str, route: Through) -> Owned:
        pairs = self._pairs_of(route)
        owner = self.steps.names.new("owner")
        every: list[E] = [exp.Column(this=exp.Star(), table=exp.to_identifier(stage.name))]
        query = select([*every, as_name(column(pairs.owner, pairs.stage.name), owner)], stage.name)
        on = exp.EQ(this=column("row_key", pairs.stage.name), expression=column(key, stage.name))
        join_to(query, table_named(pairs.stage.name), on)
        name = self.steps.add(f"{table} led", query, f"{table} beside those they belong to")
        return Owned(Stage(name, stage.columns, stage.named, stage.numbers), owner, pairs.by_customer)

    def _pairs_of(self, route: Through) -> Owned:
        """What leads from a row to its customers, each way once: columns `row_key` and the owner."""
        if route.table in self._pairs:
            return self._pairs[route.table]
        link = self.plan.many[route.route.table]
        asked = of_customers([route.rows, route.other])
        owned = self._owned(link, self._rows[link.table], route.route, asked)
        w = Writer(self.steps, owned.stage)
        w.prepare([route.rows, route.other])
        where = [is_known(column(owned.owner))]
        if not (isinstance(route.rows, nodes.Known) and route.rows.answer is True):
            where.append(w.condition(route.rows))
        if self._by_number(route):
            assert isinstance(route.other, nodes.Field)
            other: E = column(owned.stage.numbers[route.other.column])
        else:
            other = w.once(values.as_key(w, route.other), "other")
        stage = w.finish(f"{link.table} ways")
        query = select(
            [as_name(other.copy(), "row_key"), column(owned.owner)],
            stage.name,
            joined_by(exp.And, [*where, is_known(other)]),
        )
        query.set("distinct", exp.Distinct())
        name = self.steps.add(f"{route.table} ways", query, f"the ways from {route.table} through {link.table}")
        self._pairs[route.table] = Owned(Stage(name, {}, {}), owned.owner, owned.by_customer)
        return self._pairs[route.table]

    def _beside_customers(self, owned: Owned, table: str, direct: Direct, asked: Sequence[OfCustomer]) -> Owned:
        """The rows beside the values of their customers."""
        of = {node.number: self.customers.column_of(node.value) for node in asked}
        link = self.customers.me() if owned.by_customer else self._link(direct, owned)
        here, there = owned.stage.name, self.customers.step()
        owner = self.steps.names.new("customer")
        given = {number: self.steps.names.new(f"customer {name}") for number, name in of.items()}
        made: list[E] = [exp.Column(this=exp.Star(), table=exp.to_identifier(here))]
        made.append(as_name(column(self.customers.me(), there), owner))
        made += [as_name(column(of[number], there), name) for number, name in given.items()]
        query = select(made, here)
        on = exp.EQ(this=column(link, there), expression=column(owned.owner, here))
        join_to(query, table_named(there), on)
        name = self.steps.add(f"{table} of customers", query, f"{table} beside their customers")
        stage = owned.stage
        return Owned(Stage(name, {**stage.columns, **given}, stage.named, stage.numbers), owner, True)

    def _link(self, route: Route, owned: Owned) -> str:
        """The column of the customers that an owner is one of."""
        if owned.by_customer:
            return self.customers.me()
        direct = _direct(route)
        return self.customers.link(direct.customer, self._by_number(direct))


def row_roots(plan: Plan) -> dict[str, list[Node]]:
    """What is asked of the rows of each table of many rows."""
    found: dict[str, list[Node]] = {table: [many.route.key] for table, many in plan.many.items()}
    for step in plan.passes:
        for fold in step.folds:
            found[step.many.table].extend(_row_parts(fold))
    for many in plan.many.values():
        if isinstance(many.route, Through):
            found[many.route.route.table].extend((many.route.other, many.route.rows))
    return found


def customer_roots(plan: Plan) -> list[Node]:
    """What is asked of the customers before the questions themselves."""
    found: list[Node] = [node.value for roots in row_roots(plan).values() for node in of_customers(roots)]
    found.extend(_direct(many.route).customer for many in plan.many.values())
    found.extend(fold.blank for step in plan.passes for fold in step.folds if fold.blank is not None)
    return found


def of_customers(roots: Iterable[Node]) -> list[OfCustomer]:
    return [node for node in walking.below(roots) if isinstance(node, OfCustomer)]


def _row_parts(fold: Fold) -> list[Node]:
    return [part for part in (fold.of, fold.rows, fold.base) if part is not None]


def _direct(route: Route) -> Direct:
    while isinstance(route, Through):
        route = route.route
    return route


def _is_number(stage: Stage, value: nodes.Value) -> bool:
    return isinstance(value, nodes.Field) and value.via is None and value.column in stage.numbers


def _needs(step: Pass, pending: Sequence[Fold]) -> bool:
    """Whether a pass needs one of these measures."""
    numbers = {fold.number for fold in pending}
    roots: list[Node] = [part for fold in step.folds for part in (*_row_parts(fold), fold.blank) if part is not None]
    route = step.many.route
    while isinstance(route, Through):
        roots.extend((route.rows, route.other))
        route = route.route
    return any(node.number in numbers for node in walking.below([*roots, route.customer], across=True))
