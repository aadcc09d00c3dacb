"""One reading of a many table: which rows are seen, whose they are, and every measure over them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl

from segdsl.engines.polars.compiling import Compiler, below
from segdsl.engines.polars.customers import Population
from segdsl.engines.polars.folds import Gathering, finished
from segdsl.engines.polars.lookups import LookUpTables
from segdsl.engines.polars.names import CUSTOMER, KEY
from segdsl.engines.polars.names import node as name_of
from segdsl.engines.polars.running import NotExact, sparing
from segdsl.engines.polars.seen import Unseen, counting
from segdsl.engines.polars.sorts import Part, column, sort_of_dtype
from segdsl.engines.polars.sources import Sources
from segdsl.engines.polars.sums import Largest, Way
from segdsl.lower import Direct, Many, Pass, Plan, Through, nodes
from segdsl.lower.nodes import Node, OfCustomer, Value


@dataclass(frozen=True, slots=True, eq=False)
class Owned:
    """Rows of a many table that are seen, each beside its customer: by the customer's number, or by the text that
    leads to it. `given` are the columns of the row and values of the customer."""

    frame: pl.LazyFrame
    by: str
    given: dict[int, Part]


@dataclass(slots=True, eq=False)
class Measuring:
    """Takes the passes of a plan one after the other; their results go to the population."""

    plan: Plan
    sources: Sources
    look_ups: LookUpTables
    population: Population
    unseen: dict[str, Unseen] = field(default_factory=dict)
    _pairs: dict[str, pl.DataFrame] = field(default_factory=dict)

    def run(self) -> None:
        for step in self.plan.passes:
            counted = step.many.table in self.unseen
            for way in Way:
                try:
                    self._take(step, way)
                    break
                except NotExact:  # so rare that the table is read once more for it
                    if not counted:
                        self.unseen.pop(step.many.table, None)
                    if way is Way.LISTED:
                        raise

    def _take(self, step: Pass, way: Way) -> None:
        many = step.many
        roots = [part for fold in step.folds for part in (fold.of, fold.rows, fold.base) if part is not None]
        owned = self._owned(many, roots)
        compiler = Compiler(owned.given, self.look_ups)
        compiler.add(roots)
        gathering = Gathering(compiler, way, self.sources.known(many.table))
        how = [gathering.fold(fold) for fold in step.folds]
        outputs = [(part.expr.meta.output_name(), part) for part in gathering.columns.values()]
        frame = compiler.steps.apply(owned.frame, outputs, [owned.by])
        largest = Largest()
        frame = largest.watch(frame, gathering.doubles) if gathering.doubles else frame
        grouped = frame.group_by(owned.by).agg(gathering.gathered.values())
        with sparing(self.sources.stores[many.table].rows):
            groups = self.sources.collected(f"the measures of {many.table}", grouped)
        self._read(many.table)
        names = [name_of(fold.number) for fold in step.folds]
        link = many.route.customer if owned.by == KEY and isinstance(many.route, Direct) else None
        self.population.attach(finished(groups, owned.by, step.folds, names, how, largest), step.folds, link)

    def _owned(self, many: Many, roots: Sequence[Node], numbered: bool = False) -> Owned:
        """The rows with what the roots need; by number where the route or a value of the customer asks for it."""
        order = below(roots)
        values = {node.value.number: node.value for node in order if isinstance(node, OfCustomer)}
        frame, given = self._seen(many, order)
        if isinstance(many.route, Direct) and not values and not numbered:
            return Owned(frame, KEY, given)
        relation = self._relation(many, list(values.values()))
        columns = relation.collect_schema()
        for node in order:
            if isinstance(node, OfCustomer):
                given[node.number] = _column(f"_c{node.value.number}", columns)
        return Owned(frame.join(relation, on=KEY, how="inner"), CUSTOMER, given)

    def _seen(self, many: Many, order: Sequence[Node]) -> tuple[pl.LazyFrame, dict[int, Part]]:
        """The rows that are seen and have a key, with their own columns."""
        asked = [many.seen, many.only, many.route.key, *([] if many.dated is None else [many.dated])]
        own = {node.column for node in (*order, *below(asked)) if isinstance(node, nodes.Field) and node.via is None}
        rows = self.sources.rows(many.table, frozenset(own))
        compiler = Compiler(rows.given(below(asked)), self.look_ups, "_s")
        compiler.add(asked)
        outputs = [("_seen", compiler.strict(many.seen)), (KEY, compiler.key(many.route.key))]
        counted = many.table not in self.unseen
        if counted and many.dated is not None and many.as_of is not None:
            dated, only = compiler.strict(many.dated), compiler.strict(many.only)
            frame = compiler.steps.apply(rows.frame, [*outputs, ("_dated", dated), ("_only", only)], rows.names)
            frame, self.unseen[many.table] = counting(frame, many.as_of)
        else:
            frame = compiler.steps.apply(rows.frame, outputs, rows.names)
            self.unseen.setdefault(many.table, Unseen())
        frame = frame.filter(pl.col("_seen").fill_null(False) & pl.col(KEY).is_not_null()).drop("_seen")
        return frame, rows.given(order)

    def _relation(self, many: Many, values: Sequence[Value]) -> pl.LazyFrame:
        """From texts to customers, with the values of each."""
        route = many.route
        wanted = {f"_c{value.number}": value for value in values}
        if isinstance(route, Direct):
            found = self.population.ask(wanted, {KEY: route.customer}, numbered=True)
            return found.filter(pl.col(KEY).is_not_null())
        if many.table not in self._pairs:
            self._pairs[many.table] = self._through(route)
        pairs = self._pairs[many.table].lazy()
        if not wanted:
            return pairs
        return pairs.join(self.population.ask(wanted, numbered=True), on=CUSTOMER, how="inner")

    def _through(self, route: Through) -> pl.DataFrame:
        """Pairs of a text and a customer, each once, by the rows of the link table."""
        link = self.plan.many[route.route.table]
        roots: list[Node] = [route.rows, route.other]
        owned = self._owned(link, roots, numbered=True)
        compiler = Compiler(owned.given, self.look_ups)
        compiler.add(roots)
        outputs = [("_kept", compiler.strict(route.rows)), ("_other", compiler.key(route.other))]
        frame = compiler.steps.apply(owned.frame, outputs, [CUSTOMER])
        frame = frame.filter(pl.col("_kept").fill_null(False) & pl.col("_other").is_not_null())
        pairs = frame.select(pl.col("_other").alias(KEY), CUSTOMER).unique()
        found = self.sources.collected(f"the customers that {link.table} leads to", pairs)
        self._read(link.table)
        return found

    def _read(self, table: str) -> None:
        if self.sources.scanned(table):
            self.sources.tell(self.sources.stores[table].rows or 0)


def _column(name: str, schema: pl.Schema) -> Part:
    return column(name, sort_of_dtype(schema[name]))
