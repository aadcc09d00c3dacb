"""Which tables and columns a program looks at, and the look-ups between them; by folded names."""

from __future__ import annotations

from collections.abc import Iterator

from segdsl import ir, schemas
from segdsl.explanation import walk
from segdsl.names import fold


def nodes(program: ir.Program) -> Iterator[walk.Node]:
    """Every node of the program, those of the tables' own conditions included."""
    roots: list[walk.Node] = [body for name in program.order for body in walk.bodies(program, name)]
    roots.extend(suppression.condition for suppression in program.suppressions)
    for table in program.tables.values():
        if table.only_where is not None:
            roots.append(table.only_where)
        if table.link is not None and table.link.where is not None:
            roots.append(table.link.where)
    for root in roots:
        yield from walk.all_nodes(root)


def tables_used(program: ir.Program) -> list[str]:
    """Look-ups first, then the customers, then the tables of many rows, link tables before those they lead to."""
    found = {fold(program.customers.name)}
    for node in nodes(program):
        if isinstance(node, ir.Measure):
            found.update(_way_to_customers(program, fold(node.table)))
        elif isinstance(node, ir.Column):
            found.update(fold(hop.table) for hop in node.hops)
    rank = {schemas.Role.ONE: 0, schemas.Role.CUSTOMERS: 1, schemas.Role.MANY: 2}
    return sorted(found, key=lambda name: (rank[program.tables[name].role], _distance(program, name), name))


def _way_to_customers(program: ir.Program, name: str) -> set[str]:
    """A table of many rows and those its rows lead through."""
    found: set[str] = set()
    following: str | None = name
    while following is not None:
        found.add(following)
        link = program.tables[following].link
        found.update(fold(hop.table) for hop in (link.hops if link else ()))
        following = fold(link.through) if link and link.through else None
    return found


def _distance(program: ir.Program, name: str) -> int:
    """How many link tables lie between a table and the customers; of a look-up, how far its own condition looks."""
    table = program.tables[name]
    if table.role is schemas.Role.ONE:
        looked = [] if table.only_where is None else [c.hops for c in walk.columns(table.only_where)]
        return max((len(hops) for hops in looked), default=0)
    return 1 + _distance(program, fold(table.link.through)) if table.link and table.link.through else 0


def columns_of(program: ir.Program, name: str) -> set[str]:
    """What anything looks at in a table, its keys and links included."""
    table = program.tables[name]
    found = {fold(column) for column in (table.key, table.per, table.dated) if column}
    for node in nodes(program):
        if isinstance(node, ir.Column):
            found.update(_on_the_way(name, fold(node.table), node.hops, fold(node.name)))
    for split in program.splits.values():
        found.update(_on_the_way(name, fold(split.by.table), split.by.hops, fold(split.by.name)))
    for other, each in program.tables.items():
        if each.link is not None:
            found.update(_of_link(program, name, other, each.link))
    return found


def _on_the_way(name: str, table: str, hops: tuple[ir.Hop, ...], column: str) -> set[str]:
    """Of the columns met on the way from a row to a column, those that are in table `name`."""
    homes = [table, *(fold(hop.table) for hop in hops)]
    met = [*(fold(hop.link) for hop in hops), column]
    return {each for home, each in zip(homes, met, strict=True) if home == name}


def _of_link(program: ir.Program, name: str, other: str, link: ir.Link) -> set[str]:
    found = _on_the_way(name, other, link.hops, fold(link.column))
    if link.through is not None and link.through_column is not None and fold(link.through) == name:
        found.add(fold(link.through_column))
    if link.customer_column is not None and name == fold(program.customers.name):
        found.add(fold(link.customer_column))
    return found
