"""The tables that rules look at, and their columns by how they must be handled; it opens no data."""

from __future__ import annotations

from collections.abc import Iterator

from segdsl import ir, schemas
from segdsl.explanation import shown
from segdsl.rendering.blocks import Block, Grid, Heading, Paragraph
from segdsl.schemas import DataClass, Role
from segdsl.types import Kind

_ORDER = (DataClass.PROTECTED, DataClass.SENSITIVE, DataClass.PERSONAL, DataClass.IDENTIFIER, DataClass.OPERATIONAL)


def data_blocks(program: ir.Program) -> Iterator[Block]:
    """A table of columns for each table that the rules look at."""
    yield Heading(2, "The data")
    for table in program.tables.values():
        if not table.used and table.role is not Role.CUSTOMERS:
            continue
        yield Heading(3, table.name)
        yield Paragraph(_sentence(table))
        used = [column for name, column in table.columns.items() if name in table.used]
        used.sort(key=lambda column: _ORDER.index(column.data_class))
        if used:
            rows = tuple((column.name, _type(column), column.data_class.value) for column in used)
            yield Grid(("Column", "Holds", "Class"), rows)
        others = [column.name for name, column in table.columns.items() if name not in table.used and column.declared]
        if others:
            yield Paragraph(f"Declared, and looked at by no rule: {', '.join(others)}.")


def _sentence(table: ir.Table) -> str:
    where = f" in {table.path}" if table.path else ""
    if table.role is Role.CUSTOMERS:
        key = f", told apart by {table.key}" if table.key else ""
        return f"The customers{where}{key}."
    if table.role is Role.MANY:
        dated = f", dated by {table.dated}" if table.dated else ""
        return f"Many rows for a {table.per}{where}{dated}."
    return f"One row for each {table.per}{where}, looked up."


def _type(column: schemas.Column) -> str:
    words = "not declared" if column.type.kind is Kind.UNKNOWN else str(column.type)
    low, high = column.low, column.high
    if low is not None and high is not None:
        return f"{words} from {shown.value(low)} to {shown.value(high)}"
    if low is not None:
        return f"{words}, {shown.value(low)} or more"
    return words if high is None else f"{words} up to {shown.value(high)}"
