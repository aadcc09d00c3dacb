"""Tables of a few rows, as the interpreter and as an engine takes them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

import numpy as np

from segdsl import ir, schemas
from segdsl.frames import ROW_NUMBER, Answers, Batch, Texts, Vector, cell
from segdsl.interpret import Row
from segdsl.types import Kind, Value


def vector(values: Sequence[Value | None], kind: Kind, shuffle: Random | None = None) -> Vector:
    """A column as a reader would hand it over; the order of the list of texts is by chance."""
    if kind in (Kind.TEXT, Kind.ONE_OF):
        texts: list[Any] = sorted({value for value in values if isinstance(value, str)})
        if shuffle is not None:
            shuffle.shuffle(texts)
        codes = [-1 if value is None else texts.index(value) for value in values]
        return Texts(np.array(codes, dtype=np.int32), tuple(texts))
    if kind is Kind.YES_NO:
        return np.array([-1 if value is None else int(value is True) for value in values], dtype=np.int8)
    if kind is Kind.DATE:
        return np.array([np.datetime64("NaT") if v is None else v for v in values], dtype="M8[D]")
    if kind is Kind.DATE_TIME:
        return np.array([np.datetime64("NaT") if v is None else v for v in values], dtype="M8[us]")
    return np.array([np.nan if not isinstance(v, int | float) else v for v in values], dtype=np.float64)


@dataclass(frozen=True)
class Memory:
    """A store of rows, in batches of at most so many."""

    table: ir.Table
    data: Sequence[Row]
    size: int = 1000
    seed: int = 0
    read: list[frozenset[str]] = field(default_factory=list)

    @property
    def rows(self) -> int | None:
        return len(self.data)

    @property
    def native(self) -> None:
        return None

    def batches(self, columns: frozenset[str]) -> Iterator[Batch]:
        self.read.append(columns)
        shuffle = Random(self.seed)
        for start in range(0, max(len(self.data), 1), self.size):
            part = self.data[start : start + self.size]
            yield Batch(
                len(part),
                {
                    name: np.arange(start + 1.0, start + len(part) + 1)
                    if name == ROW_NUMBER
                    else vector([row.get(name) for row in part], self.table.columns[name].type.kind, shuffle)
                    for name in columns
                },
            )


def stores(
    program: ir.Program, tables: Mapping[str, Sequence[Row]], size: int = 1000, seed: int = 0
) -> dict[str, Memory]:
    return {name: Memory(table, tables.get(name, ()), size, seed) for name, table in program.tables.items()}


def unpacked(vec: Vector) -> list[Value | None]:
    """A column of answers as Python values."""
    return [cell(vec, row) for row in range(len(vec.codes if isinstance(vec, Texts) else vec))]


def verdicts(answers: Sequence[Answers], number: int) -> list[bool | None]:
    """For each customer whether condition `number` is true, None where it is undecided."""
    found: list[bool | None] = []
    for each in answers:
        for true, possible in zip(each.true[number].tolist(), each.possible[number].tolist(), strict=True):
            assert possible or not true
            found.append(True if true else None if possible else False)
    return found


def told(answers: Sequence[Answers], number: int) -> list[Value | None]:
    """For each customer value `number`."""
    return [value for each in answers for value in unpacked(each.values[number])]


def keys(answers: Sequence[Answers]) -> list[str]:
    return [str(key) for each in answers for key in each.keys]


def comparable(value: Value | None) -> Value | None:
    """Durations as engines give them: in days; numbers as doubles."""
    if isinstance(value, dt.timedelta):
        return value / dt.timedelta(days=1)
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    return value


def column(name: str, kind: Any, decimals: int | None = None) -> schemas.Column:
    return schemas.Column(name, kind, decimals=decimals)
