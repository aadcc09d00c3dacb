"""Counts, batch by batch, the customers who break policies about who may be in what; judges nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np

from segdsl import ir
from segdsl.frames.masks import Mask

Key = tuple[str, ...]
"""Which count of a policy: the folded names of two segments, or `none` and `several`."""
NONE, SEVERAL = ("none",), ("several",)


@dataclass(slots=True)
class Counting:
    """A running count: `add` every batch; `order` are the folded names of the segments, as the batches have them."""

    policies: tuple[ir.Policy, ...]
    order: tuple[str, ...]
    counts: dict[tuple[int, Key], int] = field(default_factory=dict)

    def add(self, rows: int, members: Sequence[Mask]) -> None:
        found = dict(zip(self.order, members, strict=True))
        for number, policy in enumerate(self.policies):
            for key, count in _counted(policy.rule, rows, found):
                self.counts[number, key] = self.counts.get((number, key), 0) + count

    def of(self, number: int) -> dict[Key, int]:
        """The counts of one policy, those of nobody left out."""
        return {key: count for (policy, key), count in self.counts.items() if policy == number and count}


def _counted(rule: ir.PolicyRule, rows: int, members: dict[str, Mask]) -> Iterator[tuple[Key, int]]:
    match rule:
        case ir.NoOverlap(names):
            for a, b in combinations(names, 2):
                yield (a, b), (members[a] & members[b]).count()
        case ir.Inside(inner, outer):
            yield (inner, outer), members[inner].without(members[outer]).count()
        case ir.Covered(names, exactly):
            times = np.zeros(rows, dtype=np.int32)
            for name in names:
                times += members[name].bools
            yield NONE, int(np.count_nonzero(times == 0))
            if exactly:
                yield SEVERAL, int(np.count_nonzero(times > 1))
