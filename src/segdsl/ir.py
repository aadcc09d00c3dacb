"""The typed IR: what the rules mean. No names are left to look up, and equality is blind to layout and place.

A value has a type and may be missing; a condition is true, false or undecided. Both are asked of one row: a customer,
or, inside a measure, a row of its table. The meaning of every node is `segdsl.interpret`.

Every name of a table or column in the IR (`Column.table`, `Column.name`, `Hop`, `Link`, `Measure.table`, `Table.key`,
`per`, `dated`) is folded, so that it is a key of `Program.tables` and `Table.columns`; what people are shown is
`Table.name` and `Table.columns[…].name`.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import TypeAlias

from segdsl import schemas
from segdsl.record import field, record
from segdsl.source import Span
from segdsl.types import DATE, DURATION, NUMBER, WHOLE, YES_NO, Type, Unit, Value, one_of

# ---- values --------------------------------------------------------------------------------------


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


Expr: TypeAlias = (
    Literal
    | Today
    | Column
    | OfCustomer
    | Named
    | PartOf
    | Arithmetic
    | Negate
    | DateDifference
    | Shift
    | DayOf
    | Since
    | Default
    | Extreme
    | Round
    | Absolute
    | Choose
    | Truth
    | Measure
)

# ---- conditions ----------------------------------------------------------------------------------


class Rel(Enum):
    LT = "<"
    LE = "<="
    GT = ">"
    GE = ">="
    EQ = "="
    NE = "!="

    @property
    def opposite(self) -> Rel:
        """What holds exactly where this does not."""
        return _OPPOSITE[self]

    @property
    def mirrored(self) -> Rel:
        """The same with the sides exchanged."""
        return _MIRRORED.get(self, self)


_OPPOSITE = {Rel.LT: Rel.GE, Rel.LE: Rel.GT, Rel.GT: Rel.LE, Rel.GE: Rel.LT, Rel.EQ: Rel.NE, Rel.NE: Rel.EQ}
_MIRRORED = {Rel.LT: Rel.GT, Rel.LE: Rel.GE, Rel.GT: Rel.LT, Rel.GE: Rel.LE}


@record
class Compare:
    """Undecided if a side is missing. Date against date-time: checking has put DayOf round the date-time."""

    rel: Rel
    left: Expr
    right: Expr
    span: Span | None = field(default=None, compare=False, repr=False)


@record
class Between:
    """low <= value and value <= high, with Kleene's `and` (false as soon as one side is false)."""

    value: Expr
    low: Expr
    high: Expr
    span: Span | None = field(default=None, compare=False, repr=False)


@record
class Among:
    """`value in [...]`; items are plain values of one family (sorted, without repeats); `path` if they came from a
    file. A missing value is undecided, also against an empty list."""

    value: Expr
    items: tuple[Value, ...]
    path: str | None = field(default=None, compare=False)
    span: Span | None = field(default=None, compare=False, repr=False)


@record
class IsMissing:
    """Never undecided."""

    value: Expr
    span: Span | None = field(default=None, compare=False, repr=False)


class Test(Enum):
    CONTAINS = "contains"
    STARTS = "starts with"
    ENDS = "ends with"
    MATCHES = "matches"


@record
class TextTest:
    """Literal for all but MATCHES, which is true when the pattern is found anywhere in the text (`segdsl.patterns`)."""

    test: Test
    value: Expr
    pattern: str
    span: Span | None = field(default=None, compare=False, repr=False)


@record
class Holds:
    """A yes/no value as a condition; missing is undecided."""

    value: Expr
    span: Span | None = field(default=None, compare=False, repr=False)


@record
class Member:
    """Membership of segment `name` (folded): true when its condition is true, otherwise false; never undecided."""

    name: str
    span: Span | None = field(default=None, compare=False, repr=False)


@record
class Surely:
    """True when the condition is true, otherwise false; never undecided. `X except S` is And(X, Not(Surely(S)))."""

    condition: Cond
    span: Span | None = field(default=None, compare=False, repr=False)


@record
class Not:
    condition: Cond
    span: Span | None = field(default=None, compare=False, repr=False)


@record
class And:
    """Kleene; flat, at least two items, in the order written."""

    items: tuple[Cond, ...]
    span: Span | None = field(default=None, compare=False, repr=False)


@record
class Or:
    """Kleene; flat, at least two items, in the order written."""

    items: tuple[Cond, ...]
    span: Span | None = field(default=None, compare=False, repr=False)


