"""Schema tables → tables of the program: links and the conditions inside table statements get their meaning."""

from __future__ import annotations

from dataclasses import replace

from segdsl import ir, schemas
from segdsl.check import conditions, links
from segdsl.check.context import Context, Rules
from segdsl.check.scope import Scope
from segdsl.load import Unit
from segdsl.names import fold
from segdsl.source import Span


def tables(common: Rules) -> dict[str, ir.Table]:
    """All tables by folded name, with the columns that open ones are taken to have; `used` is still empty."""
    found: dict[str, ir.Table] = {}
    for name, table in common.names.tables.tables.items():
        scope = Scope(table, own_only=True)
        only_where = None
        if table.only_where is not None:
            cx = Context(common, _unit(common, table.only_where.span), scope)
            only_where = conditions.condition(cx, table.only_where)
        link = None
        if table.role is schemas.Role.MANY:
            place = table.through.span if table.through is not None else table.span
            link = links.link(Context(common, _unit(common, place), scope), table)
        found[name] = ir.Table(
            name=table.name,
            role=table.role,
            columns={},
            used=frozenset(),
            path=table.path,
            base=table.base,
            key=fold(table.key) if table.key else None,
            distinct=table.distinct,
            per=fold(table.per) if table.per else None,
            link=link,
            dated=fold(table.dated) if table.dated else None,
            only_where=only_where,
            span=table.span,
        )
    return {name: _with_columns(common, name, table) for name, table in found.items()}


def _unit(common: Rules, place: Span | None) -> Unit:
    """The file that a clause stands in: what its paths are relative to."""
    files = common.bundle.files
    return next((unit for unit in files if place is not None and unit.file.source is place.source), files[0])


def _with_columns(common: Rules, name: str, table: ir.Table) -> ir.Table:
    columns = {**common.names.tables.tables[name].columns, **common.opened.get(name, {})}
    return replace(table, columns=columns)
