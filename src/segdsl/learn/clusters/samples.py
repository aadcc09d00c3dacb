"""The customers that the costly steps look at: drawn by a hash of their key, each sample inside the larger one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy.typing as npt

from segdsl import ir
from segdsl.learn import drawing
from segdsl.learn.clusters import quality, stability
from segdsl.learn.clusters.points import Points

STARTING = {ir.Grouping.K_MEANS: 10_000, ir.Grouping.MIXTURE: 10_000, ir.Grouping.K_PROTOTYPES: 10_000}
LEARNED = {ir.Grouping.MIXTURE: 100_000}
"""A mixture is learned from at most so many; the others from everybody."""


@dataclass(frozen=True, slots=True, eq=False)
class Samples:
    """`learned`: whom the groups are learned from; `starting`: on whom their start is looked for; `resampled`: on whom
    their stability is measured; `few`: of whom each is held against every other."""

    learned: Points
    starting: Points
    resampled: Points
    few: Points


def samples(points: Points, keys: npt.NDArray[Any], method: ir.Grouping) -> Samples:
    ranked = drawing.ranked(keys, LEARNED.get(method, STARTING[method]))
    most = LEARNED.get(method, points.rows)
    return Samples(
        learned=points if points.rows <= most else points.take(drawing.first(ranked, most)),
        starting=points.take(drawing.first(ranked, STARTING[method])),
        resampled=points.take(drawing.first(ranked, stability.MOST_ROWS[method])),
        few=points.take(drawing.first(ranked, quality.MOST_ROWS)),
    )
