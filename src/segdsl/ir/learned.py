"""What is learned: each declaration is a value of `Program.learned`, by the folded name.

`name` is as written, `declaration` the canonical text of the statement and of all it refers to (defines, learned
things, tables): the state keeps its hash. `outputs` are the names that rules may say, each a define whose value is a
`Learned` of that output: output → the define's name as shown. Outside the population a learned thing has no value (it
is missing) and nobody is learned from.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import TYPE_CHECKING, TypeAlias

from segdsl.record import field, record
from segdsl.source import Span
from segdsl.types import Unit, Value

if TYPE_CHECKING:
    from segdsl.ir.conditions import Place
    from segdsl.ir.unions import Cond, Expr


class Treatment(Enum):
    """NUMBER: as a number (yes is 1, no is 0), brought to one scale where the method needs it. LOG: its LOG first.
    UNSCALED: as it is. CATEGORY: by its text, each value for itself."""

    NUMBER = "number"
    LOG = "log"
    UNSCALED = "unscaled"
    CATEGORY = "category"


@record
class Feature:
    """`name` as written; `value` of the customer: a number or yes/no unless its treatment is CATEGORY (texts and closed
    sets always are)."""

    name: str = field(compare=False)
    value: Expr
    treatment: Treatment
    span: Span | None = field(default=None, compare=False, repr=False)


class Metric(Enum):
    """STABILITY: mean bootstrap Jaccard of the least stable group. SMALLEST: share of customers in the smallest group.
    AUC, BRIER (score), LIFT (of the highest tenth), CALIBRATION (expected calibration error, ten bins): on the test."""

    STABILITY = "stability"
    SMALLEST = "each group"
    AUC = "auc"
    CALIBRATION = "calibration error"
    LIFT = "lift"
    BRIER = "brier score"


@record
class Requirement:
    metric: Metric
    at_least: bool
    limit: float
    span: Span | None = field(default=None, compare=False, repr=False)


@record
class Share:
    """What a Ranked needs. The population is all customers (of the same `by`) whose value is known. Output: `limit`.

    TOP: the smallest value with fewer than `share` of the population strictly higher; BOTTOM mirrored; ABOVE and BELOW:
    the mean. `percent`: people read the value as a percentage (a chance, a share).
    """

    name: str = field(compare=False)
    place: Place
    value: Expr
    share: float | None
    by: Expr | None
    declaration: str = field(compare=False)
    library: str | None = None
    span: Span | None = field(default=None, compare=False, repr=False)
    percent: bool = field(default=False, compare=False)

    @property
    def outputs(self) -> Mapping[str, str]:
        return {"limit": self.name}


@record
class ScorePart:
    """`cuts` ascend as written; empty: learned. `weight` of this part in the sum."""

    name: str
    value: Expr
    lower_is_better: bool
    weight: float
    cuts: tuple[float, ...]
    span: Span | None = field(default=None, compare=False, repr=False)


@record
class Score:
    """Outputs: `score` (the weighted sum; missing if a part is), `code` (the parts' digits as text; A for 10), and one
    for each part under its folded name."""

    name: str
    bands: int
    population: Cond | None
    parts: tuple[ScorePart, ...]
    outputs: Mapping[str, str]
    declaration: str = field(compare=False)
    library: str | None = None
    span: Span | None = field(default=None, compare=False, repr=False)


class Which(Enum):
    HIGHEST = "highest"
    LOWEST = "lowest"
    LARGEST = "largest"
    SMALLEST = "smallest"
    OTHERS = "others"


@record
class GroupCall:
    """`text` is the line as written, for people."""

    which: Which
    by: Expr | None
    label: str
    text: str = field(compare=False)
    span: Span | None = field(default=None, compare=False, repr=False)


class Grouping(Enum):
    K_MEANS = "k-means"
    MIXTURE = "gaussian mixture"
    K_PROTOTYPES = "k-prototypes"


@record
class Cluster:
    """Output: `group`, one of the labels of the calls; without calls `group 1`, `group 2`, … by size."""

    name: str
    population: Cond | None
    features: tuple[Feature, ...]
    groups: tuple[int, int]
    method: Grouping
    calls: tuple[GroupCall, ...]
    require: tuple[Requirement, ...]
    outputs: Mapping[str, str]
    declaration: str = field(compare=False)
    library: str | None = None
    span: Span | None = field(default=None, compare=False, repr=False)


class Method(Enum):
    DECISION_TREE = "decision tree"
    RANDOM_FOREST = "random forest"
    BOOSTED_TREES = "boosted trees"
    LOGISTIC = "logistic regression"


@record
class Outcome:
    """What is predicted. Without `length` it is asked of the customers as they are, and those for whom it is undecided
    are not learned from. With a length (count, unit) it is about the days strictly after the as-of date up to that
    length after it, and is asked as of that last day: `Today` in it is the learning (or test) date.
    """

    condition: Cond
    length: tuple[int, Unit] | None
    tables: tuple[str, ...]
    text: str = field(compare=False)


@record
class Prediction:
    """Output: `chance`, from 0 to 1. `learn` and `test` are empty without a length; dates left out in the rules are
    filled in by checking: one window and two windows before the as-of date. `baseline` is the value that the model
    must beat (`better than`, then `must_beat`), or that it is compared with."""

    name: str
    outcome: Outcome
    population: Cond | None
    features: tuple[Feature, ...]
    method: Method
    learn: tuple[Value, ...]
    test: tuple[Value, ...]
    require: tuple[Requirement, ...]
    baseline: Feature | None
    must_beat: bool
    outputs: Mapping[str, str]
    declaration: str = field(compare=False)
    library: str | None = None
    span: Span | None = field(default=None, compare=False, repr=False)


@record
class PurchaseHistory:
    """Purchases are the days with rows of `table` (all days in one measure: `days` = different days; `amount` the sum
    over all of them). The expressions are of the customer: `first`, `latest` the first and last purchase day, `days`
    the number of different purchase days, `total` all money, `opening` the money of the first day; `unit` of time."""

    table: str
    first: Expr
    latest: Expr
    days: Expr
    total: Expr
    opening: Expr
    unit: Unit


@record
class Contract:
    """`income` every so often, and the share of customers `keeping` on every so often."""

    income: Expr
    income_every: tuple[int, Unit]
    keeping: Expr
    keeping_every: tuple[int, Unit]


@record
class Estimate:
    """Outputs: `value` (margin * discounted spend over the length after the as-of date); for a PurchaseHistory also
    `alive`, `purchases` (over the length) and `spend` (expected per purchase)."""

    name: str
    source: PurchaseHistory | Contract
    population: Cond | None
    length: tuple[int, Unit]
    margin: float
    discount: float
    outputs: Mapping[str, str]
    declaration: str = field(compare=False)
    library: str | None = None
    span: Span | None = field(default=None, compare=False, repr=False)


@record
class Product:
    """A product: whether the customer holds it as of the as-of date, and whether it is bought after it (for a
    recommendation without a length: the same as `holds`)."""

    name: str
    holds: Cond
    bought: Outcome


@record
class Recommendation:
    """Outputs: `next` (the product with the highest chance among those not held; missing if all are held), and for
    each product `chance of <name>` and `likely to <name>` (chance at least `likely` times the usual rate)."""

    name: str
    products: tuple[Product, ...]
    population: Cond | None
    features: tuple[Feature, ...]
    likely: float
    learn: tuple[Value, ...]
    test: tuple[Value, ...]
    require: tuple[Requirement, ...]
    outputs: Mapping[str, str]
    declaration: str = field(compare=False)
    library: str | None = None
    span: Span | None = field(default=None, compare=False, repr=False)


@record
class Detection:
    """Output: `unusualness`, from 0 to 1: the isolation forest's score (Liu, Ting and Zhou 2008)."""

    name: str
    population: Cond | None
    features: tuple[Feature, ...]
    outputs: Mapping[str, str]
    declaration: str = field(compare=False)
    library: str | None = None
    span: Span | None = field(default=None, compare=False, repr=False)


LearnedThing: TypeAlias = Share | Score | Cluster | Prediction | Estimate | Recommendation | Detection
