"""Asks a plan of the database that has its tables: makes the statement, and takes the answers as they come."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sqlglot import exp

from segdsl.engines.door import Unseen
from segdsl.engines.postgres.arrow import to_vector
from segdsl.engines.postgres.cutting import Cut, cut
from segdsl.engines.postgres.dialect import Postgres
from segdsl.engines.postgres.guarded import guarded
from segdsl.engines.postgres.here import answered
from segdsl.engines.postgres.packing import packed, unpacked
from segdsl.engines.postgres.session import Session
from segdsl.engines.postgres.store import PostgresStore
from segdsl.engines.sql import Compiled, Relation, compiled
from segdsl.engines.sql.sorts import Sort, sort_of
from segdsl.frames import ROW_NUMBER, Answers, Store
from segdsl.lower import Plan
from segdsl.types import Kind, Type

_KINDS = {Sort.NUMBER: Kind.NUMBER, Sort.TEXT: Kind.TEXT, Sort.FLAG: Kind.YES_NO, Sort.DATE: Kind.DATE}
_ROWS = 256 * 1024


class Run(Iterator[Answers]):
    """As `engines.door.Run`. Everything is asked when the first answer is."""

    def __init__(self, plan: Plan, stores: Mapping[str, Store], progress: Callable[[int], None] | None) -> None:
        self.unseen: Mapping[str, Unseen] = {}
        self._answers = self._run(cut(plan), stores, progress)

    def __next__(self) -> Answers:
        return next(self._answers)

    def _run(self, plan: Cut, stores: Mapping[str, Store], progress: Callable[[int], None] | None) -> Iterator[Answers]:
        made = compile_for(plan.inside, stores)
        session = session_of(stores, plan.inside)
        self.unseen = {table: _unseen(session, query) for table, query in made.unseen.items()}
        for batch in session.stream(packed(made).sql("postgres")):
            for start in range(0, batch.num_rows, _ROWS):
                some = batch.slice(start, _ROWS)
                yield answered(plan, _answers(some, made))
                if progress is not None:
                    progress(some.num_rows)


def session_of(stores: Mapping[str, Store], plan: Plan) -> Session:
    store = stores[plan.customers.table]
    assert isinstance(store, PostgresStore)
    return store.session


def compile_for(plan: Plan, stores: Mapping[str, Store], titles: Any = None) -> Compiled:
    """The plan as a query of the database."""
    numbered = {plan.customers.table} if plan.customers.key == ROW_NUMBER or plan.customers.distinct else set()
    relations = {}
    for table, columns in plan.columns.items():
        store = stores[table]
        assert isinstance(store, PostgresStore)
        look_up = plan.look_ups.get(table)
        in_order = table in numbered or (look_up is not None and look_up.per not in store.unique)
        relations[table] = _relation(store, sorted(columns - {ROW_NUMBER}), in_order)
    made = compiled(plan, relations, Postgres(), titles)
    for query in (made.query, *made.unseen.values()):
        guarded(query)
    return made


def _relation(store: PostgresStore, names: Sequence[str], in_order: bool) -> Relation:
    """A table as a source of rows; where their order matters, with their numbers."""
    sorts = {name: sort_of(Type(store.columns[name].kind)) for name in names}
    if not in_order:
        source = exp.Table(
            this=exp.Identifier(this=store.table, quoted=True),
            db=exp.Identifier(this=store.schema, quoted=True),
            alias=exp.TableAlias(this=exp.Identifier(this="source")),
        )
        columns: dict[str, exp.Expression] = {name: exp.Var(this=store.columns[name].sql) for name in names}
        return Relation(source, columns, unique=store.unique, sorts=sorts)
    inner = store.select([*names, ROW_NUMBER])
    source = exp.Table(this=exp.Var(this=f"({inner})"), alias=exp.TableAlias(this=exp.Identifier(this="source")))
    columns = {name: exp.column(f"c{place}", table="source") for place, name in enumerate(names)}
    number = exp.column(f"c{len(names)}", table="source")
    return Relation(source, columns, number, unique=store.unique, sorts=sorts)


def _answers(batch: Any, made: Compiled) -> Answers:
    names = batch.schema.names
    columns = dict(zip(names, batch.columns, strict=True))
    true, possible = unpacked(columns, len(made.conditions))
    values = [to_vector(columns[value.column], _KINDS.get(value.sort, Kind.DATE_TIME)) for value in made.values]
    return Answers(
        rows=batch.num_rows,
        make_keys=columns[made.key],
        true=true,
        possible=possible,
        values=tuple(values),
    )


def _unseen(session: Session, query: exp.Select) -> Unseen:
    found = session.rows(query.sql("postgres"))[0]
    return Unseen(int(found[0] or 0), int(found[1] or 0))
