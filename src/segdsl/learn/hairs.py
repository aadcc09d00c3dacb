"""Limits that lie on somebody's value → limits a hair beside it, where engines need not agree on the value to the last
bit; learns nothing.

Exponentials, logarithms and purchase histories are computed by functions of each engine's own (and of each
processor's), alike to twelve digits. Whoever a limit was taken from would be on one side of it here, and on the other
there.
"""

from __future__ import annotations

import numpy as np

from segdsl import ir
from segdsl.check.used import bodies, nodes
from segdsl.frames import Numbers
from segdsl.learn import needs

HAIR = 4e-12
"""As a share of the limit: more than engines differ by."""


def engines_differ(program: ir.Program, value: ir.Expr) -> bool:
    """Whether an exponential, a logarithm or a purchase history stands behind a value."""
    behind = needs.needs(program, (value,))
    if behind.learned:
        return True
    roots = [value, *(body for name in behind.names for body in bodies(program, name))]
    return any(isinstance(node, ir.Apply | ir.Repeats) for root in roots for node in nodes(root))


def below(limit: float, values: Numbers) -> float:
    """A hair below, so that whoever has the limit is above it; those so near that engines may see them the other way
    round count as equal."""
    hair = HAIR * abs(limit)
    near = np.sort(values[(values <= limit) & (values >= limit - 1000 * hair)])[::-1]
    for value in near.tolist():
        if value < limit - 2 * hair:
            break
        limit = min(limit, value)
    return limit - hair


def above(limit: float, values: Numbers) -> float:
    """A hair above, so that whoever has the limit is below it."""
    return -below(-limit, -values)
