"""Values of the rules as constants of SQL; knows no plans."""

from __future__ import annotations

import datetime as dt

from sqlglot import exp

from segdsl.engines.sql.dialect import Dialect
from segdsl.engines.sql.sorts import Sort
from segdsl.engines.sql.trees import E
from segdsl.types import Value as Plain


def literal(dialect: Dialect, value: Plain | None, sort: Sort = Sort.NUMBER) -> E:
    """A constant; `sort` is what a missing one would be."""
    match value:
        case None:
            return dialect.null(sort)
        case bool():
            return exp.Boolean(this=value)
        case int() | float():
            return dialect.number(float(value))
        case str():
            return dialect.text(value)
        case dt.datetime():
            return dialect.time(value)
        case dt.date():
            return dialect.date(value)
        case dt.timedelta():
            return dialect.number(value / dt.timedelta(days=1))
