"""Opens one table for a test and gives its rows back as plain Python values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from segdsl import data
from segdsl.diagnostics.model import Outcome
from segdsl.frames import ROW_NUMBER, Store, Texts
from segdsl.names import fold
from segdsl.schemas import Column, Role, Schema, Table
from segdsl.types import Kind


def schema_of(*tables: Table) -> Schema:
    if not any(table.role is Role.CUSTOMERS for table in tables):
        tables = (table(), *tables)
    return Schema({fold(table.name): table for table in tables})


def table(name: str = "customers", *columns: Column, role: Role = Role.CUSTOMERS, **more: Any) -> Table:
    own = {fold(column.name): replace(column, declared=True) for column in columns}
    return Table(name, role, own, closed=False, **more)


def open_one(
    binding: data.Binding, *columns: Column, wanted: frozenset[str] | None = None, options: Any = None, **more: Any
) -> Outcome[data.Opened]:
    """The customers' table with these declared columns."""
    return data.open_tables(schema_of(table("customers", *columns, **more)), {"": binding}, wanted, options)


def codes(outcome: Outcome[Any]) -> list[str]:
    return [diagnostic.code.slug for diagnostic in outcome.diagnostics]


def errors(outcome: Outcome[Any]) -> list[str]:
    return [diagnostic.code.slug for diagnostic in outcome.diagnostics if diagnostic.is_error]


def text_of(outcome: Outcome[Any]) -> str:
    """Everything that is said, to look for what must not be."""
    return "\n".join("\n".join((d.message, *d.help, *d.notes)) for d in outcome.diagnostics)


def column_of(outcome: Outcome[data.Opened], name: str, table: str = "customers") -> Column:
    assert outcome.value is not None, text_of(outcome)
    found = outcome.value.schema.tables[table].column(name)
    assert found is not None
    return found


def types_of(outcome: Outcome[data.Opened], table: str = "customers") -> dict[str, str]:
    assert outcome.value is not None, text_of(outcome)
    return {column.name: column.type.kind.value for column in outcome.value.schema.tables[table].columns.values()}


def values(outcome: Outcome[data.Opened], name: str, table: str = "customers") -> list[Any]:
    """One column as Python values, None where missing."""
    assert outcome.value is not None, text_of(outcome)
    return stored(outcome.value.stores[table], fold(name), column_of(outcome, name, table).type.kind)


def row_numbers(outcome: Outcome[data.Opened], table: str = "customers") -> list[int]:
    assert outcome.value is not None, text_of(outcome)
    batches = outcome.value.stores[table].batches(frozenset({ROW_NUMBER}))
    return [int(number) for batch in batches for number in batch.columns[ROW_NUMBER]]  # type: ignore[union-attr]


def stored(store: Store, name: str, kind: Kind) -> list[Any]:
    found: list[Any] = []
    for batch in store.batches(frozenset({name})):
        assert set(batch.columns) == {name}
        vector: Any = batch.columns[name]
        if isinstance(vector, Texts):
            found += [None if code < 0 else vector.values[code] for code in vector.codes]
        elif kind is Kind.YES_NO:
            found += [None if flag < 0 else bool(flag) for flag in vector]
        elif kind in (Kind.DATE, Kind.DATE_TIME):
            found += _moments(vector.tolist())
        else:
            found += [None if number != number else number for number in vector.tolist()]
    return found


def _moments(moments: Sequence[dt.date | None]) -> list[dt.date | None]:
    return list(moments)
