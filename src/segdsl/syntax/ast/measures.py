"""What is said of the rows of a table, and in which days."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from segdsl.record import field, record
from segdsl.source import Span

if TYPE_CHECKING:
    from segdsl.syntax.ast.unions import Cond, Expr
    from segdsl.syntax.ast.values import DurationLit, Name


Aggregate: TypeAlias = Literal[
    "count of",
    "sum of",
    "average of",
    "median of",
    "smallest of",
    "largest of",
    "earliest",
    "latest",
    "number of different",
    "most common",
    "share of",
]


@record
class LastWindow:
    """`over the last 12 months`."""

    length: DurationLit
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class EndingWindow:
    """`over 3 months ending 3 months ago`."""

    length: DurationLit
    ago: DurationLit
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class SinceWindow:
    """`since 1998-01-01` (a date literal or a value)."""

    start: Expr
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class BetweenWindow:
    """`between 1998-01-01 and 1998-03-31`, both days included."""

    start: Expr
    end: Expr
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class AllTime:
    """`over all time`."""

    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class AroundWindow:
    """`over the 90 days before loan date`, `over the 30 days after joined`: from the customer's own date."""

    length: DurationLit
    side: Literal["before", "after"]
    anchor: Expr
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class NextWindow:
    """`over the next 90 days`: only in the outcome of a `predict` statement."""

    length: DurationLit
    span: Span = field(compare=False, repr=False, kw_only=True)


Window: TypeAlias = NextWindow | LastWindow | EndingWindow | SinceWindow | BetweenWindow | AllTime | AroundWindow


@record
class Measure:
    """`count of T`, `sum of x in T over the last 90 days where …`, `share of x in T where …`, `latest d in T`.

    `of` is None for `count of T` and `share of T where …`.
    """

    aggregate: Aggregate
    of: Expr | None
    table: Name
    window: Window | None
    where: Cond | None
    span: Span = field(compare=False, repr=False, kw_only=True)
