"""How rows of a many table find their customers: by the text of a column, directly or through link tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from segdsl.engines.pandas.finder import Finder, finder
from segdsl.engines.pandas.inputs import Columns
from segdsl.engines.pandas.results import Result
from segdsl.engines.pandas.tape import Tape
from segdsl.engines.pandas.vectors import Array, Vec, as_texts, numbered, recoding
from segdsl.frames import LazyTexts
from segdsl.lower.nodes import Field, OfCustomer


@dataclass(slots=True, eq=False)
class Relation:
    """Texts (by number) and the customers that each leads to.

    When every text leads to at most one customer, `single` has the customer of each number (-1: none), else
    `customers` has them one after the other, `counts` of them for each number from `starts` on.
    """

    texts: Sequence[str]
    counts: Array
    starts: Array
    customers: Array
    single: Array | None
    _places: Mapping[str, int] | None = None
    _finder: Finder | None = None
    _list: Sequence[str] | None = None
    _moves: Array | None = None

    @classmethod
    def of(cls, texts: Sequence[str], numbers: Array, customers: Array) -> Relation:
        """From pairs of a text's number and a customer, none twice."""
        counts = np.bincount(numbers, minlength=len(texts))
        starts = np.cumsum(counts) - counts
        if counts.max(initial=0) <= 1:
            single = np.full(len(texts) + 1, -1)
            single[numbers] = customers
            return cls(texts, counts, starts, customers, single)
        return cls(texts, counts, starts, customers[np.argsort(numbers, kind="stable")], None)

    def learn(self, values: Sequence[str], numbers: Array) -> None:
        """Keeps the numbers of a list of texts: the next batch may have the same list."""
        self._list, self._moves = values, numbers

    def find(self, keys: Vec) -> tuple[Array | None, Array]:
        """Pairs of a row (its number; None: every row, once) and a customer."""
        texts = as_texts(keys)
        if self._moves is None or self._list is not texts.values:
            if self._places is None:
                self._places = numbered(self.texts)
            self.learn(texts.values, recoding(texts.values, self._places).astype(np.int64))
        assert self._moves is not None
        return self._by_number(self._moves[texts.data])

    def look_up(self, array: Any) -> tuple[Array | None, Array] | None:
        """The same for keys as Arrow holds them; None when they cannot be looked up so."""
        if self._finder is None and isinstance(self.texts, LazyTexts):
            self._finder = finder(self.texts)
        numbers = None if self._finder is None else self._finder.find(array)
        return None if numbers is None else self._by_number(numbers)

    def _by_number(self, numbers: Array) -> tuple[Array | None, Array]:
        if self.single is not None:
            customers = self.single[numbers]
            rows = np.flatnonzero(customers >= 0)
            return (None, customers) if len(rows) == len(customers) else (rows, customers[rows])
        counts = np.where(numbers >= 0, self.counts[numbers], 0)
        rows = np.repeat(np.arange(len(numbers)), counts)
        within = np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts, counts)
        return rows, self.customers[self.starts[numbers[rows]] + within]


def direct(texts: Vec) -> Relation:
    """From the linking column of all customers."""
    keys = as_texts(texts)
    customers = np.flatnonzero(keys.data >= 0)
    relation = Relation.of(keys.values, keys.data[customers], customers)
    relation.learn(keys.values, np.append(np.arange(len(keys.values)), -1))
    return relation


@dataclass(slots=True, eq=False)
class Pairs:
    """Gathers pairs of a text and a customer, however often they come."""

    places: dict[str, int] = field(default_factory=dict)
    numbers: list[Array] = field(default_factory=list)
    customers: list[Array] = field(default_factory=list)

    def add(self, texts: Vec, customers: Array) -> None:
        keys = as_texts(texts)
        moves = np.array([self.places.setdefault(v, len(self.places)) for v in keys.values] + [-1], dtype=np.int64)
        numbers = moves[keys.data]
        self.numbers.append(numbers[numbers >= 0])
        self.customers.append(customers[numbers >= 0])

    def relation(self) -> Relation:
        """Every pair once."""
        none = np.zeros(0, dtype=np.int64)
        numbers, customers = np.concatenate([none, *self.numbers]), np.concatenate([none, *self.customers])
        width = int(customers.max(initial=0)) + 1
        pairs = np.unique(numbers * width + customers)
        return Relation.of(tuple(self.places), pairs // width, pairs % width)


def ask_pairs(
    tape: Tape, columns: Columns, rows: Array | None, customers: Array, of_customers: Mapping[int, Vec]
) -> Result:
    """What a tape says of pairs of a row and a customer; `of_customers` by the number of the customer's value."""
    inputs: dict[int, Vec] = {}
    for node in tape.inputs:
        if isinstance(node, Field):
            vec = columns[node.column]
            inputs[node.number] = vec if rows is None else vec.take(rows)
        elif isinstance(node, OfCustomer):
            inputs[node.number] = of_customers[node.value.number].take(customers)
    return tape.run(len(customers), inputs)
