"""What the rules name, and all of it together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from segdsl import schemas
from segdsl.record import field, record
from segdsl.source import Span
from segdsl.types import Value

if TYPE_CHECKING:
    from segdsl.ir.learned import LearnedThing
    from segdsl.ir.policies import Policy
    from segdsl.ir.tables import Table
    from segdsl.ir.unions import Cond, Expr
    from segdsl.ir.values import Column


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
    (defines, segments, tiers and splits may refer to each other: `order` is the common order of folded names).
    `learned` is in an order in which each thing needs only earlier ones."""

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
    learned: Mapping[str, LearnedThing] = field(default_factory=dict)
    policies: tuple[Policy, ...] = ()

    @property
    def customers(self) -> Table:
        return next(t for t in self.tables.values() if t.role is schemas.Role.CUSTOMERS)
