"""What an engine is given: the questions, and how the rows of the tables come together; holds no IR and no data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from segdsl.lower.nodes import Cond, Fold, Value


@dataclass(frozen=True, slots=True, eq=False)
class Customers:
    """The customers: rows of `table` for which `seen` is surely true. `key` is a column, or `frames.ROW_NUMBER`.

    With `distinct`, the first of the rows with the same key; rows without a key are left out.
    """

    table: str
    key: str
    distinct: bool
    seen: Cond


@dataclass(frozen=True, slots=True, eq=False)
class LookUp:
    """A table of which one row belongs to each value of `per`: the first that is surely `seen`."""

    table: str
    per: str
    seen: Cond


@dataclass(frozen=True, slots=True, eq=False)
class Direct:
    """A row of `table` belongs to those customers whose `customer` is the same text as the row's `key`."""

    table: str
    key: Value
    customer: Value


@dataclass(frozen=True, slots=True, eq=False)
class Through:
    """A row of `table` belongs to the customers of those rows of the link table whose `other` is the same text as the
    row's `key` and for which `rows` is surely true; `route` leads from the link table to the customers. However many
    ways lead to a customer, the row belongs to it once."""

    table: str
    key: Value
    other: Value
    rows: Cond
    route: Route


Route: TypeAlias = Direct | Through


@dataclass(frozen=True, slots=True, eq=False)
class Many:
    """A table of many rows: which rows there are at all, and how they find their customers.

    `only` is the part of `seen` that the rules ask for, `dated` the date that must have come by `as_of` (both None when
    there is nothing to ask).
    """

    table: str
    seen: Cond
    only: Cond
    dated: Value | None
    as_of: dt.date | None
    route: Route


@dataclass(frozen=True, slots=True, eq=False)
class Pass:
    """All measures over one table that can be taken in one reading of it; they need measures of earlier passes only."""

    many: Many
    folds: tuple[Fold, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """`conditions` and `values` are about a customer. `columns` are all that is needed of each table."""

    conditions: tuple[Cond, ...]
    values: tuple[Value, ...]
    customers: Customers
    look_ups: Mapping[str, LookUp]
    many: Mapping[str, Many]
    passes: tuple[Pass, ...]
    columns: Mapping[str, frozenset[str]]
