"""Where a condition can be true or false: boxes of domains, one per value it looks at; a proof when there are none.

Different values are taken as independent, and what is not understood as possible, so that the boxes may hold more than
the truth and never less.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from enum import Enum
from typing import TypeAlias, assert_never

from segdsl import ir
from segdsl.lint import domain
from segdsl.lint.domain import Domain
from segdsl.lint.values import Values
from segdsl.record import mutable

Box: TypeAlias = Mapping[ir.Expr, Domain]
Region: TypeAlias = tuple[Box, ...]

EVERYWHERE: Region = ({},)
NOWHERE: Region = ()
# More boxes than this are not multiplied out: the result is then larger than need be, which is allowed.
LIMIT = 64


class Want(Enum):
    """Which outcome is asked for; `NOT_TRUE` is false or undecided."""

    TRUE = "true"
    FALSE = "false"
    NOT_TRUE = "not true"
    NOT_FALSE = "not false"


_OPPOSITE = {
    Want.TRUE: Want.FALSE,
    Want.FALSE: Want.TRUE,
    Want.NOT_TRUE: Want.NOT_FALSE,
    Want.NOT_FALSE: Want.NOT_TRUE,
}


def meet(left: Region, right: Region) -> Region:
    """What is in both."""
    if len(left) * len(right) > LIMIT:
        return left
    boxes: list[Box] = []
    for a in left:
        for b in right:
            box = _both(a, b)
            if box is not None and box not in boxes:
                boxes.append(box)
    return tuple(boxes)


def join(regions: Sequence[Region]) -> Region:
    """What is in any of them."""
    boxes = [box for region in regions for box in region]
    return EVERYWHERE if {} in boxes or len(boxes) > LIMIT * 4 else tuple(boxes)


def _both(a: Box, b: Box) -> Box | None:
    merged = dict(a)
    for term, right in b.items():
        left = merged.get(term)
        found = right if left is None else left.meet(right)
        if found.empty:
            return None
        merged[term] = found
    return merged


@mutable
class Regions:
    """The regions of the conditions of one program, each worked out once."""

    program: ir.Program
    values: Values
    # By identity, for conditions can be long; the condition is kept so that its identity stays its own.
    _known: dict[tuple[int, Want], tuple[ir.Cond, Region]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # Earlier names first, so that a long chain of segments is no deep recursion.
        for name in self.program.order:
            segment = self.program.segments.get(name)
            if segment is not None:
                self.of(segment.condition, Want.TRUE)
                self.of(segment.condition, Want.NOT_TRUE)

    def of(self, condition: ir.Cond, want: Want) -> Region:
        """The region in which the condition has this outcome; empty only if it never has."""
        key = (id(condition), want)
        if key not in self._known:
            self._known[key] = (condition, self._work_out(condition, want))
        return self._known[key][1]

    def _work_out(self, condition: ir.Cond, want: Want) -> Region:
        match condition:
            case ir.And() | ir.Or():
                regions = [self.of(item, want) for item in condition.items]
                # All items of an `and` must be true, and all items of an `or` must be false.
                if isinstance(condition, ir.And) == (want in (Want.TRUE, Want.NOT_FALSE)):
                    found = EVERYWHERE
                    for region in sorted(regions, key=len):
                        found = meet(found, region)
                    return found
                return join(regions)
            case ir.Not():
                return self.of(condition.condition, _OPPOSITE[want])
            case ir.Surely():
                return self.of(condition.condition, _surely(want))
            case ir.Member():
                segment = self.program.segments.get(condition.name)
                return EVERYWHERE if segment is None else self.of(segment.condition, _surely(want))
            case ir.IsMissing():
                yes = want in (Want.TRUE, Want.NOT_FALSE)
                return self._one(condition.value, domain.MISSING if yes else domain.KNOWN)
            case ir.Holds():
                return self._holds(condition, want)
            case ir.Ranked():
                return self._ranked(condition, want)
            case ir.Compare():
                return self._compare(condition, want)
            case ir.Between():
                return self._between(condition, want)
            case ir.Among():
                return self._among(condition, want)
            case ir.TextTest():
                # Patterns stay closed; that the text must be known is all there is to say.
                return self._one(condition.value, domain.KNOWN) if want in (Want.TRUE, Want.FALSE) else EVERYWHERE
            case _:
                assert_never(condition)

    def _holds(self, condition: ir.Holds, want: Want) -> Region:
        inner = self.values.unfolded(condition.value)
        if isinstance(inner, ir.Truth):
            return self.of(inner.condition, want)
        if isinstance(inner, ir.Literal):
            return EVERYWHERE if (inner.value is True) == (want in (Want.TRUE, Want.NOT_FALSE)) else NOWHERE
        right = want in (Want.TRUE, Want.NOT_FALSE)
        return self._decided(condition.value, [domain.related(ir.Rel.EQ, right)], want)

    def _ranked(self, condition: ir.Ranked, want: Want) -> Region:
        """The limit is not known yet: true and false somewhere, but never both, and only of a known value."""
        right = want in (Want.TRUE, Want.NOT_FALSE)
        found = self._decided(ir.Truth(condition), [domain.related(ir.Rel.EQ, right)], want)
        if want in (Want.NOT_TRUE, Want.NOT_FALSE):
            return found
        return meet(found, self._one(condition.value, domain.KNOWN))

    def _compare(self, condition: ir.Compare, want: Want) -> Region:
        for value, other, rel in (
            (condition.left, condition.right, condition.rel),
            (condition.right, condition.left, condition.rel.mirrored),
        ):
            constant = self.values.constant(other)
            if constant is not None:
                wanted = rel if want in (Want.TRUE, Want.NOT_FALSE) else rel.opposite
                return self._decided(value, [domain.related(wanted, constant)], want)
        if want not in (Want.TRUE, Want.FALSE):
            return EVERYWHERE
        rel = condition.rel if want is Want.TRUE else condition.rel.opposite
        if not self._possible(condition.left, rel, condition.right):
            return NOWHERE
        return meet(self._one(condition.left, domain.KNOWN), self._one(condition.right, domain.KNOWN))

    def _possible(self, left: ir.Expr, rel: ir.Rel, right: ir.Expr) -> bool:
        """Whether two values, neither of them a constant, can stand in the relation."""
        if self.values.unfolded(left) == self.values.unfolded(right):
            return rel in (ir.Rel.EQ, ir.Rel.LE, ir.Rel.GE)
        a, b = self.values.domain(left), self.values.domain(right)
        match rel:
            case ir.Rel.LT:
                return a.low < b.high
            case ir.Rel.LE:
                return a.low <= b.high
            case ir.Rel.GT:
                return a.high > b.low
            case ir.Rel.GE:
                return a.high >= b.low
            case ir.Rel.EQ | ir.Rel.NE:
                return True
            case _:
                assert_never(rel)

    def _between(self, condition: ir.Between, want: Want) -> Region:
        low = ir.Compare(ir.Rel.GE, condition.value, condition.low)
        high = ir.Compare(ir.Rel.LE, condition.value, condition.high)
        return self.of(ir.And((low, high)), want)

    def _among(self, condition: ir.Among, want: Want) -> Region:
        items = frozenset(domain.point(item) for item in condition.items)
        within = want in (Want.TRUE, Want.NOT_FALSE)
        return self._decided(condition.value, [domain.among(items, within=within)], want)

    def _decided(self, value: ir.Expr, known: list[Domain], want: Want) -> Region:
        """Where the value is in one of the domains; for `NOT_…` also where it is missing."""
        domains = known if want in (Want.TRUE, Want.FALSE) else [*known, domain.MISSING]
        return join([self._one(value, found) for found in domains])

    def _one(self, value: ir.Expr, wanted: Domain) -> Region:
        term = self.values.unfolded(value)
        constant = self.values.constant(term)
        possible = self.values.domain(term) if constant is None else domain.related(ir.Rel.EQ, constant)
        found = possible.meet(wanted)
        if found.empty:
            return NOWHERE
        return EVERYWHERE if constant is not None else ({term: found},)


def _surely(want: Want) -> Want:
    """`surely` is never undecided: not false is true, and false is not true."""
    return Want.TRUE if want in (Want.TRUE, Want.NOT_FALSE) else Want.NOT_TRUE
