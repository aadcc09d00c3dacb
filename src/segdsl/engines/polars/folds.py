"""Measures of one table: what is gathered for each group of rows, all in one reading, and how it is finished."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import assert_never

import numpy as np
import polars as pl

from segdsl.engines.polars import sums
from segdsl.engines.polars.compiling import Compiler
from segdsl.engines.polars.running import NotExact
from segdsl.engines.polars.sorts import DTYPES, Part, Sort, missing, sort_of
from segdsl.engines.polars.sources import Known
from segdsl.engines.polars.steps import made
from segdsl.engines.polars.sums import Largest, Summed, Way, exactly
from segdsl.engines.sizes import adds_up
from segdsl.frames import Numbers
from segdsl.ir import Aggregate
from segdsl.lower import nodes
from segdsl.lower.nodes import Cond, Fold, Value

Finish = Callable[[pl.DataFrame], pl.Series]
"""Makes a measure from what was gathered; NaN, or null, where it is missing."""

_ROWS = "_rows"


@dataclass(slots=True, eq=False)
class Gathering:
    """What is gathered for the groups; measures over the same values and rows share it."""

    compiler: Compiler
    way: Way
    known: Known
    columns: dict[str, Part] = field(default_factory=dict)
    gathered: dict[str, pl.Expr] = field(default_factory=dict)
    doubles: list[str] = field(default_factory=list)

    def fold(self, fold: Fold) -> Finish:
        """Gathers what the measure needs; says how it is finished."""
        of, base = fold.of, fold.base or fold.rows
        match fold.aggregate:
            case Aggregate.COUNT:
                count = self._count(fold.rows)
                return lambda groups: groups[count].cast(pl.Float64)
            case Aggregate.SHARE if of is None:
                count, whole = self._count(fold.rows), self._count(base)
                return lambda groups: groups[count] / groups[whole]
            case Aggregate.SHARE:
                assert of is not None
                above, below = self._sum(of, fold.rows, fold.decimals), self._sum(of, base, fold.decimals)
                return lambda groups: _numbers(exactly(groups, above).share(exactly(groups, below)))
            case Aggregate.SUM | Aggregate.AVERAGE:
                return self._adding(fold)
            case Aggregate.SMALLEST | Aggregate.EARLIEST | Aggregate.LARGEST | Aggregate.LATEST:
                return self._bound(fold)
            case Aggregate.DIFFERENT:
                return self._counting(fold)
            case Aggregate.MEDIAN:
                name = self._gather("list", fold, lambda v: v)
                return lambda groups: _median(groups[name])
            case Aggregate.MOST_COMMON:
                name = self._gather("list", fold, lambda v: v)
                return lambda groups: _most_common(groups[name])
            case _:
                assert_never(fold.aggregate)

    def _adding(self, fold: Fold) -> Finish:
        assert fold.of is not None
        summed = self._sum(fold.of, fold.rows, fold.decimals)
        if fold.aggregate is Aggregate.SUM:
            return lambda groups: _numbers(exactly(groups, summed).divided())
        count = self._gather("known", fold, lambda v: v.count())
        return lambda groups: _numbers(exactly(groups, summed).divided(groups[count].to_numpy().astype(np.int64)))

    def _bound(self, fold: Fold) -> Finish:
        if fold.aggregate in (Aggregate.SMALLEST, Aggregate.EARLIEST):
            name = self._gather("smallest", fold, lambda v: v.min())
        else:
            name = self._gather("largest", fold, lambda v: v.max())
        return lambda groups: groups[name]

    def _counting(self, fold: Fold) -> Finish:
        """Of few texts it is noted which came, a bit each: that is far quicker than to keep them."""
        few = self.known.few.get(fold.of.column) if isinstance(fold.of, nodes.Field) else None
        if few is None or fold.of is None:
            name = self._gather("different", fold, _different)
            return lambda groups: groups[name].cast(pl.Float64)
        alias = f"_b{fold.of.number}_{fold.rows.number}"
        if alias not in self.columns:
            text = self.compiler.strict(fold.of)
            place = text.expr.cast(pl.Enum(few)).to_physical().cast(pl.Int64)
            part = made(pl.lit(2, dtype=pl.Int64).pow(place), Sort.NUMBER, text)
            self.columns[alias] = self.compiler.steps.keep(self._where(part, fold.rows), alias)
            self.gathered[alias] = self.columns[alias].expr.bitwise_or().alias(alias)
        return lambda groups: groups[alias].fill_null(0).bitwise_count_ones().cast(pl.Float64)

    # ---- what is gathered --------------------------------------------------------------------------------------------

    def _value(self, of: Value, rows: Cond) -> tuple[str, Part]:
        """A column of the values of rows that count; the others are missing in it."""
        name = f"_v{of.number}_{rows.number}"
        if name not in self.columns:
            part = self.compiler.strict(of)
            part = missing(Sort.NUMBER) if part.sort is None else part
            assert part.sort is not None
            self.columns[name] = self.compiler.steps.keep(self._where(part, rows), name)
        return name, self.columns[name]

    def _where(self, part: Part, rows: Cond) -> Part:
        """Missing but for the rows that count."""
        if isinstance(rows, nodes.Known) and rows.answer is True:
            return part
        assert part.sort is not None
        counts = self.compiler.part(rows)
        return made(pl.when(counts.expr).then(part.expr), part.sort, part, counts)

    def _gather(self, what: str, fold: Fold, how: Callable[[pl.Expr], pl.Expr]) -> str:
        assert fold.of is not None
        name, part = self._value(fold.of, fold.rows)
        alias = f"{name}_{what}"
        numbered = part.sort is Sort.TEXT and how is _different
        self.gathered.setdefault(alias, how(part.expr.cast(pl.Categorical) if numbered else part.expr).alias(alias))
        return alias

    def _count(self, rows: Cond) -> str:
        alias = f"_n{rows.number}"
        if alias not in self.gathered:
            if isinstance(rows, nodes.Known) and rows.answer is True:
                self.gathered[alias] = pl.len().alias(alias)
            else:
                part = self.compiler.steps.keep(self.compiler.part(rows))
                self.columns[alias] = part
                self.gathered[alias] = part.expr.sum().alias(alias)
        return alias

    def _sum(self, of: Value, rows: Cond, decimals: int | None) -> Summed:
        name, value = self._value(of, rows)
        if value.sort is not Sort.NUMBER:
            value = missing(Sort.NUMBER)
        if self.way is Way.LISTED:
            alias = f"{name}_numbers"
            self.gathered.setdefault(alias, value.expr.alias(alias))
            return Summed((alias,), decimals, listed=True)
        if decimals is not None:
            alias = f"{name}_sum{decimals}"
            if alias not in self.gathered:
                whole = sums.whole(value, decimals, self.way, self.compiler.steps)
                self._add(alias, whole, doubles=self.way is Way.QUICK, watched=not self._adds_up(of, decimals))
            return Summed((alias,), decimals)
        aliases = [f"{name}_piece{place}" for place in range(3)]
        fine = f"{name}_fine"
        if fine not in self.gathered:
            parts, rest = sums.pieces(value, self.compiler.steps)
            for alias, part in zip(aliases, parts, strict=True):
                self._add(alias, part)
            self.columns[fine] = rest
            self.gathered[fine] = (rest.expr != 0).any().alias(fine)
        return Summed(tuple(aliases), None, fine=fine)

    def _adds_up(self, of: Value, decimals: int) -> bool:
        return self.known.rows is not None and adds_up(of, decimals, self.known.rows, self.known.farthest)

    def _add(self, alias: str, part: Part, *, doubles: bool = False, watched: bool = True) -> None:
        self.columns[alias] = part
        if not doubles:
            self.gathered[alias] = part.expr.cast(pl.Int128).sum().alias(alias)
            return
        self.gathered[alias] = part.expr.sum().alias(alias)
        if watched:
            self.doubles.append(part.expr.meta.output_name())
            self.gathered.setdefault(_ROWS, pl.len().alias(_ROWS))


def finished(
    groups: pl.DataFrame, key: str, folds: Sequence[Fold], names: Sequence[str], how: list[Finish], largest: Largest
) -> pl.DataFrame:
    """The measures of the groups; NotExact when something was too fine, or too large, for exact sums."""
    if _ROWS in groups.columns and not largest.exact(int(groups[_ROWS].to_numpy().max(initial=0))):
        raise NotExact
    if any(bool(groups[name].any()) for name in groups.columns if name.endswith("_fine")):
        raise NotExact
    columns = [groups[key]]
    for fold, name, finish in zip(folds, names, how, strict=True):
        found = finish(groups).alias(name)
        dtype = DTYPES[sort_of(fold.type)]
        columns.append(found if found.dtype == dtype else _nothing(found, dtype))
    return pl.DataFrame(columns)


def _nothing(found: pl.Series, dtype: pl.DataType) -> pl.Series:
    """Values of another sort than the measure's are none."""
    return pl.Series(found.name, [None], dtype=dtype).new_from_index(0, len(found))


