"""How good chances are, held against what happened; every figure is the same in whatever order the rows lie."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from segdsl.frames import Bools, Numbers
from segdsl.learn.numbers import rounded
from segdsl.learn.state import Bin, Figures

PARTS = 10
"""Bins of the calibration error, and what the highest tenth is a tenth of."""


def auc(scores: Numbers, happened: Bools) -> float | None:
    """The chance that somebody who did has a higher score than somebody who did not; equal scores count half."""
    did = int(happened.sum())
    did_not = len(happened) - did
    if not did or not did_not:
        return None
    return float((ranks(scores)[happened].sum() - did * (did + 1) / 2) / (did * did_not))


def ranks(scores: Numbers) -> Numbers:
    """From 1 up; equal scores share the mean of their ranks."""
    order = np.argsort(scores, kind="stable")
    ordered = scores[order]
    first = np.concatenate([[True], ordered[1:] != ordered[:-1]]) if len(scores) else np.zeros(0, dtype=bool)
    group = np.cumsum(first) - 1
    ends = np.append(np.flatnonzero(first), len(scores))
    mean = (ends[:-1] + ends[1:] + 1) / 2
    found = np.empty(len(scores))
    found[order] = mean[group]
    return found


def brier(chances: Numbers, happened: Bools) -> float:
    """The mean squared distance of the chance from what happened (1 or 0)."""
    return float(np.mean(np.sort((chances - happened) ** 2)))


def bins(chances: Numbers, happened: Bools) -> tuple[Bin, ...]:
    """Tenths of the customers from the lowest chance up. Equal chances stay together, so that there may be fewer."""
    tenth = np.minimum((PARTS * (ranks(chances) - 0.5) / max(len(chances), 1)).astype(np.int64), PARTS - 1)
    found = []
    for part in range(PARTS):
        inside = tenth == part
        if inside.any():
            rows, did = int(inside.sum()), int(happened[inside].sum())
            mean = float(np.mean(np.sort(chances[inside])))
            found.append(Bin(rows=rows, predicted=rounded(mean), happened=rounded(did / rows)))
    return tuple(found)


def calibration_error(parts: tuple[Bin, ...]) -> float:
    """How far, on average, the mean chance of a bin lies from the share of those who did."""
    rows = sum(part.rows for part in parts)
    return sum(part.rows * abs(part.predicted - part.happened) for part in parts) / rows


def calibration_error_by_chance(parts: tuple[Bin, ...]) -> float:
    """What the calibration error of so many customers would be on average if every chance were right."""
    rows = sum(part.rows for part in parts)
    noise = [
        part.rows * float(np.sqrt(2 / np.pi * part.predicted * (1 - part.predicted) / part.rows)) for part in parts
    ]
    return sum(noise) / rows


def lift(scores: Numbers, happened: Bools) -> float | None:
    """How many times as many did in the tenth with the highest scores as on average. Of those with the score at the
    border as many count as there is room for, in the proportion in which they did."""
    wanted = len(scores) / PARTS
    base = float(happened.mean()) if len(happened) else 0.0
    if base == 0:
        return None
    border = np.sort(scores)[::-1][max(int(np.ceil(wanted)) - 1, 0)]
    above, at = scores > border, scores == border
    did = float(happened[above].sum()) + (wanted - float(above.sum())) * float(happened[at].mean())
    return did / wanted / base


def figures(chances: Numbers, happened: Bools) -> Figures:
    def kept(value: float | None) -> float | None:
        return None if value is None else rounded(value)

    return Figures(
        rows=len(chances),
        happened=int(happened.sum()),
        auc=kept(auc(chances, happened)),
        brier=kept(brier(chances, happened)),
        calibration_error=kept(calibration_error(bins(chances, happened))),
        lift=kept(lift(chances, happened)),
    )


def shuffled(rows: int, seed: int) -> npt.NDArray[np.int64]:
    """The rows in an order drawn by lot, the same for the same seed."""
    return np.random.default_rng(seed).permutation(rows)
