"""What a plan is made of: values and conditions about a row, each made once however often it is used.

Nodes are compared by identity; `number` grows from parts to wholes, so sorting by it puts every part before its whole.
There is no `not`: it has moved to the leaves. A leaf that asks about a missing value is undecided; an engine answers
*surely* (undecided counts as no) or *possibly* (undecided counts as yes), and `and` and `or` pass that word on to their
items. `Surely` asks for *surely* below it and is never undecided itself.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TypeAlias, get_args

from segdsl import ir
from segdsl.types import Type, Unit
from segdsl.types import Value as Plain

# ---- values ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class Constant:
    """The same for every row; None is missing."""

    value: Plain | None
    number: int


@dataclass(frozen=True, slots=True, eq=False)
class Joined:
    """The first row of look-up table `table` whose column `per` is the same text as `link`; if none, all is missing."""

    link: Value
    table: str
    per: str
    number: int


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """A column of the row at hand, or (`via`) of the row that a look-up leads to. `table` is where the column lives."""

    table: str
    column: str
    type: Type
    via: Joined | None
    number: int


@dataclass(frozen=True, slots=True, eq=False)
class OfCustomer:
    """About a row of a many table: a value of the customer it belongs to."""

    value: Value
    number: int


@dataclass(frozen=True, slots=True, eq=False)
class Calculate:
    op: ir.Op
    left: Value
    right: Value
    number: int


@dataclass(frozen=True, slots=True, eq=False)
class Negate:
    value: Value
    number: int


@dataclass(frozen=True, slots=True, eq=False)
class Absolute:
    value: Value
    number: int


@dataclass(frozen=True, slots=True, eq=False)
class Round:
    value: Value
    number: int


@dataclass(frozen=True, slots=True, eq=False)
class Days:
    """Calendar days from `earlier` to `later`."""

    later: Value
    earlier: Value
    number: int


@dataclass(frozen=True, slots=True, eq=False)
class Shift:
    date: Value
    count: int
    unit: Unit
    number: int


@dataclass(frozen=True, slots=True, eq=False)
class DayOf:
    value: Value
    number: int


@dataclass(frozen=True, slots=True, eq=False)
class Since:
    """Complete units from the date to `today`."""

    unit: Unit
    date: Value
    today: dt.date
    number: int


@dataclass(frozen=True, slots=True, eq=False)
class Default:
    value: Value
    fallback: Value
    number: int


@dataclass(frozen=True, slots=True, eq=False)
class Extreme:
    larger: bool
    values: tuple[Value, ...]
    number: int


@dataclass(frozen=True, slots=True, eq=False)
class Choose:
    """The value beside the first condition that is surely true, else `otherwise`."""

    branches: tuple[tuple[Cond, Value], ...]
    otherwise: Value
    type: Type
    number: int


@dataclass(frozen=True, slots=True, eq=False)
class Truth:
    """A condition as yes, no, or missing where it is undecided."""

    condition: Cond
    number: int


@dataclass(frozen=True, slots=True, eq=False)
class SplitPart:
    """The part in whose range the hash of the text falls; `bounds` has the first number above each part."""

    by: Value
    salt: str
    bounds: tuple[tuple[str, int], ...]
    number: int


@dataclass(frozen=True, slots=True, eq=False)
class Fold:
    """About a customer: an aggregate of the customer's seen rows of `table` for which `rows` is surely true.

    `of` and `rows` are about a row; `base` is what a SHARE is a share of; where `blank` (about the customer) is true
    the result is missing. With `decimals` the values stand for decimal numbers with so many places.
    """

    aggregate: ir.Aggregate
    table: str
    of: Value | None
    rows: Cond
    base: Cond | None
    blank: Cond | None
    decimals: int | None
    type: Type
    number: int


@dataclass(frozen=True, slots=True, eq=False)
class Band:
    """As `ir.Band`; so are the following nodes, whose parts about the row stand apart from their constants."""

    value: Value
    cuts: tuple[float, ...]
    lower_is_better: bool
    number: int


@dataclass(frozen=True, slots=True, eq=False)
class Mapped:
    value: Value
    pairs: tuple[tuple[str, Plain], ...]
    otherwise: Plain | None
    missing: Plain | None
    type: Type
    number: int


@dataclass(frozen=True, slots=True, eq=False)
class Linear:
    constant: float
    weights: tuple[float, ...]
    values: tuple[Value, ...]
    number: int


@dataclass(frozen=True, slots=True, eq=False)
class Apply:
    function: ir.Function
    value: Value
    number: int


@dataclass(frozen=True, slots=True, eq=False)
class Interpolate:
    value: Value
    points: tuple[tuple[float, float], ...]
    number: int


@dataclass(frozen=True, slots=True, eq=False)
class Trees:
    features: tuple[Value, ...]
    trees: tuple[ir.Tree, ...]
    constant: float
    number: int


@dataclass(frozen=True, slots=True, eq=False)
class Best:
    values: tuple[Value, ...]
    labels: tuple[str, ...]
    highest: bool
    number: int


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """`ir.Repeats`; `model` has r, alpha, a, b and the horizon."""

    asks: ir.History
    model: tuple[float, float, float, float, float]
    repeats: Value
    last: Value
    age: Value
    number: int


Fitted: TypeAlias = Band | Mapped | Linear | Apply | Interpolate | Trees | Best | History

Value: TypeAlias = (
    Fitted
    | Constant
    | Field
    | OfCustomer
    | Calculate
    | Negate
    | Absolute
    | Round
    | Days
    | Shift
    | DayOf
    | Since
    | Default
    | Extreme
    | Choose
    | Truth
    | SplitPart
    | Fold
)

# ---- conditions ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """The same for every row; None is undecided."""

    answer: bool | None
    number: int


@dataclass(frozen=True, slots=True, eq=False)
class Compare:
    """A constant, if there is one, stands on the right."""

    rel: ir.Rel
    left: Value
    right: Value
    number: int


@dataclass(frozen=True, slots=True, eq=False)
class Among:
    value: Value
    items: tuple[Plain, ...]
    negated: bool
    number: int


@dataclass(frozen=True, slots=True, eq=False)
class Missing:
    """Never undecided; `negated`: is known."""

    value: Value
    negated: bool
    number: int


@dataclass(frozen=True, slots=True, eq=False)
class TextTest:
    test: ir.Test
    value: Value
    pattern: str
    negated: bool
    number: int


@dataclass(frozen=True, slots=True, eq=False)
class Holds:
    """Whether a yes/no value is `wanted`."""

    value: Value
    wanted: bool
    number: int


@dataclass(frozen=True, slots=True, eq=False)
class Surely:
    """Where the condition is true, or (`negated`) where it is not; never undecided."""

    condition: Cond
    negated: bool
    number: int


@dataclass(frozen=True, slots=True, eq=False)
class And:
    items: tuple[Cond, ...]
    number: int


@dataclass(frozen=True, slots=True, eq=False)
class Or:
    items: tuple[Cond, ...]
    number: int


Cond: TypeAlias = Known | Compare | Among | Missing | TextTest | Holds | Surely | And | Or
Node: TypeAlias = Value | Cond | Joined

NODES: tuple[type[Node], ...] = (*get_args(Value), *get_args(Cond), Joined)
