"""Measures: the values of rows gathered for each customer, batch by batch, in bounded memory where that can be."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol, assert_never

import numpy as np

from segdsl import ir
from segdsl.engines.pandas.exact import ExactSum
from segdsl.engines.pandas.tabling import Tabling
from segdsl.engines.pandas.vectors import NEVER, Array, Sort, Vec, concat, empty, sort_of
from segdsl.frames import Numbers
from segdsl.lower.nodes import Fold

_LAST = np.iinfo(np.int64).max


class Gathering(Protocol):
    """The state of one measure for all customers."""

    def add(self, customers: Array, values: Vec | None) -> None:
        """Rows that count, each by its customer, with their known values."""

    def add_base(self, customers: Array, values: Vec | None) -> None:
        """Rows that a share is a share of."""

    def done(self) -> Vec:
        """The measure of every customer."""


def gathering(fold: Fold, customers: int) -> Gathering:
    match fold.aggregate:
        case ir.Aggregate.COUNT:
            return Counting(customers)
        case ir.Aggregate.SUM | ir.Aggregate.AVERAGE:
            return Adding(customers, fold.decimals, fold.aggregate is ir.Aggregate.AVERAGE)
        case ir.Aggregate.SHARE:
            return Counting(customers, True) if fold.of is None else Sharing(customers, fold.decimals)
        case ir.Aggregate.SMALLEST | ir.Aggregate.EARLIEST:
            return Bounding(customers, False, sort_of(fold.type))
        case ir.Aggregate.LARGEST | ir.Aggregate.LATEST:
            return Bounding(customers, True, sort_of(fold.type))
        case ir.Aggregate.MEDIAN:
            return Sorting(customers, fold.aggregate, sort_of(fold.type))
        case ir.Aggregate.DIFFERENT | ir.Aggregate.MOST_COMMON:
            return Comparing(customers, fold.aggregate, sort_of(fold.type))
        case _:
            assert_never(fold.aggregate)


def numbers_of(values: Vec | None) -> Numbers:
    assert values is not None
    return values.data if values.sort is Sort.NUMBER else np.full(len(values), np.nan)


@dataclass(slots=True, eq=False)
class Counting:
    """How many rows, or which share of the rows."""

    size: int
    share: bool = False
    count: Array = field(init=False)
    base: Array = field(init=False)

    def __post_init__(self) -> None:
        self.count = np.zeros(self.size, dtype=np.int64)
        self.base = np.zeros(self.size if self.share else 0, dtype=np.int64)

    def add(self, customers: Array, values: Vec | None) -> None:
        np.add.at(self.count, customers, 1)

    def add_base(self, customers: Array, values: Vec | None) -> None:
        np.add.at(self.base, customers, 1)

    def done(self) -> Vec:
        if not self.share:
            return Vec(Sort.NUMBER, self.count.astype(np.float64))
        with np.errstate(all="ignore"):
            return Vec(Sort.NUMBER, self.count / self.base)


@dataclass(slots=True, eq=False)
class Adding:
    """The sum or the average of the known values."""

    size: int
    decimals: int | None
    average: bool
    sums: ExactSum = field(init=False)
    count: Array = field(init=False)

    def __post_init__(self) -> None:
        self.sums = ExactSum(self.size, self.decimals)
        self.count = np.zeros(self.size if self.average else 0, dtype=np.int64)

    def add(self, customers: Array, values: Vec | None) -> None:
        self.sums.add(customers, numbers_of(values))
        if self.average:
            np.add.at(self.count, customers, 1)

    def add_base(self, customers: Array, values: Vec | None) -> None:
        """Nothing is a share here."""

    def done(self) -> Vec:
        return Vec(Sort.NUMBER, self.sums.divided(self.count if self.average else None))


@dataclass(slots=True, eq=False)
class Sharing:
    """The sum over the rows that count by the sum over all rows in the window."""

    size: int
    decimals: int | None
    above: ExactSum = field(init=False)
    below: ExactSum = field(init=False)

    def __post_init__(self) -> None:
        self.above, self.below = ExactSum(self.size, self.decimals), ExactSum(self.size, self.decimals)

    def add(self, customers: Array, values: Vec | None) -> None:
        self.above.add(customers, numbers_of(values))

    def add_base(self, customers: Array, values: Vec | None) -> None:
        self.below.add(customers, numbers_of(values))

    def done(self) -> Vec:
        return Vec(Sort.NUMBER, self.above.share(self.below))


@dataclass(slots=True, eq=False)
class Bounding:
    """The smallest or the largest known value, of numbers or of dates."""

    size: int
    largest: bool
    sort: Sort
    found: Array | None = None

    def add(self, customers: Array, values: Vec | None) -> None:
        if values is None or not len(customers):
            return
        if self.found is None:
            self.sort = values.sort
            self.found = np.full(self.size, self._start(), dtype=values.data.dtype)
        (np.maximum if self.largest else np.minimum).at(self.found, customers, values.data)

    def add_base(self, customers: Array, values: Vec | None) -> None:
        """Nothing is a share here."""

    def _start(self) -> float | int:
        """What every value replaces."""
        if self.sort is Sort.NUMBER:
            return -np.inf if self.largest else np.inf
        return NEVER if self.largest else _LAST

    def done(self) -> Vec:
        if self.found is None:
            return empty(self.sort, self.size)
        untouched = self.found == self._start()
        self.found[untouched] = np.nan if self.sort is Sort.NUMBER else NEVER
        return Vec(self.sort, self.found)


@dataclass(slots=True, eq=False)
class Sorting:
    """Measures that need all known values of a customer side by side: pairs of customer and value, sorted."""

    size: int
    aggregate: ir.Aggregate
    sort: Sort
    customers: list[Array] = field(default_factory=list)
    values: list[Vec] = field(default_factory=list)

    def add(self, customers: Array, values: Vec | None) -> None:
        if values is None or not len(customers):
            return
        self.customers.append(customers)
        self.values.append(values)

    def add_base(self, customers: Array, values: Vec | None) -> None:
        """Nothing is a share here."""

    def done(self) -> Vec:
        if not self.values:
            counted = self.aggregate is ir.Aggregate.DIFFERENT
            return Vec(Sort.NUMBER, np.zeros(self.size)) if counted else empty(self.sort, self.size)
        whole = concat(self.values)
        customers = np.concatenate(self.customers)
        ranked, ranks = _ranks(whole)
        width = max(len(ranked), 1)
        pairs = np.sort(customers * width + ranks)
        return self._finish(pairs // width, pairs % width, Vec(whole.sort, ranked, whole.values))

    def _finish(self, customers: Array, ranks: Array, ranked: Vec) -> Vec:
        """From pairs in order of customer and value; `ranked` has the value of each rank."""
        changed = np.ones(len(customers), dtype=bool)
        changed[1:] = (customers[1:] != customers[:-1]) | (ranks[1:] != ranks[:-1])
        runs = np.flatnonzero(changed)
        if self.aggregate is ir.Aggregate.DIFFERENT:
            return Vec(Sort.NUMBER, np.bincount(customers[runs], minlength=self.size).astype(np.float64))
        if self.aggregate is ir.Aggregate.MEDIAN:
            return self._median(customers, ranks, ranked)
        lengths = np.diff(np.append(runs, len(customers)))
        order = np.lexsort((ranks[runs], -lengths, customers[runs]))
        owners, first = np.unique(customers[runs][order], return_index=True)
        places = np.full(self.size, -1)
        places[owners] = ranks[runs][order][first]
        return ranked.take_or_missing(places)

    def _median(self, customers: Array, ranks: Array, ranked: Vec) -> Vec:
        """The middle value, or the mean of the two middle ones."""
        result = np.full(self.size, np.nan)
        owners, first, counts = np.unique(customers, return_index=True, return_counts=True)
        low, high = ranked.data[ranks[first + (counts - 1) // 2]], ranked.data[ranks[first + counts // 2]]
        with np.errstate(all="ignore"):
            result[owners] = np.where(counts % 2 == 1, low, (low + high) / 2)
        result[np.isinf(result)] = np.nan
        return Vec(Sort.NUMBER, result)


@dataclass(slots=True, eq=False)
class Comparing:
    """Measures that ask which values there are: of texts in a table as long as they are few, otherwise side by side."""

    size: int
    aggregate: ir.Aggregate
    sort: Sort
    way: Tabling | Sorting | None = None

    def add(self, customers: Array, values: Vec | None) -> None:
        if values is None or not len(customers):
            return
        if self.way is None:
            self.way = self._tabling() if values.sort is Sort.TEXT else self._sorting()
        self.way.add(customers, values)

    def add_base(self, customers: Array, values: Vec | None) -> None:
        """Nothing is a share here."""

    def done(self) -> Vec:
        return (self.way or self._sorting()).done()

    def _tabling(self) -> Tabling:
        return Tabling(self.size, self.aggregate, self._sorting)

    def _sorting(self) -> Sorting:
        return Sorting(self.size, self.aggregate, self.sort)


def _ranks(vec: Vec) -> tuple[Array, Array]:
    """The different values (of texts: their codes) in ascending order, and for each row the rank of its value."""
    if vec.sort is Sort.TEXT:
        order = np.array(sorted(range(len(vec.values)), key=vec.values.__getitem__), dtype=np.int64)
        rank = np.empty(len(order), dtype=np.int64)
        rank[order] = np.arange(len(order))
        return order.astype(np.int32), rank[vec.data]
    ranked = np.unique(vec.data)
    return ranked, np.searchsorted(ranked, vec.data)
