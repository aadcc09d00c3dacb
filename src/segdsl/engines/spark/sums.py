"""Exact sums in Spark's SQL, whatever the order of the rows; knows no plans.

Where decimals are known the values are whole numbers once they are scaled, and sums of doubles are exact as long as the
sum of their sizes stays below 2^53. Other values are cut into whole numbers of 32 bits, which are added apart and put
together by a function. Both say so where a value does not fit, and the query fails with `UNUSUAL`: it can then be asked
again with lists of such values, which are exact for all numbers and take more time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from sqlglot import exp

from segdsl.engines.spark import exact
from segdsl.engines.sql.dialect import E, Once
from segdsl.engines.sql.sorts import Sort

if TYPE_CHECKING:
    from segdsl.engines.spark.dialect import SparkDialect

UNUSUAL = "segdsl: numbers that need exact lists"
"""What a query fails with when it has to be asked again."""

MOST_DECIMALS = 6
"""With more, a count times the scale may be no exact double."""

PIECES = ("hi", "lo", "f1", "f2", "f3")
"""What counts 2^32, 1, 2^-32, 2^-64 and 2^-96."""

SIZE = "size"
"""The sum of sizes, beside a plain sum."""

SMALL = "small"
"""A plain sum that is known to be exact."""

ODD, LIST = "odd", "list"
"""How many values no piece holds; or these values."""

_EXACT = 2.0**53
_ROOM = 2.0**62
_PIECE = 2.0**32
_LOW = 0xFFFFFFFF


def added(dialect: SparkDialect, values: E, decimals: int | None, once: Once, *, lists: bool) -> Mapping[str, E]:
    """See `Dialect.added`."""
    if decimals is not None:
        scaled = exp.paren(exp.Mul(this=values, expression=dialect.number(10.0**decimals)))
        x = once(_call("rint", scaled), "scaled")
        if not lists and decimals <= MOST_DECIMALS:
            return {"": _sum(x), SIZE: _sum(exp.Abs(this=x.copy()))}
    else:
        x = once(values)
    return _pieces(dialect, x, decimals is None, once, lists)


def added_small(dialect: SparkDialect, values: E, decimals: int) -> Mapping[str, E]:
    """See `Dialect.added_small`."""
    scaled = exp.paren(exp.Mul(this=values, expression=dialect.number(10.0**decimals)))
    return {SMALL: _sum(_call("rint", scaled))}


def _pieces(dialect: SparkDialect, x: E, fractions: bool, once: Once, lists: bool) -> dict[str, E]:
    fits: E = exp.LT(this=exp.Abs(this=x.copy()), expression=dialect.number(_ROOM))
    rests: list[E] = []
    if fractions:
        rest = x
        for name in PIECES[2:]:
            rest = once(_next(dialect, rest.copy()), name)
            rests.append(rest)
        fits = exp.And(
            this=fits, expression=exp.EQ(this=_fraction(dialect, rest.copy()), expression=dialect.number(0.0))
        )
    fits = once(fits, "fits")

    def fitting(value: E) -> E:
        return _sum(exp.Case(ifs=[exp.If(this=fits.copy(), true=value)]))

    found: dict[str, E] = {
        "hi": fitting(_call("shiftright", _bigint(x.copy()), exp.Literal.number(32))),
        "lo": fitting(exp.BitwiseAnd(this=_bigint(x.copy()), expression=exp.Literal.number(f"{_LOW}L"))),
    }
    for name, rest in zip(PIECES[2:], rests, strict=False):
        found[name] = fitting(_bigint(rest.copy()))
    odd = exp.Case(ifs=[exp.If(this=exp.Not(this=fits.copy()), true=x.copy())])
    found[LIST if lists else ODD] = _call("collect_list", odd) if lists else exp.Count(this=odd)
    return found


def total(dialect: SparkDialect, parts: Mapping[str, E], decimals: int | None, once: Once) -> E:
    """See `Dialect.total`."""
    if not _is_plain(parts):
        return _quotient(dialect, parts, decimals, dialect.number(1.0))
    assert decimals is not None
    return _over(_plain(dialect, parts), dialect.number(10.0**decimals))


def average(dialect: SparkDialect, parts: Mapping[str, E], count: E, decimals: int | None, once: Once) -> E:
    """See `Dialect.average`."""
    known = _unless_zero(dialect, count)
    if not _is_plain(parts):
        return _quotient(dialect, parts, decimals, known)
    assert decimals is not None
    by = exp.paren(exp.Mul(this=known, expression=dialect.number(10.0**decimals)))
    return _over(_plain(dialect, parts), by)


def share(dialect: SparkDialect, above: Mapping[str, E], below: Mapping[str, E], decimals: int | None, once: Once) -> E:
    """See `Dialect.share`."""
    if _is_plain(above):
        return _over(_plain(dialect, above), _unless_zero(dialect, _plain(dialect, below)))
    if decimals is None:
        one = dialect.number(1.0)
        sums = [_quotient(dialect, parts, None, one.copy()) for parts in (above, below)]
        return dialect.settled(_over(sums[0], _unless_zero(dialect, sums[1])), once)
    function = exact.share(_pieces_in(above), LIST in above)
    called = dialect.called(function, *_arguments(above), *_arguments(below))
    return _checked(dialect, (above, below), called)


def _is_plain(parts: Mapping[str, E]) -> bool:
    return SIZE in parts or SMALL in parts


def _plain(dialect: SparkDialect, parts: Mapping[str, E]) -> E:
    """A sum of doubles that are whole, where it is known to be exact; 0 where there was nothing."""
    if SMALL in parts:
        return exp.Coalesce(this=parts[SMALL].copy(), expressions=[dialect.number(0.0)])
    size = parts[SIZE]
    small = exp.If(this=exp.LT(this=size.copy(), expression=dialect.number(_EXACT)), true=parts[""].copy())
    nothing = exp.If(this=exp.Is(this=size.copy(), expression=exp.Null()), true=dialect.number(0.0))
    return exp.Case(ifs=[small, nothing], default=_fail(dialect))


def _quotient(dialect: SparkDialect, parts: Mapping[str, E], decimals: int | None, divisor: E) -> E:
    function = exact.quotient(decimals, _pieces_in(parts), LIST in parts)
    return _checked(dialect, (parts,), dialect.called(function, divisor, *_arguments(parts)))


def _pieces_in(parts: Mapping[str, E]) -> int:
    return sum(name in parts for name in PIECES)


def _arguments(parts: Mapping[str, E]) -> list[E]:
    return [parts[name].copy() for name in (*PIECES, LIST) if name in parts]


def _checked(dialect: SparkDialect, sums: Sequence[Mapping[str, E]], found: E) -> E:
    """Fails where values were counted that no piece holds."""
    odd = [exp.GT(this=parts[ODD].copy(), expression=exp.Literal.number(0)) for parts in sums if ODD in parts]
    return exp.Case(ifs=[exp.If(this=exp.or_(*odd), true=_fail(dialect))], default=found) if odd else found


def _fail(dialect: SparkDialect) -> E:
    return exp.Cast(this=_call("raise_error", dialect.text(UNUSUAL)), to=dialect.type_of(Sort.NUMBER))


def _over(above: E, below: E) -> E:
    return exp.paren(exp.Div(this=above, expression=below, typed=True, safe=False))


def _unless_zero(dialect: SparkDialect, value: E) -> E:
    return exp.Nullif(this=value, expression=dialect.number(0.0))


def _fraction(dialect: SparkDialect, value: E) -> E:
    return exp.paren(exp.Mod(this=value, expression=dialect.number(1.0)))


def _next(dialect: SparkDialect, value: E) -> E:
    return exp.Mul(this=_fraction(dialect, value), expression=dialect.number(_PIECE))


def _sum(value: E) -> E:
    return exp.Sum(this=value)


def _call(name: str, *arguments: E) -> E:
    return exp.Anonymous(this=name, expressions=list(arguments))


def _bigint(value: E) -> E:
    return exp.Cast(this=value, to=exp.DataType.build("bigint"))
