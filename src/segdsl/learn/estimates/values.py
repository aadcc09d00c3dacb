"""The estimated values of all customers in a few figures; estimates nothing."""

from __future__ import annotations

import numpy as np

from segdsl.frames import Numbers
from segdsl.learn.numbers import rounded
from segdsl.learn.state import Values

TENTH = 10


def valued(values: Numbers) -> Values:
    """Of those that have a value."""
    known = np.sort(values[np.isfinite(values)])
    if not len(known):
        return Values(rows=0, total=0.0, median=None, top_tenth=None)
    total = float(known.sum())
    top = float(known[len(known) - max(1, len(known) // TENTH) :].sum())
    return Values(
        rows=len(known),
        total=rounded(total),
        median=rounded(float(np.median(known))),
        top_tenth=rounded(top / total) if total > 0 else None,
    )
