"""BG/NBD (Fader, Hardie and Lee 2005): how often customers buy and when they are lost, by maximum likelihood.

While a customer is there, purchases come by chance at a rate of the customer's own (a gamma distribution with r and
alpha tells how rates differ); after each purchase the customer is lost with a chance of the customer's own (a beta
distribution with a and b). The fit knows no dates and no rules.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from segdsl.frames import Numbers
from segdsl.learn.estimates.likeliest import BOUND, best_of, polished, ran_away
from segdsl.learn.numbers import all_rounded, rounded

_STARTS = ((1.0, 1.0, 1.0, 3.0), (0.25, 1.0, 0.8, 2.5), (4.0, 1.0, 0.3, 6.0))
_ENOUGH = 20_000


@dataclass(frozen=True, slots=True, eq=False)
class Histories:
    """Customers of one history are counted together. `last` and `age` in days; the numbers of repeats that occur are
    in `distinct`, and `place` says which of them a history has."""

    repeats: Numbers
    last: Numbers
    age: Numbers
    customers: Numbers
    distinct: Numbers
    place: npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Buying:
    """The parameters, with time in the unit asked for. `away` names parameters that have no best value within reach."""

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float
    away: tuple[str, ...]


def counted(repeats: Numbers, last: Numbers, age: Numbers) -> Histories:
    """Repeats are whole numbers, `last` and `age` whole days."""
    packed = (repeats.astype(np.int64) << 40) | (last.astype(np.int64) << 20) | age.astype(np.int64)
    found, customers = np.unique(packed, return_counts=True)
    own = (found >> 40).astype(np.float64)
    distinct, place = np.unique(own, return_inverse=True)
    mask = (1 << 20) - 1
    return Histories(
        repeats=own,
        last=((found >> 20) & mask).astype(np.float64),
        age=(found & mask).astype(np.float64),
        customers=customers.astype(np.float64),
        distinct=distinct,
        place=place,
    )


def fit(histories: Histories, unit: float) -> Buying:
    """The parameters under which these histories are likeliest; `unit` in days."""
    customers = histories.customers.sum()
    scale = float(histories.customers @ histories.age) / customers or 1.0
    rate = max(float(histories.customers @ histories.repeats) / customers, 1e-3)
    starts = [np.log([r, alpha * r / rate, a, b]).clip(-BOUND + 1, BOUND - 1) for r, alpha, a, b in _STARTS]
    target = _Target(histories, scale)
    if len(histories.age) > 2 * _ENOUGH:  # where the search should begin, some of the histories tell as well
        starts = [best_of(_Target(_thinned(histories), scale), starts)]
    logs = polished(target, best_of(target, starts))
    away = ran_away(("r", "alpha", "a", "b"), logs)
    r, alpha, a, b = (rounded(float(value)) for value in np.exp(logs) * [1, scale / unit, 1, 1])
    return Buying(r, alpha, a, b, rounded(log_likelihood(histories, (r, alpha, a, b), unit)), away)


def _thinned(histories: Histories) -> Histories:
    """About _ENOUGH of the histories, spread over them all."""
    some = slice(None, None, len(histories.age) // _ENOUGH)
    return replace(
        histories,
        repeats=histories.repeats[some],
        last=histories.last[some],
        age=histories.age[some],
        customers=histories.customers[some],
        place=histories.place[some],
    )


def log_likelihood(histories: Histories, parameters: tuple[float, float, float, float], unit: float) -> float:
    """Of all customers, with time in the unit that the parameters are in."""
    value, _ = _Target(histories, unit).total(np.array(all_rounded(parameters)))
    return value


class _Target:
    """The negative log-likelihood of a customer on average, by the logarithms of the parameters, and its slopes."""

    def __init__(self, histories: Histories, scale: float) -> None:
        self._h = histories
        self._last, self._age = histories.last / scale, histories.age / scale
        self._again = histories.repeats > 0
        self._customers = histories.customers.sum()

    def __call__(self, logs: Numbers) -> tuple[float, Numbers]:
        parameters = np.exp(logs)
        value, slopes = self.total(parameters)
        return -value / self._customers, -slopes * parameters / self._customers

    def total(self, parameters: Numbers) -> tuple[float, Numbers]:
        from scipy.special import betaln, gammaln, psi

        h = self._h
        r, alpha, a, b = (float(value) for value in parameters)
        x, n = h.distinct, h.repeats
        log_age, log_last = np.log(alpha + self._age), np.log(alpha + self._last)
        there = -(r + n) * log_age
        with np.errstate(divide="ignore", invalid="ignore"):
            lost = np.where(self._again, np.log(a) - np.log(b + n - 1) - (r + n) * log_last, -np.inf)
        either = np.logaddexp(there, lost)
        gone = np.exp(lost - either)
        stayed = 1 - gone
        by_count = gammaln(r + x) - gammaln(r) + r * np.log(alpha) + betaln(a, b + x) - betaln(a, b)
        value = float(h.customers @ (by_count[h.place] + either))
        both = psi(a + b) - psi(a + b + x)
        slopes = (
            (psi(r + x) - psi(r) + np.log(alpha))[h.place] - stayed * log_age - gone * log_last,
            r / alpha - (r + n) * (stayed / (alpha + self._age) + gone / (alpha + self._last)),
            both[h.place] + gone / a,
            (both + psi(b + x) - psi(b))[h.place]
            - np.where(self._again, gone / np.where(self._again, b + n - 1, 1), 0),
        )
        return value, np.array([float(h.customers @ slope) for slope in slopes])
