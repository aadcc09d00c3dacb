"""Statements of what is learned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from segdsl.record import field, record
from segdsl.source import Span
from segdsl.types import Unit

if TYPE_CHECKING:
    from segdsl.syntax.ast.unions import Cond, Expr
    from segdsl.syntax.ast.values import DateLit, DurationLit, Name, NumberLit, TextLit


@record
class ScorePart:
    """`recency from days since last visit, lower is better, weight 2`, and on its own line `recency cut at 30, 90`.

    `lower_is_better` is None when the line does not say. `cuts` is empty without a `cut at` line.
    """

    name: Name
    value: Expr
    lower_is_better: bool | None = None
    weight: NumberLit | None = None
    cuts: tuple[NumberLit, ...] = ()
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class ScoreDecl:
    """`score RFM`, `in 4 bands` (None: five), and its parts."""

    name: Name
    bands: NumberLit | None
    population: Cond | None
    parts: tuple[ScorePart, ...]
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class Feature:
    """`spend (log)`, `channel (category)`, `age (unscaled)`, `visits`."""

    value: Expr
    treatment: Literal["log", "category", "unscaled"] | None
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class GroupCall:
    """`call the group with the highest online share "digital"` (lowest), `call the largest group "x"` (smallest),
    `call the others "x"`; `by` is None but for highest and lowest."""

    which: Literal["highest", "lowest", "largest", "smallest", "others"]
    by: Expr | None
    label: TextLit
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class Requirement:
    """`stability at least 0.75`, `each group at least 3%`, `AUC at least 0.70`, `calibration error at most 3%`, `lift
    at least 2`, `Brier score at most 0.1`, or `better than RFM score` (then `limit` is None and `baseline` is set)."""

    metric: Literal["stability", "each group", "auc", "calibration error", "lift", "brier score", "better than"]
    at_least: bool
    limit: NumberLit | None
    baseline: Expr | None
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class ClusterDecl:
    """`cluster lifestyle of those where … by age, spend (log) into 4 to 8 groups using k-means call … require …`.

    `groups` and `most` are equal for `into 4 groups`. `method` is a Name as written (None: k-means).
    """

    name: Name
    population: Cond | None
    features: tuple[Feature, ...]
    groups: NumberLit
    most: NumberLit | None
    method: Name | None
    calls: tuple[GroupCall, ...]
    require: tuple[Requirement, ...]
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class LaterOutcome:
    """`that closed within 90 days after the as-of date`, `that any complaints within 90 days after the as-of date where
    …`, `that no transactions within 90 days after the as-of date`.

    `any` is None for a bare name (a date of the customer's, or a table of many rows).
    """

    any: bool | None
    name: Name
    length: DurationLit
    where: Cond | None
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class PredictDecl:
    """`predict churn risk that … of those where … from … using … learn as of … test as of … require …`."""

    name: Name
    outcome: LaterOutcome | Cond
    population: Cond | None
    features: tuple[Feature, ...]
    method: Name | None
    learn: tuple[DateLit, ...]
    test: tuple[DateLit, ...]
    require: tuple[Requirement, ...]
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class PurchaseHistory:
    """`from amount in transactions where kind is "purchase", counted in weeks`; `unit` None: not said (an error)."""

    amount: Expr
    table: Name
    where: Cond | None
    unit: Unit | None
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class Contract:
    """`from monthly fee every month, keeping 98% every month` (also `every 90 days`)."""

    income: Expr
    income_every: DurationLit
    keeping: Expr
    keeping_every: DurationLit
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class EstimateDecl:
    """`estimate lifetime value from … over the next 12 months, margin 25%, discount 10% a year`."""

    name: Name
    source: PurchaseHistory | Contract
    population: Cond | None
    length: DurationLit
    margin: NumberLit | None
    discount: NumberLit | None
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class RecommendDecl:
    """`recommend next product from product in holdings among "a", "b" opened within 90 days by those who do not hold
    it`.

    `source` is (column, table) of the `from` line or None; `products` texts, or names of yes/no columns; `opened` is
    the name before `within` (None: `within` alone, or no such line at all: then `length` is None too). `likely` is N of
    `likely means N times the usual rate`.
    """

    name: Name
    source: tuple[Expr, Name] | None
    products: tuple[TextLit | Name, ...]
    opened: Name | None
    length: DurationLit | None
    population: Cond | None
    features: tuple[Feature, ...]
    likely: NumberLit | None
    learn: tuple[DateLit, ...]
    test: tuple[DateLit, ...]
    require: tuple[Requirement, ...]
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class DetectDecl:
    """`detect unusual behaviour of those where … by spend (log), visits`."""

    name: Name
    population: Cond | None
    features: tuple[Feature, ...]
    span: Span = field(compare=False, repr=False, kw_only=True)


LearnedDecl: TypeAlias = ScoreDecl | ClusterDecl | PredictDecl | EstimateDecl | RecommendDecl | DetectDecl
