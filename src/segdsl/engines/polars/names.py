"""Names of columns inside the engine: readable, and harmless whatever the data calls its columns."""

from __future__ import annotations

from collections.abc import Mapping

from segdsl.frames import ROW_NUMBER
from segdsl.lower import Plan

CUSTOMER = "_customer"
"""The number of the customer, from 0, in the order of the rows."""
KEY = "_key"
"""The text by which rows find their customers."""


class Names:
    """A name for every column of every table of a plan, none twice. The engine's own begin with `_`."""

    def __init__(self, plan: Plan) -> None:
        taken: set[str] = set()
        found: dict[tuple[str, str], str] = {}
        for table, columns in plan.columns.items():
            for column in sorted(columns):
                plain = "row" if column == ROW_NUMBER else _plain(column)
                base = plain if table == plan.customers.table else f"{_plain(table)}_{plain}"
                name, number = base, 2
                while name in taken:
                    name, number = f"{base}_{number}", number + 1
                taken.add(name)
                found[table, column] = name
        self._found: Mapping[tuple[str, str], str] = found

    def of(self, table: str, column: str) -> str:
        return self._found[table, column]


def node(number: int) -> str:
    """The column of what a node became."""
    return f"_{number}"


def _plain(text: str) -> str:
    """Letters and digits stay; Polars reads a name such as `^a.*$` as a pattern."""
    return "".join(c if c.isalnum() else "_" for c in text).strip("_") or "column"
