"""What was computed strip by strip, put together; computes nothing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from segdsl.engines.pandas.masks import Pair
from segdsl.engines.pandas.vectors import Array, Vec
from segdsl.frames import Bools


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """What a tape says of a batch, in the order it was asked; `possible` is `true` where nothing is undecided."""

    true: list[Bools]
    possible: list[Bools]
    values: list[Vec]


class Growing:
    """The answers of all strips in whole arrays."""

    def __init__(self, rows: int, conditions: int, values: int) -> None:
        self._true: list[Bools] = [np.empty(rows, dtype=bool) for _ in range(conditions)]
        self._possible: list[Bools | None] = [None] * conditions
        self._data: list[Array | None] = [None] * values
        self._like: list[Vec | None] = [None] * values
        self._rows = rows

    def add_condition(self, number: int, start: int, stop: int, pair: Pair) -> None:
        true, possible = pair
        self._true[number][start:stop] = true
        whole = self._possible[number]
        if possible is not true and whole is None:
            whole = self._possible[number] = np.empty(self._rows, dtype=bool)
            whole[:start] = self._true[number][:start]
        if whole is not None:
            whole[start:stop] = possible

    def add_value(self, number: int, start: int, stop: int, vec: Vec) -> None:
        data = self._data[number]
        if data is None:
            data = self._data[number] = np.empty(self._rows, dtype=vec.data.dtype)
            self._like[number] = vec
        data[start:stop] = vec.data

    def done(self) -> Result:
        possible = [true if some is None else some for true, some in zip(self._true, self._possible, strict=True)]
        made = [
            Vec(like.sort, data, like.values)
            for like, data in zip(self._like, self._data, strict=True)
            if like is not None and data is not None
        ]
        return Result(self._true, possible, made)
