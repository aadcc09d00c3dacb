"""What can be claimed of a customer, two-valued; finds and proves nothing."""

from __future__ import annotations

from typing import TypeAlias

from segdsl import ir
from segdsl.record import record


@record
class Is:
    """The condition has this answer (None: it is undecided) by the rules of program number `side`."""

    condition: ir.Cond
    answer: bool | None
    side: int = 0


@record
class InPart:
    """The customer is in this part of the tiers or split `name` (folded); a part that there is not holds nobody."""

    name: str
    part: str | None
    side: int = 0


@record
class AllOf:
    items: tuple[Claim, ...]


@record
class AnyOf:
    items: tuple[Claim, ...]


@record
class NotSo:
    item: Claim


Claim: TypeAlias = Is | InPart | AllOf | AnyOf | NotSo
Key: TypeAlias = tuple[object, ...]


def key(claim: Claim) -> Key:
    """A name for a claim by which it is found again as long as it is kept: conditions are long, and slow to compare."""
    match claim:
        case Is(condition, answer, side):
            return id(condition), answer, side
        case InPart(name, part, side):
            return name, part, side
        case NotSo(item):
            return NotSo, key(item)
        case AllOf(items) | AnyOf(items):
            return type(claim), *map(key, items)


def conditions(claim: Claim) -> tuple[tuple[ir.Cond, int], ...]:
    """The conditions that a claim speaks of, with their sides."""
    match claim:
        case Is():
            return ((claim.condition, claim.side),)
        case InPart():
            return ()
        case NotSo():
            return conditions(claim.item)
        case AllOf() | AnyOf():
            return tuple(found for item in claim.items for found in conditions(item))
