"""How the rows of a table of many rows find their customers."""

from __future__ import annotations

from segdsl import ir, schemas
from segdsl.check import conditions, reach, suggest
from segdsl.check.context import Context, close
from segdsl.check.scope import Scope
from segdsl.diagnostics.codes import names as name_codes
from segdsl.diagnostics.codes import structure
from segdsl.diagnostics.model import Label
from segdsl.names import fold


def link(cx: Context, table: schemas.Table) -> ir.Link | None:
    """The link of a MANY table; None when there is none, which has then been said."""
    assert table.per is not None
    if table.through is not None:
        return _through(cx, table, table.through)
    found = _to_named(cx, table, fold(table.per)) or _to_key(cx, table, fold(table.per))
    customers = cx.rules.names.tables.customers
    if found is None and reach.has(customers, fold(table.per)) is None and _has(table, table.per):
        found = ir.Link(fold(table.per), fold(table.per))
    if found is None:
        _no_link(cx, table, table.per)
    return found


def _has(table: schemas.Table, name: str) -> bool:
    """Whether the table has the column, or may turn out to have it."""
    return reach.has(table, fold(name)) is not False


def _to_named(cx: Context, table: schemas.Table, per: str) -> ir.Link | None:
    """The column is one of the customers', and the rows have it, themselves or by look-ups."""
    names = cx.rules.names
    customers = names.tables.customers
    if not (reach.has(customers, per) or (customers.key is not None and per == fold(customers.key))):
        return None
    if _has(table, per):
        return ir.Link(per, per)
    ways = names.ways(table).items()
    return next((ir.Link(per, per, way.hops) for name, way in ways if reach.has(names.tables.tables[name], per)), None)


def _to_key(cx: Context, table: schemas.Table, per: str) -> ir.Link | None:
    """The column leads to a look-up table that has the customers' key."""
    names = cx.rules.names
    key = fold(names.tables.customers.key or "")
    if not key or per == key:
        return None
    ways = names.ways(table).items()
    return next((ir.Link(key, key, way.hops) for name, way in ways if reach.has(names.tables.tables[name], key)), None)


def _no_link(cx: Context, table: schemas.Table, per: str) -> None:
    customers = cx.rules.names.tables.customers
    labels = (Label(customers.span, "the customers"),) if customers.span else ()
    if not _has(table, per):
        known = [column.name for column in table.columns.values()]
        found = close(cx, per, known)
        cx.error(
            structure.NO_LINK,
            f"`{table.name}` is linked by `{per}`, which is not among its columns",
            table.span,
            help=(f"a column with a similar name exists: `{found}`",) if found else _other_ways(cx, table),
        )
        return
    known = [column.name for column in customers.columns.values()] if not customers.distinct else []
    found = close(cx, per, known)
    if customers.key is None:
        help = f"say in the table `{customers.name}` which column identifies a customer: `key {per}`"
    elif found:
        help = f"a column of the customers with a similar name exists: `{found}`"
    else:
        help = f"say which table knows both: `many per {per}, through …`"
    message = f"`{table.name}` is linked by `{per}`, which does not lead to a customer"
    cx.error(structure.NO_LINK, message, table.span, labels=labels, help=(help,))


def _other_ways(cx: Context, table: schemas.Table) -> tuple[str, ...]:
    """The columns that the table has, and a table that knows one of them as well as the customers."""
    helps = suggest.columns_of(table)
    customers = cx.rules.names.tables.customers
    for other in cx.rules.names.tables.tables.values():
        if other.role is not schemas.Role.MANY or other is table or other.through or other.per is None:
            continue
        leads = reach.has(customers, fold(other.per)) or fold(other.per) == fold(customers.key or "")
        shared = [c.name for folded, c in table.columns.items() if folded in other.columns and _is_key(c)]
        if leads and shared:
            return (*helps, f"`{other.name}` knows both: `many per {shared[0]}, through {other.name}`")
    return (*helps, "declare the table that knows the customers and one of these, and name it: `many per …, through …`")


def _is_key(column: schemas.Column) -> bool:
    return fold(column.name).split()[-1] in ("id", "no", "key", "number", "code")


def _through(cx: Context, table: schemas.Table, through: schemas.Through) -> ir.Link | None:
    names, per = cx.rules.names, fold(table.per or "")
    middle = names.table(through.table)
    if middle is None:
        _unknown(cx, table, through)
        return None
    if _faulty(cx, table, middle, through):
        return None
    if middle.role is schemas.Role.ONE:
        found = _to_key(cx, table, per)
        if found is None:
            _no_link(cx, table, table.per or "")
        return found
    where = None
    if through.where is not None:
        where = conditions.condition(cx.at(Scope(middle, own_only=True)), through.where)
    return ir.Link(per, through=fold(middle.name), through_column=per, where=where)


def _unknown(cx: Context, table: schemas.Table, through: schemas.Through) -> None:
    if cx.rules.bundle.may_hold(through.table):
        return
    many = [t.name for t in cx.rules.names.tables.tables.values() if t.role is schemas.Role.MANY and t is not table]
    found = close(cx, through.table, many)
    helps = (f"a table with a similar name exists: `{found}`",) if found else ()
    cx.error(name_codes.UNKNOWN_TABLE, f"no table is called `{through.table}`", through.span or table.span, help=helps)


def _faulty(cx: Context, table: schemas.Table, middle: schemas.Table, through: schemas.Through) -> bool:
    """Says what is wrong with going through the table."""
    circle = _circle(cx, table)
    if circle:
        if table is not circle[0]:  # said at the first table of the circle
            return True
        message = f"`{table.name}` leads through `{middle.name}` back to itself"
        fix = "link one of the tables to the customers"
    elif middle.role is schemas.Role.CUSTOMERS:
        message = f"`{middle.name}` is the customers' table, which needs no `through`"
        fix = f"write `many per {table.per}` alone"
    elif middle.role is schemas.Role.ONE and through.where is not None:
        message = f"`{middle.name}` is a look-up table, whose rows cannot be chosen here"
        fix = f"put the condition into the table `{middle.name}`: `only where …`"
    elif not _has(middle, table.per or ""):
        message = f"`{middle.name}` has no column `{table.per}` to go through"
        fix = "name the column that both tables have"
    elif not _has(table, table.per or "") and middle.role is schemas.Role.MANY:
        _no_link(cx, table, table.per or "")
        return True
    else:
        return False
    labels = (Label(middle.span, "declared here"),) if middle.span and middle is not table else ()
    cx.error(structure.BAD_THROUGH, message, through.span or table.span, labels=labels, help=(fix,))
    return True


def _circle(cx: Context, table: schemas.Table) -> list[schemas.Table]:
    """The tables that lead through each other in a circle, the first declared first; empty if there is none."""
    passed: list[schemas.Table] = []
    step: schemas.Table | None = table
    while step is not None and step not in passed:
        passed.append(step)
        step = cx.rules.names.table(step.through.table) if step.through else None
    if step is None:
        return []
    order = list(cx.rules.names.tables.tables.values())
    return sorted(passed[passed.index(step) :], key=order.index)
