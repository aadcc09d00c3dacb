"""Gamma-Gamma (Fader and Hardie 2013): what customers spend on a purchase, by maximum likelihood.

Amounts vary about a mean of the customer's own, and these means differ between customers; how often somebody buys is
taken to have nothing to do with it. The fit knows no rules.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from segdsl.frames import Numbers
from segdsl.learn.estimates.likeliest import best_of, polished
from segdsl.learn.numbers import rounded

_ENOUGH = 20_000
_STARTS = ((1.0, 2.0, 1.0), (6.0, 4.0, 1.0), (0.5, 8.0, 4.0))


@dataclass(frozen=True, slots=True)
class Spending:
    """The parameters, in the money of the data."""

    p: float
    q: float
    gamma: float
    log_likelihood: float

    @property
    def mean(self) -> float | None:
        """What somebody spends of whom nothing is known; None: no mean can be expected."""
        return rounded(self.p * self.gamma / (self.q - 1)) if self.q > 1 else None


def fit(repeats: Numbers, total: Numbers) -> Spending:
    """From customers with repeat purchases: their number, and the money spent in them all (above 0)."""
    scale = float(np.sort(total).sum() / repeats.sum())
    target = _Target(repeats, total / scale)
    starts = [np.log(start) for start in _STARTS]
    if len(total) > 2 * _ENOUGH:  # where the search should begin, some of the customers tell as well
        starts = [best_of(target.thinned(len(total) // _ENOUGH), starts)]
    logs = polished(target, best_of(target, starts))
    p, q, gamma = (rounded(float(value)) for value in np.exp(logs) * [1, 1, scale])
    return Spending(p, q, gamma, rounded(log_likelihood(repeats, total, (p, q, gamma))))


def log_likelihood(repeats: Numbers, total: Numbers, parameters: tuple[float, float, float]) -> float:
    """Of all these customers."""
    return _Target(repeats, total).total(np.array(parameters))[0]


class _Target:
    """The negative log-likelihood of a customer on average, by the logarithms of the parameters, and its slopes."""

    def __init__(self, repeats: Numbers, total: Numbers) -> None:
        order = np.lexsort((total, repeats))  # sums do not depend on the order of the customers
        self._x, self._total = repeats[order], total[order]
        self._log_mean = np.log(self._total / self._x)
        self._distinct, counts = np.unique(self._x, return_counts=True)
        self._counts = counts.astype(np.float64)
        self._sum_log: float = float(self._log_mean.sum())
        self._sum_x_log: float = float(self._x @ self._log_mean)

    def thinned(self, every: int) -> _Target:
        return _Target(self._x[::every], self._total[::every])

    def __call__(self, logs: Numbers) -> tuple[float, Numbers]:
        parameters = np.exp(logs)
        value, slopes = self.total(parameters)
        return -value / len(self._x), -slopes * parameters / len(self._x)

    def total(self, parameters: npt.NDArray[np.float64]) -> tuple[float, Numbers]:
        from scipy.special import gammaln, psi

        p, q, gamma = (float(value) for value in parameters)
        x, counts, rows = self._distinct, self._counts, len(self._x)
        log_all, inverse = np.log(gamma + self._total), 1 / (gamma + self._total)
        with_x = gammaln(p * x + q) - gammaln(p * x) + p * x * np.log(x)
        value = float(counts @ with_x) - rows * float(gammaln(q)) + rows * q * np.log(gamma)
        value += p * self._sum_x_log - self._sum_log - float((p * self._x + q) @ log_all)
        by_p = counts @ (x * (psi(p * x + q) - psi(p * x) + np.log(x))) + self._sum_x_log - self._x @ log_all
        by_q = counts @ psi(p * x + q) - rows * psi(q) + rows * np.log(gamma) - log_all.sum()
        by_gamma = rows * q / gamma - (p * self._x + q) @ inverse
        return float(value), np.array([float(by_p), float(by_q), float(by_gamma)])
