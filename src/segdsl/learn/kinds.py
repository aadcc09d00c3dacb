"""Which package learns which kind of thing; imports one only when a thing of its kind is there, and learns nothing.

Every kind is a package `segdsl.learn.<kind>` with the same three modules:

* `fitting.py`: `fit(thing, context) -> Outcome[state]`. Only it may need the libraries that learn. What the
  thing needs is fitted in `context.program`.
* `constants.py`: `constants(thing, state) -> {output: expression}`, one for each of `thing.outputs`; the
  population is put round them by the caller. A state that does not fit the thing may raise ValueError, KeyError or
  IndexError.
* `report.py`: `report(thing, state) -> LearnedReport`, from the state alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, assert_never

from segdsl import ir
from segdsl.diagnostics.model import Outcome

if TYPE_CHECKING:
    from segdsl.learn.context import Context
    from segdsl.learn.report import LearnedReport
    from segdsl.learn.state import LearnedState


def package(thing: ir.LearnedThing) -> str:
    """Where a kind of thing is learned."""
    match thing:
        case ir.Share():
            return "shares"
        case ir.Score():
            return "scores"
        case ir.Cluster():
            return "clusters"
        case ir.Prediction():
            return "predictions"
        case ir.Estimate():
            return "estimates"
        case ir.Recommendation():
            return "recommendations"
        case ir.Detection():
            return "detections"
        case _:
            assert_never(thing)


def state_kind(thing: ir.LearnedThing) -> str:
    """The `kind` of the thing's state."""
    return package(thing).removesuffix("s")


def fit(thing: ir.LearnedThing, context: Context) -> Outcome[LearnedState]:
    """What the thing's own package learns."""
    found: Outcome[LearnedState] = _step(thing, "fitting", "fit")(thing, context)
    return found


def constants(thing: ir.LearnedThing, state: LearnedState) -> Mapping[str, ir.Expr]:
    """What the thing's outputs are, for whoever is in its population."""
    found: Mapping[str, ir.Expr] = _step(thing, "constants", "constants")(thing, state)
    return found


def report(thing: ir.LearnedThing, state: LearnedState) -> LearnedReport:
    """What is told of the thing."""
    found: LearnedReport = _step(thing, "report", "report")(thing, state)
    return found


def _step(thing: ir.LearnedThing, module: str, function: str) -> Callable[..., Any]:
    step: Callable[..., Any] = getattr(import_module(f"segdsl.learn.{package(thing)}.{module}"), function)
    return step
