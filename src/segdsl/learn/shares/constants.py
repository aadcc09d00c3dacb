"""A fitted share → the limit as an expression."""

from __future__ import annotations

from collections.abc import Mapping

from segdsl import ir
from segdsl.learn.state import LearnedState, ShareState
from segdsl.learn.values import no_value
from segdsl.types import NUMBER


def constants(thing: ir.Share, state: LearnedState) -> Mapping[str, ir.Expr]:
    """The limit; whoever is of a group that was not there when it was learned has none."""
    if not isinstance(state, ShareState) or (thing.by is None and state.groups):
        raise ValueError("not a state of this share")
    if thing.by is not None:
        pairs = tuple(sorted((group.value, group.limit) for group in state.groups))
        return {"limit": ir.Mapped(thing.by, pairs, None, None)}
    if state.limit is None:
        return {"limit": no_value(thing.value)}
    return {"limit": ir.Literal(state.limit, NUMBER)}
