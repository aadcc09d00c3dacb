"""The statements that check a table inside its database, and what they counted; no rows leave it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from segdsl.data.converted import Reason
from segdsl.data.postgres.expressions import Sql, has_decimals
from segdsl.data.reading import SEEN
from segdsl.engines.postgres.session import Session

MOST_DECIMALS = 6
_FIRST = 20_000
"""Whether a column has few texts is guessed from so many rows."""


@dataclass(slots=True)
class Counts:
    """Of one column: how many rows have no value, whether some need care, how many are bad by reason, and decimals."""

    missing: int = 0
    odd: bool = False
    bad: dict[Reason, int] = field(default_factory=dict)
    decimals: int | None = None


def count(
    session: Session, source: str, columns: Mapping[str, Sql], exact: frozenset[str]
) -> tuple[int, dict[str, Counts]]:
    """One reading of the table: its rows, and the counts by column; `exact` ones are asked for their decimals."""
    items = ["count(*)"]
    taken: list[tuple[str, Reason | str | int]] = []

    def ask(name: str, what: Reason | str | int, item: str) -> None:
        items.append(item)
        taken.append((name, what))

    for name, sql in columns.items():
        ask(name, "missing", f"count(*) - count({sql.careful})")
        if sql.odd is not None:
            ask(name, "odd", _many(sql.odd))
        for reason, condition in sql.bad.items():
            ask(name, reason, _many(condition))
        if name in exact:
            for decimals in range(MOST_DECIMALS + 1):
                ask(name, decimals, _many(f"NOT {has_decimals(sql.careful, decimals)}"))
    listed = ", ".join(f"{item} AS n{number}" for number, item in enumerate(items))
    rows, *found = session.rows(f"SELECT {listed} FROM {source} AS source")[0]
    counts = {name: Counts() for name in columns}
    finer: dict[str, dict[int, int]] = {}
    for (name, what), number in zip(taken, found, strict=True):
        if isinstance(what, Reason):
            counts[name].bad |= {what: number} if number else {}
        elif isinstance(what, int):
            finer.setdefault(name, {})[what] = number
        elif what == "odd":
            counts[name].odd = number > 0
        else:
            counts[name].missing = number
    for name, left in finer.items():
        counts[name].decimals = next((d for d in range(MOST_DECIMALS + 1) if not left[d]), None)
    return rows, counts


def _many(condition: str) -> str:
    return f"count(CASE WHEN {condition} THEN 1 END)"


def repeated(session: Session, source: str, key: str) -> int:
    """How many rows have a key that another row has already."""
    groups = f"SELECT count(*) - 1 AS more FROM {source} AS source WHERE {key} IS NOT NULL GROUP BY {key}"
    found = session.rows(f"SELECT coalesce(sum(more), 0)::int8 AS more FROM ({groups} HAVING count(*) > 1) AS groups")
    return int(found[0][0])


def texts_seen(session: Session, source: str, value: str) -> set[str] | None:
    """The distinct texts of a column; None when they are more than are told."""
    first = f"SELECT {value} AS text FROM {source} AS source LIMIT {_FIRST}"
    few = session.rows(f"SELECT count(DISTINCT text) AS many FROM ({first}) AS first")
    if few[0][0] > SEEN:
        return None
    asked = f"SELECT DISTINCT {value} AS text FROM {source} AS source WHERE {value} IS NOT NULL LIMIT {SEEN + 1}"
    found = {str(text) for (text,) in session.rows(asked)}
    return found if len(found) <= SEEN else None
