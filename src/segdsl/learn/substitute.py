"""states → the same program with constants where something learned stood; it learns nothing and reads no data."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any, TypeAlias, TypeVar

from segdsl import ir
from segdsl.check.used import bodies
from segdsl.learn import kinds
from segdsl.learn.features import is_category
from segdsl.learn.known import features
from segdsl.learn.needs import needs
from segdsl.learn.state import LearnedState, PredictionState, RecommendationState
from segdsl.source import Span
from segdsl.types import Kind, Type

T = TypeVar("T")

Constants: TypeAlias = Mapping[tuple[str, str], ir.Expr]
"""(key of a learned thing, output) → what stands for it."""


class Misfit(Exception):
    """The state of the learned thing `name` (its key) does not fit it."""

    def __init__(self, name: str, why: str, fix: str | None = None) -> None:
        super().__init__(why)
        self.name = name
        self.why = why
        self.fix = fix


def substitute(
    program: ir.Program, states: Mapping[str, LearnedState], only: Collection[str] | None = None
) -> ir.Program:
    """The program with everything that is learned and has a state replaced; `learned` stays as it is.

    Args:
        program: as it was checked.
        states: by the key of the learned thing.
        only: the folded names that anything will be asked of (None: all); the others stay as they are.

    Raises:
        Misfit: a state does not fit its thing.
    """
    return filled(program, constants(program, states), only)


def filled(program: ir.Program, found: Constants, only: Collection[str] | None = None) -> ir.Program:
    """The program with these constants in the place of what is learned; `only` as in `substitute`."""
    if not found:
        return program

    def put(node: T, name: str) -> T:
        return node if only is not None and name not in only else placed(node, found)

    return replace(
        program,
        defines={name: put(define, name) for name, define in program.defines.items()},
        segments={name: put(segment, name) for name, segment in program.segments.items()},
        tiers={name: put(tiers, name) for name, tiers in program.tiers.items()},
        suppressions=program.suppressions if only is not None else placed(program.suppressions, found),
    )


def constants(program: ir.Program, states: Mapping[str, LearnedState], known: Constants = {}) -> Constants:  # noqa: B006
    """What stands for each output of each learned thing that has a state; `known` are constants of others.

    Raises:
        Misfit: a state does not fit its thing.
    """
    found: dict[tuple[str, str], ir.Expr] = dict(known)
    for name, thing in program.learned.items():
        if name in states:
            ready = as_fitted(program, thing, states[name], found)
            for output, value in _of(name, ready, states[name]).items():
                found[name, output] = _within(getattr(ready, "population", None), value)
    return found


def placed(node: T, found: Constants) -> T:
    """The node with constants in the place of what is learned."""
    return rebuilt(node, lambda part: found.get((part.name, part.output)) if isinstance(part, ir.Learned) else None)


def _of(name: str, thing: ir.LearnedThing, state: LearnedState) -> Mapping[str, ir.Expr]:
    if state.kind != kinds.state_kind(thing):
        raise Misfit(name, f"it is of a {state.kind}")
    _check_features(name, thing, state)
    try:
        made = kinds.constants(thing, state)
    except (ValueError, KeyError, IndexError, TypeError, AssertionError, OverflowError) as error:
        raise Misfit(name, "the parts of the statement are not those of the state") from error
    lacking = [output for output in thing.outputs if output not in made]
    if lacking:
        raise Misfit(name, f"it lacks `{lacking[0]}`")
    for value in made.values():
        _check(name, value)
    return made


def _check_features(name: str, thing: ir.LearnedThing, state: LearnedState) -> None:
    """What was a number is one still, and what was a category."""
    for feature, known in features(thing, state):
        category = is_category(feature)
        if category != (known.kind == "category") and feature.value.type.kind is not Kind.UNKNOWN:
            was, now = ("a number", "a text") if category else ("a text", "a number")
            raise Misfit(
                name,
                f"`{feature.name}` was {was} when it was learned, and is {now} in this data",
                "look at why the data changed; what a column holds can be declared in its table "
                "(`column …: text`), and is then the same every time",
            )


def _check(name: str, value: ir.Expr) -> None:
    """Trees may look at the features that there are, and at no others."""

    def look(part: Any) -> None:
        if isinstance(part, ir.Trees) and any(max(t.feature) >= len(part.features) for t in part.trees):
            raise Misfit(name, "it has a tree of other features")

    rebuilt(value, look)


def _within(population: ir.Cond | None, value: ir.Expr) -> ir.Expr:
    """Whoever is outside the population has no value."""
    return value if population is None else ir.Choose(((population, value),), None, value.type)


# ---- what was learned with other constants -------------------------------------------------------


def as_fitted(program: ir.Program, thing: ir.LearnedThing, state: LearnedState, found: Constants) -> ir.LearnedThing:
    """The thing with constants in the place of the learned things that it needs: `found`, or those its state brings.

    What a model was given may have been learned as of an earlier day (`inputs`). Then every name behind which such a
    thing stands is opened, so that the model goes on seeing what it learned from.
    """
    if not isinstance(state, PredictionState | RecommendationState) or not state.inputs:
        return placed(thing, found)
    names = needs(program, parts_applied(thing)).names
    then = substitute(program, state.inputs, names)
    learned = {name for name in names if needs(program, bodies(program, name)).learned}
    thing = placed(thing, {**found, **constants(program, state.inputs)})
    return rebuilt(thing, lambda part: _opened(then, learned, part))


def parts_applied(thing: ir.LearnedThing) -> tuple[Any, ...]:
    """What a fitted thing looks at when it is asked of a customer: its features, and who is in its population."""
    return (getattr(thing, "features", ()), getattr(thing, "population", None))


def _opened(program: ir.Program, learned: Collection[str], part: Any) -> Any:
    def inside(node: T) -> T:
        return rebuilt(node, lambda inner: _opened(program, learned, inner))

    if not isinstance(part, ir.Named | ir.Member | ir.PartOf) or part.name not in learned:
        return None
    match part:
        case ir.Named(name):
            return inside(program.defines[name].value)
        case ir.Member(name):
            return ir.Surely(inside(program.segments[name].condition))
        case ir.PartOf(name):
            tiers = program.tiers[name]
            branches = tuple((inside(cond), ir.Literal(label, part.type)) for cond, label in tiers.branches)
            return ir.Choose(branches, ir.Literal(tiers.otherwise, part.type), part.type)


# ---- any node ------------------------------------------------------------------------------------

_CLOSED = (Span, Type, ir.Tree)


@cache
def _parts(kind: type) -> tuple[str, ...]:
    return tuple(f.name for f in fields(kind) if f.name not in ("span", "type", "text", "outputs"))


def rebuilt(node: T, change: Callable[[Any], Any]) -> T:
    """The node with every part for which `change` has something else (not None) replaced by that, outermost first; the
    very same node where nothing changes."""
    if isinstance(node, tuple):
        if not any(isinstance(part, tuple) or is_dataclass(part) for part in node[:2]):
            return node  # numbers or texts, of which there may be many
        parts = tuple(rebuilt(part, change) for part in node)
        same = all(new is old for new, old in zip(parts, node, strict=True))
        return node if same else parts  # type: ignore[return-value]
    if not is_dataclass(node) or isinstance(node, _CLOSED):
        return node
    changed = change(node)
    if changed is not None:
        return changed  # type: ignore[no-any-return]
    differing = {}
    for name in _parts(node.__class__):
        old = getattr(node, name)
        new = rebuilt(old, change)
        if new is not old:
            differing[name] = new
    return replace(node, **differing) if differing else node  # type: ignore[type-var]
