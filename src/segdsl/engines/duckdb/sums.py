"""Exact sums in DuckDB: values cut into whole numbers, which are added without rounding; put together once.

A value is a whole number (the nearest), and what is left, counted in units of 2^-62, another. What does not fit (very
small or very large values) is gathered in a list, which `exact` adds. With known decimals the first whole number is
the value times a power of ten, and nothing is left.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sqlglot import exp

from segdsl.engines.sql.dialect import Once
from segdsl.engines.sql.sorts import Sort
from segdsl.engines.sql.trees import is_known, is_null, joined_by, when

if TYPE_CHECKING:
    from segdsl.engines.duckdb.dialect import DuckDB

E = exp.Expression

BITS = 62
"""How many bits after the point the second whole number has."""

SURE = 2**53
"""Whole numbers below it are doubles."""

SMALL = "small"
"""A sum of doubles that is exact."""

TOTAL = "segdsl_total"
RATIO = "segdsl_ratio"
_STEP = 8
"""A sum too long for 64 bits is cut by so many bits at a time: at least 55 remain."""


def _whole(value: E, kind: str = "bigint", *, tried: bool = False) -> E:
    made = exp.TryCast if tried else exp.Cast
    return made(this=value, to=exp.DataType.build(kind, "duckdb"))


def _int(number: int) -> E:
    return exp.Literal.number(str(number))


def _listed(value: E, where: E) -> E:
    gathered = exp.Anonymous(this="LIST", expressions=[value])
    return exp.Filter(this=gathered, expression=exp.Where(this=where))


def added(dialect: DuckDB, values: E, decimals: int | None, once: Once) -> Mapping[str, E]:
    x = once(values)
    if decimals is not None:
        if decimals:
            x = once(exp.Mul(this=x, expression=dialect.number(10.0**decimals)), "scaled")
        whole = once(_whole(x.copy(), tried=True), "whole")
        large = joined_by(exp.And, [is_null(whole.copy()), is_known(x.copy())])
        rounded = exp.Anonymous(this="ROUND_EVEN", expressions=[x.copy(), _int(0)])
        return {"whole": exp.Sum(this=whole.copy()), "rest": _listed(rounded, large)}
    whole = once(_whole(x.copy(), tried=True), "whole")
    left = exp.Paren(this=exp.Sub(this=x.copy(), expression=dialect.as_double(whole.copy())))
    part = once(exp.Mul(this=left, expression=dialect.number(2.0**BITS)), "left_over")
    low = once(_whole(part.copy()), "low")
    still = exp.Paren(this=exp.Sub(this=part.copy(), expression=dialect.as_double(low.copy())))
    large = joined_by(exp.And, [is_null(whole.copy()), is_known(x.copy())])
    small = exp.NEQ(this=part.copy(), expression=dialect.as_double(low.copy()))
    rest = when([(is_null(whole.copy()), x.copy())], exp.Mul(this=still, expression=dialect.number(2.0**-BITS)))
    return {
        "whole": exp.Sum(this=whole.copy()),
        "low": exp.Sum(this=low.copy()),
        "rest": _listed(rest, joined_by(exp.Or, [large, small])),
    }


def added_small(dialect: DuckDB, values: E, decimals: int, once: Once) -> Mapping[str, E]:
    """Whole numbers that doubles add without rounding."""
    scaled: E = exp.Mul(this=values, expression=dialect.number(10.0**decimals)) if decimals else values
    return {SMALL: exp.Sum(this=exp.Anonymous(this="ROUND_EVEN", expressions=[scaled, _int(0)]))}


def total(dialect: DuckDB, parts: Mapping[str, E], decimals: int | None, once: Once) -> E:
    if decimals is None:
        return _rounded(dialect, parts, once)
    if SMALL in parts:
        return exp.Div(this=_none(dialect, parts[SMALL]), expression=dialect.number(10.0**decimals))
    return _ratio(dialect, parts, {"whole": _whole(dialect.number(10.0**decimals), "hugeint")}, once)


def average(dialect: DuckDB, parts: Mapping[str, E], count: E, decimals: int | None, once: Once) -> E:
    n = once(count, "known")
    if decimals is None:
        found = _rounded(dialect, parts, once)
        below = exp.Nullif(this=n.copy(), expression=dialect.number(0.0))
        return dialect.settled(exp.Div(this=exp.Paren(this=found), expression=below), once)
    if SMALL in parts:
        known = exp.Nullif(this=n.copy(), expression=dialect.number(0.0))
        units = exp.Mul(this=known, expression=dialect.number(10.0**decimals))
        return exp.Div(this=_none(dialect, parts[SMALL]), expression=exp.Paren(this=units))
    scaled = exp.Mul(this=_whole(n.copy(), "hugeint"), expression=_whole(_int(10**decimals), "hugeint"))
    return _ratio(dialect, parts, {"whole": exp.Paren(this=scaled)}, once)


def share(dialect: DuckDB, above: Mapping[str, E], below: Mapping[str, E], decimals: int | None, once: Once) -> E:
    if SMALL in above:
        of = exp.Nullif(this=below[SMALL], expression=dialect.number(0.0))
        return exp.Div(this=_none(dialect, above[SMALL]), expression=of)
    if decimals is not None:
        return _ratio(dialect, above, below, once)
    of = exp.Nullif(this=_rounded(dialect, below, once), expression=dialect.number(0.0))
    part = exp.Paren(this=_rounded(dialect, above, once))
    return dialect.settled(exp.Div(this=part, expression=of), once)


def _none(dialect: DuckDB, value: E) -> E:
    """0 where nothing was added."""
    return exp.Coalesce(this=value, expressions=[dialect.number(0.0)])


def _zero(value: E) -> E:
    return exp.Coalesce(this=value, expressions=[_int(0)])


def _ratio(dialect: DuckDB, above: Mapping[str, E], below: Mapping[str, E], once: Once) -> E:
    """One whole number by another, rounded once; as doubles where both are doubles."""
    a, b = once(_zero(above["whole"].copy()), "above"), once(_zero(below["whole"].copy()), "below")
    rests = [parts["rest"] for parts in (above, below) if "rest" in parts]
    quick = joined_by(
        exp.And,
        [
            *(exp.LT(this=exp.Abs(this=each.copy()), expression=_int(SURE)) for each in (a, b)),
            *(is_null(rest.copy()) for rest in rests),
        ],
    )
    divided = exp.Div(
        this=dialect.as_double(a.copy()),
        expression=exp.Nullif(this=dialect.as_double(b.copy()), expression=dialect.number(0.0)),
    )
    none = exp.Cast(this=exp.Null(), to=exp.DataType.build("double[]", "duckdb"))
    exactly = exp.Anonymous(
        this=RATIO,
        expressions=[
            exp.Cast(this=a.copy(), to=dialect.type_of(Sort.TEXT)),
            above["rest"].copy(),
            exp.Cast(this=b.copy(), to=dialect.type_of(Sort.TEXT)),
            below["rest"].copy() if "rest" in below else none,
        ],
    )
    return when([(quick, divided)], exactly)


def _rounded(dialect: DuckDB, parts: Mapping[str, E], once: Once) -> E:
    """The nearest double: of a long sum the 55 to 62 highest bits, the last of them standing for all that are lower."""
    whole, low = (once(_zero(parts[part].copy()), part) for part in ("whole", "low"))
    fits = joined_by(
        exp.And,
        [
            exp.LT(this=exp.Abs(this=whole.copy()), expression=_int(2**BITS)),
            exp.LT(this=exp.Abs(this=low.copy()), expression=_int(2**100)),
            is_null(parts["rest"].copy()),
        ],
    )
    scale = exp.Mul(this=_whole(whole.copy(), "hugeint"), expression=_whole(_int(2**BITS), "hugeint"))
    together = once(when([(fits, exp.Add(this=scale, expression=low.copy()))]), "together")
    size = once(exp.Abs(this=together.copy()), "size")
    cut = once(
        when(
            [
                (exp.LT(this=size.copy(), expression=_whole(_int(2 ** (BITS + by)), "hugeint")), _int(by))
                for by in range(0, 64, _STEP)
            ],
            _int(64),
        ),
        "cut",
    )
    high = once(exp.BitwiseRightShift(this=size.copy(), expression=cut.copy()), "high")
    exactly = exp.Anonymous(
        this=TOTAL,
        expressions=[
            *(exp.Cast(this=each.copy(), to=dialect.type_of(Sort.TEXT)) for each in (whole, low)),
            parts["rest"].copy(),
        ],
    )
    return when([(is_known(together.copy()), _doubled(dialect, together, size, cut, high))], exactly)


def _doubled(dialect: DuckDB, together: E, size: E, cut: E, high: E) -> E:
    back = exp.BitwiseLeftShift(this=high.copy(), expression=cut.copy())
    odd = exp.BitwiseOr(this=_whole(high.copy()), expression=_int(1))
    bits = when([(exp.NEQ(this=exp.Paren(this=back), expression=size.copy()), odd)], _whole(high.copy()))
    power = exp.Pow(
        this=dialect.number(2.0), expression=exp.Paren(this=exp.Sub(this=cut.copy(), expression=_int(BITS)))
    )
    sign = when([(exp.LT(this=together.copy(), expression=_int(0)), dialect.number(-1.0))], dialect.number(1.0))
    return exp.Mul(this=exp.Mul(this=exp.Paren(this=sign), expression=dialect.as_double(bits)), expression=power)
