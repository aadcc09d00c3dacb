"""Tables in PostgreSQL databases as data: found, checked inside the database, and read from it; evaluates no rule."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from segdsl.data.lacking import Completed
from segdsl.data.postgres.inside import InsideReader
from segdsl.data.postgres.raw import PostgresTable, open_table
from segdsl.data.raw import Raw
from segdsl.engines.postgres.address import is_address
from segdsl.engines.postgres.session import Session
from segdsl.schemas import Table

if TYPE_CHECKING:
    from segdsl.data.model import Binding

__all__ = ["Databases", "InsideReader", "PostgresTable", "is_inside"]


@dataclass(slots=True)
class Databases:
    """The databases of one run, by address: all tables of one are read at the same moment."""

    sessions: dict[str, Session] = field(default_factory=dict)

    def table(self, table: Table, binding: Binding | None) -> PostgresTable | None:
        """The data of a table; None where it is given in some other way. Raises Refused."""
        text = table.path if binding is None else binding
        if not isinstance(text, str) or not is_address(text):
            return None
        return open_table(text, table.span if binding is None else None, self.sessions)


def is_inside(raw: Raw) -> bool:
    """Whether the rows lie in a database that checks them itself."""
    return isinstance(raw.raw if isinstance(raw, Completed) else raw, PostgresTable)
