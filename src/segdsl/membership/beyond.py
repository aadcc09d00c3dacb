"""Says how many customers are unlike all that something was learned from; asks and counts nobody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from segdsl.diagnostics.codes import run
from segdsl.diagnostics.model import Diagnostic

if TYPE_CHECKING:
    from segdsl.learn.ranges import Beyond

MANY = 30
"""Of fewer customers, most may well be unlike the others."""

FEW = 0.01
"""A smaller share of the customers by a feature is not told: a model learns from a part of them, and there are always
some that are larger than all in it."""

_FIT_AGAIN = "when there are many, it may be time to fit again"
_LOOK = "look at the data: a column may mean something else than it did; if it is right, fit again"


def notes(beyond: Iterable[Beyond], counts: Iterable[int], customers: int) -> Iterator[Diagnostic]:
    """One for each part of a score, and one for all features together of anything else.

    Args:
        beyond: what was asked.
        counts: for how many customers each was true.
        customers: how many there are.
    """
    unlike: dict[str, list[tuple[int, str]]] = {}
    for each, rows in zip(beyond, counts, strict=True):
        if rows and each.banded:
            of = "1 customer" if rows == 1 else f"{rows:,} customers"
            yield Diagnostic(
                run.BEYOND_LEARNED,
                f"`{each.part}` of {of} lies beyond all that `{each.name}` was learned from, and is in its end band",
                help=(_FIT_AGAIN,),
            )
        elif rows and rows >= FEW * customers:
            unlike.setdefault(each.name, []).append((rows, each.part))
    for name, parts in unlike.items():
        parts.sort(key=lambda part: -part[0])
        most = customers >= MANY and 2 * parts[0][0] >= customers
        yield Diagnostic(
            run.UNLIKE_LEARNED if most else run.BEYOND_LEARNED,
            f"{_listed(parts)} {'is' if len(parts) == 1 else 'are'} unlike all that `{name}` was learned from",
            help=(_LOOK if most else _FIT_AGAIN,),
        )


def _listed(parts: list[tuple[int, str]]) -> str:
    """`age` of 12 customers, `balance` of 3."""
    (rows, part), *others = parts
    first = f"`{part}` of {rows:,} customer" + ("" if rows == 1 else "s")
    return ", ".join([first, *(f"`{part}` of {rows:,}" for rows, part in others)])