Cond: TypeAlias = Compare | Between | Among | IsMissing | TextTest | Holds | Member | Surely | Not | And | Or

# ---- tables --------------------------------------------------------------------------------------


@record
class Link:
    """How rows of a MANY table find their customers.

    Without `through`: row[`column`] equals the customer's `customer_column` (a column of the customers' table, usually
    its key; `hops` lead to the row's column through look-ups when the table has it not itself). With `through`: row
    [`column`] equals the link row's column `through_column`, and the link row's own link leads to the customer; of the
    link table only rows that meet `where` count. A row counts once for a customer, however many ways lead there.
    """

    column: str
    customer_column: str | None = None
    hops: tuple[Hop, ...] = ()
    through: str | None = None
    through_column: str | None = None
    where: Cond | None = None


@record
class Table:
    """A table as the rules use it. `columns` (folded name → schema column) has every column known of the table;
    `used` the folded names of those that anything in the program needs."""

    name: str
    role: schemas.Role
    columns: Mapping[str, schemas.Column]
    used: frozenset[str]
    path: str | None = None
    base: str | None = None
    key: str | None = None
    distinct: bool = False
    per: str | None = None
    link: Link | None = None
    dated: str | None = None
    only_where: Cond | None = None
    span: Span | None = field(default=None, compare=False, repr=False)


# ---- what the rules name -------------------------------------------------------------------------


@record
class Define:
    """`name` as written; `library` is the ruleset it came from (None: the file itself)."""

    name: str
    value: Expr
    library: str | None = None
    span: Span | None = field(default=None, compare=False, repr=False)


@record
class Segment:
    name: str
    condition: Cond
    title: str | None = None
    because: str | None = None
    then: str | None = None
    library: str | None = None
    span: Span | None = field(default=None, compare=False, repr=False)


@record
class Tiers:
    """First true branch wins; an undecided one is passed over. `parts` in order of appearance, `otherwise` included."""

    name: str
    branches: tuple[tuple[Cond, str], ...]
    otherwise: str
    title: str | None = None
    library: str | None = None
    span: Span | None = field(default=None, compare=False, repr=False)

    @property
    def parts(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys([*(part for _, part in self.branches), self.otherwise]))


@record
class Split:
    """Parts by a hash of the column's text with the salt (`segdsl.splits`); shares sum to 1, in the order written.
    `by` is a column of the customers, usually the key."""

    name: str
    by: Column
    salt: str
    shares: tuple[tuple[str, float], ...]
    library: str | None = None
    span: Span | None = field(default=None, compare=False, repr=False)


@record
class Suppression:
    """A customer is suppressed when the condition is true or undecided."""

    condition: Cond
    because: str | None = None
    library: str | None = None
    span: Span | None = field(default=None, compare=False, repr=False)


@record
class Given:
    """In an example `value` (None: missing) stands for `target` (Column, Named, Measure, PartOf) wherever it occurs."""

    target: Expr
    value: Value | None
    span: Span | None = field(default=None, compare=False, repr=False)


@record
class Expectation:
    """That the customer is (not) in the segment `name`, or is in part `part` of the tiers `name`; names folded."""

    name: str
    part: str | None
    negated: bool
    span: Span | None = field(default=None, compare=False, repr=False)


@record
class Example:
    title: str
    given: tuple[Given, ...]
    expect: tuple[Expectation, ...]
    library: str | None = None
    span: Span | None = field(default=None, compare=False, repr=False)


@record
class Meta:
    """From the `ruleset` and `as of` statements of the file itself."""

    title: str | None = None
    version: str | None = None
    owner: str | None = None
    purpose: str | None = None


@record
class Program:
    """A checked ruleset. Mappings are keyed by folded names, in an order in which each only refers to earlier ones
    (defines, segments, tiers and splits may refer to each other: `order` is the common order of folded names)."""

    meta: Meta
    as_of: Value | None
    zone: str
    tables: Mapping[str, Table]
    defines: Mapping[str, Define]
    segments: Mapping[str, Segment]
    tiers: Mapping[str, Tiers]
    splits: Mapping[str, Split]
    suppressions: tuple[Suppression, ...]
    examples: tuple[Example, ...]
    order: tuple[str, ...]

    @property
    def customers(self) -> Table:
        return next(t for t in self.tables.values() if t.role is schemas.Role.CUSTOMERS)
