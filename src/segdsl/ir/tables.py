"""Tables as the rules use them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from segdsl import schemas
from segdsl.record import field, record
from segdsl.source import Span

if TYPE_CHECKING:
    from segdsl.ir.unions import Cond
    from segdsl.ir.values import Hop


@record
class Link:
    """How rows of a MANY table find their customers.

    Without `through`: row[`column`] equals the customer's `customer_column` (a column of the customers' table, usually
    its key; `hops` lead to the row's column through look-ups when the table has it not itself). With `through`: row
    [`column`] equals the link row's column `through_column`, and the link row's own link leads to the customer; of the
    link table only rows that meet `where` count. A row counts once for a customer, however many ways lead there.
    """

    column: str
    customer_column: str | None = None
    hops: tuple[Hop, ...] = ()
    through: str | None = None
    through_column: str | None = None
    where: Cond | None = None


@record
class Table:
    """A table as the rules use it. `columns` (folded name → schema column) has every column known of the table;
    `used` the folded names of those that anything in the program needs."""

    name: str
    role: schemas.Role
    columns: Mapping[str, schemas.Column]
    used: frozenset[str]
    path: str | None = None
    base: str | None = None
    key: str | None = None
    distinct: bool = False
    per: str | None = None
    link: Link | None = None
    dated: str | None = None
    only_where: Cond | None = None
    span: Span | None = field(default=None, compare=False, repr=False)
