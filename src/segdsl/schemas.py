"""What may be mentioned: tables and their columns, as declared in the rules and as found in the data.

`check.declare` makes the tables from the text; `data` completes them with the columns that the data has; `check` gives
every name in the rules a meaning from them. Conditions inside a table statement stay AST here.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import TYPE_CHECKING

from segdsl.names import fold
from segdsl.record import field, record
from segdsl.source import Span
from segdsl.types import Type, Value

if TYPE_CHECKING:
    from segdsl.syntax import ast


class DataClass(Enum):
    """How a column must be handled; unclassified columns are OPERATIONAL."""

    IDENTIFIER = "identifier"
    PERSONAL = "personal"
    SENSITIVE = "sensitive"
    PROTECTED = "protected"
    OPERATIONAL = "operational"


class Role(Enum):
    """CUSTOMERS is the table with the key; MANY tables are measured; ONE tables lend their columns."""

    CUSTOMERS = "customers"
    MANY = "many"
    ONE = "one"


@record
class Column:
    """One column. `name` is how rules call it, `physical` the header in the data (None: any header that folds alike).

    `low`/`high` are inclusive bounds, `missing_codes` the declared values that mean nothing is known (numbers for
    numeric columns, texts otherwise). `decimals` is how many decimals its values have, declared or found (None: not
    known): sums of such a column are exact. `declared` is False for a column that only the data showed.
    `values_seen` holds the distinct texts of a text column found in the data when there are at most 200 of them.
    """

    name: str
    type: Type
    physical: str | None = None
    low: Value | None = None
    high: Value | None = None
    missing_codes: tuple[Value, ...] = ()
    data_class: DataClass = DataClass.OPERATIONAL
    decimals: int | None = None
    date_pattern: str | None = None
    decimal_mark: str = "."
    declared: bool = False
    values_seen: tuple[str, ...] | None = None
    missing_share: float | None = None
    span: Span | None = field(default=None, compare=False, repr=False)


@record
class Through:
    """`through dispositions where role is "OWNER"`: the link table and which of its rows count."""

    table: str
    where: ast.Cond | None
    span: Span | None = field(default=None, compare=False, repr=False)


@record
class Table:
    """One table. `columns` is keyed by the folded name.

    `closed` means that a name not among the columns is an error, not a column that the data may still show.
    `key` is the customers' key (None: found in the data, or the row number), `distinct` makes the customers the
    distinct values of the key. `per` is the linking column of a MANY or ONE table. `collisions` maps a folded name to
    the two or more headers of the data that it could mean. `base` is the folder that `path` is relative to.
    """

    name: str
    role: Role
    columns: Mapping[str, Column]
    closed: bool
    path: str | None = None
    base: str | None = None
    key: str | None = None
    distinct: bool = False
    per: str | None = None
    through: Through | None = None
    dated: str | None = None
    only_where: ast.Cond | None = None
    collisions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    span: Span | None = field(default=None, compare=False, repr=False)

    def column(self, name: str) -> Column | None:
        return self.columns.get(fold(name))


@record
class Schema:
    """All tables by folded name. There is always exactly one CUSTOMERS table (named `customers` if nobody named it)."""

    tables: Mapping[str, Table]

    @property
    def customers(self) -> Table:
        return next(t for t in self.tables.values() if t.role is Role.CUSTOMERS)

    def table(self, name: str) -> Table | None:
        return self.tables.get(fold(name))


def link_columns(tables: Schema) -> Mapping[str, frozenset[str]]:
    """The folded names of those columns of each table that hold keys: always text, compared as they are written.

    A table's own `key` or `per`; what it may be looked up by; in the customers' table what rows of many tables name
    the customer by; in a link table what the rows linked through it name; in a look-up between the two the key.
    """
    look_ups = {fold(t.per) for t in tables.tables.values() if t.role is Role.ONE and t.per}
    measured = {fold(t.per) for t in tables.tables.values() if t.role is Role.MANY and t.per}
    key = tables.customers.key
    found: dict[str, frozenset[str]] = {}
    for name, table in tables.tables.items():
        columns = look_ups | {fold(own) for own in (table.key, table.per) if own}
        if table.role is Role.CUSTOMERS:
            columns |= {fold(t.per) for t in tables.tables.values() if t.role is Role.MANY and t.per and not t.through}
        linked = {fold(t.per) for t in tables.tables.values() if t.per and t.through and fold(t.through.table) == name}
        if table.role is Role.ONE and key and table.per and fold(table.per) in measured:
            linked |= {fold(key)}
        found[name] = frozenset(columns | linked)
    return found
