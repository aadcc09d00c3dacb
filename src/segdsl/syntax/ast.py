"""The AST: what was written, in the order it was written, with places and comments; it knows no types and no data.

Spans are left out of equality, so two texts that differ in layout alone have equal trees. Each class shows the text
that makes it.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal, TypeAlias

from segdsl.record import field, record
from segdsl.source import Source, Span
from segdsl.types import Unit

# ---- names and literals -----------------------------------------------------------------------------------------


@record
class Name:
    """`RFM score`, `高價值`, or in backticks. `text` has single spaces and no backticks (as written otherwise)."""

    text: str
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class NumberLit:
    """`12`, `1_000`, `100k`, `1.5m`, `-3`, `60%` (value 0.6). `text` is the spelling; int when it is whole."""

    value: int | float
    text: str
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class TextLit:
    """`"text"`; `value` is unescaped and NFC."""

    value: str
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class YesNoLit:
    """`yes`, `no`."""

    value: bool
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class DateLit:
    """`2026-11-23`."""

    value: dt.date
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class DurationLit:
    """`90 days`, `1 month`."""

    count: int
    unit: Unit
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class Today:
    """`today`, `the as-of date`."""

    span: Span = field(compare=False, repr=False, kw_only=True)


Literal_: TypeAlias = NumberLit | TextLit | YesNoLit | DateLit | DurationLit

# ---- values -------------------------------------------------------------------------------------------------------


@record
class Ref:
    """A name used as a value. `avg salary of districts` is one name here; checking splits it when it must."""

    name: Name
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class Binary:
    """`balance / salary`; also `50% of y`, written with op "of"."""

    op: Literal["+", "-", "*", "/", "of"]
    left: Expr
    right: Expr
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class Negative:
    """`-x` (not before a number: that is a NumberLit)."""

    value: Expr
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class Since:
    """`days since d`, `months since d`, `years since d`, `weeks since d`; d is any value or measure."""

    unit: Unit
    date: Expr
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class Defaulting:
    """`x defaulting to 0`."""

    value: Expr
    fallback: Expr
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class Call:
    """`larger of a, b`, `smaller of a, b`, `round x`, `absolute x`; `function` is the word(s) as here."""

    function: Literal["larger of", "smaller of", "round", "absolute"]
    arguments: tuple[Expr, ...]
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class Branch:
    """`when age < 30 then "young"`; in tiers the result is a Ref or a TextLit naming the part."""

    condition: Cond
    result: Expr
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class Cases:
    """`when … then … when … then … otherwise …`, only as the body of a `define`; `otherwise` may be left out."""

    branches: tuple[Branch, ...]
    otherwise: Expr | None
    span: Span = field(compare=False, repr=False, kw_only=True)


# ---- measures and windows --------------------------------------------------------------------------------------------

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


Window: TypeAlias = LastWindow | EndingWindow | SinceWindow | BetweenWindow | AllTime | AroundWindow


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


Expr: TypeAlias = (
    NumberLit
    | TextLit
    | YesNoLit
    | DateLit
    | DurationLit
    | Today
    | Ref
    | Binary
    | Negative
    | Since
    | Defaulting
    | Call
    | Cases
    | Measure
)

# ---- conditions ----------------------------------------------------------------------------------------------------

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


Cond: TypeAlias = (
    Compare
    | Between
    | InList
    | InFile
    | Presence
    | TextTest
    | DateCompare
    | Ago
    | InSegment
    | Happened
    | Holds
    | Not
    | Chain
    | Except
    | Group
)

# ---- statements ------------------------------------------------------------------------------------------------------


@record
class RulesetDecl:
    """`ruleset "Title"` with `version "1.2"`, `owner "…"`, `purpose marketing`; each at most once."""

    title: TextLit
    version: TextLit | None
    owner: TextLit | None
    purpose: Name | None
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class Use:
    """`use "rfm"` (a shipped library) or `use "shared/contactable.seg"` (a file)."""

    path: TextLit
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class AsOf:
    """`as of 1998-12-31`, `as of 1998-12-31 in "Europe/Prague"`."""

    date: DateLit
    zone: TextLit | None
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class KeyClause:
    """`key customer id`, `key customer id, one per distinct value`."""

    column: Name
    distinct: bool
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class ManyClause:
    """`many per customer id, dated booked on, through dispositions where role is "OWNER"`; flags in any order."""

    per: Name
    dated: Name | None
    through: Name | None
    through_where: Cond | None
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class OneClause:
    """`one per district id`."""

    per: Name
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class OnlyWhere:
    """`only where quantity > 0 and unit price > 0`."""

    condition: Cond
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class ColumnType:
    """The type of a column, as declared.

    `whole number 0 to 120`, `number 0 or more`, `number up to 10`, `number, 2 decimals`, `text`,
    `one of "F", "M"`, `yes or no`, `date`, `date "dd.mm.yyyy"`, `date and time`.
    `word` is the type's words; `low`/`high` the range (inclusive); `decimals` as in `2 decimals`.
    `pattern` is the date format in the file.
    """

    word: Literal["whole number", "number", "text", "one of", "yes or no", "date", "date and time"]
    values: tuple[TextLit, ...] = ()
    low: NumberLit | DateLit | None = None
    high: NumberLit | DateLit | None = None
    decimals: int | None = None
    pattern: TextLit | None = None
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class ColumnClause:
    """`column age as "CUST_AGE_YRS": whole number 0 to 120, missing when 999, missing when "unknown", protected`.

    `type` may be left out: `column pdays, missing when -1`. `data_class` is one of identifier, personal, sensitive,
    protected, operational. `decimal_mark` as in `decimal comma` ("," or None).
    """

    name: Name
    physical: TextLit | None
    type: ColumnType | None
    missing_when: tuple[Literal_, ...]
    data_class: Name | None
    decimal_mark: Literal[",", "."] | None = None
    span: Span = field(compare=False, repr=False, kw_only=True)


TableClause: TypeAlias = KeyClause | ManyClause | OneClause | OnlyWhere | ColumnClause


@record
class TableDecl:
    """`table customers from "customers.csv"` and its indented clauses, in the order written."""

    name: Name
    path: TextLit | None
    clauses: tuple[TableClause, ...]
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class DefineDecl:
    """`define spend as sum of amount in transactions …`; the body is a value, a Cases, or a condition."""

    name: Name
    body: Expr | Cond
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class SegmentDecl:
    """`at-risk "Customers we may lose" if … because "…" then "…"`."""

    name: Name
    title: TextLit | None
    condition: Cond
    because: TextLit | None
    then: TextLit | None
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class TiersDecl:
    """`tiers value tier when … then platinum … otherwise basic`; `otherwise` None is a diagnostic of the parser."""

    name: Name
    title: TextLit | None
    branches: tuple[Branch, ...]
    otherwise: Expr
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class Share:
    """`90% treatment`: the part's name is a Name or a text."""

    share: NumberLit
    part: Name
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class SplitDecl:
    """`split spring test by customer id using "2026-spring"` and its shares."""

    name: Name
    by: Name
    salt: TextLit
    shares: tuple[Share, ...]
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class SuppressDecl:
    """`suppress if consent is no because "No marketing consent"`."""

    condition: Cond
    because: TextLit | None
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class Given:
    """`RFM score is 13`: a condition of the shape value-is-literal, `x is missing`, `any T …` or `no T …`."""

    condition: Cond
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class Expectation:
    """`high-value`, `not at-risk`, `value tier is gold`: `part` is None for a segment."""

    name: Name
    negated: bool
    part: Expr | None
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class ExampleDecl:
    """`example "a young affluent customer" given … expect …`."""

    title: TextLit
    given: tuple[Given, ...]
    expect: tuple[Expectation, ...]
    span: Span = field(compare=False, repr=False, kw_only=True)


Statement: TypeAlias = (
    RulesetDecl | Use | AsOf | TableDecl | DefineDecl | SegmentDecl | TiersDecl | SplitDecl | SuppressDecl | ExampleDecl
)


@record
class Comment:
    """`# …` to the end of the line; `text` includes the `#`. `alone` when nothing stands before it on its line."""

    text: str
    alone: bool
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class File:
    """A whole rule file. Comments are kept beside the statements, in order of place."""

    source: Source = field(compare=False, repr=False)
    statements: tuple[Statement, ...]
    comments: tuple[Comment, ...]
