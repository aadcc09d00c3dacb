"""Conditions on a row: true, false or undecided."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from segdsl.record import field, record
from segdsl.source import Span
from segdsl.types import Value

if TYPE_CHECKING:
    from segdsl.ir.unions import Cond, Expr


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


class Place(Enum):
    TOP = "top"
    BOTTOM = "bottom"
    ABOVE = "above average"
    BELOW = "below average"

    @property
    def rel(self) -> Rel:
        """How the value stands to the limit: a share takes the limit in, an average does not."""
        return {"top": Rel.GE, "bottom": Rel.LE, "above average": Rel.GT, "below average": Rel.LT}[self.value]


@record
class Ranked:
    """`x is in the top 10% by district`, `x is above average`: Compare(place.rel, value, limit). `limit` is a Learned
    of a `Share` (`Program.learned`) until it is fitted, then a constant or a Mapped of `by`."""

    place: Place
    value: Expr
    share: float | None
    by: Expr | None
    limit: Expr
    span: Span | None = field(default=None, compare=False, repr=False)
