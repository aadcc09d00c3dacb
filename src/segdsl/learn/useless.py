"""Features that tell no two customers apart: there is nothing to learn from them, and somebody made a mistake."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from segdsl import ir
from segdsl.diagnostics.codes import learn as codes
from segdsl.diagnostics.model import Diagnostic
from segdsl.learn.state import FeatureState


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
