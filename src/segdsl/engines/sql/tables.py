"""The rows of one table as steps: read, with what look-ups lead to, and only those that are seen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from sqlglot import exp

from segdsl.engines.sql import values
from segdsl.engines.sql.batches import roots as roots_of
from segdsl.engines.sql.clauses import clauses
from segdsl.engines.sql.dialect import Dialect
from segdsl.engines.sql.relations import Relation
from segdsl.engines.sql.sorts import Sort, sort_of_node
from segdsl.engines.sql.stages import Stage, Steps, select, with_more
from segdsl.engines.sql.trees import E, as_name, column, is_known, joined_by, table_named
from segdsl.engines.sql.writer import Writer
from segdsl.frames import ROW_NUMBER
from segdsl.lower import Plan, nodes, walking
from segdsl.lower.nodes import Cond, Known, Node

ROW = "row_"
"""The folded name (which no column has) under which stages hold the row's number; a key of customers may be it."""


@dataclass(slots=True, eq=False)
class Tables:
    plan: Plan
    relations: Mapping[str, Relation]
    steps: Steps
    _fields: dict[str, list[nodes.Field]] = field(default_factory=dict)
    _via: dict[int, list[nodes.Field]] = field(default_factory=dict)
    _look_ups: dict[str, Stage] = field(default_factory=dict)
    _read: dict[str, Stage] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for node in walking.below(roots_of(self.plan), across=True):
            if isinstance(node, nodes.Field):
                if node.via is None:
                    self._fields.setdefault(node.table, []).append(node)
                else:
                    self._via.setdefault(node.via.number, []).append(node)

    @property
    def dialect(self) -> Dialect:
        return self.steps.dialect

    def read(self, table: str) -> Stage:
        """The rows as they are read, with the columns that the plan needs."""
        if table not in self._read:
            self._read[table] = self._reading(table)
        return self._read[table]

    def seen(self, table: str, seen: Cond, roots: Iterable[Node]) -> Stage:
        """The rows that are surely seen, with what look-ups give of what is needed for `roots`."""
        stage = self.looked_up(self.read(table), table, [seen, *roots])
        if isinstance(seen, Known) and seen.answer is True:
            return stage
        w = Writer(self.steps, stage)
        asked = list(clauses(seen).values())
        w.prepare(asked)
        condition = joined_by(exp.And, [w.condition(clause) for clause in asked])
        stage = w.finish(f"{table} asked")
        query = with_more(stage.name, (), condition)
        return _again(stage, self.steps.add(f"{table} seen", query, f"{table}: the rows that count"))

    def looked_up(self, stage: Stage, table: str, roots: Sequence[Node]) -> Stage:
        """The same rows with the columns of look-ups that are needed."""
        joined = [node for node in walking.below(roots) if isinstance(node, nodes.Joined)]
        joined = [node for node in joined if node.number in self._via]
        for _, together in groupby(sorted(joined, key=_hops), key=_hops):
            stage = self._with_look_ups(stage, table, list(together))
        return stage

    def readings(self, of_steps: Mapping[str, int]) -> dict[str, int]:
        """How often each table is read, when each step is read so often."""
        return {table: of_steps.get(stage.name, 0) for table, stage in self._read.items()}

    # ---- reading --------------------------------------------------------------------------------------------------

    def _reading(self, table: str) -> Stage:
        relation = self.relations[table]
        wanted = sorted(self.plan.columns.get(table, frozenset()) - {ROW_NUMBER})
        names = {name: self.steps.names.new(name) for name in wanted}
        made = [as_name(relation.columns[name].copy(), names[name]) for name in wanted]
        numbers = {name: self.steps.names.new(f"{name} number") for name in wanted if name in relation.numbered}
        made += [as_name(relation.numbered[name].copy(), numbers[name]) for name in numbers]
        if relation.row_number is not None:
            names[ROW] = self.steps.names.new("row number")
            made.append(as_name(relation.row_number.copy(), names[ROW]))
        if not made:
            made.append(as_name(exp.Literal.number(1), self.steps.names.new("row")))
        step = self.steps.add(f"{table} rows", select(made, relation.source.copy()), f"{table} as it is read")
        columns = {node.number: names[node.column] for node in self._fields.get(table, ())}
        return Stage(step, columns, names, numbers)

    # ---- look-ups -------------------------------------------------------------------------------------------------

    def _with_look_ups(self, stage: Stage, table: str, joined: Sequence[nodes.Joined]) -> Stage:
        targets = {node.number: self._look_up(node.table) for node in joined}
        w = Writer(self.steps, stage)
        w.prepare([node.link for node in joined if not self._by_number(stage, node, targets[node.number])])
        links = {
            node.number: column(stage.numbers[node.link.column])  # type: ignore[union-attr]
            if self._by_number(stage, node, targets[node.number])
            else w.once(values.as_key(w, node.link), "link")
            for node in joined
        }
        stage = w.finish(f"{table} links")
        found: list[E] = [exp.Column(this=exp.Star(), table=exp.to_identifier(stage.name))]
        query = select(found, stage.name)
        columns = dict(stage.columns)
        for node in joined:
            columns |= self._join(query, found, stage, node, targets[node.number], links[node.number])
        query.set("expressions", found)
        name = self.steps.add(f"{table} looked up", query, f"{table} with what its look-ups lead to")
        return Stage(name, columns, stage.named, stage.numbers)

    def _join(
        self, query: exp.Select, found: list[E], stage: Stage, node: nodes.Joined, target: Stage, link: E
    ) -> dict[int, str]:
        """Adds a look-up to a query; which columns it gives."""
        alias = self.steps.names.new(f"{node.table} found", "found")
        by_number = self._by_number(stage, node, target)
        per = column(target.numbers[node.per] if by_number else target.named[node.per], alias)
        key = self._key(target, node.table, node.per, per) if not by_number else per
        here = exp.Column(this=exp.to_identifier(link.name), table=exp.to_identifier(stage.name))
        join_to(query, table_named(target.name, alias), exp.EQ(this=key, expression=here), "LEFT")
        columns: dict[int, str] = {}
        for each in self._via[node.number]:
            columns[each.number] = self.steps.names.new(f"{node.table} {each.column}")
            found.append(as_name(target.column(each.column, alias), columns[each.number]))
        return columns

    def _by_number(self, stage: Stage, node: nodes.Joined, target: Stage) -> bool:
        link = node.link
        return (
            isinstance(link, nodes.Field)
            and link.via is None
            and link.column in stage.numbers
            and (node.per in target.numbers)
        )

    def _look_up(self, table: str) -> Stage:
        """The row that belongs to each key: the first that is seen."""
        if table not in self._look_ups:
            plan = self.plan.look_ups[table]
            stage = self.seen(table, plan.seen, ())
            if plan.per not in self.relations[table].unique:
                stage = self.first(stage, table, plan.per)
            self._look_ups[table] = stage
        return self._look_ups[table]

    def first(self, stage: Stage, table: str, per: str) -> Stage:
        """The first of the rows with the same key; rows without a key are left out."""
        key = self._key(stage, table, per, stage.column(per))
        order = [exp.Ordered(this=stage.column(ROW))] if ROW in stage.named else [exp.Ordered(this=key.copy())]
        place = exp.Window(this=exp.RowNumber(), partition_by=[key.copy()], order=exp.Order(expressions=order))
        name = self.steps.names.new("place")
        numbered = self.steps.add(f"{table} numbered", with_more(stage.name, [(name, place)], is_known(key)))
        first = exp.EQ(this=column(name), expression=exp.Literal.number(1))
        made = self.steps.add(f"{table} first", with_more(numbered, (), first), f"{table}: the first row of each {per}")
        return _again(stage, made)

    def _key(self, stage: Stage, table: str, name: str, found: E) -> E:
        """A column as a key: a text."""
        sort = self.relations[table].sorts.get(name, Sort.TEXT)
        same = [node for node in self._fields.get(table, ()) if node.column == name]
        if same:
            sort = sort_of_node(same[0]) or sort
        return found if sort is Sort.TEXT else self.dialect.as_key(found, sort, lambda value, name="": value)

    def key_text(self, stage: Stage, table: str, name: str) -> E:
        """The key of a row, as a text; its number where it has no key."""
        if name == ROW_NUMBER:
            number = stage.column(ROW)
            return exp.Cast(this=number, to=self.dialect.type_of(Sort.TEXT))
        return self._key(stage, table, name, stage.column(name))


def join_to(query: exp.Select, table: exp.Table, on: E, side: str = "") -> None:
    joins = query.args.get("joins") or []
    query.set("joins", [*joins, exp.Join(this=table, on=on, side=side or None)])


def _again(stage: Stage, name: str) -> Stage:
    return Stage(name, stage.columns, stage.named, stage.numbers)


def _hops(node: nodes.Joined) -> int:
    hops = 0
    link: nodes.Value = node.link
    while isinstance(link, nodes.Field) and link.via is not None:
        hops, link = hops + 1, link.via.link
    return hops
