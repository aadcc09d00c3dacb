"""Python functions that a query calls: sums too large or too small for whole numbers, and what was learned and is
large; all of them over Arrow columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import pyarrow as pa

from segdsl.engines.duckdb.sums import BITS, RATIO, TOTAL
from segdsl.interpret.scalars import finite
from segdsl.lower import nodes

_NUMBER = "DOUBLE"
_TEXT = "VARCHAR"
_LIST = "DOUBLE[]"


def register(connection: Any, batches: Mapping[str, nodes.Fitted], *, sums: bool) -> list[str]:
    """Makes the functions known to a connection; their names."""
    made: list[str] = []

    def make(name: str, function: Callable[..., Any], takes: Sequence[str], gives: str) -> None:
        connection.create_function(name, function, list(takes), gives, type="arrow", null_handling="special")
        made.append(name)

    if sums:
        make(TOTAL, total, (_TEXT, _TEXT, _LIST), _NUMBER)
        make(RATIO, ratio, (_TEXT, _LIST, _TEXT, _LIST), _NUMBER)
    for name, node in batches.items():
        from segdsl.engines.duckdb.learned import batch

        make(name, *batch(node))
    return made


def total(whole: Any, low: Any, rest: Any) -> Any:
    """The sum of whole numbers, of others in units of 2^-62, and of a list; rounded once."""

    def one(a: str, b: str, more: list[float] | None) -> float | None:
        found = Fraction(int(a)) + Fraction(int(b), 2**BITS) + _exactly(more)
        return finite(lambda: float(found))

    return _each(one, whole, low, rest)


def ratio(above: Any, above_rest: Any, below: Any, below_rest: Any) -> Any:
    """One sum of whole numbers by another, rounded once; missing where a number was too large for a double."""

    def one(a: str, more: list[float] | None, b: str, other: list[float] | None) -> float | None:
        if not all(np.isfinite(each) for each in (*(more or ()), *(other or ()))):
            return None
        return finite(lambda: float((int(a) + _exactly(more)) / (int(b) + _exactly(other))))

    return _each(one, above, above_rest, below, below_rest)


def _exactly(numbers: list[float] | None) -> Fraction:
    return sum(map(Fraction, numbers or ()), Fraction(0))


def _each(one: Callable[..., float | None], *columns: Any) -> Any:
    rows = zip(*(column.to_pylist() for column in columns), strict=True)
    return pa.array([one(*row) for row in rows], pa.float64())
