"""Checked rules → a plan for any engine: names replaced, dates resolved, `not` at the leaves; runs nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from segdsl import ir
from segdsl.frames import ROW_NUMBER
from segdsl.lower import measures, nodes, walking
from segdsl.lower.expressions import Lowering
from segdsl.lower.nodes import Fold, Node
from segdsl.lower.plan import Customers, Direct, LookUp, Many, Pass, Plan, Route, Through

__all__ = ["Customers", "Direct", "LookUp", "Many", "Pass", "Plan", "Route", "Through", "lower"]


def lower(program: ir.Program, conditions: Sequence[ir.Cond], values: Sequence[ir.Expr] = ()) -> Plan:
    """The plan that answers these conditions and values for every customer.

    Raises:
        Refused: the as-of date is needed and the program has none.
    """
    lowering = Lowering(program)
    lowering.prepare((tuple(conditions), tuple(values)))
    asked = tuple(lowering.condition(condition) for condition in conditions)
    wanted = tuple(lowering.value(value) for value in values)
    customers = _customers(lowering)
    passes = _passes(lowering, [*asked, *wanted, customers.seen])
    many = {step.many.table: step.many for step in passes}
    for step in passes:
        route = step.many.route
        while isinstance(route, Through):
            route = route.route
            many.setdefault(route.table, _many(lowering, route.table))
    roots: list[Node] = [*asked, *wanted, customers.seen]
    for table in many.values():
        roots.extend(_nodes_of(table))
    look_ups = _look_ups(lowering, roots)
    roots.extend(look_up.seen for look_up in look_ups.values())
    columns = _columns(customers, look_ups, roots)
    return Plan(asked, wanted, customers, look_ups, many, passes, columns)


def _customers(lowering: Lowering) -> Customers:
    program = lowering.program
    name = next(name for name, table in program.tables.items() if table is program.customers)
    table = program.customers
    return Customers(name, table.key or ROW_NUMBER, table.distinct, measures.seen(lowering, name))


def _many(lowering: Lowering, name: str) -> Many:
    table, as_of = lowering.program.tables[name], lowering.today_or_none()
    only = lowering.pool.known(True) if table.only_where is None else lowering.condition(table.only_where)
    dated = None
    if table.dated is not None and as_of is not None:
        dated = lowering.field(ir.Column(name, table.dated, table.columns[table.dated].type))
    seen = measures.seen(lowering, name)
    return Many(name, seen, lowering.pool.surely(only), dated, as_of, measures.route(lowering, name))


def _passes(lowering: Lowering, roots: Iterable[Node]) -> tuple[Pass, ...]:
    """Folds by the reading they belong to: one that needs the result of another is taken in a later reading."""
    levels: dict[int, int] = {}
    steps: dict[tuple[int, str], list[Fold]] = {}
    for node in walking.below(roots, across=True):
        level = max((levels[part.number] for part in walking.parts(node)), default=0)
        if isinstance(node, Fold):
            steps.setdefault((level, node.table), []).append(node)
            level += 1
        levels[node.number] = level
    many = {table: _many(lowering, table) for _, table in sorted(steps)}
    return tuple(Pass(many[table], tuple(folds)) for (_, table), folds in sorted(steps.items(), key=lambda s: s[0]))


def _nodes_of(many: Many) -> list[Node]:
    route = many.route
    found: list[Node] = [many.seen, many.only, route.key]
    if many.dated is not None:
        found.append(many.dated)
    found.extend([route.other, route.rows] if isinstance(route, Through) else [route.customer])
    return found


def _look_ups(lowering: Lowering, roots: Iterable[Node]) -> dict[str, LookUp]:
    found: dict[str, LookUp] = {}
    todo = list(roots)
    while todo:
        joined = [node for node in walking.below(todo, across=True) if isinstance(node, nodes.Joined)]
        todo = []
        for node in joined:
            if node.table not in found:
                found[node.table] = LookUp(node.table, node.per, measures.seen(lowering, node.table))
                todo.append(found[node.table].seen)
    return found


def _columns(customers: Customers, look_ups: dict[str, LookUp], roots: Iterable[Node]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {customers.table: {customers.key}}
    for look_up in look_ups.values():
        found.setdefault(look_up.table, set()).add(look_up.per)
    for node in walking.below(roots, across=True):
        if isinstance(node, nodes.Field):
            found.setdefault(node.table, set()).add(node.column)
    return {table: frozenset(columns) for table, columns in found.items()}
