"""BG/NBD (Fader, Hardie and Lee 2005) over many customers: who is one still, and what to expect of them; fits nothing.

The formulas are those of `segdsl.interpret.fitted`, where they are explained.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from segdsl.frames import Numbers
from segdsl.interpret.fitted import MOST_TERMS


@dataclass(frozen=True, slots=True)
class Model:
    """Purchases come at a rate with a gamma distribution (r, alpha); after each one the customer leaves with a chance
    that has a beta distribution (a, b)."""

    r: float
    alpha: float
    a: float
    b: float

    def alive(self, repeats: Numbers, last: Numbers, age: Numbers) -> Numbers:
        """The chance to be a customer still, after so many repeats, the last one `last` and observed for `age` units of
        time; 1 without repeats."""
        with np.errstate(all="ignore"):
            silence = (self.r + repeats) * np.log((self.alpha + age) / (self.alpha + last))
            chance = 1 / (1 + self.a / (self.b + repeats - 1) * np.exp(silence))
            found = np.where(repeats == 0, 1.0, chance)
            return self._known(found, repeats, last, age)

    def purchases(self, repeats: Numbers, last: Numbers, age: Numbers, horizon: float) -> Numbers:
        """The purchases to expect within the horizon."""
        with np.errstate(all="ignore"):
            found = self.alive(repeats, last, age) * self.of_customers(repeats, age, horizon)
            return self._known(found, repeats, last, age)

    def of_customers(self, repeats: Numbers, age: Numbers, horizon: float) -> Numbers:
        """The purchases to expect of those who are customers still; each pair of repeats and age is computed once."""
        order = np.lexsort((age, repeats))
        x, time = repeats[order], age[order]
        fresh = np.ones(len(order), dtype=np.bool_)
        fresh[1:] = (x[1:] != x[:-1]) | (time[1:] != time[:-1])
        found = np.empty(len(order))
        found[order] = self._series(x[fresh], time[fresh], horizon)[np.cumsum(fresh) - 1]
        return found

    def _known(self, found: Numbers, repeats: Numbers, last: Numbers, age: Numbers) -> Numbers:
        known = ((repeats == 0) | (repeats >= 1)) & (last >= 0) & (age >= 0) & (self.alpha + last > 0)
        return np.where(known & np.isfinite(found), found, np.nan)

    def _series(self, repeats: Numbers, age: Numbers, horizon: float) -> Numbers:
        shape, z = self.r + repeats, horizon / (self.alpha + age + horizon)
        log_weight = shape * np.log1p(-z)
        scale = np.maximum(log_weight, -600.0)
        weight, total = np.exp(scale), np.zeros(len(repeats))
        made, stays = np.zeros(len(repeats)), np.ones(len(repeats))
        result = np.full(len(repeats), np.nan)
        at: npt.NDArray[np.intp] = np.flatnonzero((repeats >= 0) & (age >= 0) & np.isfinite(weight))
        x, weight, total, made, stays, z, shape = (each[at] for each in (repeats, weight, total, made, stays, z, shape))
        for n in range(MOST_TERMS):
            ratio = z * (shape + n) / (n + 1)
            weight *= ratio
            made += stays
            stays *= (self.b + x + n) / (self.a + self.b + x + n)
            total += weight * made
            slower = np.maximum(ratio, z)
            ended = (slower < 1) & (weight * made <= 1e-17 * (1 - slower) * total)
            if ended.any():
                result[at[ended]] = total[ended]
                more = ~ended
                at, x, weight, total = at[more], x[more], weight[more], total[more]
                made, stays, z, shape = made[more], stays[more], z[more], shape[more]
            if len(at) == 0:
                break
        result[at] = total
        found: Numbers = result * np.exp(log_weight - scale)
        return found
