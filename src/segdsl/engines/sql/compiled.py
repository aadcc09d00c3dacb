"""A plan as a query, and what its columns are; runs nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlglot import exp

from segdsl.engines.sql.sorts import Sort


@dataclass(frozen=True, slots=True)
class Condition:
    """`decided`: the column is never NULL."""

    column: str
    decided: bool


@dataclass(frozen=True, slots=True)
class Value:
    column: str
    sort: Sort


@dataclass(frozen=True, slots=True, eq=False)
class Compiled:
    """`query` has one row for each customer, in no promised order: the column `key` (a text), then one boolean for each
    condition and one column for each value of the plan, in their order.

    `unseen` has for each dated table that is measured a query of one row of two whole numbers: how many of its rows are
    after the as-of date, and how many have no date. `readings` says how often `query` reads each
    table; the queries of `unseen` read their table once more.
    """

    query: exp.Select
    key: str
    conditions: tuple[Condition, ...]
    values: tuple[Value, ...]
    unseen: Mapping[str, exp.Select]
    readings: Mapping[str, int]
