"""A plan → a query: puts the steps together; what differs between databases is the dialect's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlglot import exp

from segdsl.engines.sql import conditions
from segdsl.engines.sql.compiled import Compiled, Condition, Value
from segdsl.engines.sql.customers import Customers
from segdsl.engines.sql.dialect import Dialect
from segdsl.engines.sql.measures import Measuring, customer_roots
from segdsl.engines.sql.relations import Relation
from segdsl.engines.sql.sorts import Sort, sort_of_node
from segdsl.engines.sql.stages import Steps, select
from segdsl.engines.sql.tables import Tables
from segdsl.engines.sql.trees import E, as_name
from segdsl.engines.sql.unseen import unseen
from segdsl.lower import Plan

Titles = tuple[Sequence[str], Sequence[str]]


def compiled(plan: Plan, relations: Mapping[str, Relation], dialect: Dialect, titles: Titles | None = None) -> Compiled:
    """The query that answers a plan.

    Args:
        plan: the questions.
        relations: where the rows of each table of `plan.columns` come from, by folded name.
        dialect: what differs in the database.
        titles: what the conditions and the values are called, for comments and the names of columns.
    """
    steps = _begun(relations, dialect)
    tables = Tables(plan, relations, steps)
    customers = Customers(plan, tables, steps)
    customers.begin([*plan.conditions, *plan.values, *customer_roots(plan)])
    Measuring(plan, tables, steps, customers).run()
    w = customers.writer([*plan.conditions, *plan.values])
    answers = [w.condition(condition) for condition in plan.conditions]
    found = [w.value(value) for value in plan.values]
    customers.stage = w.finish("customers asked", "what several questions share")
    conditions_called, values_called = _columns(steps, plan, titles)
    made: list[E] = [as_name(customers.key(), steps.names.new("customer key"))]
    key = made[0].alias
    for expressions, called, texts in (
        (answers, conditions_called, titles and titles[0]),
        (found, values_called, titles and titles[1]),
    ):
        for place, (expression, name) in enumerate(zip(expressions, called, strict=True)):
            column = as_name(expression, name)
            if texts:
                column.add_comments([f" {texts[place]} "])
            made.append(column)
    last = select(made, customers.step())
    readings = steps.readings(last)
    return Compiled(
        query=steps.finished(last),
        key=key,
        conditions=tuple(
            Condition(name, conditions.is_decided(condition))
            for name, condition in zip(conditions_called, plan.conditions, strict=True)
        ),
        values=tuple(
            Value(name, sort_of_node(value) or Sort.NUMBER)
            for name, value in zip(values_called, plan.values, strict=True)
        ),
        unseen={
            table: unseen(Tables(plan, relations, _begun(relations, dialect)), many)
            for table, many in plan.many.items()
            if many.dated is not None and many.as_of is not None
        },
        readings=tables.readings(readings),
    )


def _begun(relations: Mapping[str, Relation], dialect: Dialect) -> Steps:
    steps = Steps(dialect)
    for relation in relations.values():
        steps.names.avoid(identifier.name for identifier in relation.source.find_all(exp.Identifier))
    steps.names.avoid(["row_key"])
    return steps


def _columns(steps: Steps, plan: Plan, titles: Titles | None) -> tuple[list[str], list[str]]:
    def names(count: int, texts: Sequence[str] | None, hint: str) -> list[str]:
        return [steps.names.new(texts[place] if texts else f"{hint} {place + 1}", hint) for place in range(count)]

    return (
        names(len(plan.conditions), titles and titles[0], "condition"),
        names(len(plan.values), titles and titles[1], "value"),
    )
