"""Customers in memory, asked by the real engine: what a fit is given, without files and without a rule text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from segdsl import ir, schemas
from segdsl.engines import pandas
from segdsl.frames import ROW_NUMBER, Answers, Batch, Texts, Vector
from segdsl.learn.context import Context
from segdsl.lower import lower
from segdsl.types import NUMBER, TEXT, YES_NO, Type

KEY = "customer id"
AS_OF = dt.date(2026, 6, 30)


@dataclass(frozen=True, slots=True, eq=False)
class Customers:
    """One table: folded column name → vector, in batches of at most so many rows."""

    columns: Mapping[str, Vector]
    size: int = 65_536

    @property
    def rows(self) -> int:
        return _rows(self.columns[KEY])

    @property
    def native(self) -> None:
        return None

    def batches(self, columns: frozenset[str]) -> Iterator[Batch]:
        for start in range(0, max(self.rows, 1), self.size):
            part = slice(start, min(start + self.size, self.rows))
            yield Batch(part.stop - start, {name: self._part(name, part) for name in columns})

    def _part(self, name: str, part: slice) -> Vector:
        if name == ROW_NUMBER:
            return np.arange(part.start + 1.0, part.stop + 1.0)
        return _taken(self.columns[name], part)

    def taken(self, rows: Any) -> Customers:
        """Some of the customers, or all in another order."""
        return Customers({name: _taken(vector, rows) for name, vector in self.columns.items()}, self.size)


def _rows(vector: Vector) -> int:
    return len(vector.codes if isinstance(vector, Texts) else vector)


def _taken(vector: Vector, rows: Any) -> Vector:
    return Texts(vector.codes[rows], vector.values) if isinstance(vector, Texts) else vector[rows]


def texts(values: Sequence[str | None]) -> Texts:
    known = sorted({value for value in values if value is not None})
    places = {value: place for place, value in enumerate(known)}
    return Texts(np.array([-1 if v is None else places[v] for v in values], dtype=np.int32), known)


def customers(columns: Mapping[str, Any], keys: Sequence[str] | None = None) -> Customers:
    """Arrays of numbers (NaN: missing), of bool, or lists of texts (None: missing); keys are `C000001`, …"""
    made: dict[str, Vector] = {}
    for name, values in columns.items():
        if isinstance(values, list | Texts):
            made[name] = values if isinstance(values, Texts) else texts(values)
        elif values.dtype == np.bool_ or values.dtype == np.int8:
            made[name] = values.astype(np.int8)
        else:
            made[name] = values.astype(np.float64)
    rows = _rows(next(iter(made.values())))
    made[KEY] = texts(list(keys) if keys is not None else [f"C{number:07d}" for number in range(rows)])
    return Customers(made)


def type_of(vector: Vector) -> Type:
    if isinstance(vector, Texts):
        return TEXT
    return YES_NO if vector.dtype.kind == "i" else NUMBER


def program(of: Customers) -> ir.Program:
    columns = {name: schemas.Column(name, type_of(vector)) for name, vector in of.columns.items()}
    table = ir.Table("customers", schemas.Role.CUSTOMERS, columns, frozenset(columns), key=KEY)
    return ir.Program(ir.Meta(), AS_OF, "UTC", {"customers": table}, {}, {}, {}, {}, (), (), ())


def column(of: Customers, name: str) -> ir.Column:
    return ir.Column("customers", name, type_of(of.columns[name]))


def feature(of: Customers, name: str, treatment: str = "number") -> ir.Feature:
    chosen = "category" if isinstance(of.columns[name], Texts) else treatment
    return ir.Feature(name, column(of, name), ir.Treatment(chosen))


def context(of: Customers, **more: Any) -> Context:
    def ask(asked: ir.Program, conditions: Sequence[ir.Cond], values: Sequence[ir.Expr]) -> Iterator[Answers]:
        used = replace(of, columns=dict(of.columns))
        return pandas.run(lower(asked, conditions, values), {"customers": used})

    def at(day: dt.date) -> Any:
        raise AssertionError(f"nothing here is asked as of {day}")

    return Context(program(of), ask, at, lambda table: None, **more)


def told(of: Customers, value: ir.Expr) -> list[Any]:
    """What the engine says of each customer, in the order of the rows (None: missing)."""
    found: list[Any] = []
    for answers in context(of).ask(program(of), (), (value,)):
        vector = answers.values[0]
        if isinstance(vector, Texts):
            found += [None if code < 0 else vector.values[code] for code in vector.codes]
        else:
            found += [None if np.isnan(number) else float(number) for number in vector]
    return found
