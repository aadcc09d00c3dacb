"""What a model says of customers it has not seen, and what they did → how its score becomes a chance; fits no model."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from segdsl.formulas.bands import interpolated
from segdsl.frames import Bools, Numbers
from segdsl.learn.numbers import rounded

MOST_POINTS = 20


@dataclass(frozen=True, slots=True)
class Calibration:
    """As `state.ModelState` holds it: a slope and an offset of the log-odds, or points of a line."""

    slope: float | None = None
    offset: float | None = None
    points: tuple[tuple[float, float], ...] = ()

    def chances(self, scores: Numbers) -> Numbers:
        if self.points:
            return interpolated(scores, self.points)
        assert self.slope is not None
        assert self.offset is not None
        return logistic(self.slope * scores + self.offset)


def logistic(values: Numbers) -> Numbers:
    with np.errstate(over="ignore"):
        made: Numbers = 1.0 / (1.0 + np.exp(-values))
    return made


def sigmoid(scores: Numbers, happened: Bools) -> Calibration:
    """The likeliest slope and offset, by Newton's method, with Platt's targets (a little short of 1 and 0, so that no
    chance is certain). The slope is never negative: where the scores tell nothing, everybody gets the base rate."""
    did = float(happened.sum())
    did_not = len(happened) - did
    wanted = np.where(happened, (did + 1) / (did + 2), 1 / (did_not + 2))
    center, spread = float(np.mean(np.sort(scores))), float(np.std(np.sort(scores)))
    flat = Calibration(slope=0.0, offset=rounded(float(np.log((did + 1) / (did_not + 1)))))
    if not spread > 0:
        return flat
    x = (scores - center) / spread
    slope, offset = 0.0, float(np.log((did + 1) / (did_not + 1)))
    loss = _loss(slope, offset, x, wanted)
    for _ in range(100):
        chance = logistic(slope * x + offset)
        weight = np.maximum(chance * (1 - chance), 1e-12)
        wrong = chance - wanted
        gradient = np.array([np.sum(wrong * x), np.sum(wrong)])
        curve = np.array([[np.sum(weight * x * x), np.sum(weight * x)], [np.sum(weight * x), np.sum(weight)]])
        step = np.linalg.solve(curve + 1e-9 * np.eye(2), gradient)
        size = 1.0
        while size > 1e-6 and _loss(slope - size * step[0], offset - size * step[1], x, wanted) > loss:
            size /= 2
        slope, offset = slope - size * float(step[0]), offset - size * float(step[1])
        loss = _loss(slope, offset, x, wanted)
        if float(np.abs(size * step).max()) < 1e-10:
            break
    if slope <= 0:
        return flat
    return Calibration(slope=rounded(slope / spread), offset=rounded(offset - slope * center / spread))


def _loss(slope: float, offset: float, x: Numbers, wanted: Numbers) -> float:
    z = slope * x + offset
    return float(np.sum(np.logaddexp(0, z) - wanted * z))


def isotonic(scores: Numbers, happened: Bools) -> Calibration:
    """At most twenty points that never fall: groups of equal size by score (equal scores together), the share of each
    drawn towards the base rate by one customer, and neighbours joined where a higher score did less."""
    order = np.argsort(scores, kind="stable")
    x, did = scores[order], happened[order].astype(np.float64)
    base = float(did.mean())
    first = np.concatenate([[True], x[1:] != x[:-1]])
    starts = np.flatnonzero(first)
    ends = np.append(starts[1:], len(x))
    part = np.minimum((MOST_POINTS * ((starts + ends) / 2) / len(x)).astype(np.int64), MOST_POINTS - 1)
    points: list[tuple[float, float, float]] = []  # weight, sum of scores, sum of those who did
    for number in range(MOST_POINTS):
        inside = np.flatnonzero(part == number)
        if len(inside):
            low, high = int(starts[inside[0]]), int(ends[inside[-1]])
            points.append((float(high - low), float(np.sum(x[low:high])), float(np.sum(did[low:high])) + base))
    joined: list[tuple[float, float, float]] = []
    for point in points:
        joined.append(point)
        while len(joined) > 1 and _share(joined[-2]) >= _share(joined[-1]):
            last, before = joined.pop(), joined.pop()
            joined.append((before[0] + last[0], before[1] + last[1], before[2] + last[2] - base))
    made = [(rounded(total / weight), rounded(_share((weight, total, did)))) for weight, total, did in joined]
    kept = [point for i, point in enumerate(made) if i == 0 or point[0] > made[i - 1][0]]
    return Calibration(points=tuple(kept))


def _share(point: tuple[float, float, float]) -> float:
    return point[2] / (point[0] + 1)
