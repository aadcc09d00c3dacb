"""What must hold of the rules and of every output: the lines of `policy` statements; judges nothing.

Names of segments, tiers and targets are folded.
"""

from __future__ import annotations

from typing import TypeAlias

from segdsl.record import field, record
from segdsl.source import Span


@record
class Target:
    """What `never use` names: columns by name (of the tables `tables`, None: of any), and whatever else has the name (a
    definition, a learned value, a segment, tiers, a table of rows to be measured). `data_class` instead: every column
    of that class, by the value of `schemas.DataClass`."""

    text: str
    name: str = ""
    tables: frozenset[str] | None = None
    data_class: str | None = None


@record
class EverySegment:
    """Every segment that is given out, those of used files too."""


@record
class EveryPart:
    """Every part of tiers or of a split."""

    of: str


@record
class TheseSegments:
    names: tuple[str, ...]


Groups: TypeAlias = EverySegment | EveryPart | TheseSegments


@record
class NeverUse:
    """`within` None: nowhere in the rules."""

    targets: tuple[Target, ...]
    within: TheseSegments | EverySegment | EveryPart | None


@record
class SizeLimit:
    """Limits on how many customers, or which share of all, are members of each group, or undecided about it."""

    low: float | None
    high: float | None
    share: bool
    undecided: bool
    groups: Groups


@record
class NoOverlap:
    """Nobody is a member of two of these; `in_data`: asked of the customers there are, not of all there could be."""

    segments: tuple[str, ...]
    in_data: bool


@record
class Covered:
    """Everybody is a member of one of these, or of `exactly` one."""

    segments: tuple[str, ...]
    exactly: bool
    in_data: bool


@record
class Inside:
    """Every member of `inner` is a member of `outer`."""

    inner: str
    outer: str
    in_data: bool


@record
class ChangeLimit:
    """The number of members of each group differs by at most this share from that of the output before."""

    limit: float
    groups: Groups


PolicyRule: TypeAlias = NeverUse | SizeLimit | NoOverlap | Covered | Inside | ChangeLimit


@record
class Policy:
    """One line; `text` is the line in its canonical form, `title` that of its statement."""

    rule: PolicyRule
    text: str
    because: str | None = None
    title: str | None = None
    library: str | None = None
    span: Span | None = field(default=None, compare=False, repr=False)
