"""Exact sums of doubles in PostgreSQL, in whole numbers and NUMERIC, whatever the order of the rows; rounded once.

With known decimals a value is a whole number of its smallest unit. Otherwise it is cut into three whole numbers: what
stands before the point, the next 48 bits, and the 48 bits after those. What does not fit is added as the NUMERIC that
it is exactly, from its own bits: right, but slow.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

import sqlglot
from sqlglot import exp

from segdsl.engines.postgres.guarded import LARGEST, SAFE, calculated, double
from segdsl.engines.sql.dialect import E, Once
from segdsl.ir import Op

_FITS: Final = "CAST('4611686018427387904' AS DOUBLE PRECISION)"
"""2^62: whole numbers below it are BIGINT."""

_CUT: Final = "CAST('281474976710656' AS DOUBLE PRECISION)"
_PIECE: Final = f"{5**48}e-48"
"""2^-48 to the last digit."""

_PIECES: Final = f"{5**96}e-96"
_LIMIT: Final = str(2**1024 - 2**970)
"""From here on a number is rounded to infinity."""

_BITS = "CAST(CAST('x' || ENCODE(FLOAT8SEND(v), 'hex') AS BIT(64)) AS BIGINT)"
_POWER = f"CAST(GREATEST(({_BITS} >> 52) & 2047, 1) AS INT)"
EXACT = (
    f"CAST(SIGN(v) AS DECIMAL) * CAST(({_BITS} & 4503599627370495) + "
    f"CASE WHEN (({_BITS} >> 52) & 2047) > 0 THEN 4503599627370496 ELSE 0 END AS DECIMAL) * "
    f"CASE WHEN {_POWER} >= 1075 THEN POWER(CAST(2 AS DECIMAL), {_POWER} - 1075) "
    f"ELSE POWER(CAST(5 AS DECIMAL), 1075 - {_POWER}) * CAST('1e-' || (1075 - {_POWER}) AS DECIMAL) END"
)


@lru_cache(maxsize=1024)
def _parsed(text: str) -> E:
    """What is multiplied or divided in SQL of our own cannot fail."""
    tree: Any = sqlglot.parse_one(text, read="postgres")
    for product in tree.find_all(exp.Mul, exp.Div):
        product.meta[SAFE] = True
    found: E = tree
    return found


def written(text: str, **parts: E) -> E:
    """SQL of our own as a tree, with expressions in the place of names."""
    tree = _parsed(text)

    def put(node: E) -> E:
        if isinstance(node, exp.Column) and not node.table and node.name in parts:
            part = parts[node.name].copy()
            return exp.Paren(this=part) if isinstance(part, exp.Binary | exp.Unary) else part
        return node

    found: E = tree.transform(put)
    return found


def added(values: E, decimals: int | None, once: Once) -> Mapping[str, E]:
    v = once(values)
    if decimals is not None:
        return _added_units(v, decimals, once)
    before = once(written("TRUNC(v)", v=v), "before")
    rest = once(written(f"(v - before) * {_CUT}", v=v, before=before), "rest")
    after = once(written("TRUNC(rest)", rest=rest), "after")
    last = once(written(f"(rest - after) * {_CUT}", rest=rest, after=after), "last")
    fits = once(written(f"ABS(v) < {_FITS} AND TRUNC(last) = last", v=v, last=last), "fits")
    return {
        name: exp.Sum(this=written(text, v=v, piece=piece, fits=fits))
        for name, text, piece in (
            ("", "CASE WHEN fits THEN CAST(piece AS BIGINT) END", before),
            ("after", "CASE WHEN fits THEN CAST(piece AS BIGINT) END", after),
            ("last", "CASE WHEN fits THEN CAST(piece AS BIGINT) END", last),
            ("odd", f"CASE WHEN NOT fits THEN {EXACT} END", v),
        )
    }


def _added_units(v: E, decimals: int, once: Once) -> Mapping[str, E]:
    """A number that is too large for its smallest unit to be told makes the sum missing."""
    scaled = once(calculated(Op.MULTIPLY, v, double(10.0**decimals)), "scaled") if decimals else v
    unit = once(written("ROUND(scaled)", scaled=scaled), "unit")
    found: dict[str, E] = {
        "": exp.Sum(this=written(f"CASE WHEN ABS(unit) < {_FITS} THEN CAST(unit AS BIGINT) END", unit=unit)),
        "odd": exp.Sum(this=written(f"CASE WHEN ABS(v) >= {_FITS} THEN {EXACT} END", v=unit)),
    }
    if decimals:
        lost = written("CASE WHEN NOT v IS NULL AND scaled IS NULL THEN 1 END", v=v, scaled=scaled)
        found["lost"] = exp.Count(this=lost)
    return found


def summed(parts: Mapping[str, E], decimals: int | None) -> E:
    """The exact sum as a NUMERIC: of the smallest units, or of the numbers. 0 where there were none."""
    whole = "COALESCE(whole, 0) + COALESCE(odd, 0)"
    if decimals is None:
        text = f"{whole} + COALESCE(after, 0) * CAST('{_PIECE}' AS DECIMAL) + "
        text += f"COALESCE(last, 0) * CAST('{_PIECES}' AS DECIMAL)"
        return written(text, whole=parts[""], odd=parts["odd"], after=parts["after"], last=parts["last"])
    if "lost" not in parts:
        return written(whole, whole=parts[""], odd=parts["odd"])
    text = f"CASE WHEN COALESCE(lost, 0) = 0 THEN {whole} END"
    return written(text, whole=parts[""], odd=parts["odd"], lost=parts["lost"])


def rounded(number: E, once: Once) -> E:
    """A NUMERIC as the nearest double; NULL where there is none."""
    n = once(number, "exact")
    return written(f"CASE WHEN ABS(n) < {_LIMIT} THEN CAST(n AS DOUBLE PRECISION) END", n=n)


def total(parts: Mapping[str, E], decimals: int | None, once: Once) -> E:
    exact = summed(parts, decimals)
    if decimals:
        exact = written(f"exact * CAST('1e-{decimals}' AS DECIMAL)", exact=exp.Paren(this=exact))
    return rounded(exact, once)


def average(parts: Mapping[str, E], count: E, decimals: int | None, once: Once) -> E:
    number = once(count, "count")
    if decimals is None:
        return _divided(total(parts, None, once), number, once)
    text = f"exact / NULLIF(CAST(number AS DECIMAL) * {10**decimals}, 0)"
    return rounded(written(text, exact=_long(summed(parts, decimals), 120), number=number), once)


def share(above: Mapping[str, E], below: Mapping[str, E], decimals: int | None, once: Once) -> E:
    if decimals is None:
        return _divided(total(above, None, once), total(below, None, once), once)
    over, under = once(summed(above, decimals), "above"), once(summed(below, decimals), "below")
    text = "CASE WHEN ABS(under) < 1e25 THEN short / NULLIF(under, 0) ELSE long / NULLIF(under, 0) END"
    return rounded(written(text, under=under, short=_long(over, 120), long=_long(over, 1100)), once)


def _long(number: E, digits: int) -> E:
    """The same NUMERIC with so many digits behind the point: a quotient has as many."""
    return written(f"number * CAST('1.{'0' * digits}' AS DECIMAL)", number=exp.Paren(this=number.copy()))


def _divided(over: E, under: E, once: Once) -> E:
    return calculated(Op.DIVIDE, once(over, "above"), once(under, "below"))


def finite(value: E) -> E:
    """A double, but NULL where it is not finite."""
    return written(f"CASE WHEN ABS(v) <= CAST('{LARGEST!r}' AS DOUBLE PRECISION) THEN v END", v=value)
