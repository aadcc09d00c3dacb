"""The `policy` statement: what must hold of the rules, and of every output."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from segdsl.record import field, record
from segdsl.source import Span

if TYPE_CHECKING:
    from segdsl.syntax.ast.values import Name, NumberLit, TextLit


@record
class Within:
    """`in every segment`, `in every part of value tier` (one name), `in high-value, at-risk`."""

    what: Literal["every segment", "every part of", "named"]
    names: tuple[Name, ...] = ()
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class NeverUse:
    """`never use gender, protected columns`, `never use income in campaign`."""

    names: tuple[Name, ...]
    within: Within | None
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class SizeLimit:
    """`at least 50 customers in …`, `between 1% and 20% of customers in …`, `at most 2% of customers undecided in …`.

    A limit is a share when it is written with `%`.
    """

    low: NumberLit | None
    high: NumberLit | None
    of_all: bool
    undecided: bool
    within: Within
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class NoOverlap:
    """`no overlap between a, b and c`; `in_data`: `… in the data`."""

    names: tuple[Name, ...]
    in_data: bool
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class Covered:
    """`every customer in one of a, b, c`, or in `exactly one of`."""

    names: tuple[Name, ...]
    exactly: bool
    in_data: bool
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class Inside:
    """`a is inside b`."""

    name: Name
    outer: Name
    in_data: bool
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class ChangeLimit:
    """`no segment changes by more than 20%` (`within` None), `no change of more than 20% in a, b`."""

    limit: NumberLit
    within: Within | None
    span: Span = field(compare=False, repr=False, kw_only=True)


PolicyRule: TypeAlias = NeverUse | SizeLimit | NoOverlap | Covered | Inside | ChangeLimit


@record
class PolicyLine:
    """A rule, with `because "…"`."""

    rule: PolicyRule
    because: TextLit | None
    span: Span = field(compare=False, repr=False, kw_only=True)


@record
class PolicyDecl:
    """`policy "Fair treatment"` and its lines."""

    title: TextLit | None
    lines: tuple[PolicyLine, ...]
    span: Span = field(compare=False, repr=False, kw_only=True)
