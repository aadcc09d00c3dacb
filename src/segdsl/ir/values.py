"""Values of a row: literals, columns, arithmetic, dates, choices and measures."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from segdsl.record import field, record
from segdsl.source import Span
from segdsl.types import DATE, DURATION, NUMBER, WHOLE, YES_NO, Type, Unit, Value, one_of

if TYPE_CHECKING:
    from segdsl.ir.unions import Cond, Expr


@record
class Literal:
    """A constant, of the Python type that `types.Value` says."""

    value: Value
    type: Type
    span: Span | None = field(default=None, compare=False, repr=False)


@record
class Today:
    """The as-of date."""

    span: Span | None = field(default=None, compare=False, repr=False)

    @property
    def type(self) -> Type:
        return DATE


@record
class Hop:
    """From a row to the one row of look-up table `table` whose `per` column equals this row's column `link`."""

    link: str
    table: str


@record
class Column:
    """Column `name` (a key of its table's columns) of the row at hand, or of a row reached by look-ups.

    `table` is the table of the row at hand; with hops, the column lives in the last hop's table. No such row: missing.
    """

    table: str
    name: str
    type: Type
    hops: tuple[Hop, ...] = ()
    span: Span | None = field(default=None, compare=False, repr=False)


@record
class OfCustomer:
    """Inside a measure: a value of the customer that is being measured."""

    value: Expr
    span: Span | None = field(default=None, compare=False, repr=False)

    @property
    def type(self) -> Type:
        return self.value.type


@record
class Named:
    """The value of `define name`; its body is `Program.defines[name]` (folded)."""

    name: str
    type: Type
    span: Span | None = field(default=None, compare=False, repr=False)


@record
class PartOf:
    """The part of the tiers or split `name` (folded) that the customer is in, as a text; never missing."""

    name: str
    parts: tuple[str, ...]
    span: Span | None = field(default=None, compare=False, repr=False)

    @property
    def type(self) -> Type:
        return one_of(self.parts)


class Op(Enum):
    ADD = "+"
    SUBTRACT = "-"
    MULTIPLY = "*"
    DIVIDE = "/"


@record
class Arithmetic:
    """Numbers in double precision; missing if either is missing, on division by zero, or if not finite."""

    op: Op
    left: Expr
    right: Expr
    type: Type = NUMBER
    span: Span | None = field(default=None, compare=False, repr=False)


@record
class Negate:
    value: Expr
    span: Span | None = field(default=None, compare=False, repr=False)

    @property
    def type(self) -> Type:
        return self.value.type


@record
class DateDifference:
    """`later - earlier` in whole calendar days (a duration)."""

    later: Expr
    earlier: Expr
    span: Span | None = field(default=None, compare=False, repr=False)

    @property
    def type(self) -> Type:
        return DURATION


@record
class Shift:
    """`date` moved by `count` units (negative: earlier). Months and years are calendar steps clamped to the month's
    end. A date and time keeps its time of day."""

    date: Expr
    count: int
    unit: Unit
    span: Span | None = field(default=None, compare=False, repr=False)

    @property
    def type(self) -> Type:
        return self.date.type


@record
class DayOf:
    """The calendar day of a date and time (a date stays as it is)."""

    value: Expr
    span: Span | None = field(default=None, compare=False, repr=False)

    @property
    def type(self) -> Type:
        return DATE


@record
class Since:
    """Complete units from the date to the as-of date; negative for a date to come (then the negative of the complete
    units from the as-of date to it). Complete months: the largest n such that date shifted by n months is not after."""

    unit: Unit
    date: Expr
    span: Span | None = field(default=None, compare=False, repr=False)

    @property
    def type(self) -> Type:
        return WHOLE


@record
class Default:
    """`value` where it is known, else `fallback`."""

    value: Expr
    fallback: Expr
    span: Span | None = field(default=None, compare=False, repr=False)

    @property
    def type(self) -> Type:
        return self.value.type


@record
class Extreme:
    """The larger (or smaller) of the values; missing if any of them is."""

    larger: bool
    values: tuple[Expr, ...]
    type: Type = NUMBER
    span: Span | None = field(default=None, compare=False, repr=False)


@record
class Round:
    """To the nearest whole number, halves away from zero."""

    value: Expr
    span: Span | None = field(default=None, compare=False, repr=False)

    @property
    def type(self) -> Type:
        return WHOLE


@record
class Absolute:
    value: Expr
    span: Span | None = field(default=None, compare=False, repr=False)

    @property
    def type(self) -> Type:
        return self.value.type


@record
class Choose:
    """The result of the first branch whose condition is true (an undecided one is passed over), else `otherwise`
    (None: missing)."""

    branches: tuple[tuple[Cond, Expr], ...]
    otherwise: Expr | None
    type: Type
    span: Span | None = field(default=None, compare=False, repr=False)


@record
class Truth:
    """A condition as a yes/no value; undecided is missing."""

    condition: Cond
    span: Span | None = field(default=None, compare=False, repr=False)

    @property
    def type(self) -> Type:
        return YES_NO


class Aggregate(Enum):
    """COUNT and SUM over no rows are 0, all others missing. Rows whose value is missing are left out of all but COUNT.

    SUM, AVERAGE: of a column (or a sum/difference/whole multiple of columns) with known `decimals`, exact: computed in
    scaled whole numbers and divided once. MEDIAN of an even number of rows is the mean of the two middle values.
    DIFFERENT counts distinct known values (0 over no rows: it is a count). MOST_COMMON breaks ties towards the smallest
    value (texts by code point). SHARE (of rows): rows that meet the `where` by all rows in the window.
    SHARE of x: the sum of x over rows that meet the `where` by the sum of x over all rows in the window.
    """

    COUNT = "count"
    SUM = "sum"
    AVERAGE = "average"
    MEDIAN = "median"
    SMALLEST = "smallest"
    LARGEST = "largest"
    EARLIEST = "earliest"
    LATEST = "latest"
    DIFFERENT = "number of different"
    MOST_COMMON = "most common"
    SHARE = "share"


@record
class Window:
    """A closed range of calendar days of the table's `dated` column; None is unbounded. The ends are values of the
    customer (made of Literal, Today, Shift, DayOf and the customer's own dates); a missing end: no row is inside, and
    the measure is missing (also COUNT and SUM). `text` is the source text, for people."""

    first: Expr | None
    last: Expr | None
    text: str = field(default="", compare=False)


@record
class Measure:
    """An aggregate over those rows of a MANY table that belong to the customer.

    Seen rows: those that meet the table's `only where`, whose date is known and not after the as-of date (a table that
    is not dated, or no as-of date: all), that lie in the window, and for which `where` is true. `of` and `where` are
    asked of the row.
    """

    aggregate: Aggregate
    table: str
    of: Expr | None
    window: Window | None
    where: Cond | None
    type: Type
    span: Span | None = field(default=None, compare=False, repr=False)