def _different(values: pl.Expr) -> pl.Expr:
    return values.n_unique() - values.is_null().any()


def _numbers(found: Numbers) -> pl.Series:
    return pl.Series(found)


def _median(lists: pl.Series) -> pl.Series:
    """The middle value, or the mean of the two middle ones."""
    ordered = lists.list.drop_nulls().list.sort().to_frame("x")
    count = pl.col("x").list.len().cast(pl.Int64)
    low = pl.col("x").list.get((count - 1) // 2, null_on_oob=True)
    high = pl.col("x").list.get(count // 2, null_on_oob=True)
    middle = pl.when(count % 2 == 1).then(low).otherwise((low + high) / 2)
    found = ordered.select(pl.when(count > 0).then(middle).alias("x"))
    return found.select(pl.when(pl.col("x").is_finite()).then(pl.col("x")))["x"]


def _most_common(lists: pl.Series) -> pl.Series:
    """The most frequent value; of equals the smallest."""
    rows = lists.to_frame("value").with_row_index("group").lazy().explode("value").drop_nulls("value")
    counted = rows.group_by("group", "value").agg(pl.len().alias("count"))
    best = counted.sort(["group", "count", "value"], descending=[False, True, False]).unique(
        subset=["group"], keep="first", maintain_order=True
    )
    groups = pl.LazyFrame({"group": pl.Series(range(len(lists)), dtype=pl.UInt32)})
    return groups.join(best, on="group", how="left", maintain_order="left").collect()["value"]
