"""Counts the rows of a dated table that no measure sees, while they pass by."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import polars as pl


@dataclass(slots=True)
class Unseen:
    """How many rows of a dated table no measure sees, because their date is after the as-of date or missing."""

    _after: list[int] = field(default_factory=list)
    _undated: list[int] = field(default_factory=list)

    @property
    def after(self) -> int:
        return sum(self._after)

    @property
    def undated(self) -> int:
        return sum(self._undated)

    def add(self, after: int, undated: int) -> None:
        """Batches come from several threads: lists take them without losing any."""
        self._after.append(after)
        self._undated.append(undated)


def counting(frame: pl.LazyFrame, as_of: dt.date) -> tuple[pl.LazyFrame, Unseen]:
    """The frame without its columns `_dated` and `_only`, which are looked at on the way."""
    unseen = Unseen()
    schema = frame.collect_schema()
    date = pl.col("_dated").dt.date() if schema["_dated"] != pl.Date else pl.col("_dated")
    kept = {name: dtype for name, dtype in schema.items() if name not in ("_dated", "_only")}

    def look(rows: pl.DataFrame) -> pl.DataFrame:
        only = pl.col("_only")
        counts = rows.select((only & (date > as_of)).sum().alias("after"), (only & date.is_null()).sum().alias("none"))
        unseen.add(int(counts["after"][0] or 0), int(counts["none"][0] or 0))
        return rows.drop("_dated", "_only")

    return frame.map_batches(look, streamable=True, schema=kept), unseen
