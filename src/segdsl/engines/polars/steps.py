"""The steps of new columns that a frame goes through: what is needed twice, or nested too deep, becomes a column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl

from segdsl.engines.polars.sorts import DTYPES, Part, Sort

DEEPEST = 40
"""Polars goes through expressions by recursion; deeper ones are cut."""


@dataclass(frozen=True, slots=True, eq=False)
class Join:
    """The row of a look-up table whose key is the text in column `link`; its columns have their names already."""

    link: str
    other: pl.LazyFrame
    key: str


@dataclass(slots=True, eq=False)
class Steps:
    """In each step, columns are added and then look-ups joined; a part of level n is known before step n."""

    prefix: str
    _columns: list[list[pl.Expr]] = field(default_factory=list)
    _joins: list[list[Join]] = field(default_factory=list)
    _made: int = 0

    def keep(self, part: Part, name: str | None = None) -> Part:
        """The part as a column, which may be infinite where the part may."""
        if name is None:
            name = f"{self.prefix}{self._made}"
            self._made += 1
        self._at(part.level)
        sort = part.sort or Sort.NUMBER
        expr = part.expr.cast(DTYPES[sort]) if part.sort is None else part.expr
        self._columns[part.level].append(expr.alias(name))
        return Part(pl.col(name), sort, part.level + 1, loose=part.loose, is_column=True, uniform=part.uniform)

    def strict(self, part: Part) -> Part:
        """The part with missing values where it is not finite."""
        if not part.loose:
            return part
        raw = part if part.is_column else self.keep(part)
        expr = pl.when(raw.expr.is_finite()).then(raw.expr)
        return Part(expr, part.sort, raw.level, 1, uniform=part.uniform)

    def settled(self, part: Part) -> Part:
        """The part as a column, for what looks at it more than once."""
        part = self.strict(part)
        return part if part.is_column else self.keep(part)

    def shallow(self, part: Part) -> Part:
        return self.keep(part) if part.depth > DEEPEST else part

    def join(self, link: Part, other: pl.LazyFrame, key: str) -> int:
        """Joins a look-up table; its columns are known from the level that is returned."""
        kept = link if link.is_column else self.keep(link)
        name = kept.expr.meta.output_name()
        self._at(kept.level)
        self._joins[kept.level].append(Join(name, other, key))
        return kept.level + 1

    def _at(self, level: int) -> None:
        while len(self._columns) <= level:
            self._columns.append([])
            self._joins.append([])

    def apply(self, frame: pl.LazyFrame, outputs: Sequence[tuple[str, Part]], keep: Sequence[str]) -> pl.LazyFrame:
        """The frame after all steps, with the outputs by name and the columns to keep."""
        for columns, joins in zip(self._columns, self._joins, strict=True):
            frame = frame.with_columns(columns) if columns else frame
            for join in joins:
                frame = frame.join(
                    join.other, left_on=join.link, right_on=join.key, how="left", maintain_order="left", coalesce=True
                )
        frame = frame.with_columns(part.expr.alias(name) for name, part in outputs)
        return frame.select([*keep, *(name for name, _ in outputs)])


def after(*parts: Part) -> tuple[int, int]:
    """Level and depth of an expression over these parts."""
    return max((p.level for p in parts), default=0), 1 + max((p.depth for p in parts), default=0)


def made(expr: pl.Expr, sort: Sort, *parts: Part, loose: bool = False) -> Part:
    """An expression over these parts."""
    level, depth = after(*parts)
    return Part(expr, sort, level, depth, loose, uniform=all(part.uniform for part in parts))
