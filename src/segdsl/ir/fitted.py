"""Values that stand for what was learned, and the constants that take their place.

Checking makes `Learned`; fitting (or a state) replaces every `Learned` by the other nodes here, which hold nothing but
constants. Numbers in them are doubles; sums are taken in the order written, so that every engine gets the same.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, TypeAlias

from segdsl.record import field, record
from segdsl.source import Span
from segdsl.types import NUMBER, WHOLE, Type, Value, one_of

if TYPE_CHECKING:
    from segdsl.ir.unions import Expr


@record
class Learned:
    """Output `output` of the learned thing `name` (a key of `Program.learned`); missing until it is fitted."""

    name: str
    output: str
    type: Type
    span: Span | None = field(default=None, compare=False, repr=False)


@record
class Band:
    """1 + the number of cuts strictly below the value; with `lower_is_better` value and cuts count as negated (then: 1
    + the number of cuts strictly above the value). `cuts` ascend as the value is written. Missing stays missing."""

    value: Expr
    cuts: tuple[float, ...]
    lower_is_better: bool
    span: Span | None = field(default=None, compare=False, repr=False)

    @property
    def type(self) -> Type:
        return WHOLE


@record
class Mapped:
    """The constant beside the value's text (as a key is written: `interpret.as_key`), `otherwise` for any other text,
    `missing` where the value is missing. None is missing. `pairs` are sorted by text."""

    value: Expr
    pairs: tuple[tuple[str, Value], ...]
    otherwise: Value | None
    missing: Value | None
    type: Type = NUMBER
    span: Span | None = field(default=None, compare=False, repr=False)


@record
class Linear:
    """constant + weight * value + …, added in order; missing if any value is missing or the result is not finite."""

    terms: tuple[tuple[float, Expr], ...]
    constant: float
    span: Span | None = field(default=None, compare=False, repr=False)

    @property
    def type(self) -> Type:
        return NUMBER


class Function(Enum):
    """EXP: e to the value. LOG: sign(x) * log(1 + |x|). LOGISTIC: 1 / (1 + exp(-x))."""

    EXP = "exp"
    LOG = "log"
    LOGISTIC = "logistic"


@record
class Apply:
    """A function of one number; missing stays missing, and what is not finite is missing."""

    function: Function
    value: Expr
    span: Span | None = field(default=None, compare=False, repr=False)

    @property
    def type(self) -> Type:
        return NUMBER


@record
class Interpolate:
    """Straight lines between points (x, y) with ascending x; before the first and after the last their y. Between two:
    y0 + (y1 - y0) * ((x - x0) / (x1 - x0)). One point: its y."""

    value: Expr
    points: tuple[tuple[float, float], ...]
    span: Span | None = field(default=None, compare=False, repr=False)

    @property
    def type(self) -> Type:
        return NUMBER


@record
class Tree:
    """Nodes by number, the root is 0 and children come after their parents. Node i is a leaf when feature[i] is -1:
    value[i] is its value. Else a row goes left when its feature is <= threshold[i] (or, where that is missing, when
    missing_left[i]), right otherwise."""

    feature: tuple[int, ...]
    threshold: tuple[float, ...]
    left: tuple[int, ...]
    right: tuple[int, ...]
    missing_left: tuple[bool, ...]
    value: tuple[float, ...]


@record
class Trees:
    """constant + the value of the leaf that each tree leads to, added in order; `features` are numbers or yes/no (1 and
    0), and may be missing. Never missing itself."""

    features: tuple[Expr, ...]
    trees: tuple[Tree, ...]
    constant: float
    span: Span | None = field(default=None, compare=False, repr=False)

    @property
    def type(self) -> Type:
        return NUMBER


@record
class Best:
    """The label beside the highest (or lowest) value; of equal values the first; missing values are passed over, and
    if all are missing so is the label."""

    choices: tuple[tuple[Expr, str], ...]
    highest: bool
    span: Span | None = field(default=None, compare=False, repr=False)

    @property
    def type(self) -> Type:
        return one_of(tuple(dict.fromkeys(label for _, label in self.choices)))


class History(Enum):
    """What a history of purchases tells: the chance to be still a customer, and the purchases to expect."""

    ALIVE = "chance alive"
    PURCHASES = "expected purchases"


@record
class Repeats:
    """BG/NBD (Fader, Hardie and Lee 2005) with parameters r, alpha, a, b, for a customer with `repeats` purchases after
    the first, the last of them `last` units of time after the first, observed for `age` units of time.

    ALIVE: 1 without repeats. PURCHASES: expected in the next `horizon` units. Missing if any of the three is, or is
    negative, or if `repeats` lies between 0 and 1.
    """

    asks: History
    r: float
    alpha: float
    a: float
    b: float
    horizon: float
    repeats: Expr
    last: Expr
    age: Expr
    span: Span | None = field(default=None, compare=False, repr=False)

    @property
    def type(self) -> Type:
        return NUMBER


Fitted: TypeAlias = Band | Mapped | Linear | Apply | Interpolate | Trees | Best | Repeats
