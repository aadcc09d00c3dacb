"""Sums that do not depend on the order of rows: added by Polars as whole numbers, put together at the end.

Values with known decimals are whole numbers once they are scaled; doubles add them exactly while they are small, and
wide integers do it otherwise. Other values are cut into the whole number and two pieces of 48 bits below it. What does
not fit (numbers beyond 2**63, or finer than 2**-96) is listed and added one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum

import numpy as np
import numpy.typing as npt
import polars as pl

from segdsl.engines.pandas.exact import ExactSum, Pieces
from segdsl.engines.polars.sorts import Part, Sort
from segdsl.engines.polars.steps import Steps, made


class Way(Enum):
    """How numbers are added: by doubles, where that is seen to be exact; by integers; one by one, which always is."""

    QUICK = 1
    WIDE = 2
    LISTED = 3


@dataclass(slots=True)
class Largest:
    """How large the numbers in some columns are; looked at while the rows pass by, from several threads."""

    _found: list[float] = field(default_factory=list)

    def watch(self, frame: pl.LazyFrame, columns: Sequence[str]) -> pl.LazyFrame:
        most = [pl.max_horizontal(pl.col(name).max(), -pl.col(name).min()).alias(name) for name in columns]

        def look(rows: pl.DataFrame) -> pl.DataFrame:
            self._found.extend(each for each in rows.select(most).row(0) if each is not None)
            return rows

        return frame.map_batches(look, streamable=True, schema=dict(frame.collect_schema()))

    def exact(self, rows: int) -> bool:
        """Whether doubles add so many of the numbers, which are whole, without rounding."""
        return max(self._found, default=0.0) * rows < 2.0**53


_BITS = 2**48
_ROOM = 2**62
_WORD = 2**32


@dataclass(frozen=True, slots=True)
class Summed:
    """The columns of a group that a sum is made of. `fine` says whether something was finer than the pieces."""

    columns: tuple[str, ...]
    decimals: int | None
    listed: bool = False
    fine: str | None = None


def whole(value: Part, decimals: int, way: Way, steps: Steps) -> Part:
    """The scaled whole number; as an integer, Polars gives up where it is too large."""
    scaled = (value.expr * 10.0**decimals).round(0, mode="half_to_even")
    return steps.keep(made(scaled if way is Way.QUICK else scaled.cast(pl.Int64), Sort.NUMBER, value))


def pieces(value: Part, steps: Steps) -> tuple[list[Part], Part]:
    """The whole number and the pieces below it, each exact; and what is left over, which ought to be zero."""
    value = steps.settled(value)
    found: list[Part] = []
    rest = value
    for factor in (1, _BITS, _BITS):
        scaled = steps.keep(made(rest.expr * factor, Sort.NUMBER, rest)) if factor > 1 else rest
        piece = steps.keep(made(scaled.expr.cast(pl.Int64), Sort.NUMBER, scaled))
        rest = steps.keep(made(scaled.expr - piece.expr.cast(pl.Float64), Sort.NUMBER, piece))
        found.append(piece)
    return found, rest


def exactly(groups: pl.DataFrame, summed: Summed) -> ExactSum:
    """The sums of all groups."""
    found = ExactSum(len(groups), summed.decimals)
    if summed.listed:
        _add_listed(found, groups[summed.columns[0]])
    elif summed.decimals is not None:
        _set_whole(found, groups[summed.columns[0]])
    else:
        found.pieces = _from_pieces([groups[name] for name in summed.columns])
    return found


def _add_listed(found: ExactSum, lists: pl.Series) -> None:
    owners = np.repeat(np.arange(len(lists)), lists.list.len().to_numpy())
    values = lists.explode(empty_as_null=False).to_numpy()
    known = np.flatnonzero(~np.isnan(values))
    found.add(owners[known], values[known])


def _set_whole(found: ExactSum, sums: pl.Series) -> None:
    if sums.dtype == pl.Float64:
        found.whole = sums.cast(pl.Int64).to_numpy().copy()
        return
    whole = sums.cast(pl.Int64, strict=False).fill_null(_ROOM)
    large = (whole >= _ROOM) | (whole <= -_ROOM)
    found.whole = whole.set(large, 0).to_numpy().copy()
    if large.any():
        kept = pl.when(pl.col("x")).then(pl.col("sum")).otherwise(pl.lit(0, dtype=pl.Int128))
        found.pieces = _in_words(pl.DataFrame({"x": large, "sum": sums}).select(kept.alias("sum"))["sum"])


def _cut(numbers: pl.Series, by: int) -> tuple[pl.Series, npt.NDArray[np.int64]]:
    """How often `by` goes into each number, and what is left over, which is not negative."""
    x, divisor = pl.col("x"), pl.lit(by, dtype=pl.Int128)
    found = numbers.to_frame("x").select((x // divisor).alias("often"), (x % divisor).cast(pl.Int64).alias("rest"))
    return found["often"], found["rest"].to_numpy().copy()


def _in_words(sums: pl.Series) -> Pieces:
    """Whole numbers in pieces of 32 bits, the last of which has the sign."""
    rest, low = _cut(sums, _WORD)
    rest, middle = _cut(rest, _WORD)
    return Pieces(len(sums), {0: low, 1: middle, 2: rest.cast(pl.Int64).to_numpy().copy()})


def _from_pieces(sums: list[pl.Series]) -> Pieces:
    whole, high, low = sums
    carried, low_bits = _cut(low, _BITS)
    carried, high_bits = _cut(high + carried, _BITS)
    found = _in_words(whole + carried)
    found.pieces[-3] = low_bits & (_WORD - 1)
    found.pieces[-2] = (low_bits >> 32) | ((high_bits & 0xFFFF) << 16)
    found.pieces[-1] = high_bits >> 16
    return found
