"""The search for the likeliest parameters, by their logarithms; knows no model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import numpy as np

from segdsl.frames import Numbers

Target: TypeAlias = Callable[[Numbers], tuple[float, Numbers]]
"""By the logarithms of the parameters: what is to be as low as can be, and its slopes."""

BOUND = 9.0
"""Beyond, a parameter has run away: what it multiplies is brought to about 1 beforehand."""

_POLISH = 12


def best_of(target: Target, starts: Sequence[Numbers]) -> Numbers:
    """Where the search ends lowest that begins at one of the starts."""
    from scipy.optimize import minimize

    best: Any = None
    for start in starts:
        options = {"maxiter": 500, "ftol": 1e-14, "gtol": 1e-9}
        bounds = [(-BOUND, BOUND)] * len(start)
        found = minimize(target, start, jac=True, method="L-BFGS-B", bounds=bounds, options=options)
        if best is None or found.fun < best.fun - 1e-12:
            best = found
    return np.asarray(best.x)


def polished(target: Target, logs: Numbers) -> Numbers:
    """Newton's steps until nothing is gained, so that the digits do not depend on how the search came there."""
    value, slopes = target(logs)
    for _ in range(_POLISH):
        if (np.abs(logs) > BOUND - 1e-3).any():
            return logs
        step = 1e-5
        curve = np.array(
            [(target(logs + move)[1] - target(logs - move)[1]) / (2 * step) for move in np.eye(len(logs)) * step]
        )
        try:
            move = np.linalg.solve((curve + curve.T) / 2, slopes)
        except np.linalg.LinAlgError:
            return logs
        if not np.isfinite(move).all() or np.abs(move).max() > 1:
            return logs
        better, flatter = target(logs - move)
        if better > value or np.abs(flatter).max() >= np.abs(slopes).max():
            return logs
        logs, value, slopes = logs - move, better, flatter
    return logs


def ran_away(names: Sequence[str], logs: Numbers) -> tuple[str, ...]:
    """The parameters that were stopped at the bound."""
    return tuple(name for name, at in zip(names, logs, strict=True) if abs(abs(at) - BOUND) < 1e-3)
