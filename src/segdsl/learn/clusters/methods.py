"""Which way of grouping a rule asks for; the ways themselves stand in their own files."""

from __future__ import annotations

from typing import Protocol, assert_never

from segdsl import ir
from segdsl.learn.clusters import kmeans, mixture, prototypes
from segdsl.learn.clusters.points import Points
from segdsl.learn.clusters.shape import Shape


class Method(Protocol):
    def find(self, points: Points, groups: int, seed: int, runs: int) -> Shape:
        """The best of several starts."""

    def settle(self, points: Points, start: Shape) -> Shape:
        """From where groups lay to where they come to rest."""


def of(grouping: ir.Grouping) -> Method:
    match grouping:
        case ir.Grouping.K_MEANS:
            return kmeans
        case ir.Grouping.MIXTURE:
            return mixture
        case ir.Grouping.K_PROTOTYPES:
            return prototypes
        case _:
            assert_never(grouping)
