"""Values that there is nothing to learn from, because somebody made a mistake: all alike, or beyond all measure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from segdsl import ir
from segdsl.diagnostics.codes import learn as codes
from segdsl.diagnostics.model import Diagnostic
from segdsl.frames import Numbers
from segdsl.learn.state import FeatureState
from segdsl.source import Span

LARGEST = 1e100
"""Of larger numbers no mean and no distance can be computed, and nobody has them."""


def useless(
    what: str, features: Sequence[ir.Feature], states: Sequence[FeatureState], rows: int
) -> Iterator[Diagnostic]:
    """One for each; `what` is the name of the learned thing, `rows` how many customers there are."""
    for feature, state in zip(features, states, strict=True):
        if state.missing == rows:
            why = "is missing for every customer"
        elif state.kind == "category" and len(state.levels) == 1 and state.levels[0].rows == rows:
            why = "is the same for every customer"
        elif state.kind != "category" and state.low == state.high:
            why = "is the same for every customer who has it" if state.missing else "is the same for every customer"
        else:
            continue
        yield Diagnostic(
            codes.USELESS_FEATURE,
            f"`{state.name}` {why}, so that `{what}` can tell nobody by it",
            feature.span,
            help=("leave it out, or look why it does not differ",),
        )


def too_large(what: str, values: Numbers, span: Span | None) -> Diagnostic | None:
    """Where a number is beyond all measure; missing ones are NaN. `what` they are called in the message."""
    rows = int((np.abs(values) > LARGEST).sum())
    if not rows:
        return None
    whose = "1 customer" if rows == 1 else f"{rows:,} customers"
    return Diagnostic(
        codes.TOO_LARGE,
        f"{what} of {whose} is a number with more than 100 digits, and cannot be learned from",
        span,
        help=(
            "a code that means nothing is known is declared in the table: `column …: number, missing when …`",
            "rows that are wrong are left out with `only where`, and customers with `of those where`",
        ),
    )
