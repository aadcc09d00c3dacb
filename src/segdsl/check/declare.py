"""bundle → schema: the tables that the rules declare, those of all files merged; knows nothing of the data.

What the file itself says of a table counts before what the files it uses say; those add what the file leaves open,
and must agree among each other.
"""

from __future__ import annotations

from dataclasses import replace

from segdsl.check import columns, merge, reach, words
from segdsl.check.written import Group, grouped, written
from segdsl.diagnostics.codes import structure
from segdsl.diagnostics.model import Collector, Diagnostic, Outcome
from segdsl.load import Bundle
from segdsl.names import fold, similar
from segdsl.schemas import Column, Role, Schema, Table, Through, link_columns
from segdsl.syntax import ast
from segdsl.types import DATE, TEXT, UNKNOWN, Kind, is_temporal


def declare(bundle: Bundle) -> Outcome[Schema]:
    """The schema of the rules' own words; a value is given whenever the tables' roles are clear."""
    said = Collector()
    groups = grouped(written(bundle, said), said)
    if groups is None:
        return said.outcome(None)
    frames = Schema({fold(group.name): _frame(group, bundle, said) for group in groups})
    links = link_columns(frames)
    tables: dict[str, Table] = {}
    for group in groups:
        name = fold(group.name)
        parts = [(part, columns.columns(part.decl.clauses, links[name], said)) for part in group.parts]
        table = replace(frames.tables[name], columns=_named(frames.tables[name], merge.columns(parts, said)))
        tables[name] = table
    schema = Schema(tables)
    for name, table in tables.items():
        tables[name] = _linked(schema, _dated(table, said))
    return said.outcome(schema)


def _frame(group: Group, bundle: Bundle, said: Collector) -> Table:
    """The table without its columns."""
    role, parts = group.role, group.parts
    clauses = [(part, part.clause) for part in parts if part.clause is not None]
    clause = merge.first(clauses, said, "says otherwise what its rows are")
    paths = [(part, part.decl.path) for part in parts if part.decl.path is not None]
    path = merge.first(paths, said, "takes the rows from another file")
    kept = [(part, rows) for part in parts if (rows := part.only_where()) is not None]
    base = paths[0][0].unit.base if paths else None
    many = clause if isinstance(clause, ast.ManyClause) else None
    dated = many.dated if many and many.dated else merge.dated(parts)
    through = None
    if many and many.through:
        through = Through(many.through.text, many.through_where, many.through.span)
    has_columns = any(isinstance(c, ast.ColumnClause) for p in parts if p.unit is bundle.main for c in p.decl.clauses)
    return Table(
        name=group.name,
        role=role,
        columns={},
        closed=has_columns and path is None,
        path=path.value if path is not None else None,
        base=str(base) if base is not None else None,
        key=clause.column.text if isinstance(clause, ast.KeyClause) else None,
        distinct=isinstance(clause, ast.KeyClause) and clause.distinct,
        per=clause.per.text if isinstance(clause, ast.ManyClause | ast.OneClause) else None,
        through=through,
        dated=dated.text if dated else None,
        only_where=merge.first(kept, said, "keeps other rows"),
        span=parts[0].decl.name.span if parts else None,
    )


def _named(table: Table, found: dict[str, Column]) -> dict[str, Column]:
    """With the key of the customers, or what a look-up table is looked up by, which need no line of their own."""
    own = table.key if table.role is Role.CUSTOMERS else table.per if table.role is Role.ONE else None
    if own is not None and fold(own) not in found:
        return {fold(own): Column(own, TEXT, span=table.span), **found}
    return found


def _dated(table: Table, said: Collector) -> Table:
    """A `dated` column is a date: declared so, or without a line of its own unless it looks like another's name."""
    if table.dated is None:
        return table
    column = table.columns.get(fold(table.dated))
    span = table.span if column is None else column.span
    if column is None and table.closed:
        near = similar(table.dated, (c.name for c in table.columns.values()), 1)
        if near:
            said.add(
                Diagnostic(
                    structure.BAD_DATED_COLUMN,
                    f"`{table.name}` is dated by `{table.dated}`, which is not among its columns",
                    span,
                    help=(f"a column with a similar name is declared: `{near[0]}`",),
                )
            )
        added = Column(table.dated, DATE if near else UNKNOWN, span=table.span)
        return replace(table, columns={**table.columns, fold(table.dated): added})
    if column is not None and column.declared and not (column.type.kind is Kind.UNKNOWN or is_temporal(column.type)):
        said.add(
            Diagnostic(
                structure.BAD_DATED_COLUMN,
                f"`{table.name}` is dated by `{table.dated}`, which is declared as {words.kind(column.type)}",
                span,
                help=(f"declare it as a date: `column {table.dated}: date`",),
            )
        )
        cleared = replace(column, type=UNKNOWN)
        return replace(table, columns={**table.columns, fold(table.dated): cleared})
    return table


def _linked(schema: Schema, table: Table) -> Table:
    """A closed table of many rows has its link column, unless look-ups are known to lead to one."""
    if table.role is not Role.MANY or not table.closed or table.per is None or fold(table.per) in table.columns:
        return table
    wanted = fold(table.per)
    ways = reach.ways(schema, table)
    if any(reach.has(schema.tables[name], wanted) and fold(schema.tables[name].per or "") != wanted for name in ways):
        return table
    return replace(table, columns={wanted: Column(table.per, TEXT, span=table.span), **table.columns})
