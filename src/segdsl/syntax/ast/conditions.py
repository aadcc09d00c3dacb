"""Conditions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from segdsl.record import field, record
from segdsl.source import Span

if TYPE_CHECKING:
    from segdsl.syntax.ast.measures import Window
    from segdsl.syntax.ast.unions import Cond, Expr
    from segdsl.syntax.ast.values import DurationLit, Literal_, Name, NumberLit, TextLit


CompareOp: TypeAlias = Literal[
    "<", "<=", ">", ">=", "=", "!=", "is", "is not", "is at least", "is at most", "is more than", "is less than"
]
"""The spelling is kept; `format` does not turn words into signs."""


@record
class Compare:
    """`a < b`, `a is b`, `a is at least b`."""

    left: Expr
    op: CompareOp
    right: Expr
    op_span: Span = field(compare=False, repr=False, kw_only=True)
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class Between:
    """`a between b and c`, `a not between b and c` (also `is between`); both ends included."""

    value: Expr
    low: Expr
    high: Expr
    negated: bool
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class InList:
    """`a in ["x", "y"]`, `a not in [1, 2]`."""

    value: Expr
    items: tuple[Literal_, ...]
    negated: bool
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class InFile:
    """`a in list "vip.csv"`, `a not in list "vip.csv"`."""

    value: Expr
    path: TextLit
    negated: bool
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class Presence:
    """`a is missing`, `a is known` (`is not missing` reads as known, `is not known` as missing)."""

    value: Expr
    missing: bool
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class TextTest:
    """`t contains "x"`, `t starts with "x"`, `t ends with "x"`, `t matches "re"`."""

    value: Expr
    test: Literal["contains", "starts with", "ends with", "matches"]
    pattern: TextLit
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class DateCompare:
    """`d is before D`, `d is after D`, `d is on D`."""

    value: Expr
    relation: Literal["before", "after", "on"]
    date: Expr
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class Ago:
    """`d is within 90 days`, `d is within the last 90 days` (the same), `d is within the next 30 days`, `d is at least
    90 days ago`, `d is at most …`, `d is more than …`, `d is less than 2 years ago`."""

    value: Expr
    relation: Literal["within", "within the next", "at least", "at most", "more than", "less than"]
    length: DurationLit
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class Ranked:
    """`x is in the top 10%`, `x is not in the bottom 5% by district` (also without `is`), `x is above average`, `x is
    not below average by branch`; `share` is None for the averages."""

    value: Expr
    place: Literal["top", "bottom", "above average", "below average"]
    share: NumberLit | None
    by: Name | None
    negated: bool
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class LikelyTo:
    """`likely to buy "credit card"`, `not likely to buy …` (a Not round it)."""

    product: TextLit
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class InSegment:
    """`in high-value`, `not in high-value`."""

    segment: Name
    negated: bool
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class Happened:
    """`any transactions over the last 30 days where …`, `no transactions …`."""

    any: bool
    table: Name
    window: Window | None
    where: Cond | None
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class Holds:
    """A yes/no value standing as a condition: a name, or `yes` / `no`."""

    value: Expr
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class Not:
    """`not …`."""

    condition: Cond
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class Chain:
    """`a and b and c`, or `a or b`: flat, at least two items, never mixed. `op_spans` has one place per operator."""

    op: Literal["and", "or"]
    items: tuple[Cond, ...]
    op_spans: tuple[Span, ...] = field(compare=False, repr=False, kw_only=True)
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class Except:
    """`X except S`; S is a name of a segment or a condition in parentheses."""

    condition: Cond
    excluded: InSegment | Group
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class Group:
    """`( … )` round a condition. The printer keeps parentheses that were written."""

    condition: Cond
    span: Span = field(compare=False, repr=False, kw_only=True)
