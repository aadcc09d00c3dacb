"""Statements: what a file is, its tables, definitions, segments and examples."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from segdsl.record import field, record
from segdsl.source import Span

if TYPE_CHECKING:
    from segdsl.syntax.ast.unions import Cond, Expr
    from segdsl.syntax.ast.values import Branch, DateLit, Literal_, Name, NumberLit, TextLit


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
class ExampleTable:
    """`example table from "cases.csv"`: an example for each line of the file."""

    path: TextLit
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class ExampleDecl:
    """`example "a young affluent customer" given … expect …`."""

    title: TextLit
    given: tuple[Given, ...]
    expect: tuple[Expectation, ...]
    span: Span = field(compare=False, repr=False, kw_only=True)
